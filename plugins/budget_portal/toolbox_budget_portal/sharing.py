"""What a publication tells the whole site: its bodies join the directory, its figures can be found.

Called inside the transaction that publishes or withdraws, so that directory and search never tell of what is not
public, nor keep quiet about what is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import blake2b

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import addresses
from toolbox_budget_portal.folding import fold
from toolbox_budget_portal.models import KINDS, BudgetVersion, Category, CategoryLabel, Entity, Line
from toolbox_budget_portal.queries.bodies import ADMINISTRATIVE, PLUGIN, category_sums, reference
from toolbox_budget_portal.queries.records import Phase, Sums, Version, Year
from toolbox_budget_portal.queries.sums import labels, to_decimal, totals
from toolbox_budget_portal.queries.years import year as find_year
from toolbox_core import (
    N_,
    DatasetVersion,
    Mention,
    NotFound,
    SearchDocument,
    link_organisation,
    link_organisations,
    organisation_of,
    organisations_of,
    put_search,
)

BUDGET, CATEGORY, LINE = N_("Budget"), N_("Budget category"), N_("Budget line")
MOST_LINES = 20_000
"""Lines of one year that the site's search finds: those with a description or number of their own, equal ones taken
together, the largest amounts first. The budget's own search finds every line."""
NATIONAL = ("national", "state", "country")
LONGEST_PLACE = 16
Shares = dict[int, str]
"""Category → slug of the organisation it is."""


def share(session: Session, budget: BudgetVersion, *, by: str) -> None:
    """Link the bodies of a version that was just published, and let its year be found."""
    owner = session.get_one(Entity, budget.entity_id)
    link_bodies(session, owner, budget.version_id, by=by)
    index(session, owner.slug, budget.fiscal_year)


def index(session: Session, slug: str, fiscal_year: int) -> int:
    """Let exactly what is public of a year be found; returns the number of documents."""
    dataset = f"{PLUGIN}/{slug}-{fiscal_year}"
    return put_search(session, PLUGIN, documents(session, dataset), dataset=dataset)


# --- the directory ---------------------------------------------------------------------------------------------------


def link_bodies(session: Session, owner: Entity, version_id: int, *, by: str) -> Shares:
    """Link the entity and the administrative categories of a version to organisations, from the top down.

    What has no name of its own is left out. A category called like the one above it, or like the entity, is the same
    body; a name that several categories share is told apart by the name above it. Returns what each category leads to.
    """
    top = Mention(reference=reference(owner.slug), name=owner.name, kind="public-body", jurisdiction=owner.country)
    whole = link_organisation(session, PLUGIN, top, by=by)
    categories = _administrative(session, owner, version_id)
    known = {category.id: category for category in categories}
    shared: dict[str, set[int]] = defaultdict(set)
    for category in categories:
        shared[fold(category.label)].add(category.id)
    ids: dict[int, int] = {}
    slugs: Shares = {}
    for level in sorted({category.level for category in categories}):
        mentions: dict[str, Mention] = {}
        for category in (one for one in categories if one.level == level):
            above = known.get(category.parent_id or 0)
            if above is None and fold(category.label) == fold(owner.name):
                ids[category.id], slugs[category.id] = whole.organisation_id, whole.slug
            elif above is not None and above.id in ids and fold(above.label) == fold(category.label):
                ids[category.id], slugs[category.id] = ids[above.id], slugs[above.id]
            elif _is_name(category):
                many = len(shared[fold(category.label)]) > 1 and above is not None and _is_name(above)
                mentions[str(category.id)] = Mention(
                    reference=reference(owner.slug, category.id),
                    name=f"{category.label} ({above.label})" if many and above else category.label,
                    kind="public-body",
                    jurisdiction=place_of(owner),
                    parent=ids.get(category.parent_id or 0, whole.organisation_id),
                )
        linked = link_organisations(session, PLUGIN, mentions.values(), by=by)
        for number, mention in mentions.items():
            ids[int(number)] = linked[mention.reference].organisation_id
            slugs[int(number)] = linked[mention.reference].slug
    return slugs


def place_of(owner: Entity) -> str:
    """The jurisdiction of an entity's departments, within which their names are compared.

    A country's own are known by its code; those of a city are its own, or the "Treasury" of every city of a country
    would be one. An entity without a code is known by its slug.
    """
    if owner.level in NATIONAL and owner.country:
        return owner.country
    place = f"{owner.country}-{owner.slug}" if owner.country else owner.slug
    if len(place) > LONGEST_PLACE:
        return f"{place[: LONGEST_PLACE - 7]}-{blake2b(place.encode(), digest_size=3).hexdigest()}"
    return place


def _administrative(session: Session, owner: Entity, version_id: int) -> Sequence[Category]:
    used = select(CategoryLabel.category_id).where(CategoryLabel.version_id == version_id)
    query = select(Category).where(
        Category.entity_id == owner.id, Category.kind == ADMINISTRATIVE, Category.id.in_(used)
    )
    return session.scalars(query.order_by(Category.level, Category.path)).all()


def _is_name(category: Category) -> bool:
    return any(letter.isalpha() for letter in category.label) and category.label != category.code


# --- the search ------------------------------------------------------------------------------------------------------


def datasets(session: Session) -> Iterator[str]:
    """The published years, by the names of their datasets."""
    query = (
        select(DatasetVersion.dataset)
        .join(BudgetVersion, BudgetVersion.version_id == DatasetVersion.id)
        .where(DatasetVersion.plugin == PLUGIN, DatasetVersion.status == "published")
        .distinct()
        .order_by(DatasetVersion.dataset)
    )
    yield from session.scalars(query)


def documents(session: Session, dataset: str) -> Iterator[SearchDocument]:
    """Everything that can be found of one year: the year itself, every category, the largest lines; or nothing."""
    slug, _, number = dataset.removeprefix(f"{PLUGIN}/").rpartition("-")
    try:
        year = find_year(session, slug, int(number))
    except NotFound:
        return
    found = organisation_of(session, PLUGIN, reference(slug))
    whole = "" if found is None else found.slug
    yield _year(session, year, whole)
    names = _Names(session, year)
    yield from _categories(session, year, names, whole)
    for version in year.versions:
        yield from _lines(session, year, version, names, whole)


def _year(session: Session, year: Year, whole: str) -> SearchDocument:
    sums = totals(session, year)
    direction = year.directions[0]
    return SearchDocument(
        key=f"{year.entity.slug}-{year.fiscal_year}",
        kind=BUDGET,
        title=f"{year.entity.name} {year.fiscal_year}",
        address=addresses.year_page(year.entity.slug, year.fiscal_year),
        text=" ".join(version.title for version in year.versions),
        shown=_shown(year, direction, sums.get(direction, Sums())),
        organisation=whole,
        year=year.fiscal_year,
        weight=80,
    )


class _Names:
    """Categories of a year with their labels, their way up, and the organisations that administrative ones are."""

    def __init__(self, session: Session, year: Year) -> None:
        used = select(CategoryLabel.category_id).where(CategoryLabel.version_id.in_(year.version_ids))
        columns = (Category.id, Category.kind, Category.code, Category.path, Category.level, Category.parent_id)
        query = select(*columns).where(Category.entity_id == year.entity.id, Category.id.in_(used))
        rows = session.execute(query).all()
        self.rows = {row.id: row for row in rows}
        self._labels = labels(session, year, self.rows)
        slug = year.entity.slug
        bodies = {reference(slug, row.id): row.id for row in rows if row.kind == ADMINISTRATIVE}
        self._slugs: Shares = {
            bodies[one]: found.slug for one, found in organisations_of(session, PLUGIN, bodies).items()
        }

    def label(self, category_id: int) -> str:
        """What the year calls a category, or its code."""
        row = self.rows.get(category_id)
        return "" if row is None else self._labels.get(category_id) or str(row.code)

    def way(self, category_id: int) -> list[int]:
        """The category's ancestors, from the root down."""
        found: list[int] = []
        row = self.rows.get(category_id)
        while row is not None and row.parent_id is not None:
            found.insert(0, row.parent_id)
            row = self.rows.get(row.parent_id)
        return found

    def body(self, category_id: int) -> str:
        """The organisation of an administrative category, or of the nearest one above it; empty when unknown."""
        way = [category_id, *reversed(self.way(category_id))]
        return next((self._slugs[one] for one in way if one in self._slugs), "")


def _categories(session: Session, year: Year, names: _Names, whole: str) -> Iterator[SearchDocument]:
    for (category_id, direction), sums in category_sums(session, year, KINDS).items():
        row = names.rows.get(category_id)
        if row is None:
            continue
        way = " › ".join(names.label(one) for one in names.way(category_id))
        body = names.body(category_id) if row.kind == ADMINISTRATIVE else ""
        yield SearchDocument(
            key=f"{year.entity.slug}-{year.fiscal_year}/{direction}/{category_id}",
            kind=CATEGORY,
            title=names.label(category_id),
            address=addresses.category_page(year.entity.slug, year.fiscal_year, direction, row.kind, row.path),
            text=" · ".join(part for part in (way, str(row.code), f"{year.entity.name} {year.fiscal_year}") if part),
            shown=_shown(year, direction, sums),
            organisation=body or whole,
            year=year.fiscal_year,
            weight=max(10, 60 - 10 * int(row.level)),
        )


def _lines(session: Session, year: Year, version: Version, names: _Names, whole: str) -> Iterator[SearchDocument]:
    """The lines of one version that say something of their own, those of equal codes taken together."""
    for direction in (found for found in year.directions if found in version.slices):
        phase = _main(year, direction)
        if phase is None:
            continue
        amount = func.sum(getattr(Line, phase.slot))
        leaves = [func.min(getattr(Line, f"{kind}_id")).label(kind) for kind in KINDS]
        query = (
            select(func.min(Line.number), func.max(Line.code), func.max(Line.label), amount, *leaves)
            .where(
                Line.version_id == version.id,
                Line.direction == direction,
                Line.eliminated == false(),
                or_(Line.label != "", Line.code != ""),
            )
            .group_by(Line.uid)
            .order_by(func.abs(func.coalesce(amount, 0)).desc(), func.min(Line.number))
            .limit(MOST_LINES)
        )
        for number, code, label, minor, *ids in session.execute(query).all():
            of_kind = {kind: one for kind, one in zip(KINDS, ids, strict=True) if one is not None}
            context = [names.label(one) for one in of_kind.values()]
            money = to_decimal(minor, version.digits)
            body = names.body(of_kind[ADMINISTRATIVE]) if ADMINISTRATIVE in of_kind else ""
            yield SearchDocument(
                key=f"{year.entity.slug}-{year.fiscal_year}/line/{version.number}-{number}",
                kind=LINE,
                title=label or code,
                address=addresses.line_page(year.entity.slug, year.fiscal_year, version.number, number),
                text=" · ".join(part for part in (*context, code if label else "", year.entity.name) if part),
                shown="" if money is None else _money(money, year.currency),
                organisation=body or whole,
                year=year.fiscal_year,
                weight=0,
            )


def _main(year: Year, direction: str) -> Phase | None:
    return year.done(direction) or year.plan(direction)


def _shown(year: Year, direction: str, sums: Sums) -> str:
    """What happened; where nothing did yet, the plan."""
    for phase in (year.done(direction), year.plan(direction)):
        amount = sums.of(phase.code, net=True) if phase else None
        if amount:
            return _money(amount, year.currency)
    return ""


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:f} {currency}"
