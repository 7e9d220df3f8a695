"""What programmes are meant to reach, whether they do, and what money stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.goals import telling
from toolbox_budget_portal.goals.queries import Goals, goals_of, money_of
from toolbox_budget_portal.goals.records import MORE, STATUSES, Indicator, cost_of_one, tally
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, look
from toolbox_budget_portal.pages.exact import csv_response
from toolbox_budget_portal.pages.origins import open_data, origin_facts
from toolbox_budget_portal.queries.records import EXPENDITURE, Node, Sums, Year
from toolbox_core import (
    N_,
    NotFound,
    Route,
    Series,
    decimal_places,
    format_number,
    json_response,
    lines,
    locale_for,
    read,
    render,
    url,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

WORDS = {
    "reached": N_("reached"),
    "on-the-way": N_("on the way"),
    "behind": N_("behind"),
    "not-measured": N_("not measured"),
    "cannot-be-told": N_("cannot be told yet"),
}
TONES = {"reached": "ok", "on-the-way": "info", "behind": "warn", "not-measured": "idle", "cannot-be-told": "idle"}


async def goals(request: Request) -> Response:
    """``/budget/<entity>/goals``, ``?status=`` narrows; ``.csv`` and ``.json`` hold all. Raises ``NotFound``."""
    year, found = await read(request, _answer, request.path_params["entity"])
    suffix = request.path_params.get("suffix", "")
    if suffix == "csv":
        return csv_response(f"{year.entity.slug}-goals", telling.COLUMNS, telling.table(found))
    if suffix == "json":
        return json_response(
            {"entity": year.entity.slug, "version": found.origin.number, "indicators": telling.plain(found)}
        )
    if suffix:
        raise NotFound("There is no such file.", fix="There are goals.csv and goals.json.")
    status = request.query_params.get("status", "")
    if status and status not in STATUSES:
        raise NotFound(f"No goal is ever {status[:40]!r}.", fix=f"A goal is {', '.join(STATUSES)}.")
    view = look(request, year, EXPENDITURE, {}, shown=Sums())
    words, slug = view.plain, year.entity.slug
    counts = tally(found.indicators)
    shown = [one for one in found.indicators if not status or one.status == status]
    return render(
        request,
        "budget_portal/goals.html",
        crumbs=frame.crumbs(view),
        view=view,
        w=words,
        year=year,
        found=found,
        counts=[(words._(WORDS[key]), count) for key, count in counts.items()],
        statuses=[
            {
                "label": f"{words._(WORDS[key])} ({words.number(count)})",
                "href": url(request, "budget_portal:goals", query={"status": key}, entity=slug),
                "current": key == status,
            }
            for key, count in counts.items()
        ],
        all_={
            "label": words._("all (%(count)s)", count=words.number(len(found.indicators))),
            "href": url(request, "budget_portal:goals", entity=slug),
            "current": not status,
        },
        groups=_groups(view, found, shown),
        origin=origin_facts(view, found.origin),
        downloads=_downloads(request, view, found),
    )


async def goal(request: Request) -> Response:
    """``/budget/<entity>/goals/<key>``: one indicator. Raises ``NotFound``."""
    key = request.path_params["key"]
    year, found, one, money = await read(request, _one, request.path_params["entity"], key)
    view = look(request, year, EXPENDITURE, {}, shown=_largest(money))
    return render(
        request,
        "budget_portal/goal.html",
        crumbs=[
            *frame.crumbs(view),
            (view.words._("Goals"), url(request, "budget_portal:goals", entity=year.entity.slug)),
        ],
        view=view,
        w=view.plain,
        year=year,
        frame=frame,
        one=one,
        more=one.direction == MORE,
        programme=found.name(one),
        programme_href=programme_link(view, one, money),
        card=card(view, found, one),
        expected=_value(view, one, telling.expected(one, one.newest)),
        start=one.start,
        start_value=_value(view, one, one.start[1]) if one.start else "",
        chart=_chart(view, one),
        table=_table(view, one),
        money=_money(view, one, found.name(one), money),
        per_one=one.counts and any(_cost(one, money, number) is not None for number in money),
        here=lambda **changes: url(
            request, "budget_portal:goal", query={"unit": changes.get("unit")}, entity=year.entity.slug, key=key
        ),
        origin=origin_facts(view, found.origin),
        downloads=_downloads(request, view, found),
    )


def _answer(session: Session, slug: str) -> tuple[Year, Goals]:
    owner = queries.entity(session, slug)
    found, known = goals_of(session, slug), queries.fiscal_years(session, owner.id)
    if found is None or not known:
        raise NotFound(f"No goals of {owner.name} have been published.")
    return queries.year(session, slug, known[0]), found


def _one(session: Session, slug: str, key: str) -> tuple[Year, Goals, Indicator, dict[int, tuple[Year, Node, Sums]]]:
    year, found = _answer(session, slug)
    one = next((one for one in found.indicators if one.key == key), None)
    if one is None:
        raise NotFound(f"{year.entity.name} has no goal {key[:80]!r}.", fix="See all its goals.")
    listed = queries.years(session, year.entity, year.others)
    money = money_of(session, listed, one.kind, one.path)
    return year, found, one, {number: (listed[number], node, sums) for number, (node, sums) in sorted(money.items())}


def card(view: View, found: Goals, one: Indicator) -> dict[str, Any]:
    """One indicator as lists show it: what, how far, until when."""
    words, newest = view.plain, one.newest
    return {
        "name": one.name,
        "goal": one.goal,
        "href": url(view.request, "budget_portal:goal", entity=view.year.entity.slug, key=one.key),
        "programme": found.name(one),
        "newest": words._(
            "%(value)s %(unit)s in %(year)s",
            value=_value(view, one, one.observed[newest].value),
            unit=one.unit,
            year=newest,
        )
        if newest
        else "–",
        "target": words._(
            "%(value)s %(unit)s by %(year)s", value=_value(view, one, one.target[1]), unit=one.unit, year=one.target[0]
        ),
        "status": words._(WORDS[one.status]),
        "tone": TONES[one.status],
    }


def cards_beside(view: View, found: Goals | None, listed: Sequence[Indicator]) -> list[dict[str, Any]]:
    """The indicators that a page of money shows beside it."""
    return [card(view, found, one) for one in listed] if found else []


def _value(view: View, one: Indicator, value: Decimal | None) -> str:
    """A value with as many decimals as the indicator's own values have: a computed one must not look more exact."""
    if value is None:
        return ""
    given = [one.target[1], *(point.value for point in one.observed.values())]
    given += [one.baseline[1]] if one.baseline else []
    digits = max(decimal_places(amount) for amount in given)
    return format_number(value, locale_for(view.request), digits)


def _groups(view: View, found: Goals, shown: Sequence[Indicator]) -> list[dict[str, Any]]:
    """Indicators by programme, in the order of the file."""
    groups: dict[tuple[str, str], list[Indicator]] = {}
    for one in shown:
        groups.setdefault((one.kind, one.path), []).append(one)
    return [
        {
            "title": found.name(listed[0]),
            "code": path,
            "href": view.category_link(kind, path, {"unit": None}),
            "cards": [card(view, found, one) for one in listed],
        }
        for (kind, path), listed in groups.items()
    ]


def programme_link(view: View, one: Indicator, money: Mapping[int, Any]) -> str:
    """The page of the programme's money in the newest year that has it; empty when none has."""
    if not money:
        return ""
    return view.category_link(one.kind, one.path, {"unit": None}, fiscal_year=max(money))


def _largest(money: Mapping[int, tuple[Year, Node, Sums]]) -> Sums:
    amounts = [abs(amount) for _, _, sums in money.values() for amount in sums.gross.values() if amount is not None]
    return Sums({"largest": max(amounts, default=Decimal(0))})


def _chart(view: View, one: Indicator) -> Any:
    """What was observed against the straight line from where it began to the target."""
    words = view.plain
    span = list(range(one.years[0], one.years[-1] + 1))
    observed = {year: point.value for year, point in one.observed.items()}
    if one.baseline is not None:
        observed.setdefault(*one.baseline)
    planned = {year: one.expected(year) for year in span}
    planned[one.target[0]] = one.target[1]

    def line(label: str, values: Mapping[int, Decimal | None], tone: str, *, dashed: bool) -> Series:
        listed = [values.get(year) for year in span]
        return Series(
            label=label, values=listed, shown=[_value(view, one, value) for value in listed], tone=tone, dashed=dashed
        )

    series = [
        line(words._("observed"), observed, "k1", dashed=False),
        line(words._("straight way to the target"), planned, "k2", dashed=True),
    ]
    return lines(
        [str(year) for year in span], series, tick=lambda value: format_number(value, locale_for(view.request))
    )


def _table(view: View, one: Indicator) -> dict[str, Any]:
    """The equal table: every year from the baseline to the target."""
    words = view.plain
    columns: list[dict[str, Any]] = [{"label": words._("Year")}]
    columns += [
        {"label": head, "number": True}
        for head in (words._("Observed"), words._("Straight way to the target"), words._("Row of the file"))
    ]
    rows = []
    for year in range(one.years[0], one.years[-1] + 1):
        point = one.observed.get(year)
        value, row = (point.value, point.row) if point else (None, None)
        if value is None and one.baseline is not None and one.baseline[0] == year:
            value, row = one.baseline[1], one.row
        planned = one.target[1] if year == one.target[0] else one.expected(year)
        rows.append(
            [
                str(year),
                _value(view, one, value) or words._("not measured"),
                _value(view, one, planned) or "–",
                words.number(row) if row else "–",
            ]
        )
    return {"columns": columns, "rows": rows}


def _cost(one: Indicator, money: Mapping[int, tuple[Year, Node, Sums]], number: int) -> Decimal | None:
    year, _, sums = money[number]
    done, point = year.done(EXPENDITURE), one.observed.get(number)
    return cost_of_one(sums.of(done.code, net=True) if done else None, point.value if point else None)


def _money(view: View, one: Indicator, programme: str, money: Mapping[int, tuple[Year, Node, Sums]]) -> dict[str, Any]:
    """The programme's money of each year: approved, approved with changes, spent; what was observed; one's share."""
    words = view.plain
    heads = [
        words._("Approved"),
        words._("Approved, with changes"),
        words._("Spent"),
        one.unit[:1].upper() + one.unit[1:],
    ]
    costs = {number: _cost(one, money, number) for number in money} if one.counts else {}
    if any(costs.values()):
        heads.append(words._("Spent, divided by it"))
    rows = []
    for number, (year, node, sums) in money.items():
        href = view.category_link(one.kind, node.path, {"unit": None}, fiscal_year=number)
        row: list[Any] = [{"text": str(number), "href": href, "small": "" if node.label == programme else node.label}]
        for phase in (year.stage(EXPENDITURE, "approved"), year.limit(EXPENDITURE), year.done(EXPENDITURE)):
            amount = sums.of(phase.code, net=True) if phase else None
            row.append(words.money(amount) if amount is not None else words._("not published"))
        point = one.observed.get(number)
        row.append(_value(view, one, point.value) if point else words._("not measured"))
        if any(costs.values()):
            cost = costs.get(number)
            row.append(words.with_currency(cost) if cost is not None else "–")
        rows.append(row)
    columns: list[dict[str, Any]] = [{"label": words._("Year")}]
    return {"columns": [*columns, *({"label": head, "number": True} for head in heads)], "rows": rows}


def _downloads(request: Request, view: View, found: Goals) -> list[dict[str, str]]:
    links = [
        {
            "label": suffix.upper(),
            "href": url(request, "budget_portal:goals_data", entity=view.year.entity.slug, suffix=suffix),
        }
        for suffix in ("csv", "json")
    ]
    return [*links, *open_data(request, found.origin, view.words._("All values: CSV, XLSX, JSON and more"))]


ROUTES = (
    Route(path="/budget/{entity}/goals", endpoint=goals, name="budget_portal:goals", public=True),
    Route(path="/budget/{entity}/goals.{suffix}", endpoint=goals, name="budget_portal:goals_data", public=True),
    Route(path="/budget/{entity}/goals/{key}", endpoint=goal, name="budget_portal:goal", public=True, charts=True),
)
