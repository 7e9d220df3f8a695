"""Reading openness: the settings of a year, what was recorded, how it stands, and the same as open data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.openness.calendar import FiscalRules, FiscalYear, expected, fiscal_year, year_of
from toolbox_budget_portal.openness.kinds import CB, EB
from toolbox_budget_portal.openness.standing import (
    MISSING,
    ON_TIME,
    WAITING,
    Part,
    Record,
    Standing,
    effective,
    judge,
    score,
)
from toolbox_budget_portal.openness.tables import CalendarRules, Decision, Document
from toolbox_budget_portal.queries import entity, fiscal_years
from toolbox_budget_portal.queries.records import Entity
from toolbox_core import (
    Column,
    ContentTable,
    DatasetDescription,
    DatasetVersion,
    NotFound,
    current_versions,
)

PLUGIN = "budget_portal"
PART = "-documents"
MOST_YEARS = 15


@dataclass(frozen=True, slots=True)
class YearOpenness:
    """A fiscal year of an entity as it stands on ``today``."""

    entity: Entity
    year: FiscalYear
    rules: FiscalRules
    standings: tuple[Standing, ...]
    records: tuple[Record, ...]
    today: date
    changed: datetime | None
    has_budget: bool = False

    @property
    def score(self) -> int | None:
        """The timeliness score, 0 to 100; ``None`` when nothing can be judged yet."""
        return score(self.standings)

    @property
    def parts(self) -> list[Part]:
        """Everything that is due for the year, by its last good day."""
        found = [part for standing in self.standings for part in standing.parts]
        return sorted(found, key=lambda part: part.expected.due)

    def count(self, status: str) -> int:
        """How many of the eight documents stand so."""
        return sum(standing.status == status for standing in self.standings)


def openness(session: Session, slug: str, number: int, today: date) -> YearOpenness:
    """One year. Raises ``NotFound`` for an unknown entity, ``InputError`` for a year out of range."""
    owner = entity(session, slug)
    return _year(owner, number, today, _Known(session, owner.id))


def all_years(session: Session, slug: str, today: date) -> tuple[Entity, list[YearOpenness]]:
    """Every year that has a budget, a record or settings, up to the one after today's; the newest first."""
    owner = entity(session, slug)
    known = _Known(session, owner.id)
    numbers = {*known.budgets, *known.numbers()}
    newest = year_of(known.rules(today.year), today) + 1
    if numbers:
        numbers |= set(range(min(numbers), newest + 1))
    listed = sorted(numbers | {newest}, reverse=True)[:MOST_YEARS]
    return owner, [_year(owner, number, today, known) for number in listed]


def _year(owner: Entity, number: int, today: date, known: _Known) -> YearOpenness:
    rules = known.rules(number)
    year = fiscal_year(rules, number, known.decided.get(number))
    records = tuple(known.records.get(number, ()))
    held = [record for record in effective(records) if record.published_on <= today]
    told = next((record for record in held if record.kind == CB), None)
    kind = told.explains or EB if told else EB
    came = next((record.published_on for record in held if record.kind == kind), None)
    due = expected(rules, year)
    if came is not None or kind != EB:
        source = next(one for one in due if one.kind == kind)
        due = expected(rules, year, {kind: came or source.due})
    standings = judge(due, records, today, assumed=rules.assumed)
    return YearOpenness(owner, year, rules, standings, records, today, known.changed, number in known.budgets)


class _Known:
    """Everything that was noted for an entity."""

    def __init__(self, session: Session, entity_id: int) -> None:
        query = select(CalendarRules).where(CalendarRules.entity_id == entity_id).order_by(CalendarRules.id)
        self._rules = list(session.scalars(query))
        self.budgets = frozenset(fiscal_years(session, entity_id))
        self.decided: dict[int, dict[str, date]] = {}
        moments = [row.noted_at for row in self._rules]
        for made in session.scalars(select(Decision).where(Decision.entity_id == entity_id).order_by(Decision.id)):
            self.decided.setdefault(made.fiscal_year, {})[made.what] = made.day
            moments.append(made.noted_at)
        self.records: dict[int, list[Record]] = {}
        for row in session.scalars(select(Document).where(Document.entity_id == entity_id).order_by(Document.id)):
            self.records.setdefault(row.fiscal_year, []).append(to_record(row))
            moments.append(row.recorded_at)
        self.changed = max(moments, default=None)

    def numbers(self) -> set[int]:
        """The years that anything was noted for."""
        return {*self.decided, *self.records, *(row.from_year for row in self._rules)}

    def rules(self, number: int) -> FiscalRules:
        """The settings of a year; assumed ones before the first."""
        there = [row for row in self._rules if row.from_year <= number]
        if not there:
            return FiscalRules(assumed=True)
        row = max(there, key=lambda one: (one.from_year, one.id))
        return FiscalRules(row.starts, row.named_after, row.submitted, row.approved, row.in_year)


def to_record(row: Document) -> Record:
    """A row as what was recorded."""
    return Record(
        id=row.id,
        fiscal_year=row.fiscal_year,
        kind=row.kind,
        period=row.period,
        published_on=row.published_on,
        title=row.title,
        explains=row.explains,
        url=row.url,
        sha256=row.sha256,
        file=row.file_name,
        bytes=row.file_bytes,
        language=row.language,
        note=row.note,
        replaces=row.replaces or 0,
        void=row.void,
        number=row.version_number,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )


def recent(session: Session, slug: str, most: int = 50) -> tuple[Entity, list[Record]]:
    """What was recorded last, the newest first."""
    owner = entity(session, slug)
    query = select(Document).where(Document.entity_id == owner.id).order_by(Document.id.desc()).limit(most)
    return owner, [to_record(row) for row in session.scalars(query)]


def share_on_time(session: Session, today: date) -> int | None:
    """Per cent of what fell due in the last twelve months that came on time, over all entities with a calendar.

    Each in-year report counts by itself. ``None`` when nothing fell due.
    """
    on_time = due = 0
    begin = date(today.year - 1, today.month, min(today.day, 28))
    slugs = select(models.Entity.slug).where(models.Entity.id.in_(select(CalendarRules.entity_id)))
    for slug in session.scalars(slugs):
        for year in all_years(session, slug, today)[1]:
            for part in year.parts:
                if begin < part.expected.due <= today and part.status not in (WAITING, "unknown"):
                    due += 1
                    on_time += part.status == ON_TIME
    return (200 * on_time + due) // (2 * due) if due else None


def count_missing(session: Session, today: date) -> int | None:
    """How many documents are overdue and unpublished today; ``None`` when no calendar was entered."""
    slugs = list(
        session.scalars(
            select(models.Entity.slug).where(models.Entity.id.in_(select(CalendarRules.entity_id))).distinct()
        )
    )
    if not slugs:
        return None
    return sum(
        part.status == MISSING for slug in slugs for year in all_years(session, slug, today)[1] for part in year.parts
    )


_DOCUMENTS = (
    Column(name="id", type="integer", title="Record"),
    Column(name="fiscal_year", type="year", title="Fiscal year"),
    Column(name="kind", title="Document", description="abbreviation of the Open Budget Survey: pbs, ebp, eb, cb …"),
    Column(name="period", title="Part of the year", description="of in-year reports: M01 to M12, Q1 to Q4, H1, H2"),
    Column(name="explains", title="Document that a citizens budget explains"),
    Column(name="title", title="Title"),
    Column(name="published_on", type="date", title="Published on"),
    Column(name="url", title="Address"),
    Column(name="sha256", title="SHA-256 of the kept copy"),
    Column(name="file_name", title="Name of the kept copy"),
    Column(name="language", title="Language"),
    Column(name="note", title="Note"),
    Column(name="replaces", type="integer", title="Record that it corrects or takes back"),
    Column(name="void", type="boolean", title="Takes that record back"),
    Column(name="recorded_at", type="datetime", title="Recorded at"),
)
_CALENDAR = tuple(
    Column(name=name) for name in ("id", "from_year", "starts", "named_after", "submitted", "approved", "in_year")
)
_DECISIONS = tuple(Column(name=name) for name in ("id", "fiscal_year", "what", "day"))


def describe(session: Session) -> list[DatasetDescription]:
    """One open dataset for each entity with recorded documents."""
    found = []
    for owner in session.scalars(select(models.Entity).order_by(models.Entity.slug)):
        versions = current_versions(session, f"{PLUGIN}/{owner.slug}{PART}")
        count = session.scalar(select(func.count()).select_from(Document).where(Document.entity_id == owner.id)) or 0
        if not (versions and count):
            continue
        version = versions[-1]
        assert version.published_at is not None  # Its status says that it was published.
        found.append(
            DatasetDescription(
                id=version.dataset,
                title=f"Budget documents of {owner.name}",
                description="Every budget document that was recorded as published, with its day, its address and the "
                "checksum of the kept copy. Records are added and never changed: a later one corrects an earlier one.",
                columns=_DOCUMENTS,
                version=version.number,
                version_ids=(version.id,),
                publisher=owner.name,
                licence=version.licence,
                modified=version.published_at,
                row_count=count,
                spatial=owner.country,
                frequency="IRREG",
                landing=f"/budget/{owner.slug}/openness",
                keywords=("budget", "documents", "transparency"),
                themes=("ECON", "GOVE"),
            )
        )
    return found


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The records of one dataset by its slug. Raises ``NotFound``."""
    found = current_versions(session, f"{PLUGIN}/{slug}") if slug.endswith(PART) else []
    if not found:
        raise NotFound(f"There is no dataset {slug[:64]!r}.")
    yield from _documents(session, *_until(session, found[-1]))


def is_documents(session: Session, version_id: int) -> bool:
    """Whether a version of the plugin is a state of an entity's list of documents."""
    version = session.get(DatasetVersion, version_id)
    return version is not None and version.plugin == PLUGIN and "openness" in version.mapping


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """What one version consists of, for the publication log: all that was noted until then. Raises ``NotFound``."""
    if not is_documents(session, version_id):
        raise NotFound(f"Version {version_id} is no list of documents.")
    version = session.get_one(DatasetVersion, version_id)
    entity_id, _ = _until(session, version)
    last = version.mapping["openness"]
    rules = select(CalendarRules).where(CalendarRules.entity_id == entity_id, CalendarRules.id <= last["calendar"])
    made = select(Decision).where(Decision.entity_id == entity_id, Decision.id <= last["decisions"])
    return [
        ("documents", _DOCUMENTS, _documents(session, entity_id, last["documents"])),
        (
            "calendar",
            _CALENDAR,
            (
                (str(row.id), str(row.from_year), row.starts, row.named_after, row.submitted, row.approved, row.in_year)
                for row in session.scalars(rules.order_by(CalendarRules.id))
            ),
        ),
        (
            "decisions",
            _DECISIONS,
            (
                (str(row.id), str(row.fiscal_year), row.what, row.day.isoformat())
                for row in session.scalars(made.order_by(Decision.id))
            ),
        ),
    ]


def _until(session: Session, version: DatasetVersion) -> tuple[int, int]:
    slug = version.dataset.removeprefix(f"{PLUGIN}/").removesuffix(PART)
    entity_id = session.scalars(select(models.Entity.id).where(models.Entity.slug == slug)).one()
    return entity_id, version.mapping["openness"]["documents"]


def _documents(session: Session, entity_id: int, last: int) -> Iterator[tuple[Any, ...]]:
    query = select(Document).where(Document.entity_id == entity_id, Document.id <= last).order_by(Document.id)
    for row in session.scalars(query):
        yield (
            row.id,
            row.fiscal_year,
            row.kind,
            row.period,
            row.explains,
            row.title,
            row.published_on,
            row.url,
            row.sha256,
            row.file_name,
            row.language,
            row.note,
            row.replaces,
            row.void,
            row.recorded_at,
        )
