"""Reading Canada's tracker: the list of commitments, milestones and indicators, and the table of reported progress.

``canada-indicators`` has one row for each indicator (``C01.1.1``), under its milestone (``C01.1``) and commitment
(``C01``). ``canada-progress`` has one row for each indicator and reporting period, with the status NS, LP, SP or C.
Codes nest: a code that does not begin with its parent's is refused, as in Canada's own form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from toolbox_nap_monitor.deadlines import DateRules, read_deadline
from toolbox_nap_monitor.importers.reading import Reading, Source, Wish, own_plan, problem
from toolbox_nap_monitor.rows import Bundle, Commitment, Deadline, Evidence, Involvement, Milestone, Update
from toolbox_nap_monitor.scales import read_status

FISCAL_END = (3, 31)
LANGUAGES = ("en", "fr")
_INDICATORS = {"commitment_id", "milestone_id", "indicator_id", "indicator_en", "indicator_fr"}
_PROGRESS = {"reporting_period", "indicators", "status", "progress_en", "progress_fr"}
_CODE = re.compile(r"(C\d+)(?:\.(\d+))?(?:\.(\d+))?$")
_PERIOD = re.compile(r"(\d{4})-(\d{4})")
_URL = re.compile(r"https?://[^\s<>()\[\]\"]+[^\s<>()\[\]\".,;:]")
_DEPARTMENTS = """\
rcmp-grc Royal Canadian Mounted Police
tbs-sct Treasury Board of Canada Secretariat
jus Department of Justice Canada
pch Canadian Heritage
isc-sac Indigenous Services Canada
vac-acc Veterans Affairs Canada
lac-bac Library and Archives Canada
pwgsc-tpsgc Public Services and Procurement Canada
esdc-edsc Employment and Social Development Canada
idrc-crdi International Development Research Centre
pco-bcp Privy Council Office
ec Environment and Climate Change Canada
dfatd-maecd Global Affairs Canada
statcan Statistics Canada
fin Department of Finance Canada
nrcan-rncan Natural Resources Canada
ic Innovation, Science and Economic Development Canada
csps-efpc Canada School of Public Service
cra-arc Canada Revenue Agency
"""
DEPARTMENTS = dict(line.split(" ", 1) for line in _DEPARTMENTS.splitlines())
"""Names of the departments by the code of Canada's open data portal; an unknown code stands for itself."""

Cells = Mapping[str, str]


def recognises(names: tuple[str, ...]) -> str:
    """Which of the two tables these columns are; empty when they are neither."""
    there = set(names)
    return "canada-indicators" if there >= _INDICATORS else "canada-progress" if there >= _PROGRESS else ""


def pair(row: Cells, name: str) -> dict[str, str]:
    """A text in English and French, from the columns ``name_en`` and ``name_fr``."""
    return {lang: text for lang in LANGUAGES if (text := row.get(f"{name}_{lang}", "").strip())}


def read_indicators(source: Source, wish: Wish) -> Reading:
    """Read the list of indicators. ``wish`` names member and plan."""
    return _Indicators(source, wish).run()


class _Indicators:
    def __init__(self, source: Source, wish: Wish) -> None:
        self.source, self.wish = source, wish
        self.reading = Reading("canada-indicators")
        self.commitments: dict[str, Commitment] = {}
        self.milestones: dict[str, Milestone] = {}
        self.facts: dict[str, Any] = {"languages": LANGUAGES}
        self.rules = replace(wish.dates, fiscal_end=FISCAL_END)

    def run(self) -> Reading:
        for number, cells in self.source.rows:
            row = dict(zip(self.source.columns, cells, strict=False))
            self._plan(row)
            fault = _fault(row)
            if fault is not None:
                column, rule, message = fault
                self.reading.reject(problem(self.source, number, column, row.get(column, ""), rule, message))
            elif row["indicator_id"].strip() in self.milestones:
                code = row["indicator_id"].strip()
                message = f"Indicator {code} is there twice; the first one stays."
                self.reading.reject(problem(self.source, number, "indicator_id", code, "unique", message))
            else:
                self._row(number, row)
                self.reading.take()
        member, plan = own_plan(self.wish, **self.facts)
        bundle = Bundle(
            members=(member,),
            plans=(plan,),
            commitments=tuple(self.commitments.values()),
            milestones=tuple(self.milestones.values()),
        )
        return self.reading.finish(self.source, bundle)

    def _plan(self, row: Cells) -> None:
        if "starts" in self.facts:
            return
        years = _PERIOD.search(row.get("plan_period", ""))
        if years is None:
            return
        starts, ends = date(int(years[1]), 1, 1), date(int(years[2]), 12, 31)
        over = ends < self.wish.today
        self.facts |= {"starts": starts, "ends": ends, "phase": "closed" if over else "implementation"}
        self.facts["titles"] = {"en": row.get("plan", "")} if row.get("plan", "").strip() else {}
        self.rules = replace(self.rules, plan_ends=ends)

    def _row(self, number: int, row: Cells) -> None:
        member, plan = own_plan(self.wish)
        here: dict[str, Any] = {"member": member.code, "plan": plan.number}
        top, middle = row["commitment_id"].strip(), row["milestone_id"].strip()
        if top not in self.commitments:
            full = pair(row, "full_text")
            self.commitments[top] = Commitment(
                **here,
                number=top,
                titles=pair(row, "commitment_title") or {"en": top},
                texts={"description": full} if full else {},
                source=self.source.origin(number),
            )
        if middle not in self.milestones:
            self.milestones[middle] = Milestone(
                **here,
                commitment=top,
                code=middle,
                titles=pair(row, "milestone") or {"en": middle},
                source=self.source.origin(number),
            )
        code = row["indicator_id"].strip()
        self.milestones[code] = Milestone(
            **here,
            commitment=top,
            code=code,
            parent=middle,
            titles=pair(row, "indicator"),
            due=deadline(row, self.rules),
            involved=(*_departments(row, "lead_dept", "lead"), *_departments(row, "support_dept", "support")),
            source=self.source.origin(number),
            extra={name: row[name] for name in _kept(row)},
        )


def deadline(row: Cells, rules: DateRules) -> Deadline:
    """A deadline from its English text, its French one, and the month beside them."""
    machine = row.get("due_date", "").strip()
    english, french = row.get("deadline_en", "").strip(), row.get("deadline_fr", "").strip()
    found = read_deadline(english or french, rules, machine=machine)
    return read_deadline(french, rules) if found.day is None and not english and french else found


def _kept(row: Cells) -> list[str]:
    known = (
        "indicator_en",
        "indicator_fr",
        "commitment_title_en",
        "commitment_title_fr",
        "milestone_en",
        "milestone_fr",
    )
    ids = ("plan", "plan_period", "commitment_id", "milestone_id", "indicator_id", "deadline_en", "lead_dept")
    return [name for name, cell in row.items() if cell and name not in (*known, *ids, "full_text_en", "full_text_fr")]


def _departments(row: Cells, column: str, role: str) -> list[Involvement]:
    codes = dict.fromkeys(code.strip() for code in row.get(column, "").split(";"))
    return [
        Involvement(name=DEPARTMENTS.get(code, code), role=role, identifiers=(("canada-department", code),))
        for code in codes
        if code
    ]


def _fault(row: Cells) -> tuple[str, str, str] | None:
    """The first rule a row of the list breaks: ``(column, rule, sentence)``."""
    top, middle, low = (row.get(name, "").strip() for name in ("commitment_id", "milestone_id", "indicator_id"))
    for name, code in (("commitment_id", top), ("milestone_id", middle), ("indicator_id", low)):
        if not code:
            return name, "required", f"The row has no {name}."
    if not middle.startswith(f"{top}."):
        return "milestone_id", "parent", f"Milestone {middle} does not begin with the code of its commitment, {top}."
    if not low.startswith(f"{middle}."):
        return "indicator_id", "parent", f"Indicator {low} does not begin with the code of its milestone, {middle}."
    missing = [language for language in LANGUAGES if not row.get(f"indicator_{language}", "").strip()]
    if missing:
        lacking = " and ".join(missing)
        return f"indicator_{missing[0]}", "languages", f"Indicator {low} lacks its text in {lacking}."
    return None


def read_progress(source: Source, wish: Wish) -> Reading:
    """Read the table of progress. Its indicators must be there, from the list of indicators."""
    reading = Reading("canada-progress")
    member, plan = own_plan(wish, languages=LANGUAGES)
    updates: list[Update] = []
    seen: set[tuple[str, str]] = set()
    for number, cells in source.rows:
        row = dict(zip(source.columns, cells, strict=False))
        fault = _progress_fault(row, seen)
        if fault is not None:
            column, rule, message = fault
            reading.reject(problem(source, number, column, row.get(column, ""), rule, message))
            continue
        code = row["indicators"].strip()
        period = row["reporting_period"].strip()
        seen.add((period, code))
        evidence = pair(row, "evidence")
        urls = dict.fromkeys(url for text in evidence.values() for url in _URL.findall(text))
        updates.append(
            Update(
                member=member.code,
                plan=plan.number,
                commitment=code.partition(".")[0],
                milestone=code,
                period=period,
                status=read_status(row["status"]),
                raw_status=row["status"],
                progress=pair(row, "progress"),
                challenges=pair(row, "challenges"),
                evidence=tuple(Evidence(url=url) for url in urls),
                actor=row.get("owner_org_title", "").strip() or row.get("owner_org", "").strip(),
                source=source.origin(number),
                extra={name: text for name, text in row.items() if text and name.startswith(("evidence_", "owner_"))},
            )
        )
        reading.take()
    return reading.finish(source, Bundle(members=(member,), plans=(plan,), updates=tuple(updates)))


def _progress_fault(  # noqa: PLR0911 - one answer for each rule
    row: Cells, seen: set[tuple[str, str]]
) -> tuple[str, str, str] | None:
    code, period, status = (row.get(name, "").strip() for name in ("indicators", "reporting_period", "status"))
    if not code or not _CODE.match(code):
        return "indicators", "required", f"{code!r} is no indicator's code such as C01.1.1."
    if not period:
        return "reporting_period", "required", "The row names no reporting period."
    for column, parent in (("milestones", row.get("milestones", "")), ("commitments", row.get("commitments", ""))):
        if parent.strip() and not code.startswith(f"{parent.strip()}."):
            return (
                "indicators",
                "parent",
                f"Indicator {code} does not begin with the code in {column}, {parent.strip()}.",
            )
    if not read_status(status):
        return "status", "scale", f"{status!r} is no status: NS, LP, SP or C."
    for name in ("progress", "evidence", "challenges"):
        there = pair(row, name)
        if len(there) == 1:
            lacking = next(language for language in LANGUAGES if language not in there)
            return f"{name}_{lacking}", "languages", f"{name} is there in one language only; it lacks {lacking}."
    if not pair(row, "progress"):
        return "progress_en", "required", 'Progress is missing; "NIL" and "NUL" say that there is none.'
    if read_status(status) in ("not-started", "limited") and not pair(row, "challenges"):
        return "challenges_en", "challenges", f"The status {status} needs its challenges."
    if (period, code) in seen:
        return "indicators", "unique", f"Indicator {code} is there twice for {period}."
    return None
