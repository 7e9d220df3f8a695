"""What one can ask about and follow here: a line, a year, an entity. Keys stay when a new version comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from toolbox_budget_portal import queries
from toolbox_budget_portal.openness.calendar import FIRST_YEAR, LAST_YEAR
from toolbox_budget_portal.projects.queries import projects
from toolbox_budget_portal.queries.naming import line_name
from toolbox_core import N_, About, Concern, NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PLUGIN = "budget_portal"
CONCERNS = (
    Concern(id="amount", label=N_("The amount")),
    Concern(id="purpose", label=N_("What the money is for")),
    Concern(id="change", label=N_("A change from plan to spending, or from year to year")),
    Concern(id="delay", label=N_("Money that is not spent, or late")),
    Concern(id="other", label=N_("Something else about this budget")),
)
"""What people ask about budgets."""


def line_key(entity: str, fiscal_year: int, uid: str) -> str:
    """The key of a line: its codes' hash, not its number, which the next version may give to another."""
    return f"{entity}/{fiscal_year}/{uid}"


def year_key(entity: str, fiscal_year: int) -> str:
    """The key of one year's budget."""
    return f"{entity}/{fiscal_year}"


def openness_key(entity: str, fiscal_year: int) -> str:
    """The key of the documents of one year; the year needs no budget yet."""
    return f"{entity}/{fiscal_year}"


def find_line(session: Session, key: str) -> About | None:
    """A line of a published year."""
    slug, fiscal_year, uid = _parts(key, 3)
    row = queries.line_by_uid(session, slug, int(fiscal_year), uid) if fiscal_year.isdecimal() else None
    if row is None:
        return None
    owner = queries.entity(session, slug)
    return _about(
        "line",
        key,
        f"{line_name(row)}, {owner.name} {fiscal_year}",
        f"/budget/{slug}/{fiscal_year}/lines/{row.address}",
        slug,
    )


def life_key(entity: str, uid: str) -> str:
    """The key of a line through all years."""
    return f"{entity}/{uid}"


def find_life(session: Session, key: str) -> About | None:
    """A line through all years, as its newest version names it."""
    slug, uid = _parts(key, 2)
    try:
        history = queries.line_history(session, slug, uid) if slug else []
    except NotFound:
        return None
    if not history:
        return None
    newest = max((one for _, one in history), key=lambda one: one.fiscal_year)
    return About(
        plugin=PLUGIN,
        kind="life",
        key=key,
        title=f"{line_name(newest.row)}, {queries.entity(session, slug).name}",
        address=f"/budget/{slug}/{newest.fiscal_year}/lines/{newest.address}",
        feed=f"/budget/{slug}/lines/{uid}/feed.atom",
    )


def find_capital(session: Session, key: str) -> About | None:
    """A capital project of a published year."""
    slug, _, rest = key.partition("/")
    fiscal_year, _, code = rest.partition("/")
    if not (fiscal_year.isdecimal() and len(fiscal_year) < 6 and code):
        return None
    listed = projects(session, slug, int(fiscal_year))
    found = next((one for one in listed.projects if one.code == code), None) if listed else None
    if found is None:
        return None
    address = f"/budget/{slug}/{fiscal_year}/projects/{quote(code)}"
    return _about("capital", key, f"{found.name}, {fiscal_year}", address, slug)


def find_year(session: Session, key: str) -> About | None:
    """One published year of an entity."""
    slug, fiscal_year = _parts(key, 2)
    if not (fiscal_year.isdecimal() and len(fiscal_year) < 6):
        return None
    try:
        year = queries.year(session, slug, int(fiscal_year))
    except NotFound:
        return None
    return _about("year", key, f"{year.entity.name} {fiscal_year}", f"/budget/{slug}/{fiscal_year}", slug)


def find_documents(session: Session, key: str) -> About | None:
    """The budget documents of one year of an entity, also of one that has no budget yet."""
    slug, fiscal_year = _parts(key, 2)
    if not (fiscal_year.isdecimal() and FIRST_YEAR <= int(fiscal_year) <= LAST_YEAR):
        return None
    try:
        owner = queries.entity(session, slug)
    except NotFound:
        return None
    address = f"/budget/{slug}/{fiscal_year}/openness"
    return _about("documents", key, f"{owner.name} {fiscal_year}", address, slug)


def find_entity(session: Session, key: str) -> About | None:
    """An entity that has published a budget: its news are new versions of any year."""
    try:
        owner = queries.entity(session, key)
    except NotFound:
        return None
    return _about("entity", key, owner.name, f"/budget/{key}", key)


def _parts(key: str, count: int) -> list[str]:
    """The parts of a key; empty ones where it has not as many."""
    parts = key.split("/")
    return parts if len(parts) == count and all(part.isascii() for part in parts) else [""] * count


def _about(kind: str, key: str, title: str, address: str, slug: str) -> About:
    return About(plugin=PLUGIN, kind=kind, key=key, title=title, address=address, feed=f"/budget/{slug}/feed.atom")
