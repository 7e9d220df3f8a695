"""What a search page is made from, read on one snapshot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolbox_core.services import organisations, search

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.services.search.finding import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Findings, the names of the organisations among them by slug, and what to try when nothing was found."""

    findings: search.Findings
    organisations: Mapping[str, str]
    meant: str = ""
    meant_total: int = 0
    without_filters: int = 0


def answer(
    session: Session,
    typed: str,
    filters: Mapping[str, str],
    permissions: Collection[str] | None,
    plugins: Collection[str],
    order: Order,
    page: int,
) -> Answer:
    """Find; an organisation that absorbed others stands for them, both as a condition and among the facets."""
    chosen: dict[str, str | list[str]] = dict(filters)
    if filters.get("organisation"):
        chosen["organisation"] = _everyone(session, filters["organisation"])
    found = search.find(
        session, typed, filters=chosen, permissions=permissions, plugins=plugins, order=order, page=page
    )
    slugs = {slug for slug, _ in found.facets.get("organisation", ())}
    slugs |= {result.organisation for result in found.results if result.organisation}
    slugs |= {filters["organisation"]} if filters.get("organisation") else set()
    today = organisations.names_of(session, slugs)
    facets = dict(found.facets)
    facets["organisation"] = _together(found.facets.get("organisation", ()), today)
    names = {slug: name for slug, (_, name) in today.items()}
    names.update(today.values())
    found = replace(found, facets=facets)
    if found.total or not typed.strip():
        return Answer(findings=found, organisations=names)
    meant = search.suggest(session, typed, permissions=permissions, plugins=plugins)
    return Answer(
        findings=found,
        organisations=names,
        meant=meant,
        meant_total=_total(session, meant, permissions, plugins) if meant else 0,
        without_filters=_total(session, typed, permissions, plugins) if filters else 0,
    )


def _total(session: Session, typed: str, permissions: Collection[str] | None, plugins: Collection[str]) -> int:
    return search.find(session, typed, permissions=permissions, plugins=plugins, page_size=1).total


def _everyone(session: Session, slug: str) -> list[str]:
    """All addresses that stand for the organisation of that slug today."""
    today = organisations.names_of(session, [slug]).get(slug)
    if today is None:
        return [slug]
    organisation = organisations.by_slug(session, today[0])
    return organisations.slugs_of(session, organisations.everyone_in(session, organisation.id))


def _together(facet: tuple[tuple[str, int], ...], today: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = {}
    for slug, number in facet:
        current = today.get(slug, (slug, ""))[0]
        counted[current] = counted.get(current, 0) + number
    return tuple(sorted(counted.items(), key=lambda pair: -pair[1]))
