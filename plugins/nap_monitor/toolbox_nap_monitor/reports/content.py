"""The self-assessment's contents: the sections of OGP's template, filled from the plan as its pages show it.

Numbers are those of ``queries.overview`` and ``standing``; nothing is counted a second way. What people write
(letter, lessons …) comes from ``texts``; a section nobody wrote says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from babel import Locale
from sqlalchemy.orm import Session

from toolbox_core import N_, format_day, format_percent
from toolbox_nap_monitor import compliance, queries
from toolbox_nap_monitor.queries.process import process
from toolbox_nap_monitor.queries.records import Detail, Line, Overview
from toolbox_nap_monitor.reports.blocks import Block, Chart, Heading, Paragraph, Report, Table
from toolbox_nap_monitor.texts import Said, pick
from toolbox_nap_monitor.words import (
    ASSESSOR_NAMES,
    ORDER,
    ROLE_WORDS,
    STATUS_WORDS,
    TEXT_WORDS,
    VALUE_WORDS,
    translator,
)

KINDS = {"mid-term": N_("Mid-term self-assessment"), "end-of-term": N_("End-of-term self-assessment")}
WRITTEN = {
    "letter": N_("Letter"),
    "process": N_("How the plan was made and is followed"),
    "irm": N_("Use of the independent reviewers' recommendations"),
    "lessons": N_("Lessons"),
    "recommendations": N_("Recommendations"),
}
"""The sections that people write, by the names of their texts."""
VERDICTS = {"met": N_("met"), "not-met": N_("not met"), "unknown": N_("not known")}
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def make_report(
    session: Session,
    member: str,
    number: str,
    kind: str,
    *,
    today: date,
    language: str = "en",
    texts: Mapping[str, str] | None = None,
    address: str = "",
    stale_months: int = 6,
) -> Report:
    """The report of a plan as of ``today``. Raises ``UnknownPlan``."""
    view = queries.overview(session, member, number, today, stale_months=stale_months)
    details = [
        queries.commitment(session, member, number, line.number, today, stale_months=stale_months)
        for line in view.lines
    ]
    record = process(session, view.plan)
    checks = compliance.requirements(record, today, address)
    writer = _Writer(view, details, kind, language, texts or {})
    blocks = [*writer.opening(), *writer.process(checks, compliance.triggers(record, checks))]
    blocks += [*writer.written("irm"), *writer.results(), *writer.commitments(), *writer.closing()]
    return Report(
        title=writer.title,
        subtitle=writer.subtitle,
        language=language,
        right_to_left=language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT,
        blocks=blocks,
    )


class _Writer:
    def __init__(
        self, view: Overview, details: list[Detail], kind: str, language: str, texts: Mapping[str, str]
    ) -> None:
        self.view, self.details, self.language, self.texts = view, details, language, texts
        self._ = translator(language)
        self.locale = Locale.parse(language, sep="-")
        plan = view.plan
        name = self._text(plan.member.names).text or plan.member.code
        called = self._text(plan.titles).text or self._(N_("Action plan %(number)s"), number=plan.number)
        self.title = f"{self._(KINDS[kind])}: {called}, {name}"
        self.subtitle = self._(N_("As of %(day)s"), day=self._day(view.today))

    def _text(self, texts: Mapping[str, str] | None) -> Said:
        return pick(texts, self.language)

    def _day(self, day: date | None) -> str:
        return format_day(day, self.locale) if day else "–"

    def _status(self, code: str) -> str:
        return self._(STATUS_WORDS.get(code, code)) if code in STATUS_WORDS else code

    def written(self, name: str) -> Iterator[Block]:
        """A section that people write."""
        yield Heading(self._(WRITTEN[name]))
        text = self.texts.get(name, "").strip()
        yield Paragraph(text) if text else Paragraph(self._(N_("Nobody has written this section yet.")), aside=True)

    def opening(self) -> Iterator[Block]:
        """The letter, and the plan in numbers."""
        yield from self.written("letter")
        plan, counts = self.view.plan, self.view.counts
        yield Heading(self._(N_("The plan in numbers")))
        percent = "–" if self.view.percent is None else format_percent(self.view.percent / 100, self.locale, digits=0)
        yield Table(
            self._(N_("In short")),
            (self._(N_("Fact")), self._(N_("Value"))),
            [
                (self._(N_("Period")), f"{self._day(plan.starts)} – {self._day(plan.ends)}"),
                (self._(N_("Commitments")), str(len(self.view.lines))),
                (self._(N_("Complete")), str(counts.get("complete", 0))),
                (self._(N_("Done, weighted")), percent),
                (self._(N_("Overdue")), str(len(self.view.late))),
                (self._(N_("Without news")), str(len(self.view.stale))),
                (self._(N_("Verdicts differ")), str(len(self.view.disputed))),
                (self._(N_("Published reports")), str(self.view.updates)),
            ],
        )

    def process(self, checks: list[compliance.Check], triggers: list[compliance.Check]) -> Iterator[Block]:
        """How the plan was made, requirement by requirement."""
        yield from self.written("process")
        for caption, found in (
            (N_("OGP's minimum requirements"), checks),
            (N_("Acting according to process"), triggers),
        ):
            yield Table(
                self._(caption),
                (self._(N_("Requirement")), self._(N_("Verdict")), self._(N_("What was found"))),
                [
                    (
                        f"{check.id} {self._(check.rule)}" if check.id[0].isdigit() else self._(check.rule),
                        self._(VERDICTS[check.verdict]),
                        self._(check.found, **self._values(check)),
                    )
                    for check in found
                ],
            )

    def _values(self, check: compliance.Check) -> dict[str, Any]:
        return {name: self._day(value) if isinstance(value, date) else value for name, value in check.values}

    def results(self) -> Iterator[Block]:
        """Charts and tables over all commitments."""
        yield Heading(self._(N_("Analysis of the commitments")))
        unit = self._(N_("Commitments"))
        counts = Counter(line.status for line in self.view.lines)
        yield Chart(self._(N_("Commitments by status")), self._by_status(counts), unit)
        leaves = [stage for detail in self.details for stage in detail.stages if not stage.has_children]
        if leaves:
            steps = Counter(stage.status for stage in leaves)
            yield Chart(self._(N_("Steps by status")), self._by_status(steps), self._(N_("Steps")))
        themes = list(dict.fromkeys(line.theme for line in self.view.lines))
        if len(themes) > 1:
            shown = [code for code in ORDER if counts.get(code)]
            yield Table(
                self._(N_("Commitments by theme and status")),
                (self._(N_("Theme")), *(self._status(code) for code in shown), self._(N_("All"))),
                [self._theme_row(theme, shown) for theme in themes],
            )
            if leaves:
                yield self._steps_by_theme(themes)
        proven = sum(
            any(one.evidence for one in detail.reports if one.milestone == stage.code)
            for detail in self.details
            for stage in detail.stages
            if not stage.has_children
        )
        if leaves:
            items = [(self._(N_("With evidence")), proven), (self._(N_("Without evidence")), len(leaves) - proven)]
            yield Chart(self._(N_("Steps with public evidence")), items, self._(N_("Steps")))
        leads = Counter(party.name for line in self.view.lines for party in line.leads)
        if leads:
            yield Chart(self._(N_("Commitments by lead institution")), leads.most_common(), unit)
        yield from self._late()

    def _by_status(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [(self._status(code), counts[code]) for code in ORDER if counts.get(code)]

    def _theme_row(self, theme: str, shown: list[str]) -> tuple[str, ...]:
        here = Counter(line.status for line in self.view.lines if line.theme == theme)
        return (theme or "–", *(str(here.get(code, 0)) for code in shown), str(sum(here.values())))

    def _steps_by_theme(self, themes: list[str]) -> Table:
        theme_of = {line.number: line.theme for line in self.view.lines}
        found: dict[str, Counter[str]] = {theme: Counter() for theme in themes}
        for detail in self.details:
            found[theme_of[detail.number]].update(one.status for one in detail.stages if not one.has_children)
        shown = [code for code in ORDER if any(counts.get(code) for counts in found.values())]
        return Table(
            self._(N_("Steps by theme and status")),
            (self._(N_("Theme")), *(self._status(code) for code in shown), self._(N_("All"))),
            [
                (theme or "–", *(str(counts.get(code, 0)) for code in shown), str(sum(counts.values())))
                for theme, counts in found.items()
            ],
        )

    def _late(self) -> Iterator[Block]:
        if not self.view.late:
            yield Paragraph(self._(N_("Nothing is overdue.")))
            return
        yield Table(
            self._(N_("Overdue commitments")),
            (self._(N_("Commitment")), self._(N_("Due")), self._(N_("Days overdue")), self._(N_("Status"))),
            [
                (self._name(line), line.due_text or self._day(line.due), str(line.overdue), self._status(line.status))
                for line in self.view.late
            ],
        )

    def _name(self, line: Line | Detail) -> str:
        return f"{line.number} {self._text(line.titles).text}"

    def commitments(self) -> Iterator[Block]:
        """Each commitment by OGP's template."""
        yield Heading(self._(N_("Commitment by commitment")))
        for detail in self.details:
            yield Heading(self._name(detail), 3)
            yield Table(self._(N_("In short")), (self._(N_("Fact")), self._(N_("Value"))), list(self._facts(detail)))
            for name, label in TEXT_WORDS.items():
                said = self._text(detail.texts.get(name))
                if said:
                    yield Heading(self._(label), 4)
                    yield Paragraph(said.text, language=said.language)
            yield from self._progress(detail)
            own = self.texts.get(f"commitment:{detail.number}", "").strip()
            if own:
                yield Heading(self._(N_("Remarks")), 4)
                yield Paragraph(own)

    def _facts(self, detail: Detail) -> Iterator[tuple[str, str]]:
        start = detail.starts_text or self._day(detail.starts)
        yield self._(N_("Start and end")), f"{start} – {detail.due_text or self._day(detail.due)}"
        roles: dict[str, list[str]] = {}
        for party in detail.parties:
            roles.setdefault(party.role, []).append(party.name)
        for role, names in roles.items():
            yield self._(ROLE_WORDS[role]), "; ".join(names)
        values = detail.tags.get("value", ())
        if values:
            words = [self._(VALUE_WORDS[value]) if value in VALUE_WORDS else value for value in values]
            yield self._(N_("Relevance to OGP values")), ", ".join(words)
        if detail.tags.get("sdg"):
            yield self._(N_("Sustainable Development Goals")), ", ".join(detail.tags["sdg"])
        yield self._(N_("Completion level")), self._status(detail.status)
        if detail.percent is not None:
            yield (
                self._(N_("Done, weighted")),
                f"{format_percent(detail.percent / 100, self.locale, digits=0)} = {detail.formula}",
            )
        if detail.overdue:
            yield self._(N_("Days overdue")), str(detail.overdue)
        for one in detail.judgements:
            if one.indicator == "completion":
                yield self._(ASSESSOR_NAMES[one.assessor]), f"{self._status(one.value)} ({one.raw or one.value})"

    def _progress(self, detail: Detail) -> Iterator[Block]:
        stages = detail.stages
        if stages:
            yield Table(
                self._(N_("Steps")),
                (self._(N_("Step")), self._(N_("Due")), self._(N_("Status"))),
                [
                    (
                        f"{stage.code} {self._text(stage.titles).text}",
                        stage.due_text or self._day(stage.due),
                        self._status(stage.status),
                    )
                    for stage in stages
                ],
            )
        current = [one for one in detail.reports if one.is_current]
        if not current:
            yield Paragraph(self._(N_("No progress has been reported.")), aside=True)
            return
        yield Heading(self._(N_("Description of the results")), 4)
        for one in current:
            label = " · ".join(part for part in (one.milestone, one.period, self._status(one.status)) if part)
            for name, texts in (
                ("", one.progress),
                (N_("Challenges"), one.challenges),
                (N_("Next steps"), one.next_steps),
            ):
                said = self._text(texts)
                if said or not name:
                    lead = f"{label}: " if not name else f"{self._(name)}: "
                    yield Paragraph(lead + said.text, language=said.language)
            proofs = [proof.url or proof.file_name for proof in one.evidence]
            if proofs:
                yield Paragraph(f"{self._(N_('Evidence'))}: " + "\n".join(proofs), aside=True)

    def closing(self) -> Iterator[Block]:
        """What people learned and recommend, and how this was counted."""
        yield from self.written("lessons")
        yield from self.written("recommendations")
        yield Heading(self._(N_("How this was counted")))
        yield Paragraph(
            self._(
                N_(
                    "A commitment is complete only when all of its steps are. The percentage is the mean of the steps, "
                    "weighted; it stands beside each commitment with its formula. Overdue is what was due before the "
                    "day of this report and is not complete. The plan's pages count the same way."
                )
            ),
            aside=True,
        )
