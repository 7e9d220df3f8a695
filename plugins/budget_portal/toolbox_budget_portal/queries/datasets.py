"""The budget years as open datasets: what the catalogue says of them, and their rows, exact, from a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.queries.records import Entity, Year
from toolbox_budget_portal.queries.sums import to_decimal
from toolbox_budget_portal.queries.years import entities
from toolbox_budget_portal.queries.years import years as find_years
from toolbox_core import N_, Column, DatasetDescription, DatasetForm, NotFound

PLUGIN = "budget_portal"
_BATCH = 2_000


def describe(session: Session) -> list[DatasetDescription]:
    """One dataset per entity and fiscal year with a published budget."""
    return [
        _describe(year)
        for owner, fiscal_years in entities(session)
        for _, year in sorted(find_years(session, owner, fiscal_years).items(), reverse=True)
    ]


def _describe(year: Year) -> DatasetDescription:
    owner = year.entity
    periods = [version.period for version in year.versions if version.period]
    begin = min((period[0] for period in periods), default=date(year.fiscal_year, 1, 1))
    end = max((period[1] for period in periods), default=date(year.fiscal_year, 12, 31))
    licences = {version.licence for version in year.versions if version.licence}
    return DatasetDescription(
        id=f"{PLUGIN}/{owner.slug}-{year.fiscal_year}",
        title=f"Budget {year.fiscal_year}, {owner.name}",
        description=(
            f"Every line of the {year.fiscal_year} budget of {owner.name}: {' and '.join(year.directions)}, "
            "each phase in its own column, with the file and the row it came from. "
            "Amounts are exact; an empty amount means that the file gives no number there. "
            "Lines with elimination = true are consolidation entries: subtract them for net figures."
        ),
        columns=columns(year),
        version=max(version.number for version in year.versions),
        version_ids=year.version_ids,
        publisher=owner.name,
        licence=licences.pop() if len(licences) == 1 else "",
        modified=year.published_at,
        row_count=sum(version.row_count for version in year.versions),
        temporal=(begin, end),
        spatial=owner.country,
        frequency="ANNUAL",
        landing=f"/budget/{owner.slug}/{year.fiscal_year}",
        keywords=("budget", "public finance", str(year.fiscal_year)),
        themes=("ECON", "GOVE"),
        forms=(
            DatasetForm(
                label="Fiscal Data Package",
                purpose=N_("for budget tools: what each column means, in the words of a standard"),
                address=f"/budget/{owner.slug}/{year.fiscal_year}/fiscal-data-package.zip",
            ),
        ),
    )


def kind_levels(year: Year) -> dict[str, int]:
    """The classifications of a year's lines, both directions, in canonical order, with their levels."""
    found: dict[str, int] = {}
    for direction in year.directions:
        for kind, levels in year.kinds(direction).items():
            found[kind] = max(found.get(kind, 0), levels)
    return {kind: found[kind] for kind in models.KINDS if kind in found}


def columns(year: Year) -> tuple[Column, ...]:
    """The columns of a year's dataset, in the order of ``rows``."""
    listed = [
        Column(name="fiscal_year", type="year", title="Fiscal year"),
        Column(name="direction", title="Direction", description="expenditure or revenue"),
        Column(
            name="elimination",
            type="boolean",
            title="Consolidation entry",
            description="true: counted twice inside the government; subtract it for net figures",
        ),
    ]
    for kind, levels in kind_levels(year).items():
        for level in range(1, levels + 1):
            title = f"{kind.capitalize()} classification, level {level}"
            listed.append(Column(name=f"{kind}_{level}_code", title=f"{title}, code"))
            listed.append(Column(name=f"{kind}_{level}_label", title=f"{title}, name"))
    listed += [
        Column(name="line_code", title="Line code", description="the publisher's own number of the line, if any"),
        Column(name="line_label", title="Line description"),
    ]
    for phase in used_phases(year):
        listed.append(
            Column(
                name=f"amount_{phase.code}",
                type="number",
                title=phase.label,
                description="exact; empty when the file gives no number (see presence)",
                unit=year.currency,
            )
        )
    listed += [
        Column(
            name="presence",
            title="Why an amount is empty",
            description="standard phase and reason, as in approved:blank",
        ),
        Column(name="line_uid", title="Line identity", description="the same in every year for the same codes"),
        Column(name="version", type="integer", title="Version", description="number of the published version"),
        Column(name="source_file", title="Source file"),
        Column(name="source_sha256", title="SHA-256 of the source file"),
        Column(name="source_row", type="integer", title="Row in the source file", description="the header is row 1"),
    ]
    return tuple(listed)


def used_phases(year: Year) -> tuple[Any, ...]:
    """The phases that any direction of the year gives."""
    codes = {phase.code for direction in year.directions for phase in year.phases_of(direction)}
    return tuple(phase for phase in year.phases if phase.code in codes)


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The lines of dataset ``<entity>-<year>``, lazily, in the order of version and line number.

    Raises ``NotFound`` for a dataset that is not published.
    """
    year = _year_of(session, slug)
    kinds = tuple(kind_levels(year).items())
    phases = used_phases(year)
    cells_of = Cells(categories(session, year.entity), names(session, year))
    versions = {version.id: version for version in year.versions}
    files = {(version.id, source.resource): source for version in year.versions for source in version.sources}
    # Columns instead of whole lines: rows of a million lines come three times as fast.
    query = select(
        *(getattr(models.Line, name) for name in _FACTS),
        *(getattr(models.Line, f"{kind}_id") for kind, _ in kinds),
        *(getattr(models.Line, phase.slot) for phase in phases),
    )
    query = query.where(models.Line.version_id.in_(year.version_ids))
    query = query.order_by(models.Line.version_id, models.Line.number).execution_options(yield_per=_BATCH)
    fiscal_year, first, last = year.fiscal_year, len(_FACTS), len(_FACTS) + len(kinds)
    for found in session.execute(query):
        version_id, resource, direction, eliminated, code, label, presence, uid, source_row = found[:first]
        version, source = versions[version_id], files[version_id, resource]
        digits = version.digits
        cells: list[Any] = [fiscal_year, direction, eliminated]
        for (_, depth), category in zip(kinds, found[first:last], strict=True):
            cells += cells_of(version_id, category, depth)
        cells += (code, label)
        cells += [None if amount is None else to_decimal(amount, digits) for amount in found[last:]]
        cells += (presence, uid, version.number, source.name, source.sha256, source_row)
        yield tuple(cells)


_FACTS = ("version_id", "resource", "direction", "eliminated", "code", "label", "presence", "uid", "source_row")


class Cells:
    """The codes and labels of a category from the root down, made once for each version and kept."""

    def __init__(
        self, categories: dict[int, Sequence[tuple[int, str, str]]], names: dict[tuple[int, int], str]
    ) -> None:
        self._categories, self._names = categories, names
        self._made: dict[tuple[int, int | None, int], tuple[str, ...]] = {}

    def __call__(self, version_id: int, category_id: int | None, depth: int) -> tuple[str, ...]:
        key = (version_id, category_id, depth)
        made = self._made.get(key)
        if made is None:
            cells: list[str] = []
            for found, code, latest in self._categories.get(category_id or 0, ())[:depth]:
                cells += (code, self._names.get((version_id, found), latest))
            self._made[key] = made = tuple(cells + [""] * (2 * depth - len(cells)))
        return made


def _year_of(session: Session, slug: str) -> Year:
    name, _, number = slug.rpartition("-")
    for owner, fiscal_years in entities(session):
        if owner.slug == name and number.isdigit() and int(number) in fiscal_years:
            return find_years(session, owner, [int(number)])[int(number)]
    raise NotFound(f"There is no published budget dataset {slug[:80]!r}.", fix="See /data/ for those there are.")


def categories(session: Session, owner: Entity) -> dict[int, Sequence[tuple[int, str, str]]]:
    """Every category of the entity by id: (id, code, latest label) from the root down."""
    rows = session.execute(
        select(
            models.Category.id,
            models.Category.parent_id,
            models.Category.code,
            models.Category.label,
        )
        .where(models.Category.entity_id == owner.id)
        .order_by(models.Category.level)
    )
    found: dict[int, tuple[tuple[int, str, str], ...]] = {}
    for category_id, parent_id, code, label in rows:
        found[category_id] = (*found.get(parent_id or 0, ()), (category_id, code, label))
    return dict(found)


def names(session: Session, year: Year) -> dict[tuple[int, int], str]:
    """What each version of the year calls each category."""
    query = select(models.CategoryLabel.version_id, models.CategoryLabel.category_id, models.CategoryLabel.label).where(
        models.CategoryLabel.version_id.in_(year.version_ids)
    )
    return {(version_id, category_id): label for version_id, category_id, label in session.execute(query)}
