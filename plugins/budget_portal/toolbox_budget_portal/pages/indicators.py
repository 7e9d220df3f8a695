"""Fiscal indicators: each with its value, its formula, the figures that went in, its source, or why it is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.indicators import formulas, telling
from toolbox_budget_portal.indicators.formulas import FORMULAS, MONEY, RATIO, Result
from toolbox_budget_portal.indicators.queries import DONE, Indicators, YearOfIndicators, indicators_of
from toolbox_budget_portal.indicators.roles import ROLES
from toolbox_budget_portal.indicators.words import BELOW, FIGURES, NAMES, NOT_DIVIDED, SOURCES, WHY_NOT
from toolbox_budget_portal.indicators.words import FORMULAS as IN_WORDS
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, look, whole_number
from toolbox_budget_portal.pages.exact import csv_response
from toolbox_budget_portal.pages.origins import open_data, origin_facts
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Sums
from toolbox_core import ChartItem, NotFound, Route, columns, json_response, read, render, url

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_SHOWN_FIRST = ("balance", "debt-to-revenue", "debt-per-person", "execution")


async def indicators(request: Request) -> Response:
    """``/budget/<entity>/indicators``; with ``.csv`` or ``.json`` the same as data. Raises ``NotFound``."""
    found = await read(request, indicators_of, request.path_params["entity"])
    if not found.years:
        raise NotFound(f"No budget of {found.entity.name} has been published yet.", fix="See all budgets at /budget/.")
    suffix = request.path_params.get("suffix", "")
    if suffix == "csv":
        return csv_response(f"{found.entity.slug}-indicators", telling.COLUMNS, telling.table(found))
    if suffix == "json":
        return json_response(telling.plain(found))
    if suffix:
        raise NotFound("There is no such file.", fix="There are indicators.csv and indicators.json.")
    return render(request, "budget_portal/indicators.html", **_context(request, found))


def _context(request: Request, found: Indicators) -> dict[str, Any]:
    newest = next((one for one in reversed(found.years) if one.stage == DONE), found.years[-1])
    number = whole_number(request, "year", newest.year.fiscal_year, least=1000, most=2999)
    chosen = next((one for one in found.years if one.year.fiscal_year == number), None)
    if chosen is None:
        raise NotFound(f"There is no published budget of {found.entity.name} for {number}.")
    view = look(request, chosen.year, EXPENDITURE, {}, shown=Sums(dict(chosen.known)))
    words, slug = view.plain, found.entity.slug
    asked = request.query_params.get("show", "")
    known = {key for key in NAMES if any(one.result(key).value is not None for one in found.years)}
    drawn = asked if asked in known else next((key for key in (*_SHOWN_FIRST, *NAMES) if key in known), "")

    def here(**changes: Any) -> str:
        kept = {
            "year": number if number != newest.year.fiscal_year else None,
            "show": asked if asked in known else None,
        }
        kept |= {"unit": request.query_params.get("unit"), **changes}
        return url(request, "budget_portal:indicators", query=kept, entity=slug)

    return {
        "crumbs": frame.crumbs(view),
        "view": view,
        "w": words,
        "frame": frame,
        "entity": found.entity,
        "found": found,
        "chosen": chosen,
        "done": chosen.stage == DONE,
        "computed": sum(result.value is not None for result in chosen.results),
        "cards": [_card(view, found, chosen, result) for result in chosen.results],
        "table": _table(view, found),
        "drawn": words._(NAMES[drawn]) if drawn else "",
        "chart": _chart(view, found, drawn, here) if drawn else None,
        "shows": [
            {"label": words._(NAMES[key]), "href": here(show=key) + "#years", "current": key == drawn}
            for key in NAMES
            if key in known
        ],
        "years": [
            {
                "label": str(one.year.fiscal_year),
                "href": here(year=one.year.fiscal_year if one is not newest else None),
                "current": one is chosen,
            }
            for one in found.years
        ],
        "here": here,
        "roles": _roles(view, found),
        "origin": origin_facts(view, found.roles_origin) if found.roles_origin else None,
        "downloads": [
            *(
                {
                    "label": suffix.upper(),
                    "href": url(request, "budget_portal:indicators_data", entity=slug, suffix=suffix),
                }
                for suffix in ("csv", "json")
            ),
            *(
                open_data(request, found.roles_origin, words._("What the codes mean: CSV, XLSX, JSON and more"))
                if found.roles_origin
                else []
            ),
        ],
    }


def value_of(view: View, result: Result) -> str:
    """An indicator in the reader's language; empty when it cannot be computed."""
    words, value = view.plain, result.value
    if value is None:
        return ""
    if result.formula.unit == RATIO:
        return words.percent(value)
    if result.formula.unit == MONEY:
        return words.words(value)
    return f"{words.exact(value)}\u00a0{words.currency}"


def _short(view: View, result: Result) -> str:
    """The same for a table whose head names the unit of money."""
    return (
        view.plain.money(result.value)
        if result.formula.unit == MONEY and result.value is not None
        else value_of(view, result)
    )


def _card(view: View, found: Indicators, chosen: YearOfIndicators, result: Result) -> dict[str, Any]:
    words, key = view.plain, result.formula.key
    rows = []
    for name in result.formula.needs:
        value = chosen.known.get(name)
        assumed = name in (formulas.LOANS, formulas.REPAID) and (not found.roles or name not in found.roles.parts)
        told = words._("not known") if value is None else _figure(view, name, value)
        if assumed:
            told = words._("not told apart")
        rows.append(
            [{"text": words._(FIGURES[name]), "href": _where(view, chosen, name)}, told, _parts(view, chosen, name)]
        )
    return {
        "key": key,
        "name": words._(NAMES[key]),
        "value": value_of(view, result),
        "exact": words.with_currency(result.value) if result.formula.unit == MONEY and result.value is not None else "",
        "formula": words._(IN_WORDS[key]),
        "source": words._(SOURCES[key]),
        "reasons": [_reason(view, found, name) for name in result.missing]
        + ([words._(BELOW, figure=words._(FIGURES[result.below]))] if result.below else []),
        "rows": rows,
    }


def _figure(view: View, name: str, value: Decimal) -> str:
    return view.plain.number(int(value)) if name == formulas.POPULATION else view.plain.with_currency(value)


def _reason(view: View, found: Indicators, name: str) -> str:
    """Why a figure is not known: nobody has said what it is, or the year has no such thing."""
    words = view.plain
    if name in ROLES and found.roles is not None and name in found.roles.parts:
        return words._(NOT_DIVIDED, figure=words._(FIGURES[name]))
    return words._(WHY_NOT[name])


def _where(view: View, chosen: YearOfIndicators, name: str) -> str:
    """The page behind a figure."""
    plain = {"unit": None, "phase": None}
    if name in (formulas.REVENUE, formulas.SPENDING):
        direction = REVENUE if name == formulas.REVENUE else EXPENDITURE
        phase = chosen.phases.get(direction)
        return view.link("lines", {"direction": direction, "phase": phase.code if phase else None, "unit": None})
    if name == formulas.DEBT or (name == formulas.INTEREST and chosen.interest_of_debt):
        return url(
            view.request,
            "budget_portal:debt",
            query={"year": chosen.year.fiscal_year},
            entity=chosen.year.entity.slug,
        )
    if name in (formulas.SPENT, formulas.LIMIT, formulas.APPROVED):
        return f"{view.link('year', plain)}#phases"
    if name in (formulas.POPULATION, formulas.GDP):
        origin = chosen.year.yardsticks.origins.get(name)
        return frame.kept_file(view, origin.sha256, origin.file) if origin else ""
    return ""


def _parts(view: View, chosen: YearOfIndicators, name: str) -> list[tuple[str, str]]:
    """The codes that a figure adds up, each with its page."""
    return [
        (
            path,
            view.category_link(kind, path, {"unit": None, "phase": chosen.phases[direction].code}, direction=direction),
        )
        for direction, kind, path in chosen.codes.get(name, ())
    ]


def _table(view: View, found: Indicators) -> dict[str, Any]:
    words = view.plain
    heads: list[dict[str, Any]] = [{"label": words._("Indicator")}]
    heads += [
        {"label": str(one.year.fiscal_year) + ("" if one.stage == DONE else f" ({words._('planned')})"), "number": True}
        for one in found.years
    ]
    rows = []
    for formula in FORMULAS:
        cells = [_short(view, one.result(formula.key)) or "–" for one in found.years]
        rows.append([{"text": words._(NAMES[formula.key]), "href": f"#{formula.key}"}, *cells])
    return {"columns": heads, "rows": rows}


def _chart(view: View, found: Indicators, key: str, here: Any) -> Any:
    """One column for each year, also for those between without a budget."""
    known = {one.year.fiscal_year: one for one in found.years}
    items = []
    for number in range(min(known), max(known) + 1):
        result = known[number].result(key) if number in known else None
        value = result.value if result else None
        items.append(
            ChartItem(
                label=str(number),
                value=value or Decimal(0),
                shown=_mark(view, result) if result and value is not None else "",
                exact=value_of(view, result) if result and value is not None else "",
                href=here(year=number) if number in known else "",
                missing=value is None,
            )
        )
    return columns(items)


def _mark(view: View, result: Result) -> str:
    return view.plain.percent(result.value) if result.formula.unit == RATIO else view.plain.compact(result.value)


def _roles(view: View, found: Indicators) -> list[list[Any]]:
    """What codes mean, role by role."""
    words = view.plain
    told = []
    for role in ROLES:
        if found.roles is None or role not in found.roles.parts:
            meaning = words._("nobody has said it")
        else:
            pairs = found.roles.parts[role]
            kinds = {words.kind(kind) for kind, _ in pairs}
            codes = ", ".join(path for _, path in pairs)
            meaning = f"{codes} ({', '.join(sorted(kinds))})" if pairs else words._("the budget has none")
        told.append([words._(FIGURES[role]), meaning])
    return told


ROUTES = (
    Route(
        path="/budget/{entity}/indicators",
        endpoint=indicators,
        name="budget_portal:indicators",
        public=True,
        charts=True,
    ),
    Route(
        path="/budget/{entity}/indicators.{suffix}",
        endpoint=indicators,
        name="budget_portal:indicators_data",
        public=True,
    ),
)
