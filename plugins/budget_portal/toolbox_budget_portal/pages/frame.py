"""What every page of a budget has around its figures: crumbs, stamp, switches, sources, downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.pages.wording import Wording
from toolbox_budget_portal.queries.records import Source, Year
from toolbox_core import url

Link = dict[str, Any]
Crumbs = list[tuple[str, str]]


def crumbs(view: View, *more: tuple[str, str]) -> Crumbs:
    """The way here: home, budgets, the entity's year, then ``more``."""
    request, year = view.request, view.year
    return [
        (view.words._("Home"), url(request, "home:index")),
        (view.words._("Budget"), url(request, "budget_portal:home")),
        (f"{year.entity.name} {year.fiscal_year}", view.link("year")),
        *more,
    ]


def stamp(view: View) -> list[dict[str, Any]]:
    """Version by version: its number, when it was published, its place in the log, what it replaces."""
    return [
        {
            "number": version.number,
            "slices": [_slice(view.words, name) for name in version.slices],
            "published_at": version.published_at,
            "log_number": version.log_number,
            "replaces": [(number, view.link("year", {"version": number})) for number in version.replaces],
            "rows_rejected": version.rows_rejected,
        }
        for version in view.year.versions
    ]


def _slice(words: Wording, name: str) -> str:
    known = {
        "expenditure": words._("spending"),
        "revenue": words._("revenue"),
        "expenditure-elimination": words._("spending counted twice"),
        "revenue-elimination": words._("revenue counted twice"),
    }
    return known.get(name, name)


def outdated(view: View) -> dict[str, Any] | None:
    """A warning when the reader looks at a version that has been replaced; ``None`` when it is the newest."""
    if not view.year.as_of:
        return None
    replaced = [version for version in view.year.versions if version.status != "published"]
    if not replaced:
        return None
    return {"number": view.year.as_of, "at": view.year.published_at, "current": view.link("year", {"version": None})}


def phase_switch(view: View, here: Any) -> list[Link]:
    """One link for each phase of the direction."""
    return [
        {
            "label": view.words.phase(phase, view.direction),
            "href": here(phase=phase.code, page=None),
            "current": phase == view.phase,
        }
        for phase in view.year.phases_of(view.direction)
    ]


def unit_switch(view: View, here: Any) -> list[Link]:
    """Exact, thousands, millions."""
    names = {
        "exact": view.words._("to the cent") if view.words.digits else view.words._("in full"),
        "thousand": view.words._("thousands"),
        "million": view.words._("millions"),
    }
    return [{"label": name, "href": here(unit=unit), "current": unit == view.unit} for unit, name in names.items()]


def net_switch(view: View, here: Any) -> list[Link]:
    """Net or as in the files; only where consolidation entries were published."""
    if not view.year.has_eliminations():
        return []
    names = {"1": view.words._("net"), "0": view.words._("as in the files")}
    return [{"label": name, "href": here(net=net), "current": (net == "1") == view.net} for net, name in names.items()]


def year_switch(view: View, href: Any) -> list[Link]:
    """One link for each published year; ``href(fiscal_year)`` is the same view there."""
    return [
        {"label": str(year), "href": href(year), "current": year == view.year.fiscal_year and not view.year.as_of}
        for year in sorted(view.year.others)
    ]


def sources(view: View, direction: str = "") -> list[dict[str, Any]]:
    """The files behind the figures, each with a page to see its lines."""
    return [source_facts(view, source) for source in view.year.sources(direction)]


def source_facts(view: View, source: Source) -> dict[str, Any]:
    """One file as the source line shows it."""
    return {"name": source.name, "sha256": source.sha256, "href": original(view, source), "bytes": source.bytes}


def original(view: View, source: Source) -> str:
    """Where the kept original can be downloaded; empty when no module offers originals."""
    try:
        return url(view.request, "data:file", sha256=source.sha256, name=source.name)
    except LookupError:
        return ""


def dataset_slug(year: Year) -> str:
    """The year's open dataset, as the catalogue names it."""
    return f"{year.entity.slug}-{year.fiscal_year}"


def join_words(words: Wording, names: Sequence[str]) -> str:
    """``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return words._("%(list)s and %(last)s", list=", ".join(names[:-1]), last=names[-1])
