"""What an importer gets and what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from toolbox_core import Problem
from toolbox_nap_monitor.deadlines import DEFAULT, DateRules
from toolbox_nap_monitor.members import country_coded, member_code
from toolbox_nap_monitor.rows import Bundle, Member, Plan, SourceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One table: its file's name, its sheet, its columns, and its rows as ``(number, cells)``.

    ``unreadable`` fills up with the rows that the table itself could not make out.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[int, list[str]]]
    sheet: str = ""
    unreadable: list[Problem] = field(default_factory=list)

    def origin(self, row: int) -> SourceRow:
        """Where a record of this table came from."""
        return SourceRow(file=self.name, row=row, sheet=self.sheet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person who imports says besides the file. ``today`` decides which plans are over.

    ``member`` and ``plan`` are needed when the file does not name them; when it does, only rows of theirs are taken.
    """

    today: date
    member: str = ""
    plan: str = ""
    language: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    dates: DateRules = DEFAULT


@dataclass(slots=True)
class Reading:
    """What was read from one table. ``rows_read`` = ``rows_stored`` + ``rows_rejected``.

    ``placeholders`` are commitments of which the file knows the number only: they are stored when they are not there
    yet and change nothing when they are. ``passed_over`` counts rows of plans that were not asked for.
    """

    layout: str
    bundle: Bundle = field(default_factory=Bundle)
    rows_read: int = 0
    rows_stored: int = 0
    rows_rejected: int = 0
    passed_over: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    placeholders: frozenset[tuple[str, str, str]] = frozenset()

    def reject(self, *problems: Problem) -> None:
        """A row that is not stored, and why."""
        self.rows_read += 1
        self.rows_rejected += 1
        self.problems += problems

    def take(self) -> None:
        """A row that is stored."""
        self.rows_read += 1
        self.rows_stored += 1

    def finish(self, source: Source, bundle: Bundle) -> Reading:
        """The reading with what it found, and with the rows that could not be made out."""
        for unreadable in source.unreadable:
            self.reject(replace(unreadable, source=source.name))
        self.bundle = bundle
        if self.passed_over:
            self.notes.append(f"{self.passed_over:,} rows of other members or plans were passed over.")
        return self


def problem(
    source: Source, row: int, column: str, value: str, rule: str, message: str, *, warn: bool = False
) -> Problem:
    """A problem of one cell; ``warn`` when the row is stored all the same."""
    return Problem(
        row=row,
        column=column,
        value=value[:200],
        rule=rule,
        message=message,
        source=f"{source.name} · {source.sheet}" if source.sheet else source.name,
        severity="warning" if warn else "error",
    )


def own_plan(wish: Wish, **facts: Any) -> tuple[Member, Plan]:
    """The member and plan that the person named, for files of one plan. ``wish`` has both."""
    code = member_code(wish.member)
    country = country_coded(code)
    member = Member(
        code=code,
        names={"en": country.name if country else code},
        iso3=country.iso3 if country else "",
        region=country.region if country else "",
    )
    return member, Plan(member=code, number=wish.plan.strip(), **facts)
