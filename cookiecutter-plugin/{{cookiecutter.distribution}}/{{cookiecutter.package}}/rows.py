"""Entries as they are, without database and pages: what a row of a file becomes, or why it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from toolbox_core import N_, Column, Problem

LONGEST_CODE, LONGEST_KIND = 64, 100

COLUMNS = (
    Column(name="code", title=N_("Code"), description=N_("The entry's own code; leading zeros stay.")),
    Column(name="name", title=N_("Name"), description=N_("What it is called.")),
    Column(name="kind", title=N_("Kind"), description=N_("What kind of thing it is; may be empty.")),
    Column(name="since", type="date", title=N_("Since"), description=N_("Since when; empty when nobody knows.")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. ``number`` is the row of its file, as a spreadsheet shows it; 0 when somebody typed it."""

    code: str
    name: str
    kind: str = ""
    since: date | None = None
    number: int = 0


def read_entry(number: int, cells: Mapping[str, str]) -> Row | list[Problem]:
    """The entry in one row of a file, or every reason why there is none. Days are written as in ISO 8601."""
    found: list[Problem] = []

    def problem(column: str, rule: str, message: str) -> None:
        found.append(Problem(row=number, column=column, value=cells.get(column, ""), rule=rule, message=message))

    code, name = cells.get("code", "").strip(), cells.get("name", "").strip()
    kind, day = cells.get("kind", "").strip(), cells.get("since", "").strip()
    if not code:
        problem("code", "code-missing", "The row has no code, and nothing could be found by it again.")
    elif len(code) > LONGEST_CODE or "/" in code:
        problem("code", "code-unusable", f"A code has at most {LONGEST_CODE} characters and no slash.")
    if not name:
        problem("name", "name-missing", "The row has no name.")
    if len(kind) > LONGEST_KIND:
        problem("kind", "kind-too-long", f"A kind has at most {LONGEST_KIND} characters.")
    since = None
    if day:
        try:
            since = date.fromisoformat(day)
        except ValueError:
            problem("since", "no-day", "It is no day. Write days as 2026-03-31.")
    return found or Row(code=code, name=name, kind=kind, since=since, number=number)
