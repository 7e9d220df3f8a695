"""Published capital projects: the list of a year, one project through the years, those that a line pays for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from toolbox_budget_portal.projects.dataset import COLUMNS, PROJECTS, records
from toolbox_budget_portal.projects.stages import Finding, findings
from toolbox_budget_portal.queries.records import Line, Year
from toolbox_budget_portal.virements.queries import resolve
from toolbox_budget_portal.virements.records import LINE, Place, read_place
from toolbox_core import Boundaries, NotFound, best_boundaries, fold


@dataclass(frozen=True, slots=True)
class Project:
    """One project as published for a year. The fields are those of ``dataset.COLUMNS``."""

    code: str
    name: str
    description: str
    stage: str
    status: str
    department: str
    contractor: str
    line: str
    location: str
    region: str
    latitude: Decimal | None
    longitude: Decimal | None
    started: date | None
    planned_end: date | None
    expected_end: date | None
    ended: date | None
    estimate: Decimal | None
    cost: Decimal | None
    spent: Decimal | None
    year_budget: Decimal | None
    year_spent: Decimal | None
    ocid: str
    url: str
    source_row: int

    @property
    def whole(self) -> Decimal | None:
        """What it is to cost: as known now, else as first estimated."""
        return self.cost if self.cost is not None else self.estimate

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands out about it."""
        return findings(
            planned_end=self.planned_end,
            expected_end=self.expected_end,
            ended=self.ended,
            estimate=self.estimate,
            cost=self.cost,
            spent=self.spent,
            year_budget=self.year_budget,
            year_spent=self.year_spent,
        )


@dataclass(frozen=True, slots=True)
class Published:
    """The projects of a year, in the order of their file, with the version and the file."""

    number: int
    published_at: datetime
    licence: str
    file: str
    sha256: str
    projects: tuple[Project, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which projects: words to find, a stage, a department, something that stands out."""

    words: str = ""
    stage: str = ""
    department: str = ""
    show: str = ""

    def fits(self, one: Project) -> bool:
        """Whether a project is meant."""
        text = fold(f"{one.code} {one.name} {one.description} {one.location} {one.contractor} {one.department}")
        return (
            all(word in text for word in fold(self.words).split())
            and self.stage in ("", one.stage)
            and self.department in ("", one.department)
            and (not self.show or any(found.kind == self.show for found in one.findings))
        )


def projects(session: Session, entity: str, fiscal_year: int) -> Published | None:
    """The published projects of a year; ``None`` when there are none."""
    version = PROJECTS.current(session, entity, fiscal_year)
    if version is None:
        return None
    source = version.sources[0].source
    assert version.published_at is not None  # Its status says that it was published.
    assert len(COLUMNS) == len(Project.__dataclass_fields__)
    return Published(
        version.number,
        version.published_at,
        version.licence,
        source.name,
        source.sha256,
        tuple(Project(*row) for row in records(session, version)),
    )


def project(session: Session, year: Year, code: str) -> tuple[Published, Project, tuple[tuple[int, Project], ...]]:
    """One project, and what the lists of all years say about it, oldest first. Raises ``NotFound``."""
    published = projects(session, year.entity.slug, year.fiscal_year)
    found = next((one for one in published.projects if one.code == code), None) if published else None
    if published is None or found is None:
        raise NotFound(
            f"There is no project {code[:80]!r} among those of {year.entity.name}, {year.fiscal_year}.",
            fix="The list of projects has those there are.",
        )
    history = []
    for number in sorted(year.others):
        listed = projects(session, year.entity.slug, number)
        same = next((one for one in listed.projects if one.code == code), None) if listed else None
        if same is not None:
            history.append((number, same))
    return published, found, tuple(history)


def paid_from(session: Session, year: Year, line: Line) -> list[Project]:
    """The projects that name a line, or categories that it belongs to."""
    published = projects(session, year.entity.slug, year.fiscal_year)
    if published is None:
        return []
    deepest = {kind: chain[-1].path for kind, chain in line.chains.items() if chain}
    own = Place(line.direction, tuple({**deepest, **({LINE: line.row.code} if line.row.code else {})}.items()))
    found = []
    for one in published.projects:
        place = read_place(one.line)
        if place is not None and place.holds(own):
            found.append(one)
    return found


def line_names(session: Session, year: Year, listed: Sequence[Project]) -> Mapping[str, str]:
    """What the budget lines that projects name are called."""
    places = {one.line: place for one in listed if (place := read_place(one.line)) is not None}
    names = {}
    for text, place in places.items():
        try:
            nodes = resolve(session, year, [place])[str(place)]
        except NotFound:
            continue  # the budget of this version has it no more; its text is shown
        names[text] = " · ".join(node.label for node in nodes) or text
    return names


def land(session: Session, listed: Sequence[Project]) -> Boundaries | None:
    """The boundaries that know most of the projects' regions, as a backdrop; ``None`` when none know any."""
    found = best_boundaries(session, {one.region: one.location for one in listed if one.region})
    return found[0] if found else None
