"""What was changed during the year: each move with its act and reason, and whether they explain the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.addresses import to_address
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, look, whole_number
from toolbox_budget_portal.pages.exact import csv_response
from toolbox_budget_portal.queries.records import EXPENDITURE, Sums, Year, total
from toolbox_budget_portal.virements.dataset import COLUMNS, move_rows
from toolbox_budget_portal.virements.queries import Balance, Changes, changes
from toolbox_budget_portal.virements.records import LINE, Move, Place
from toolbox_core import NotFound, format_day, json_response, locale_for, read, render, url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response


PAGE, MOST_PARTS = 25, 50
"""Moves on one page, and unexplained parts that are listed; the data files have all."""


async def moved(request: Request) -> Response:
    """``/budget/<entity>/<year>/changes``; ``.csv`` gives the moves, ``.json`` the moves and the balances."""
    year, totals, found = await read(
        request, _answer, request.path_params["entity"], request.path_params["fiscal_year"]
    )
    suffix = request.path_params.get("suffix")
    if suffix == "csv":
        return csv_response(f"{year.entity.slug}-{year.fiscal_year}-changes", COLUMNS, move_rows(found.moves))
    if suffix == "json":
        return _json(year, found)
    if suffix:
        raise NotFound(f"Changes cannot be had as {suffix[:20]!r}.", fix="Write .csv or .json.")
    view = look(request, year, EXPENDITURE if EXPENDITURE in year.directions else year.directions[0], totals)
    words = view.plain
    whole = found.totals.get(view.direction)
    data: dict[str, Any] = {"entity": year.entity.slug, "fiscal_year": year.fiscal_year}
    unexplained = sorted(
        (one for one in found.balances if one.unexplained), key=lambda one: -abs(one.unexplained or Decimal(0))
    )
    last = max(1, -(-len(found.moves) // PAGE))
    page = whole_number(request, "page", 1, most=last)
    return render(
        request,
        "budget_portal/moved.html",
        crumbs=frame.crumbs(view),
        year=year,
        w=words,
        found=found,
        acts=len({move.act for move in found.moves}),
        amount=words.words(total(move.amount for move in found.moves if move.target is not None)),
        whole=_balances(view, list(found.totals.values()), found.names),
        explained=whole is not None and whole.unexplained == 0,
        left=words.with_currency(whole.unexplained) if whole and whole.unexplained is not None else "",
        compared=whole is not None and whole.planned is not None,
        parts_=_balances(view, unexplained[:MOST_PARTS], found.names) if unexplained else None,
        count=len(unexplained),
        shown=min(len(unexplained), MOST_PARTS),
        page=page,
        last=last,
        page_href=lambda number: url(request, "budget_portal:moved", query={"page": number}, **data) + "#list",
        moves=_moves(view, found, found.moves[(page - 1) * PAGE : page * PAGE]),
        source=frame.kept_file(view, found.sha256, found.file),
        files=[
            {"label": name, "href": url(request, "budget_portal:moved_data", suffix=name.lower(), **data)}
            for name in ("CSV", "JSON")
        ],
    )


def _answer(session: Session, slug: str, fiscal_year: int) -> tuple[Year, dict[str, Sums], Changes]:
    year = queries.year(session, slug, fiscal_year)
    found = changes(session, year)
    if found is None:
        raise NotFound(
            f"No changes to the {fiscal_year} budget of {year.entity.name} have been published.",
            fix=f"The budget itself is at /budget/{slug}/{fiscal_year}.",
        )
    return year, queries.totals(session, year), found


def _balances(view: View, balances: Sequence[Balance], names: Mapping[str, str]) -> dict[str, Any]:
    words = view.plain
    columns: list[dict[str, Any]] = [{"label": words._("Part of the budget")}]
    columns += [
        {"label": label, "number": True}
        for label in (
            words._("Money taken away"),
            words._("Money added"),
            words._("Recorded change"),
            words._("Change according to the budget"),
            words._("Not explained"),
        )
    ]
    rows = [
        [
            _place(view, one.place, names.get(str(one.place), ""))
            if one.place is not None
            else words.direction(one.direction),
            words.exact(one.taken),
            words.exact(one.given),
            _signed(view, one.net),
            "–" if one.planned is None else _signed(view, one.planned),
            "–" if one.unexplained is None else _signed(view, one.unexplained),
        ]
        for one in balances
    ]
    return {"columns": columns, "rows": rows}


def _signed(view: View, amount: Decimal) -> str:
    text = view.plain.exact(amount)
    return f"+{text}" if amount > 0 else text


def _place(view: View, place: Place | None, name: str) -> Any:
    """A place by the names of its categories, leading to their lines; its codes in small print."""
    if place is None:
        return "–"
    parts = dict(place.parts)
    query = {kind: path for kind, path in parts.items() if kind != LINE}
    if LINE in parts:
        return {"text": name, "small": str(place)}
    if len(query) == 1:
        ((kind, path),) = query.items()
        where: dict[str, Any] = {"direction": place.direction, "kind": kind, "path": to_address(path)}
        href = url(
            view.request,
            "budget_portal:category",
            entity=view.year.entity.slug,
            fiscal_year=view.year.fiscal_year,
            **where,
        )
    else:
        href = url(
            view.request,
            "budget_portal:lines",
            query={"direction": place.direction, **query},
            entity=view.year.entity.slug,
            fiscal_year=view.year.fiscal_year,
        )
    return {"text": name, "href": href, "small": str(place)}


def _moves(view: View, found: Changes, listed: Sequence[Move]) -> dict[str, Any]:
    words = view.plain
    columns: list[dict[str, Any]] = [
        {"label": words._("Decision")},
        {"label": words._("Taken from")},
        {"label": words._("Given to")},
        {"label": words._("Amount"), "number": True},
        {"label": words._("Reason")},
    ]
    rows = [
        [
            _act(view, move),
            *(
                _place(view, place, found.names.get(str(place), "") if place is not None else "")
                for place in (move.source, move.target)
            ),
            words.exact(move.amount),
            move.reason or words._("No reason was published."),
        ]
        for move in listed
    ]
    return {"columns": columns, "rows": rows}


def _act(view: View, move: Move) -> dict[str, str]:
    """The act, leading to its document where one is published, with its day."""
    day = format_day(move.day, locale_for(view.request))
    return {"text": move.act, "href": move.document, "small": day}


def move_table(view: View, moves: Sequence[tuple[Move, Decimal]]) -> dict[str, Any] | None:
    """The moves of one line for its page; ``None`` when there are none."""
    if not moves:
        return None
    words = view.plain
    columns: list[dict[str, Any]] = [
        {"label": words._("Decision")},
        {"label": words._("Change"), "number": True},
        {"label": words._("Reason")},
    ]
    rows = [
        [_act(view, move), _signed(view, amount), move.reason or words._("No reason was published.")]
        for move, amount in moves
    ]
    return {"columns": columns, "rows": rows}


def _json(year: Year, found: Changes) -> Response:
    names = [column.name for column in COLUMNS]

    def balance(one: Balance) -> dict[str, Any]:
        return {
            "taken": one.taken,
            "given": one.given,
            "recorded": one.net,
            "according_to_the_budget": one.planned,
            "not_explained": one.unexplained,
        }

    return json_response(
        {
            "entity": year.entity.slug,
            "fiscal_year": year.fiscal_year,
            "version": found.number,
            "currency": year.currency,
            "totals": {direction: balance(one) for direction, one in found.totals.items()},
            "parts": [
                {"part": str(one.place), "name": found.names[str(one.place)], **balance(one)} for one in found.balances
            ],
            "changes": [dict(zip(names, row, strict=True)) for row in move_rows(found.moves)],
        }
    )
