"""Cells of a workbook as dates, numbers, texts by language and words of a list; or a refusal with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from toolbox_nap_monitor import rows
from toolbox_nap_monitor.deadlines import read_day, read_deadline
from toolbox_nap_monitor.layouts.workbook import TEXT_HEADS

_LANGUAGE = re.compile(r"(.+) \(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)")
Cells = Mapping[str, str]


class Refusal(ValueError):
    """A cell that breaks a rule: its column, the rule, the sentence."""

    def __init__(self, column: str, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.rule = column, rule


def texts(row: Cells, head: str) -> dict[str, str]:
    """The texts of a head by language; empty cells are none."""
    found = {}
    for column, cell in row.items():
        match = _LANGUAGE.fullmatch(column)
        if match and match[1] == head and cell:
            found[match[2]] = cell
    return found


def long_texts(row: Cells, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """The long texts that have any language."""
    return {name: found for name in names if (found := texts(row, TEXT_HEADS[name]))}


def dated(row: Cells) -> dict[str, Any]:
    """Start, deadline and weight of a commitment or milestone, as keyword arguments."""
    starts, text = row.get("Start", ""), row.get("Deadline", "")
    due = read_deadline(text)
    if row.get("Deadline: day", ""):
        precision = one_of(row, "Deadline: precision", rows.PRECISIONS) or "day"
        due = rows.Deadline(text=text, day=day(row, "Deadline: day"), precision=precision)
    weight = number_in(row, "Weight")
    return {
        "starts": day(row, "Start: day") if row.get("Start: day", "") else read_day(starts),
        "starts_text": starts,
        "due": due,
        "weight": Decimal(1) if weight is None else weight,
    }


def day(row: Cells, column: str) -> date | None:
    """A day; ``None`` for an empty cell or a dash."""
    cell = row.get(column, "").strip()
    if cell in ("", "-"):
        return None
    found = read_deadline(cell)
    if found.precision != "day":
        raise Refusal(column, "date", f"{cell!r} is no day; write it as 2026-12-31.")
    return found.day


def moment(row: Cells, column: str) -> datetime | None:
    """A day and time."""
    cell = row.get(column, "").strip()
    try:
        return datetime.fromisoformat(cell) if cell else None
    except ValueError:
        raise Refusal(column, "date", f"{cell!r} is no moment; write it as 2026-12-31T10:00:00+00:00.") from None


def number_in(row: Cells, column: str) -> Decimal | None:
    """An exact number; a percent sign and a decimal comma are understood."""
    cell = row.get(column, "").replace("%", "").replace(",", ".").strip()
    try:
        value = Decimal(cell) if cell else None
    except InvalidOperation:
        value = Decimal("NaN")
    if value is not None and not value.is_finite():
        raise Refusal(column, "number", f"{row[column]!r} is no number.")
    return value


def whole(row: Cells, column: str) -> int | None:
    """A whole number."""
    value = number_in(row, column)
    if value is not None and value != int(value):
        raise Refusal(column, "number", f"{row[column]!r} is no whole number.")
    return None if value is None else int(value)


def one_of(row: Cells, column: str, words: Iterable[str]) -> str:
    """A word of a list; empty for an empty cell."""
    cell = row.get(column, "").strip()
    if cell and cell not in words:
        raise Refusal(column, "list", f"{cell!r} is not in the list: {', '.join(words)}.")
    return cell


def json_in(row: Cells, column: str, kind: Any, empty: Any) -> Any:
    """A value of the given type from JSON; ``empty`` for an empty cell."""
    cell = row.get(column, "")
    try:
        return msgspec.json.decode(cell, type=kind) if cell.strip() else empty
    except msgspec.MsgspecError:
        raise Refusal(column, "json", f"{column} is no JSON of the expected shape; leave it empty.") from None


def evidence(row: Cells) -> tuple[rows.Evidence, ...]:
    """Evidence: addresses, or a list of records as JSON."""
    cell = row.get("Evidence", "").strip()
    if cell.startswith("["):
        return json_in(row, "Evidence", tuple[rows.Evidence, ...], ())  # type: ignore[no-any-return]
    return tuple(rows.Evidence(url=url) for url in cell.split())
