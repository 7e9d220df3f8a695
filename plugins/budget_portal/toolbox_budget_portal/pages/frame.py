"""What every page of a budget has around its figures: crumbs, stamp, switches, sources, downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.pages.wording import Wording
from toolbox_budget_portal.queries.records import Source, Year
from toolbox_budget_portal.yardsticks.records import NOMINAL, OF_GDP, PER_HEAD, REAL, SHARE
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
    """Exact, thousands, millions; nothing for figures per inhabitant and for shares."""
    if view.measure not in (NOMINAL, REAL):
        return []
    names = {
        "exact": view.words._("to the cent") if view.words.digits else view.words._("in full"),
        "thousand": view.words._("thousands"),
        "million": view.words._("millions"),
    }
    return [{"label": name, "href": here(unit=unit), "current": unit == view.unit} for unit, name in names.items()]


def measure_switch(view: View, here: Any, *years: int) -> list[Link]:
    """As in the files, in prices of one year, per inhabitant, as a share: what there are yardsticks for."""
    words = view.words
    names = {
        NOMINAL: words._("prices of each year"),
        REAL: words._("in prices of %(year)s", year=view.prices_of),
        PER_HEAD: words._("per inhabitant"),
        SHARE: words._("share of the total"),
        OF_GDP: words._("share of GDP"),
    }
    offered = view.measures(*years)
    if len(offered) < 2:
        return []
    return [
        {
            "label": names[measure],
            "href": here(**{"in": None if measure == NOMINAL else measure}),
            "current": measure == view.measure,
        }
        for measure in offered
    ]


def measured_by(view: View) -> dict[str, Any] | None:
    """The table behind the chosen measure, with its file; ``None`` when amounts are as in the files."""
    origin = view.year.yardsticks.origin(view.measure)
    if origin is None:
        return None
    return {
        "title": origin.title,
        "number": origin.number,
        "published_at": origin.published_at,
        "name": origin.file,
        "href": kept_file(view, origin.sha256, origin.file),
    }


def not_measured(view: View) -> str:
    """Why amounts are not shown as the reader asked; empty when they are."""
    if view.asked == view.measure:
        return ""
    words, year = view.words, view.year.fiscal_year
    reasons = {
        REAL: words._("No prices have been published for %(year)s; amounts are shown as they are.", year=year),
        PER_HEAD: words._("No population has been published for %(year)s; amounts are shown as they are.", year=year),
        OF_GDP: words._(
            "No gross domestic product has been published for %(year)s; amounts are shown as they are.", year=year
        ),
    }
    return reasons.get(view.asked, "")


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
    return kept_file(view, source.sha256, source.name)


def kept_file(view: View, sha256: str, name: str) -> str:
    """The address of a kept original by its hash; empty when no module offers originals."""
    try:
        return url(view.request, "data:file", sha256=sha256, name=name)
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
