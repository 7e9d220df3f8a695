"""Thresholds of red flags that an administrator sets in the browser, over those of the site's settings file.

What is set here wins over ``procurement.ini``, and that over the defaults of an indicator. Every value is kept as it
would stand in the file, with the day since which it holds; what it was before is in the audit log.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core import InputError, enqueue_job, record_act, renew_pages, utcnow
from toolbox_procurement.indicators.base import N_, Indicator
from toolbox_procurement.indicators.run import Run
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.models import Process, Source, Threshold

JOB: Final = "procurement:flags"
ENABLED: Final = "enabled"
THRESHOLD: Final = "threshold"
CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "procurement_method": ("open", "selective", "limited", "direct"),
    "category": ("goods", "works", "services"),
    "procurement_method_details": (),
}
"""By what a threshold can differ, with the codes of the standard; none where publishers write their own words."""
LOOKED_AT: Final = 20_000
"""Processes of each source that a preview looks at: more would keep a page waiting."""
_LONGEST: Final = 500
_PAGE: Final = 2_000

Override = tuple[str, str, str]
"""By what, for which method or category, and the threshold, as typed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What an administrator sets for one indicator: values by the name of the setting, and thresholds for some."""

    values: Mapping[str, str]
    by: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A value that is not the default. ``scope`` is empty for one that holds for all; ``since`` is ``None`` for one of
    the settings file."""

    scope: str
    name: str
    value: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What settings would do to one source: cases and flags now and with them. ``part``: not all were looked at."""

    source: str
    cases_now: int
    flags_now: int
    cases: int
    flags: int
    part: bool
    gap: str


def overlaid(session: Session, settings: Settings) -> Settings:
    """Settings with what is set in the browser on top."""
    rows = session.scalars(select(Threshold)).all()
    return _with(settings, [(row.code, row.scope, row.name, row.value) for row in rows])


def set_here(session: Session, code: str) -> Typed:
    """What is set in the browser for one indicator."""
    rows = _rows(session, code)
    return Typed(
        {row.name: row.value for row in rows if not row.scope},
        tuple((row.scope, row.name, row.value) for row in rows if row.scope),
    )


def codes_set(session: Session) -> frozenset[str]:
    """The indicators for which something is set in the browser."""
    return frozenset(session.scalars(select(Threshold.code).distinct()))


def in_force(session: Session, settings: Settings, code: str) -> list[Held]:
    """Every value of an indicator that is not the default, from the browser or else from the settings file."""
    found = {(row.scope, row.name): Held(row.scope, row.name, row.value, row.since) for row in _rows(session, code)}
    for section, values in settings.sections.items():
        own, _, scope = section.partition(".")
        if own == code:
            for name, value in values.items():
                found.setdefault((scope, name), Held(scope, name, value, None))
    return [found[key] for key in sorted(found)]


def faults(kind: type[Indicator], typed: Typed) -> list[tuple[str, str, str]]:
    """What has to change: the field, a sentence (a message id), and what was typed."""
    found = [
        (name, sentence, text)
        for name, text in typed.values.items()
        if (sentence := _fault(text, False if name == ENABLED else kind.defaults.get(name), name))
    ]
    seen: set[tuple[str, str]] = set()
    for number, (scope, key, text) in enumerate(typed.by):
        if scope not in CODES or not key or len(key) > 255:
            found.append((f"by-{number}", N_("Name the method or the category that this threshold is for."), key))
        elif CODES[scope] and key not in CODES[scope]:
            found.append((f"by-{number}", N_("The standard has no such code: choose one that is listed."), key))
        elif (scope, key) in seen:
            found.append((f"by-{number}", N_("There is a threshold for this already."), key))
        elif sentence := _fault(text, 0.0, THRESHOLD) or ("" if text else N_("Write a number, such as 0.5.")):
            found.append((f"by-{number}", sentence, text))
        seen.add((scope, key))
    return found


def save(session: Session, kind: type[Indicator], typed: Typed, *, by: str) -> bool:
    """Keep what was typed and have the flags computed anew in the background; ``False`` when nothing is different.

    Raises ``InputError`` for what ``faults`` finds.
    """
    if wrong := faults(kind, typed):
        raise InputError(wrong[0][1])
    rows = {(row.scope, row.name): row for row in _rows(session, kind.code)}
    wanted = {("", name): number(text) for name, text in typed.values.items() if text}
    wanted |= {(scope, key): number(text) for scope, key, text in typed.by}
    before = {_words(*key): row.value for key, row in rows.items()}
    after = {_words(*key): value for key, value in wanted.items()}
    if before == after:
        return False
    for key, row in rows.items():
        if wanted.get(key) != row.value:
            session.execute(delete(Threshold).where(Threshold.id == row.id))
    for (scope, name), value in wanted.items():
        known = rows.get((scope, name))
        if known is None or known.value != value:  # what stays as it is keeps its day
            session.add(Threshold(code=kind.code, scope=scope, name=name, value=value, since=utcnow()))
    record_act(
        session,
        actor=by,
        action="threshold.set",
        target=f"indicator:{kind.code}",
        detail={"before": before, "after": after},
    )
    enqueue_job(session, JOB, by=by)
    renew_pages(session)
    session.flush()
    return True


def preview(session: Session, settings: Settings, kind: type[Indicator], typed: Typed) -> list[Preview]:
    """How many cases of each published source would be flagged, computed from its compiled releases.

    ``settings`` are those of the file. Raises ``InputError`` for what ``faults`` finds.
    """
    if wrong := faults(kind, typed):
        raise InputError(wrong[0][1])
    held = overlaid(session, settings)
    others = [(row.code, row.scope, row.name, row.value) for row in session.scalars(select(Threshold))]
    others = [one for one in others if one[0] != kind.code]
    tried = [(kind.code, "", name, number(text)) for name, text in typed.values.items() if text]
    tried += [(kind.code, scope, key, number(text)) for scope, key, text in typed.by]
    trial = _with(settings, [*others, *tried])
    found = []
    for source in session.scalars(select(Source).where(Source.processes > 0).order_by(Source.name)):
        lines = _lines(session, source.id)
        now, then = (_computed(one, kind, lines) for one in (held, trial))
        found.append(Preview(source.name, *now[:2], *then[:2], source.processes > len(lines), then[2]))
    return found


def number(text: str) -> str:
    """A number as the settings file has it: also ``0,5`` is meant."""
    plain = text.strip()
    return plain.replace(",", ".") if plain.count(",") == 1 and plain.replace(",", "").isdigit() else plain


def _computed(settings: Settings, kind: type[Indicator], lines: Sequence[bytes]) -> tuple[int, int, str]:
    run = Run(settings, codes=(kind.code,))
    if not run.indicators:  # switched off
        return 0, 0, ""
    outcome = run.over_lines(lines).outcomes[kind.code]
    return outcome.cases, sum(flag.group == kind.groups[0] for flag in outcome.flags), outcome.gap


def _lines(session: Session, source_id: int) -> list[bytes]:
    query = (
        select(Process.compiled)
        .where(Process.source_id == source_id)
        .order_by(Process.id)
        .limit(LOOKED_AT)
        .execution_options(yield_per=_PAGE)
    )
    return [zlib.decompress(packed) for packed in session.scalars(query)]


def _with(settings: Settings, rows: Sequence[tuple[str, str, str, str]]) -> Settings:
    sections = {name: dict(values) for name, values in settings.sections.items()}
    for code, scope, name, value in rows:
        sections.setdefault(f"{code}.{scope}" if scope else code, {})[name] = value
    return replace(settings, sections=sections)


def _rows(session: Session, code: str) -> Sequence[Threshold]:
    query = select(Threshold).where(Threshold.code == code).order_by(Threshold.scope, Threshold.name)
    return session.scalars(query).all()


def _fault(text: str, default: Any, name: str) -> str:
    """Why a text cannot be the value of a setting with that default; empty when it can. Empty means the default."""
    plain = number(text)
    if not plain:
        return ""
    if isinstance(default, bool):
        return "" if plain in ("true", "false") else N_("Choose yes or no.")
    if isinstance(default, frozenset):
        return "" if len(plain) <= _LONGEST else N_("This is too long: at most 500 characters can be kept.")
    if isinstance(default, int) and not (plain.isascii() and plain.lstrip("-").isdecimal()):
        return N_("Write a whole number, such as 15.")
    return _no_number(plain, several=isinstance(default, tuple), least=0 if name == THRESHOLD else -math.inf)


def _no_number(plain: str, *, several: bool, least: float) -> str:
    try:
        values = [float(part) for part in plain.split("|")] if several else [float(plain)]
    except ValueError:
        values = [math.nan]
    if not all(math.isfinite(value) for value in values):
        return N_("Write a number, such as 0.5.")
    return N_("A threshold is not below zero.") if min(values) < least else ""


def _words(scope: str, name: str) -> str:
    return f"{scope}: {name}" if scope else name
