"""Reading OGP's commitments database: one row is one commitment with its IRM verdicts, members and plans beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from toolbox_nap_monitor.deadlines import read_day, read_deadline
from toolbox_nap_monitor.importers.reading import Reading, Source, Wish, problem
from toolbox_nap_monitor.layouts.ogp import columns
from toolbox_nap_monitor.layouts.ogp_cells import Subject, write
from toolbox_nap_monitor.layouts.words import institutions, said
from toolbox_nap_monitor.members import member_code, member_named
from toolbox_nap_monitor.rows import Assessment, Bundle, Commitment, Member, Plan
from toolbox_nap_monitor.scales import read_verdict

Cells = Mapping[str, str]
_USUAL_YEARS = 3
"""A plan of which only the year of submission is known is taken to be over after so many years."""
_MANY = ("tag", "verdict", "code", "report-year", "fact")
_CORE = ("member", "plan", "number", "title", "short-title", "text", "starts", "due", "lead", "support")


def read_ogp(source: Source, wish: Wish, layout: str) -> Reading:
    """Read a table in the layout ``ogp-2016`` or ``ogp-2024``."""
    return _OgpReader(source, wish, layout).run()


def recognises(names: tuple[str, ...]) -> str:
    """Which of the two layouts these columns are; empty when they are neither. Other columns may be missing."""
    there = set(names)
    for layout in ("ogp-2024", "ogp-2016"):
        if {column.name for column in columns(layout) if column.kind in _CORE} <= there:
            return layout
    return ""


class _OgpReader:
    def __init__(self, source: Source, wish: Wish, layout: str) -> None:
        self.source, self.wish, self.reading = source, wish, Reading(layout)
        there = set(source.columns)
        self.columns = [column for column in columns(layout) if column.name in there]
        self.at = {column.kind: column.name for column in self.columns if column.kind not in _MANY}
        self.others = sorted(there - {column.name for column in self.columns})
        self.members: dict[str, Member] = {}
        self.plans: dict[tuple[str, str], Plan] = {}
        self.numbers: Counter[tuple[str, str, str]] = Counter()
        self.commitments: list[Commitment] = []
        self.assessments: list[Assessment] = []
        self.language = wish.language or "en"

    def run(self) -> Reading:
        wanted, plan_wanted = member_code(self.wish.member), self.wish.plan.strip()
        for number, cells in self.source.rows:
            row = dict(zip(self.source.columns, cells, strict=False))
            member, plan_number = self._member(row), self._cell(row, "plan")
            if member is None or not plan_number:
                column = self.at["member"] if member is None else self.at["plan"]
                message = "The row names no country." if member is None else "The row names no action plan."
                self.reading.reject(problem(self.source, number, column, "", "required", message))
            elif (wanted and member.code != wanted) or (plan_wanted and plan_number != plan_wanted):
                self.reading.passed_over += 1
            else:
                self._commitment(number, row, member, self._plan(row, member, plan_number))
                self.reading.take()
        bundle = Bundle(
            members=tuple({member.code: member for member in self._used_members()}.values()),
            plans=tuple(self.plans.values()),
            commitments=tuple(self.commitments),
            assessments=tuple(self.assessments),
        )
        return self.reading.finish(self.source, bundle)

    def _used_members(self) -> list[Member]:
        used = {code for code, _ in self.plans}
        return [member for member in self.members.values() if member.code in used]

    def _cell(self, row: Cells, kind: str) -> str:
        return row.get(self.at.get(kind, ""), "").strip()

    def _member(self, row: Cells) -> Member | None:
        name, code = self._cell(row, "member"), self._cell(row, "member-code")
        if not name and not code:
            return None
        key = f"{code} {name}"
        if key not in self.members:
            level, region = self._cell(row, "level"), self._cell(row, "region")
            self.members[key] = member_named(name, code, level=level, region=region)
        return self.members[key]

    def _plan(self, row: Cells, member: Member, number: str) -> Plan:
        key = (member.code, number)
        if key not in self.plans:
            year, ends = _year(self._cell(row, "year")), _year(self._cell(row, "end-year"))
            last = ends or (year + _USUAL_YEARS if year else None)
            self.plans[key] = Plan(
                member=member.code,
                number=number,
                ogp_id=said(self._cell(row, "plan-id")),
                starts=date(year, 1, 1) if year else None,
                ends=date(ends, 12, 31) if ends else None,
                phase="closed" if last and last < self.wish.today.year else "implementation",
            )
        return self.plans[key]

    def _commitment(self, number: int, row: Cells, member: Member, plan: Plan) -> None:
        own = self._cell(row, "number") or self._cell(row, "uid") or str(number)
        self.numbers[member.code, plan.number, own] += 1
        again = self.numbers[member.code, plan.number, own]
        starts, due = self._cell(row, "starts"), self._cell(row, "due")
        short, text = self._cell(row, "short-title"), said(self._cell(row, "text"))
        commitment = Commitment(
            member=member.code,
            plan=plan.number,
            number=own if again == 1 else f"{own}-{again}",
            titles={self.language: self._title(number, row, own, member)},
            short_titles={self.language: short} if short else {},
            ogp_uid=self._cell(row, "uid"),
            texts={"description": {self.language: text}} if text else {},
            tags=self._tags(row),
            starts=read_day(starts, self.wish.dates),
            starts_text=starts,
            due=read_deadline(due, self.wish.dates),
            cluster=said(self._cell(row, "cluster")),
            involved=(
                *institutions(self._cell(row, "lead"), "lead"),
                *institutions(self._cell(row, "support"), "support"),
            ),
            url=said(self._cell(row, "url")),
            source=self.source.origin(number),
        )
        verdicts = self._verdicts(number, row, commitment, _year(self._cell(row, "year")))
        extra = self._extra(row, Subject(commitment, member, plan, verdicts))
        self.commitments.append(replace(commitment, extra=extra))
        self.assessments += verdicts.values()

    def _title(self, number: int, row: Cells, own: str, member: Member) -> str:
        title = self._cell(row, "title")
        if title:
            return title
        message = f"Commitment {own} of {member.code} has no title; its number stands in for it."
        self.reading.problems.append(problem(self.source, number, self.at["title"], "", "required", message, warn=True))
        return f"Commitment {own}"

    def _tags(self, row: Cells) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for column in self.columns:
            cell = row[column.name].strip()
            if column.kind == "tag" and cell == "1":
                found.setdefault(column.first, []).append(column.second)
            elif column.kind == "tag-text" and said(cell):
                found.setdefault(column.first, []).append(cell)
        return {scheme: tuple(words) for scheme, words in found.items()}

    def _verdicts(
        self, number: int, row: Cells, commitment: Commitment, year: int | None
    ) -> dict[tuple[str, str], Assessment]:
        years = {column.first: _year(row[column.name]) for column in self.columns if column.kind == "report-year"}
        found: dict[tuple[str, str], Assessment] = {}
        for column in self.columns:
            if column.kind != "verdict" or not row[column.name].strip():
                continue
            raw = row[column.name]
            reading = read_verdict(column.first, raw, year)
            if not reading.value:
                message = f"{raw!r} is no value of {column.name}; it is kept as it is, without a level."
                self.reading.problems.append(
                    problem(self.source, number, column.name, raw, "scale", message, warn=True)
                )
            found[column.first, column.second] = Assessment(
                member=commitment.member,
                plan=commitment.plan,
                commitment=commitment.number,
                assessor="irm",
                indicator=column.first,
                product=column.second,
                year=years.get(column.second),
                scale=reading.scale,
                raw=raw,
                value=reading.value,
                level=reading.level,
                source=commitment.source,
            )
        return found

    def _extra(self, row: Cells, subject: Subject) -> dict[str, str]:
        kept = {name: row[name] for name in self.others if row[name]}
        for column in self.columns:
            if row[column.name] != write(column, subject):
                kept[column.name] = row[column.name]
        return kept


def _year(cell: str) -> int | None:
    text = cell.strip()
    return int(text) if text.isdecimal() and len(text) == 4 else None
