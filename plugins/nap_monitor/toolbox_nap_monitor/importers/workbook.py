"""Reading the workbook of a plan: sheet by sheet, row by row, with the sheet, row and column of everything wrong.

A row is stored whole or refused whole, by the same rules as the forms (``checks``): a milestone under the wrong
commitment, an end before its start, a status outside its scale, a late step without its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from toolbox_core import InputError
from toolbox_nap_monitor import checks, rows
from toolbox_nap_monitor.importers import cells
from toolbox_nap_monitor.importers.cells import Refusal
from toolbox_nap_monitor.importers.reading import Reading, Source, Wish, problem
from toolbox_nap_monitor.layouts.workbook import SHEETS, TAG_HEADS
from toolbox_nap_monitor.members import country_coded, member_code
from toolbox_nap_monitor.scales import read_status, read_verdict

_REQUIRED = {
    "Commitments": ("Number",),
    "Milestones": ("Commitment", "Code"),
    "Institutions": ("Commitment", "Name"),
    "Updates": ("Commitment", "Period", "Status"),
    "Verdicts": ("Commitment", "Assessor"),
    "Process": ("Requirement",),
}
Opener = Callable[[str], Source]
Cells = Mapping[str, str]


def read_workbook(open_sheet: Opener, wish: Wish) -> Reading:
    """Read every sheet of a plan's workbook. ``open_sheet`` gives a sheet by its name.

    ``wish`` names member and plan where the sheet ``Plan`` is empty. Raises ``InputError`` when neither does.
    """
    return _WorkbookReader(open_sheet, wish).run()


class _WorkbookReader:
    def __init__(self, open_sheet: Opener, wish: Wish) -> None:
        self.open_sheet, self.wish, self.reading = open_sheet, wish, Reading("workbook")
        self.member = rows.Member(code=member_code(wish.member), names={})
        self.plan = rows.Plan(member=self.member.code, number=wish.plan.strip())
        self.commitments: dict[str, rows.Commitment] = {}
        self.milestones: dict[tuple[str, str], rows.Milestone] = {}
        self.involved: dict[tuple[str, str], list[rows.Involvement]] = {}
        self.updates: list[rows.Update] = []
        self.assessments: list[rows.Assessment] = []
        self.facts: list[rows.ProcessFact] = []

    def run(self) -> Reading:
        readers: dict[str, Callable[[Source, int, Cells], None]] = {
            "Plan": self._plan,
            "Commitments": self._commitment,
            "Milestones": self._milestone,
            "Institutions": self._institution,
            "Updates": self._update,
            "Verdicts": self._verdict,
            "Process": self._fact,
        }
        for sheet in SHEETS:
            source = self.open_sheet(sheet.name)
            for number, found in source.rows:
                self._row(source, number, dict(zip(source.columns, found, strict=False)), readers[sheet.name])
            for unreadable in source.unreadable:
                self.reading.reject(replace(unreadable, source=f"{source.name} · {sheet.name}"))
            if sheet.name == "Plan" and (not self.member.code or not self.plan.number):
                raise InputError(
                    "The workbook does not say whose plan it is.",
                    fix="Fill in Member and Plan on the sheet Plan, or give --member and --plan.",
                )
        self.reading.bundle = rows.Bundle(
            members=(self.member,),
            plans=(self.plan,),
            commitments=tuple(
                replace(row, involved=tuple(self.involved.get((row.number, ""), ())))
                for row in self.commitments.values()
            ),
            milestones=tuple(
                replace(row, involved=tuple(self.involved.get((row.commitment, row.code), ())))
                for row in self.milestones.values()
            ),
            updates=tuple(self.updates),
            assessments=tuple(self.assessments),
            facts=tuple(self.facts),
        )
        return self.reading

    def _row(self, source: Source, number: int, row: Cells, read: Callable[[Source, int, Cells], None]) -> None:
        try:
            for column in _REQUIRED.get(source.sheet, ()):
                if not row.get(column, "").strip():
                    raise Refusal(column, "required", f"{column} is missing.")
            read(source, number, row)
        except Refusal as refusal:
            cell = row.get(refusal.column, "")
            self.reading.reject(problem(source, number, refusal.column, cell, refusal.rule, str(refusal)))
        else:
            self.reading.take()

    def _here(self) -> dict[str, Any]:
        return {"member": self.member.code, "plan": self.plan.number}

    def _plan(self, source: Source, number: int, row: Cells) -> None:
        code = member_code(row.get("Member", "")) or self.member.code
        wanted = row.get("Plan", "").strip() or self.plan.number
        for column, given, found in (("Member", self.member.code, code), ("Plan", self.plan.number, wanted)):
            if given and found != given:
                raise Refusal(column, "mismatch", f"The workbook is about {found}, but {given} was asked for.")
        country = country_coded(code)
        names = cells.texts(row, "Country") or {"en": country.name if country else code}
        self.member = rows.Member(
            code=code,
            names=names,
            level=row.get("Level") or "national",
            iso3=row.get("ISO 3166") or (country.iso3 if country and not cells.texts(row, "Country") else ""),
            region=row.get("Region") or (country.region if country and not cells.texts(row, "Country") else ""),
            status=cells.one_of(row, "Member status", rows.MEMBER_STATUSES) or "active",
        )
        plan = rows.Plan(
            member=code,
            number=wanted,
            titles=cells.texts(row, "Title"),
            ogp_id=row.get("OGP identifier", ""),
            starts=cells.day(row, "Start"),
            ends=cells.day(row, "End"),
            phase=cells.one_of(row, "Phase", rows.PHASES) or "implementation",
            submitted=cells.day(row, "Submitted"),
            licence=row.get("Licence") or "CC-BY-4.0",
            languages=tuple(part.strip() for part in row.get("Languages", "").split(";") if part.strip()),
            extra=cells.json_in(row, "Other", dict[str, str], {}),
        )
        self.plan = replace(plan, starts=None, ends=None)  # Whose plan it is stays known when its dates are refused.
        self._keep(checks.plan_faults(plan), {"ends": "End", "number": "Plan"})
        self.plan = plan

    def _commitment(self, source: Source, number: int, row: Cells) -> None:
        carried = (row.get("Carried from plan", ""), row.get("Carried from commitment", ""))
        tags = {
            scheme: tuple(word for part in row.get(head, "").split(";") if (word := part.strip()))
            for scheme, head in TAG_HEADS.items()
        }
        commitment = rows.Commitment(
            **self._here(),
            number=row["Number"],
            titles=cells.texts(row, "Title"),
            short_titles=cells.texts(row, "Short title"),
            ogp_uid=row.get("OGP identifier", ""),
            texts=cells.long_texts(row, rows.COMMITMENT_TEXTS),
            tags={name: words for name, words in tags.items() if words}
            | cells.json_in(row, "Other tags", dict[str, tuple[str, ...]], {}),
            cluster=row.get("Cluster", ""),
            carried_from=carried if any(carried) else None,
            url=row.get("Address", ""),
            source=source.origin(number),
            extra=cells.json_in(row, "Other", dict[str, str], {}),
            **cells.dated(row),
        )
        if commitment.number in self.commitments:
            raise Refusal("Number", "unique", f"Commitment {commitment.number} is there twice; the first one stays.")
        self._keep(checks.commitment_faults(commitment, self.plan.languages), _COLUMN_OF)
        self.commitments[commitment.number] = commitment

    def _milestone(self, source: Source, number: int, row: Cells) -> None:
        milestone = rows.Milestone(
            **self._here(),
            commitment=self._known(row),
            code=row["Code"],
            parent=row.get("Parent", ""),
            titles=cells.texts(row, "Title"),
            texts=cells.long_texts(row, rows.MILESTONE_TEXTS),
            source=source.origin(number),
            extra=cells.json_in(row, "Other", dict[str, str], {}),
            **cells.dated(row),
        )
        key = (milestone.commitment, milestone.code)
        if key in self.milestones:
            raise Refusal("Code", "unique", f"Milestone {milestone.code} is there twice; the first one stays.")
        if milestone.parent and (milestone.commitment, milestone.parent) not in self.milestones:
            raise Refusal("Parent", "reference", f"There is no milestone {milestone.parent} above this row.")
        self._keep(checks.milestone_faults(milestone, self.commitments, self.plan.languages), _COLUMN_OF)
        self.milestones[key] = milestone

    def _known(self, row: Cells, column: str = "Commitment") -> str:
        code = row[column]
        if self.commitments and code not in self.commitments:
            raise Refusal(column, "reference", f"There is no commitment {code} on the sheet Commitments.")
        return code

    def _step(self, row: Cells, commitment: str) -> str:
        code = row.get("Milestone", "")
        if code and self.milestones and (commitment, code) not in self.milestones:
            raise Refusal("Milestone", "reference", f"Commitment {commitment} has no milestone {code}.")
        return code

    def _institution(self, source: Source, number: int, row: Cells) -> None:
        commitment = self._known(row)
        one = rows.Involvement(
            name=row["Name"],
            role=cells.one_of(row, "Role", rows.ROLES) or "lead",
            kind=cells.one_of(row, "Kind", rows.ACTOR_KINDS) or "government",
            parent=row.get("Part of", ""),
            contact=row.get("Mailbox", ""),
            identifiers=cells.json_in(row, "Identifiers", tuple[tuple[str, str], ...], ()),
        )
        self.involved.setdefault((commitment, self._step(row, commitment)), []).append(one)

    def _update(self, source: Source, number: int, row: Cells) -> None:
        commitment = self._known(row)
        word = row["Status"]
        status = word if word in rows.STATUSES else read_status(word)
        if not status:
            raise Refusal("Status", "scale", f"{word!r} is no status. Statuses are {', '.join(rows.STATUSES)}.")
        step = self._step(row, commitment)
        update = rows.Update(
            **self._here(),
            commitment=commitment,
            milestone=step,
            period=row["Period"],
            as_of=cells.day(row, "As of"),
            status=status,
            raw_status=row.get("Word of the source", "") or ("" if word == status else word),
            percent=cells.number_in(row, "Percent"),
            progress=cells.texts(row, "Progress"),
            challenges=cells.texts(row, "Challenges"),
            next_steps=cells.texts(row, "Next steps"),
            evidence=cells.evidence(row),
            actor=row.get("Reported by", ""),
            state=cells.one_of(row, "State", rows.UPDATE_STATES) or "published",
            published=cells.moment(row, "Published"),
            source=source.origin(number),
            extra=cells.json_in(row, "Other", dict[str, str], {}),
        )
        due = (self.milestones.get((commitment, step)) or self.commitments.get(commitment)) if step else None
        late = bool(due and due.due.day and update.as_of and update.as_of > due.due.day)
        faults = checks.update_faults(update, overdue=late, languages=self.plan.languages)
        if update.published is not None:  # What was published long ago keeps the rules of its own time.
            faults = (fault for fault in faults if fault[0] != "challenges")
        self._keep(faults, _COLUMN_OF)
        self.updates.append(update)

    def _verdict(self, source: Source, number: int, row: Cells) -> None:
        indicator, word = row.get("Indicator") or "completion", row.get("Word", "")
        value, level = row.get("Value", ""), cells.whole(row, "Level")
        scale = row.get("Scale", "")
        if word and not value and not scale:
            told = read_verdict(indicator, word, cells.whole(row, "Year"))
            value, level, scale = told.value, told.level, told.scale
            if not value:
                raise Refusal("Word", "scale", f"{word!r} is no value of the indicator {indicator}.")
        self.assessments.append(
            rows.Assessment(
                **self._here(),
                commitment=self._known(row),
                assessor=cells.one_of(row, "Assessor", rows.ASSESSORS),
                indicator=indicator,
                product=row.get("Report kind", ""),
                body=row.get("Body", ""),
                report=row.get("Report", ""),
                year=cells.whole(row, "Year"),
                day=cells.day(row, "Day"),
                scale=scale,
                raw=word,
                value=value,
                level=level,
                text=cells.texts(row, "Text"),
                url=row.get("Address", ""),
                source=source.origin(number),
            )
        )

    def _fact(self, source: Source, number: int, row: Cells) -> None:
        self.facts.append(
            rows.ProcessFact(
                **self._here(),
                requirement=row["Requirement"],
                value=row.get("Value", ""),
                note=row.get("Note", ""),
                url=row.get("Address", ""),
                day=cells.day(row, "Day"),
                source=source.origin(number),
            )
        )

    @staticmethod
    def _keep(faults: Iterable[checks.Fault], columns: Mapping[str, str]) -> None:
        for field, sentence in faults:
            raise Refusal(columns.get(field, ""), field, sentence)


_COLUMN_OF = {
    "title": "Title (en)",
    "due": "Deadline",
    "code": "Code",
    "number": "Number",
    "weight": "Weight",
    "status": "Status",
    "percent": "Percent",
    "period": "Period",
    "challenges": "Challenges (en)",
    "progress": "Progress (en)",
    "evidence": "Evidence",
}
