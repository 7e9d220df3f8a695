"""Reading a file never seen before through a mapping: rows are commitments, or milestones of them, with their status.

Columns that mean nothing are kept under their names. A row's commitment is found by its number, else by its title;
commitments without numbers are numbered in the order of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from toolbox_core import Problem
from toolbox_nap_monitor import checks
from toolbox_nap_monitor.deadlines import read_day, read_deadline
from toolbox_nap_monitor.importers.reading import Reading, Source, Wish, own_plan, problem
from toolbox_nap_monitor.layouts.mapping import check, split_field
from toolbox_nap_monitor.layouts.words import institutions, said
from toolbox_nap_monitor.periods import period_of
from toolbox_nap_monitor.rows import COMMITMENT_TEXTS, Bundle, Commitment, Evidence, Involvement, Milestone, Update
from toolbox_nap_monitor.scales import read_status

_URL = re.compile(r"https?://[^\s<>()\[\]\"]+[^\s<>()\[\]\".,;:]")
_TAGS = ("theme", "policy-area", "value", "sdg")


def read_mapped(source: Source, wish: Wish) -> Reading:
    """Read a table by ``wish.mapping``. Raises ``InputError`` when the mapping does not fit the table."""
    return _MappedReader(source, wish).run()


class _MappedReader:
    def __init__(self, source: Source, wish: Wish) -> None:
        self.source, self.wish, self.reading = source, wish, Reading("mapped")
        self.mapping = check(wish.mapping, source.columns)
        self.language = wish.language or self.mapping["language"]
        self.rules = replace(wish.dates, order=self.mapping["dates"])
        self.fields = [(column, *split_field(field)) for column, field in self.mapping["columns"].items() if field]
        self.others = [column for column in source.columns if not self.mapping["columns"].get(column)]
        self.commitments: dict[str, Commitment] = {}
        self.by_title: dict[str, str] = {}
        self.milestones: dict[tuple[str, str], Milestone] = {}
        self.updates: list[Update] = []
        member, plan = own_plan(wish)
        self.member, self.plan = member, plan
        self.here: dict[str, Any] = {"member": member.code, "plan": plan.number}

    def run(self) -> Reading:
        for number, cells in self.source.rows:
            row = dict(zip(self.source.columns, cells, strict=False))
            problems = self._row(number, row)
            if any(one.severity == "error" for one in problems):
                self.reading.reject(*problems)
            else:
                self.reading.problems += problems
                self.reading.take()
        bundle = Bundle(
            members=(self.member,),
            plans=(self.plan,),
            commitments=tuple(self.commitments.values()),
            milestones=tuple(self.milestones.values()),
            updates=tuple(self.updates),
        )
        return self.reading.finish(self.source, bundle)

    def _cell(self, row: Mapping[str, str], field: str) -> str:
        return next((row[column].strip() for column, name, _ in self.fields if name == field), "")

    def _column(self, field: str) -> str:
        return next((column for column, name, _ in self.fields if name == field), "")

    def _texts(self, row: Mapping[str, str], field: str) -> dict[str, str]:
        found = {}
        for column, name, language in self.fields:
            text = row[column].strip()
            if name == field and text:
                found[language or self.language] = text
        return found

    def _row(self, number: int, row: Mapping[str, str]) -> list[Problem]:
        titles, code = self._texts(row, "title"), self._cell(row, "commitment")
        title = next(iter(titles.values()), "")
        if not code and not title:
            names = " and ".join(repr(self._column(name)) for name in ("commitment", "title") if self._column(name))
            message = f"The row has neither a number nor a title of a commitment ({names})."
            return [problem(self.source, number, self._column("title"), "", "required", message)]
        update, problems = self._read_update(number, row)
        problems += self._order(number, row)
        if problems:
            return problems
        code = code or self.by_title.get(title, "") or str(len(self.commitments) + 1)
        steps = self._texts(row, "milestone-title")
        step = self._cell(row, "milestone")
        if code not in self.commitments:
            self.by_title.setdefault(title, code)
            self.commitments[code] = self._commitment(
                number, row, code, titles or {self.language: code}, bool(steps or step)
            )
        elif not (steps or step):
            message = f"Commitment {code} is there twice; the first one stays."
            return [problem(self.source, number, self._column("commitment"), code, "unique", message)]
        if steps or step:
            made = self._milestone(number, row, code, step, steps)
            for field, sentence in checks.milestone_faults(made, self.commitments):
                return [problem(self.source, number, self._column("milestone"), made.code, field, sentence)]
            if (code, made.code) in self.milestones and update is None:
                message = f"Milestone {made.code} of commitment {code} is there twice; the first one stays."
                return [problem(self.source, number, self._column("milestone"), made.code, "unique", message)]
            self.milestones.setdefault((code, made.code), made)
            step = made.code
        if update is not None:
            self.updates.append(Update(**self.here, commitment=code, milestone=step, **update))
        return problems

    def _order(self, number: int, row: Mapping[str, str]) -> list[Problem]:
        """An end before its start."""
        dates = self._dated(row)
        starts, due = dates["starts"], dates["due"]
        if not starts or not due.day or due.day >= starts:
            return []
        message = f"The row ends ({due.day}) before it starts ({starts})."
        return [problem(self.source, number, self._column("due"), due.text, "due", message)]

    def _commitment(
        self, number: int, row: Mapping[str, str], code: str, titles: dict[str, str], has_steps: bool
    ) -> Commitment:
        tags = {
            name: tuple(said(part) for part in re.split(r"[;|\n]", self._cell(row, name)) if said(part))
            for name in _TAGS
        }
        own: dict[str, Any] = {} if has_steps else self._dated(row)
        return Commitment(
            **self.here,
            number=code,
            titles=titles,
            short_titles=self._texts(row, "short-title"),
            ogp_uid=self._cell(row, "uid"),
            texts={name: texts for name in COMMITMENT_TEXTS if (texts := self._texts(row, name))},
            tags={name: words for name, words in tags.items() if words},
            involved=self._involved(row),
            url=self._cell(row, "url"),
            source=self.source.origin(number),
            extra={} if has_steps else {column: row[column] for column in self.others if row[column]},
            **own,
        )

    def _milestone(
        self, number: int, row: Mapping[str, str], code: str, step: str, titles: dict[str, str]
    ) -> Milestone:
        if not step:
            known = next(
                (one.code for (top, _), one in self.milestones.items() if top == code and one.titles == titles), ""
            )
            count = sum(top == code for top, _ in self.milestones)
            step = known or f"{code}.{count + 1}"
        return Milestone(
            **self.here,
            commitment=code,
            code=step,
            parent=self._cell(row, "parent"),
            titles=titles or {self.language: step},
            involved=self._involved(row),
            source=self.source.origin(number),
            extra={column: row[column] for column in self.others if row[column]},
            **self._dated(row),
        )

    def _dated(self, row: Mapping[str, str]) -> dict[str, Any]:
        starts = self._cell(row, "starts")
        return {
            "starts": read_day(starts, self.rules),
            "starts_text": starts,
            "due": read_deadline(self._cell(row, "due"), self.rules),
        }

    def _involved(self, row: Mapping[str, str]) -> tuple[Involvement, ...]:
        leads = institutions(self._cell(row, "lead"), "lead")
        contact = self._cell(row, "contact")
        if leads and contact:
            leads = (replace(leads[0], contact=contact), *leads[1:])
        return (*leads, *institutions(self._cell(row, "support"), "support"))

    def _read_update(self, number: int, row: Mapping[str, str]) -> tuple[dict[str, Any] | None, list[Problem]]:
        """What the row reports, and what is wrong with it; ``None`` when it reports nothing."""
        word, percent_text = self._cell(row, "status"), self._cell(row, "percent")
        progress = self._texts(row, "progress")
        if not word and not percent_text and not progress:
            return None, []
        problems = []
        status = read_status(word, self.mapping["statuses"]) if word else "unclear"
        if not status:
            message = f"{word!r} is no status that is known; add it to the mapping's `statuses`."
            problems.append(problem(self.source, number, self._column("status"), word, "scale", message))
        percent = _percent(percent_text)
        if percent_text and percent is None:
            message = f"{percent_text!r} is no percentage from 0 to 100."
            problems.append(problem(self.source, number, self._column("percent"), percent_text, "range", message))
        period = self._cell(row, "period") or self.mapping["period"] or period_of(self.wish.today)
        return {
            "period": period,
            "status": status,
            "raw_status": word,
            "percent": percent,
            "progress": progress,
            "challenges": self._texts(row, "challenges"),
            "next_steps": self._texts(row, "next-steps"),
            "evidence": tuple(Evidence(url=url) for url in dict.fromkeys(_URL.findall(self._cell(row, "evidence")))),
            "source": self.source.origin(number),
        }, problems


def _percent(text: str) -> Decimal | None:
    """``40``, ``40 %``, ``40,5``; ``None`` when it is none or out of range."""
    try:
        value = Decimal(text.replace("%", "").replace(",", ".").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value <= 100 else None
