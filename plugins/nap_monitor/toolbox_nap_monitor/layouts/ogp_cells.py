"""A commitment as the cells of an OGP file. What cannot be told from the fields stands in ``extra``.

``normal`` is a cell's shortest equal: while a commitment still says what the kept cell said, exporting gives the cell
as it was; once it was edited, exporting gives the new value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from toolbox_core import fold
from toolbox_nap_monitor.layouts.ogp import Column
from toolbox_nap_monitor.layouts.words import said, split_names
from toolbox_nap_monitor.rows import Assessment, Commitment, Member, Plan
from toolbox_nap_monitor.scales import SCALES

_NOTHING_CODE = {"not-reviewed": "NR", "no-data": "ND", "not-applicable": "NA"}
_STICKY = ("fact", "number", "member", "code", "year", "duration", "plan", "region", "level", "plan-id")
"""Kinds of which a cell that was kept always counts: they name or count something and are not edited."""
LEVELS = {"national": "National", "local": "Legacy Local", "other": "Other"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A commitment with what its row also needs: its member and plan, its IRM verdicts by indicator and report."""

    commitment: Commitment
    member: Member
    plan: Plan
    verdicts: Mapping[tuple[str, str], Assessment] = field(default_factory=dict)


def first_text(texts: Mapping[str, str]) -> str:
    """The English text, else the first there is."""
    return texts.get("en") or next(iter(texts.values()), "")


def cell(column: Column, subject: Subject) -> str:
    """What the commitment's row has in a column."""
    kept = subject.commitment.extra.get(column.name)
    written = write(column, subject)
    if kept is None or kept == written:
        return written
    if column.kind in _STICKY or _same(column, normal(column, kept), written):
        return kept
    return written


def _same(column: Column, kept: str, written: str) -> bool:
    """Whether two cells say the same. A body has one spelling in a site, told by its first 255 letters."""
    if column.kind not in ("lead", "support"):
        return kept == written
    old, new = ([fold(name)[:255] for name in split_names(cell)] for cell in (kept, written))
    return old == new


def write(column: Column, subject: Subject) -> str:  # noqa: PLR0911 - one answer for each kind of column
    """A column's cell from the fields alone."""
    commitment, kind = subject.commitment, column.kind
    if kind == "tag":
        return "1" if column.second in commitment.tags.get(column.first, ()) else "0"
    if kind == "verdict":
        verdict = subject.verdicts.get((column.first, column.second))
        return verdict.raw if verdict else ""
    if kind == "code":
        verdict = subject.verdicts.get((column.first, column.second))
        if verdict is None:
            return ""
        return _NOTHING_CODE.get(verdict.value) or SCALES[column.first].codes.get(verdict.value, "")
    if kind == "report-year":
        years = {one.year for one in subject.verdicts.values() if one.product == column.first}
        return str(next(iter(years))) if len(years) == 1 and years != {None} else ""
    if kind in ("lead", "support"):
        return "; ".join(one.name for one in commitment.involved if one.role == kind)
    if kind == "tag-text":
        return "; ".join(commitment.tags.get(column.first, ()))
    return _WRITERS[kind](subject) if kind in _WRITERS else ""


_WRITERS: Mapping[str, Callable[[Subject], str]] = {
    "uid": lambda subject: subject.commitment.ogp_uid,
    "number": lambda subject: subject.commitment.number,
    "title": lambda subject: first_text(subject.commitment.titles),
    "short-title": lambda subject: first_text(subject.commitment.short_titles),
    "text": lambda subject: first_text(subject.commitment.texts.get("description", {})),
    "starts": lambda subject: subject.commitment.starts_text or _iso(subject.commitment.starts),
    "due": lambda subject: subject.commitment.due.text or _iso(subject.commitment.due.day),
    "url": lambda subject: subject.commitment.url,
    "cluster": lambda subject: subject.commitment.cluster,
    "member": lambda subject: first_text(subject.member.names),
    "member-code": lambda subject: subject.member.code,
    "region": lambda subject: subject.member.region,
    "level": lambda subject: LEVELS[subject.member.level],
    "plan": lambda subject: subject.plan.number,
    "plan-id": lambda subject: subject.plan.ogp_id,
    "year": lambda subject: str(subject.plan.starts.year) if subject.plan.starts else "",
    "end-year": lambda subject: str(subject.plan.ends.year) if subject.plan.ends else "",
}


def _iso(day: object) -> str:
    return str(day) if day else ""


def normal(column: Column, kept: str) -> str:
    """A cell as ``write`` would have it if the commitment still says the same."""
    if column.kind == "tag":
        return "1" if kept.strip() == "1" else "0"
    if column.kind in ("lead", "support"):
        return "; ".join(dict.fromkeys(split_names(kept)))
    if column.kind in ("report-year", "end-year"):
        return kept.strip() if kept.strip().isdigit() else ""
    if column.kind in ("starts", "due", "title", "short-title"):
        return kept.strip()
    return said(kept)
