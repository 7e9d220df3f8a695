"""Spending in words that every country shares: by COFOG function or by development goal, through a crosswalk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.crosswalk import cofog, sdg
from toolbox_budget_portal.crosswalk.queries import Spread, spread
from toolbox_budget_portal.crosswalk.reading import SCHEMES, Crosswalk
from toolbox_budget_portal.crosswalk.services import crosswalk_of
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, asked_version, look, whole_number
from toolbox_budget_portal.queries.records import EXPENDITURE, Sums, Year, ratio
from toolbox_core import (
    N_,
    BarItem,
    Column,
    NotFound,
    Route,
    bars,
    locale_for,
    read,
    render,
    stream_csv,
    translate,
    url,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

from starlette.responses import Response

NAMES = {"cofog": N_("Spending by COFOG function"), "sdg": N_("Spending by development goal")}
COLUMNS = (
    Column(name="fiscal_year", type="year"),
    Column(name="scheme"),
    Column(name="code"),
    Column(name="title"),
    Column(name="phase"),
    Column(name="amount", type="number"),
    Column(name="currency"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the page is made from, read on one snapshot. ``law`` holds the crosswalk's origin."""

    year: Year
    totals: Mapping[str, Sums]
    walk: Crosswalk
    origin: Mapping[str, Any]
    others: tuple[str, ...]


async def spending_by(request: Request) -> Response:
    """``/budget/<entity>/<year>/by/<scheme>``. Raises ``NotFound`` when no crosswalk has been published."""
    view, answer, found = await _ask(request)
    depth = _depth(request, answer.walk.scheme)
    words, whole = view.words, found.whole
    items = [
        BarItem(
            label=f"{code} {title_of(request, answer.walk.scheme, code)}",
            value=amount,
            cells=(words.money(view.scale(amount)), _share(view, amount, whole)),
        )
        for code, amount in _sorted(answer.walk.scheme, found, depth)
    ]
    if found.rest:
        items.append(
            BarItem(
                label=words._("Not mapped to any code"),
                value=found.rest,
                cells=(words.money(view.scale(found.rest)), _share(view, found.rest, whole)),
            )
        )
    return render(
        request,
        "budget_portal/spending_by.html",
        crumbs=frame.crumbs(view),
        year=view.year,
        view=view,
        w=words,
        frame=frame,
        scheme=answer.walk.scheme,
        title=translate(request, NAMES[answer.walk.scheme]),
        chart=bars(items) if items else None,
        total=(words._("Together"), words.money(view.scale(whole)), _share(view, whole, whole)),
        covered=_share(view, found.mapped, whole),
        rest=words.words(found.rest),
        nothing_left=not found.rest,
        origin={**answer.origin, "href": frame.kept_file(view, answer.origin["sha256"], answer.origin["name"])},
        codes=len(answer.walk.parts),
        here=lambda **changes: _here(view, answer.walk.scheme, depth, **changes),
        depth=depth,
        schemes=[
            {
                "label": translate(request, NAMES[other]),
                "href": _here(view, other, 1),
                "current": other == answer.walk.scheme,
            }
            for other in answer.others
        ],
        years=[
            {
                "label": str(number),
                "href": _here(view, answer.walk.scheme, depth, fiscal_year=number),
                "current": number == view.year.fiscal_year,
            }
            for number in sorted(view.year.others)
        ],
        csv=_address(view, answer.walk.scheme),
        eliminated=view.year.has_eliminations(EXPENDITURE),
    )


async def spending_by_csv(request: Request) -> Response:
    """``/budget/<entity>/<year>/by/<scheme>.csv``: every code as the crosswalk gives it, and what has none."""
    view, answer, found = await _ask(request)
    return Response(
        b"".join(stream_csv(COLUMNS, _table(request, view, answer, found), mark=True)),
        media_type="text/csv; charset=utf-8",
    )


def _table(request: Request, view: View, answer: Answer, found: Spread) -> Iterator[tuple[Any, ...]]:
    year, phase = view.year, view.phase.code if view.phase else ""
    for code, amount in [*found.codes.items(), ("", found.rest)]:
        title = title_of(request, answer.walk.scheme, code) if code else ""
        yield year.fiscal_year, answer.walk.scheme, code, title, phase, amount, year.currency


async def _ask(request: Request) -> tuple[View, Answer, Spread]:
    slug, number = request.path_params["entity"], request.path_params["fiscal_year"]
    scheme = request.path_params["scheme"]
    answer = await read(request, _answer, slug, number, asked_version(request), scheme)
    view = look(request, answer.year, EXPENDITURE, answer.totals)
    if view.phase is None:
        raise NotFound(f"No amounts of {number} have been published.")
    return view, answer, await read(request, spread, answer.year, EXPENDITURE, answer.walk, view.phase)


def _answer(session: Session, slug: str, fiscal_year: int, version: int, scheme: str) -> Answer:
    year = queries.year(session, slug, fiscal_year, version)
    known = {name: crosswalk_of(session, slug, name) for name in SCHEMES}
    found = known.get(scheme)
    if found is None:
        there = ", ".join(name for name, held in known.items() if held)
        raise NotFound(
            f"{year.entity.name} has published no crosswalk to {scheme[:20]!r}.",
            fix=f"There is one to {there}."
            if there
            else "Ask for one: the codes of its budget stay its own until then.",
        )
    source = found[1].sources[0].source
    origin = {"name": source.name, "sha256": source.sha256, "number": found[1].number}
    origin["published_at"] = found[1].published_at
    return Answer(
        year, queries.totals(session, year), found[0], origin, tuple(name for name, held in known.items() if held)
    )


def title_of(request: Request, scheme: str, code: str) -> str:
    """What a code is called in the reader's language; a class or target is called like what it belongs to."""
    if scheme == "sdg":
        return translate(request, sdg.GOALS[sdg.goal(code)])
    return cofog.title(cofog.level(code, 2), str(locale_for(request)))


def _depth(request: Request, scheme: str) -> int:
    return whole_number(request, "level", 1, most=2) if scheme == "cofog" else 1


def _sorted(scheme: str, found: Spread, depth: int) -> list[tuple[str, Decimal]]:
    sums: dict[str, Decimal] = {}
    for code, amount in found.codes.items():
        shown = sdg.goal(code) if scheme == "sdg" else cofog.level(code, depth)
        sums[shown] = sums.get(shown, Decimal(0)) + amount
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def _share(view: View, amount: Decimal, whole: Decimal) -> str:
    return view.words.percent(ratio(amount, whole)) if whole > 0 else ""


def _here(view: View, scheme: str, depth: int, **changes: Any) -> str:
    path = {"fiscal_year": changes.pop("fiscal_year")} if "fiscal_year" in changes else {}
    query = {"in": None, "net": None, "level": depth if depth > 1 else None, **changes}
    if path:
        query["version"] = None
    return view.link("spending_by", query, scheme=scheme, **path)


def _address(view: View, scheme: str) -> str:
    return view.link("spending_by_csv", {"in": None, "net": None, "unit": None}, scheme=scheme)


def links_to(request: Request, slug: str, fiscal_year: int, schemes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Name and address of each scheme that an entity's year can be read by."""
    return [
        (
            translate(request, NAMES[scheme]),
            url(request, "budget_portal:spending_by", entity=slug, fiscal_year=fiscal_year, scheme=scheme),
        )
        for scheme in schemes
    ]


ROUTES = (
    Route(
        path="/budget/{entity}/{fiscal_year:int}/by/{scheme}.csv",
        endpoint=spending_by_csv,
        name="budget_portal:spending_by_csv",
        public=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/by/{scheme}",
        endpoint=spending_by,
        name="budget_portal:spending_by",
        public=True,
        charts=True,
    ),
)
