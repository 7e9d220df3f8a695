"""Reading a file of goals: one row for each indicator with a column for each year, or one row for each year. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolbox_budget_portal.goals.records import LESS, MORE, Indicator, Point
from toolbox_budget_portal.side_tables.cells import exact, fault, number_formats, year_of
from toolbox_budget_portal.side_tables.sheet import Columns, Field, Sheet, read_sheet
from toolbox_core import InputError, LimitSettings, NumberFormat, Problem, fold

FIELDS = (
    Field("code", ("code", "programme", "program", "path"), needed=True),
    Field("goal", ("goal", "objective", "objectif", "objetivo"), needed=True),
    Field("name", ("indicator", "indicateur", "indicador"), needed=True),
    Field("unit", ("unit", "unite", "unidad"), needed=True),
    Field("direction", ("direction", "better"), needed=True),
    Field("baseline year", ("baseline year", "annee de reference")),
    Field("baseline", ("baseline", "baseline value", "valeur de reference"), number=True),
    Field("target year", ("target year", "annee cible"), needed=True),
    Field("target", ("target", "target value", "cible", "meta"), needed=True, number=True),
    Field("source", ("source", "source link", "url")),
    Field("counts", ("countable", "counts things")),
    Field("year", ("year", "annee", "ano")),
    Field("value", ("value", "observed", "valeur", "valor"), number=True),
)
_DIRECTIONS = {
    **dict.fromkeys(("more", "more is better", "up", "higher", "increase", "plus"), MORE),
    **dict.fromkeys(("less", "less is better", "down", "lower", "decrease", "fewer", "moins"), LESS),
}
_YES_OR_NO = {
    **dict.fromkeys(("yes", "true", "1", "oui", "si"), True),
    **dict.fromkeys(("no", "false", "0", "", "non"), False),
}
_NAMES = {field.key: field.names[0] for field in FIELDS}
_MOST = 50_000
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """The indicators of a file in its order; ``problems`` are what looks odd and was kept as it stands."""

    indicators: tuple[Indicator, ...]
    rows_read: int
    problems: tuple[Problem, ...]
    evidence: tuple[str, ...]
    dialect: Mapping[str, Any]
    encoding: str


def read(path: Path, kind: str, *, columns: Columns | None = None, limits: LimitSettings | None = None) -> Reading:
    """The goals of a CSV file or workbook. ``kind`` is the classification of the codes, usually ``programme``.

    Observed values stand in columns named by their year (``2024``, ``observed 2024``), or in ``year`` and ``value``
    with the row repeated. Blank cells, dashes and ``nfp`` were not measured. Raises ``InputError`` with the row for a
    cell that cannot be understood, and for rows of one indicator that contradict one another: then nothing is used.
    """
    sheet = read_sheet(path, FIELDS, most=_MOST, chosen=columns, limits=limits)
    wide = _year_columns(sheet)
    tall = bool(sheet.column("year") and sheet.column("value"))
    if not wide and not tall:
        raise InputError(
            f"{sheet.name} has no observed values.",
            fix="Name a column for each year (2024, 2025 …), or write year and value in each row.",
        )
    numbers = number_formats(sheet, ("baseline", "target", "value"), tuple(wide.values()))
    found: dict[str, Indicator] = {}
    for row, cells in sheet.rows:
        one = _indicator(sheet, row, cells, numbers, kind)
        observed = _observed(sheet, row, cells, wide, numbers, tall=tall)
        known = found.get(one.key)
        if known is not None:
            _check_same(sheet, row, known, one)
            twice = sorted(known.observed.keys() & observed.keys())
            if twice:
                first = known.observed[twice[0]].row
                raise fault(sheet, row, f"{one.name!r} has a value for {twice[0]} already, in row {first}.")
            if not observed and not tall:
                raise fault(sheet, row, f"{one.name!r} was given before, in row {known.row}.")
            observed = {**known.observed, **observed}
            one = known
        found[one.key] = replace(one, observed=dict(sorted(observed.items())))
    indicators = tuple(found.values())
    evidence = (
        f"{len(indicators)} indicators, {sum(len(one.observed) for one in indicators)} observed values.",
        f"Numbers: {numbers['target'].evidence}",
    )
    problems = tuple(problem for one in indicators for problem in _odd(one))
    return Reading(indicators, len(sheet.rows), problems, evidence, sheet.dialect, sheet.encoding)


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("_", " ").split())


def _year_columns(sheet: Sheet) -> dict[int, int]:
    """Year → column, for columns named by a year. Raises ``InputError`` when two are named by the same."""
    found: dict[int, int] = {}
    for at, name in enumerate(sheet.columns):
        named = re.fullmatch(r"(?:(?:observed|value|valeur|valor) )?([12]\d{3})", _plain(name))
        if named is None:
            continue
        year = int(named[1])
        if year in found:
            raise InputError(f"{sheet.name} has two columns for {year}: {sheet.columns[found[year]]!r} and {name!r}.")
        found[year] = at
    return found


def _indicator(
    sheet: Sheet,
    row: int,
    cells: list[str],
    numbers: Mapping[str, NumberFormat],
    kind: str,
) -> Indicator:
    def text(field: str) -> str:
        return " ".join(sheet.cell(cells, field).split())

    def amount(field: str) -> Decimal | None:
        return exact(sheet, row, sheet.cell(cells, field), numbers[field]) if field in numbers else None

    for field in ("code", "goal", "name", "unit"):
        if not text(field):
            raise fault(sheet, row, f"{_NAMES[field]} is empty.")
        if len(text(field)) > _LONGEST:
            raise fault(sheet, row, f"{_NAMES[field]} has more than {_LONGEST} characters.")
    direction = _DIRECTIONS.get(_plain(text("direction")))
    if direction is None:
        raise fault(sheet, row, f"{text('direction')[:40]!r} does not say what is better.", "Write more or less.")
    counts = _YES_OR_NO.get(_plain(text("counts")))
    if counts is None:
        raise fault(sheet, row, f"{text('counts')[:40]!r} is neither yes nor no.")
    if text("source") and not text("source").startswith(("https://", "http://")):
        raise fault(sheet, row, f"{text('source')[:60]!r} is no address.", "Write https://….")
    goal = amount("target")
    if goal is None:
        raise fault(sheet, row, "there is no target.")
    target = (year_of(sheet, row, text("target year")), goal)
    first = amount("baseline")
    if (first is None) != (not text("baseline year")):
        raise fault(sheet, row, "a baseline is a year and a value.", "Give both, or neither.")
    baseline = None if first is None else (year_of(sheet, row, text("baseline year")), first)
    if baseline is not None and baseline[0] >= target[0]:
        raise fault(sheet, row, f"the target's year {target[0]} does not come after the baseline's, {baseline[0]}.")
    name = text("name")
    return Indicator(
        key_of(text("code"), name),
        kind,
        text("code").strip("/"),
        text("goal"),
        name,
        text("unit"),
        direction,
        baseline,
        target,
        {},
        text("source"),
        counts,
        row,
    )


def key_of(code: str, name: str) -> str:
    """The indicator's part of an address: ``0901`` and ``Places in nurseries`` → ``0901-places-in-nurseries``."""
    return re.sub(r"[\W_]+", "-", _plain(f"{code} {name}")).strip("-")[:120]


def _observed(
    sheet: Sheet,
    row: int,
    cells: list[str],
    wide: Mapping[int, int],
    numbers: Mapping[str, NumberFormat],
    *,
    tall: bool,
) -> dict[int, Point]:
    found = {}
    for year, place in wide.items():
        value = exact(sheet, row, cells[place], numbers[f"#{place}"])
        if value is not None:
            found[year] = Point(value, row)
    if tall:
        value = exact(sheet, row, sheet.cell(cells, "value"), numbers["value"])
        if value is not None:
            year = year_of(sheet, row, sheet.cell(cells, "year"))
            if year in found:
                raise fault(sheet, row, f"{year} has two values in one row.")
            found[year] = Point(value, row)
    return found


def _check_same(sheet: Sheet, row: int, known: Indicator, one: Indicator) -> None:
    for field in ("path", "goal", "name", "unit", "direction", "baseline", "target", "source", "counts"):
        if getattr(known, field) != getattr(one, field):
            raise fault(
                sheet,
                row,
                f"the {field} of {one.name!r} is not the one of row {known.row}.",
                "Repeat it, or name another.",
            )


def _odd(one: Indicator) -> list[Problem]:
    """What is kept and told: a target on the wrong side of the baseline, a baseline that an observation contradicts."""
    if one.baseline is None:
        return []
    year, first = one.baseline
    found = []
    if first != one.target[1] and one.better(first, one.target[1]):
        message = (
            f"{one.name}: {one.direction} is better; the target {one.target[1]:f} is behind the baseline {first:f}."
        )
        found.append(("goal-direction", message))
    same = one.observed.get(year)
    if same is not None and same.value != first:
        message = f"{one.name}: the baseline says {first:f} for {year}, the observed value is {same.value:f}."
        found.append(("goal-baseline", message))
    return [
        Problem(row=one.row, column="", value="", rule=rule, message=message, severity="warning")
        for rule, message in found
    ]
