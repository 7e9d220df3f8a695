"""What an entity owes, year by year: how it changed, whether its figures agree, and what it consists of."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.debt import telling
from toolbox_budget_portal.debt.queries import Debts, debts_of
from toolbox_budget_portal.debt.records import CLOSING, DOMESTIC, FOREIGN, MEASURES, Amounts, by_part, difference
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, look, whole_number
from toolbox_budget_portal.pages.exact import csv_response
from toolbox_budget_portal.pages.headline import figure
from toolbox_budget_portal.pages.origins import open_data, origin_facts
from toolbox_budget_portal.queries.records import EXPENDITURE, Sums, Year, minus, ratio
from toolbox_core import N_, BarItem, NotFound, Route, Series, bars, json_response, lines, read, render, url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

Answer = tuple[Year, Debts]
_MEASURES = {
    "opening": N_("At the beginning"),
    "borrowing": N_("Newly borrowed"),
    "repayment": N_("Paid back"),
    "other": N_("Other changes"),
    "closing": N_("At the end"),
    "interest": N_("Interest paid"),
}
_FACETS = {
    "instrument": N_("instrument"),
    "creditor": N_("creditor"),
    "residence": N_("domestic or foreign"),
    "currency": N_("currency"),
}
_RESIDENCES = {DOMESTIC: N_("at home"), FOREIGN: N_("abroad")}


async def debt(request: Request) -> Response:
    """``/budget/<entity>/debt``; with ``.csv`` or ``.json`` as data. Raises ``NotFound`` when there is none."""
    year, found = await read(request, _answer, request.path_params["entity"])
    suffix = request.path_params.get("suffix", "")
    if suffix == "csv":
        rows = telling.table(found, year.yardsticks, year.currency)
        return csv_response(f"{year.entity.slug}-debt", telling.COLUMNS, rows)
    if suffix == "json":
        data = telling.plain(found, year.yardsticks, year.currency)
        return json_response({"entity": year.entity.slug, "version": found.origin.number, "years": data})
    if suffix:
        raise NotFound("There is no such file.", fix="There are debt.csv and debt.json.")
    return render(request, "budget_portal/debt.html", **_context(request, year, found))


def _answer(session: Session, slug: str) -> Answer:
    owner = queries.entity(session, slug)
    found, known = debts_of(session, slug), queries.fiscal_years(session, owner.id)
    if found is None or not known:
        raise NotFound(f"No debt of {owner.name} has been published.")
    return queries.year(session, slug, known[0]), found


def debt_view(request: Request, year: Year, found: Debts) -> View:
    """The way of looking at the newest budget year, with a unit that fits the debt."""
    largest = max((abs(amounts[CLOSING] or Decimal(0)) for amounts in found.years.values()), default=Decimal(0))
    return look(request, year, EXPENDITURE, {}, shown=Sums({"debt": largest}))


def _context(request: Request, year: Year, found: Debts) -> dict[str, Any]:
    view = debt_view(request, year, found)
    words, slug = view.plain, year.entity.slug
    last = max((number for number, amounts in found.years.items() if amounts[CLOSING] is not None), default=0)
    chosen = whole_number(request, "year", last or max(found.years), least=1000, most=2999)
    if chosen not in found.years:
        raise NotFound(f"No debt of {chosen} has been published for {year.entity.name}.")
    facets = found.facets(chosen)
    asked_by = request.query_params.get("by", "")
    by = asked_by if asked_by in facets else next(iter(facets), "")

    def here(**changes: Any) -> str:
        asked = {"year": chosen if chosen != last else None, "by": asked_by if asked_by in facets else None}
        asked |= {"unit": request.query_params.get("unit"), **changes}
        return url(request, "budget_portal:debt", query=asked, entity=slug)

    return {
        "crumbs": frame.crumbs(view),
        "view": view,
        "w": words,
        "year": year,
        "frame": frame,
        "found": found,
        "chosen": chosen,
        "facts": debt_facts(view, found, last),
        "chart": _chart(view, found),
        "table": _table(view, found),
        "differences": _differences(view, found),
        "parts": _parts(view, found, chosen, by) if by else None,
        "by": words._(_FACETS[by]) if by else "",
        "facets": [
            {"label": words._(_FACETS[facet]), "href": here(by=facet), "current": facet == by} for facet in facets
        ],
        "years": [
            {"label": str(number), "href": here(year=number if number != last else None), "current": number == chosen}
            for number in found.years
        ],
        "here": here,
        "origin": origin_facts(view, found.origin),
        "downloads": [
            *(
                {"label": suffix.upper(), "href": url(request, "budget_portal:debt_data", entity=slug, suffix=suffix)}
                for suffix in ("csv", "json")
            ),
            *open_data(request, found.origin, words._("All rows: CSV, XLSX, JSON and more")),
        ],
    }


def debt_facts(view: View, found: Debts, fiscal_year: int) -> dict[str, str]:
    """The debt at the end of a year in words: amount, change on the year before, per inhabitant, share of GDP."""
    words, amounts = view.plain, found.years.get(fiscal_year)
    closing = amounts[CLOSING] if amounts else None
    if closing is None:
        return {}
    before = found.years.get(fiscal_year - 1, {}).get(CLOSING)
    person, share = telling.measured(found, view.year.yardsticks, fiscal_year)
    change = ""
    if before is not None:
        away = minus(closing, before)
        told = words.words(abs(away))
        if away:
            change = (
                words._("%(amount)s more than a year before", amount=told)
                if away > 0
                else words._("%(amount)s less than a year before", amount=told)
            )
        else:
            change = words._("as much as a year before")
    return {
        "year": str(fiscal_year),
        "amount": words.words(closing),
        "exact": words.with_currency(closing),
        "change": change,
        "person": f"{words.exact(person)}\u00a0{words.currency}" if person is not None else "",
        "share": words.percent(share),
    }


def debt_figure(view: View, found: Debts | None) -> list[dict[str, Any]]:
    """The debt at the end of the year as a key figure of its overview; nothing when it has not been published."""
    facts = debt_facts(view, found, view.year.fiscal_year) if found else {}
    if not facts or found is None:
        return []
    words = view.words
    said = [facts["change"]]
    said.append(words._("%(amount)s per inhabitant", amount=facts["person"]) if facts["person"] else "")
    said.append(words._("%(share)s of GDP", share=facts["share"]) if facts["share"] else "")
    address = url(
        view.request, "budget_portal:debt", query={"year": view.year.fiscal_year}, entity=view.year.entity.slug
    )
    amount = view.scale(found.years[view.year.fiscal_year][CLOSING])
    note = "; ".join(part for part in said if part)
    return [figure(view, words._("Debt at the end of the year"), amount, note, words._("what it consists of"), address)]


def _chart(view: View, found: Debts) -> Any:
    """A line for what is owed at the end of each year; one each for home and abroad where every year tells them."""
    words = view.plain
    span = list(range(min(found.years), max(found.years) + 1))

    def line(label: str, values: dict[int, Decimal | None], tone: str) -> Series:
        listed = [values.get(number) for number in span]
        shown = [words.compact(value) if value is not None else "" for value in listed]
        return Series(label=label, values=listed, shown=shown, tone=tone)

    series = [line(words._("owed in all"), {number: one[CLOSING] for number, one in found.years.items()}, "k1")]
    if all(row.part("residence") for row in found.rows) and len({row.part("residence") for row in found.rows}) > 1:
        for place, tone in ((DOMESTIC, "k2"), (FOREIGN, "k3")):
            values = {
                number: by_part([row for row in found.rows if row.year == number], "residence")
                .get(place, {})
                .get(CLOSING)
                for number in found.years
            }
            series.append(line(words._(_RESIDENCES[place]), values, tone))
    return lines([str(number) for number in span], series, tick=words.compact)


def _table(view: View, found: Debts) -> dict[str, Any]:
    words, known = view.plain, view.year.yardsticks
    columns: list[dict[str, Any]] = [{"label": words._("Year")}]
    columns += [{"label": words._(_MEASURES[measure]), "number": True} for measure in MEASURES]
    measured = {number: telling.measured(found, known, number) for number in found.years}
    people, shares = any(one[0] is not None for one in measured.values()), any(one[1] for one in measured.values())
    if people:
        columns.append({"label": words._("Per inhabitant, %(currency)s", currency=words.currency), "number": True})
    if shares:
        columns.append({"label": words._("Share of GDP"), "number": True})
    rows = []
    for number, amounts in found.years.items():
        row: list[Any] = [{"text": str(number), "href": _year_link(view, number)}]
        row += [_amount(view, amounts, measure) for measure in MEASURES]
        person, share = measured[number]
        row += [words.exact(person) if person is not None else "–"] if people else []
        row += [words.percent(share) or "–"] if shares else []
        rows.append(row)
    return {"columns": columns, "rows": rows}


def _year_link(view: View, number: int) -> str:
    return view.link("year", {"unit": None}, fiscal_year=number) if number in view.year.others else ""


def _amount(view: View, amounts: Amounts, measure: str) -> str:
    value = amounts[measure]
    if value is None:
        return "–" if measure == "other" else view.plain._("not published")
    return view.plain.signed(value) if measure == "other" else view.plain.money(value)


def _differences(view: View, found: Debts) -> list[str]:
    """Every year whose figures do not follow from one another, as sentences."""
    words, told = view.plain, []
    for number, amounts in found.years.items():
        away = difference(amounts)
        if away:
            amount = words.with_currency(abs(away))
            told.append(
                words._(
                    "%(year)s: at the end stands %(amount)s more than the other figures lead to.",
                    year=number,
                    amount=amount,
                )
                if away > 0
                else words._(
                    "%(year)s: at the end stands %(amount)s less than the other figures lead to.",
                    year=number,
                    amount=amount,
                )
            )
        gap = found.breaks.get(number)
        if gap:
            amount = words.with_currency(abs(gap))
            told.append(
                words._(
                    "%(year)s begins with %(amount)s more than the year before ended with.", year=number, amount=amount
                )
                if gap > 0
                else words._(
                    "%(year)s begins with %(amount)s less than the year before ended with.", year=number, amount=amount
                )
            )
    return told


def _parts(view: View, found: Debts, chosen: int, facet: str) -> dict[str, Any]:
    words = view.plain
    whole = found.years[chosen][CLOSING]
    items = []
    for name, amounts in by_part([row for row in found.rows if row.year == chosen], facet).items():
        label = words._(_RESIDENCES[name]) if name in _RESIDENCES and facet == "residence" else name
        closing = amounts[CLOSING]
        cells = (
            words.money(closing) if closing is not None else words._("not published"),
            words.percent(ratio(closing, whole)) or "–",
            _amount(view, amounts, "interest"),
        )
        items.append(BarItem(label=label or words._("not divided further"), value=closing, cells=cells))
    heads = [words._(_MEASURES["closing"]), words._("Share"), words._(_MEASURES["interest"])]
    return {"chart": bars(items), "columns": heads}


ROUTES = (
    Route(path="/budget/{entity}/debt", endpoint=debt, name="budget_portal:debt", public=True, charts=True),
    Route(path="/budget/{entity}/debt.{suffix}", endpoint=debt, name="budget_portal:debt_data", public=True),
)
