"""Every scale that verdicts and statuses are written in, with its version, and how they compare.

Versions follow OGP: ``v1`` for plans submitted 2011 to 2014, ``v2`` for 2015 to 2019, ``v3`` since 2020 (Specificity
became Verifiable, Potential Impact became Potential for Results, Did It Open Government became Early Results). A value
keeps the word it was given; ``level`` is its place on its own scale; ``share`` (0 to 1) is for comparison across
scales and never goes into a chart without saying which scale it came from.

NR (not reviewed), ND (no data: the indicator was not used in that report), NA (not applicable) and the IRM's "No
Evidence Available" are four different nothings, and none of them is zero.

The crosswalk:

===================== ======================= ==================================================================
v1 and v2             v3                      rule
===================== ======================= ==================================================================
Specificity           Verifiable              medium and high are verifiable, none and low are not (OGP's glossary)
Potential Impact      Potential for Results   by share: minor 1/3, moderate 2/3; modest 1/2. High ambition is moderate
                                              or transformative (v1, v2: OGP's own column), substantial (v3: ours)
Did It Open           Early Results           by share: marginal 1/3, major 2/3; moderate 1/2. High is major or
Government                                    outstanding, or significant (OGP's own column)
Completion            Completion              the same four levels; v3 adds "No Evidence Available"
===================== ======================= ==================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from toolbox_core import N_, fold

NOTHING_CODES = {"nr": "not-reviewed", "nd": "no-data", "na": "not-applicable", "n/a": "not-applicable"}
"""The codes of OGP's files; "No Evidence Available" is spelled out there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An ordered list of values. ``words`` leads from every spelling met to a value; ``first`` is the lowest level.

    ``codes`` are the numbers beside the words in OGP's files. ``outside`` are values without a level.
    """

    indicator: str
    label: str
    versions: tuple[str, ...]
    values: tuple[str, ...]
    words: Mapping[str, str]
    labels: Mapping[str, str]
    codes: Mapping[str, str]
    high: tuple[str, ...] = ()
    shares: tuple[Decimal, ...] = ()

    def level(self, value: str) -> int | None:
        """The value's place, from 0; ``None`` for values outside the order and for nothings."""
        return self.values.index(value) if value in self.values else None

    def share(self, value: str) -> Decimal | None:
        """The value's place between 0 (lowest) and 1 (highest)."""
        level = self.level(value)
        if level is None:
            return None
        return self.shares[level] if self.shares else Decimal(level) / (len(self.values) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A cell as it was understood. ``value`` is empty when no scale knows the word."""

    value: str
    level: int | None = None
    scale: str = ""


def _scale(indicator: str, label: str, versions: str, *entries: tuple[str, str, str, str], **more: Any) -> Scale:
    """``entries``: value, label, code in OGP's files, further spellings split by ``|``; a leading ``~``: no level."""
    words: dict[str, str] = {}
    for value, text, _, others in entries:
        words |= {_plain(word): value.lstrip("~") for word in (text, *others.split("|")) if word}
    return Scale(
        indicator=indicator,
        label=label,
        versions=tuple(versions.split()),
        values=tuple(value for value, *_ in entries if not value.startswith("~")),
        words=words,
        labels={value.lstrip("~"): text for value, text, *_ in entries},
        codes={value.lstrip("~"): code for value, _, code, _ in entries},
        **more,
    )


@lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    """A word as scales compare it: folded, without the letter that OGP's first files put before it (``b. ``)."""
    plain = " ".join(fold(word).split())
    return plain[3:] if plain[1:3] == ". " and plain[0] in "abcdef" else plain


_THIRDS = (Decimal(0), Decimal(0), Decimal(1) / 3, Decimal(2) / 3, Decimal(1))
_YES_NO = (("no", N_("No"), "0", "0"), ("yes", N_("Yes"), "1", "1"))
_OPENED = (
    ("worsened", N_("Worsens"), "0", "worsened"),
    ("did-not-change", N_("Did Not Change"), "1", "none|no change"),
    ("marginal", N_("Marginal"), "2", ""),
    ("major", N_("Major"), "3", ""),
    ("outstanding", N_("Outstanding"), "4", ""),
    ("~no-early-results", N_("No early results to report yet"), "1", ""),
)
SCALES: Mapping[str, Scale] = {
    scale.indicator: scale
    for scale in (
        _scale(
            "completion",
            N_("Completion"),
            "v1 v2 v3",
            ("not-started", N_("Not Started"), "2", ""),
            ("limited", N_("Limited"), "3", ""),
            ("substantial", N_("Substantial"), "4", ""),
            ("complete", N_("Complete"), "5", "completed"),
            ("~withdrawn", N_("Withdrawn"), "0", ""),
            ("~unclear", N_("Unclear"), "1", ""),
            ("~no-evidence", N_("No Evidence Available"), "", "no evidence"),
        ),
        _scale(
            "specificity",
            N_("Specificity"),
            "v1 v2",
            ("none", N_("None"), "0", ""),
            ("low", N_("Low"), "1", ""),
            ("medium", N_("Medium"), "2", ""),
            ("high", N_("High"), "3", ""),
            high=("medium", "high"),
        ),
        _scale("verifiable", N_("Verifiable"), "v3", *_YES_NO, high=("yes",)),
        _scale("relevance", N_("Relevance"), "v1 v2 v3", *_YES_NO, high=("yes",)),
        _scale(
            "potential-impact",
            N_("Potential impact"),
            "v1 v2",
            ("none", N_("None"), "0", ""),
            ("minor", N_("Minor"), "1", ""),
            ("moderate", N_("Moderate"), "2", ""),
            ("transformative", N_("Transformative"), "3", ""),
            ("~unclear", N_("Unclear"), "0", ""),
            high=("moderate", "transformative"),
        ),
        _scale(
            "potential-for-results",
            N_("Potential for results"),
            "v3",
            ("unclear", N_("Unclear"), "0", ""),
            ("modest", N_("Modest"), "1", ""),
            ("substantial", N_("Substantial"), "2", ""),
            high=("substantial",),
        ),
        _scale(
            "early-results",
            N_("Early results"),
            "v3",
            ("no-notable-results", N_("No notable results"), "0", ""),
            ("moderate", N_("Moderate"), "1", ""),
            ("significant", N_("Significant"), "2", ""),
            high=("significant",),
        ),
        _scale(
            "diog",
            N_("Did it open government?"),
            "v1 v2",
            *_OPENED,
            high=("major", "outstanding"),
            shares=_THIRDS,
        ),
        *(
            _scale(
                f"diog-{part}",
                label,
                "v2",
                *((value, text, str(int(code) + 1), words) for value, text, code, words in _OPENED[:5]),
                ("~not-applicable", N_("Not Applicable"), "0", ""),
                high=("major", "outstanding"),
                shares=_THIRDS,
            )
            for part, label in (
                ("information", N_("Did it open government? Access to information")),
                ("participation", N_("Did it open government? Civic participation")),
                ("accountability", N_("Did it open government? Public accountability")),
            )
        ),
    )
}
"""Every scale of the IRM, by indicator."""

NOTHING_LABELS = {
    "not-reviewed": N_("Not reviewed (NR)"),
    "no-data": N_("No data: this indicator was not used (ND)"),
    "not-applicable": N_("Not applicable (NA)"),
    "no-evidence": N_("No evidence available"),
}

STATUS_WORDS: Mapping[str, str] = {
    _plain(word): status
    for status, words in {
        "not-started": "not started|ns|pending|not yet rated|non commence|pas commence|a venir|no iniciado|sin avance|"
        "sin iniciar|nao iniciado|لم يبدأ|da avviare|nicht begonnen",
        "limited": "limited|lp|limited progress|stalled|progres limites|limite|avance limitado|limitado|delayed",
        "in-progress": "in progress|in the works|ongoing|started|under way|underway|en cours|en proceso|en curso|"
        "en ejecucion|proceso|em andamento|em curso|قيد التنفيذ|in corso|in arbeit|needs attention",
        "substantial": "substantial|sp|substantial progress|progres substantiels|progres importants|substantiel|"
        "avance sustancial|sustancial|substancial|on track",
        "complete": "complete|c|completed|done|achieved|implemented|promise kept|fulfilled|acheve|termine|realise|"
        "completado|cumplido|concluido|finalizado|concluida|مكتمل|completato|abgeschlossen",
        "withdrawn": "withdrawn|cancelled|canceled|abandoned|broken|promise broken|not done|retire|abandonne|retirado|"
        "cancelado",
        "unclear": "unclear|pas clair|no claro",
    }.items()
    for word in words.split("|")
}
"""Words of other trackers for OGP's statuses: Canada's codes, the United States', Mexico's, promise trackers'."""


def version_of(year: int | None) -> str:
    """The version of OGP's scales for plans submitted in ``year``; empty when the year is not known."""
    return "" if year is None else "v1" if year <= 2014 else "v2" if year <= 2019 else "v3"


def read_verdict(indicator: str, word: str, year: int | None = None) -> Reading:
    """What a cell of an IRM column says. ``year`` is the plan's year of submission.

    An indicator that has only one version is of that version whatever the year: the file may hold both scales.

    >>> read_verdict("completion", "b. Limited").level
    1
    >>> read_verdict("completion", "NR").value
    'not-reviewed'
    """
    scale = SCALES.get(indicator)
    plain = _plain(word)
    if scale is None:
        return Reading(value=NOTHING_CODES.get(plain, ""))
    version = version_of(year)
    if version not in scale.versions:
        version = scale.versions[-1] if version == "v3" or not version else scale.versions[0]
    value = scale.words.get(plain) or NOTHING_CODES.get(plain, "")
    return Reading(value=value, level=scale.level(value), scale=version)


def read_status(word: str, more: Mapping[str, str] | None = None) -> str:
    """The status that a tracker's word means; empty when no scale knows it. ``more`` holds a mapping's own words."""
    plain = _plain(word)
    for own, status in (more or {}).items():
        if _plain(own) == plain:
            return status
    return STATUS_WORDS.get(plain, "")


def share_of(indicator: str, value: str) -> Decimal | None:
    """A value's place between 0 and 1 on its own scale, for comparing across versions."""
    scale = SCALES.get(indicator)
    return scale.share(value) if scale else None


def is_high(indicator: str, value: str) -> bool | None:
    """Whether a value counts as high by the crosswalk; ``None`` when it is a nothing or has no place."""
    scale = SCALES.get(indicator)
    if scale is None or scale.level(value) is None:
        return None
    return value in scale.high


def value_label(indicator: str, value: str) -> str:
    """The English message id for a value; the value itself when no scale knows it."""
    scale = SCALES.get(indicator)
    return (scale.labels.get(value) if scale else None) or NOTHING_LABELS.get(value, value)
