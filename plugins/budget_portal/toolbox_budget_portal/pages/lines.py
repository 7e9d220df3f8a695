"""Lists of budget lines, and one line with its source row: the end of every way down."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.explaining.queries import explained
from toolbox_budget_portal.goals.queries import goals_of
from toolbox_budget_portal.models import KINDS
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, asked_version, look, within
from toolbox_budget_portal.pages.civic import civic
from toolbox_budget_portal.pages.exact import lines_as_csv
from toolbox_budget_portal.pages.explained import explanation
from toolbox_budget_portal.pages.goals import cards_beside
from toolbox_budget_portal.pages.life import life_of
from toolbox_budget_portal.pages.linetable import line_context, line_table
from toolbox_budget_portal.pages.moved import move_table
from toolbox_budget_portal.pages.objects import PLUGIN, life_key, line_key
from toolbox_budget_portal.pages.paid import line_panel
from toolbox_budget_portal.payments.queries import line_payments
from toolbox_budget_portal.projects.queries import paid_from
from toolbox_budget_portal.queries.naming import line_name
from toolbox_budget_portal.queries.records import EXPENDITURE, Line, LinePage, LineRow, Node, Sums, Year
from toolbox_budget_portal.virements.queries import line_moves
from toolbox_budget_portal.voting import words as words_of_votes
from toolbox_budget_portal.voting.queries import paid_by
from toolbox_core import (
    N_,
    Filter,
    NotFound,
    actor_of,
    download,
    locale_for,
    may,
    object_topic,
    questions_about,
    read,
    read_filters,
    render,
    url,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

_PAYMENTS = 10
"""Payments that the page of a line lists; all of them are a click away."""
FIELDS = (
    Filter(name="direction", label=N_("Direction")),
    Filter(name="show", label=N_("Lines")),
    *(Filter(name=kind, label=kind) for kind in KINDS),
)
"""The conditions of a list of lines, in the order in which its addresses have them."""


async def lines(request: Request) -> Response:
    """``/budget/<entity>/<year>/lines``: all lines, or those that ``show`` or a category picks, page by page."""
    show, narrowed = _show(request), within(request)
    filters = read_filters(request, FIELDS, keep=("phase", "net", "in", "unit", "version"))
    year, totals, direction, page, nodes = await read(
        request,
        _list,
        request.path_params["entity"],
        request.path_params["fiscal_year"],
        asked_version(request),
        request.query_params.get("direction", ""),
        show,
        narrowed,
        filters.page,
        request.query_params.get("phase", ""),
    )
    view = look(
        request, year, direction, totals, shown=Sums(), wholes={year.fiscal_year: totals.get(direction, Sums())}
    )

    def here(path: str = "", /, **changes: Any) -> str:
        return filters.address(path, **{"direction": direction, "show": None if show == "all" else show, **changes})

    done, limit = year.done(direction), year.limit(direction)
    return render(
        request,
        "budget_portal/lines.html",
        crumbs=frame.crumbs(view),
        view=view,
        w=view.words,
        year=year,
        frame=frame,
        show=show,
        page=page,
        table=line_table(view, page.rows),
        total_amount=view.of(page.sums),
        done=view.words.phase(done, direction) if done else "",
        limit=view.words.phase(limit, direction) if limit else "",
        narrowed=[(f"{view.words.kind(node.kind)}: {node.label}", here(**{node.kind: None})) for node in nodes],
        directions=[
            {
                "label": view.words.direction(name),
                "href": view.link("lines", {"direction": name, "phase": None}),
                "current": name == direction,
            }
            for name in year.directions
        ],
        shows=[
            {"show": name, "href": here(show=None if name == "all" else name), "current": name == show}
            for name in queries.SHOWS
        ],
        page_href=lambda number: here(page=number),
        csv=here(url(request, "budget_portal:lines_csv", entity=year.entity.slug, fiscal_year=year.fiscal_year)),
    )


async def lines_csv(request: Request) -> Response:
    """``/budget/<entity>/<year>/lines.csv``: the same list, whole, with exact amounts."""
    show, narrowed, parameters = _show(request), within(request), request.query_params
    year, rows = await read(
        request,
        _whole_list,
        request.path_params["entity"],
        request.path_params["fiscal_year"],
        asked_version(request),
        parameters.get("direction", ""),
        show,
        narrowed,
        parameters.get("phase", ""),
    )
    del rows  # Asked once to find mistakes before the download begins; read again while it runs.
    return download(
        request,
        _csv,
        request.path_params["entity"],
        request.path_params["fiscal_year"],
        year.as_of,
        parameters.get("direction", ""),
        show,
        narrowed,
        parameters.get("phase", ""),
        filename=f"{year.entity.slug}-{year.fiscal_year}-lines-{show}.csv",
        media_type="text/csv; charset=utf-8",
    )


def _show(request: Request) -> str:
    show = request.query_params.get("show", "all")
    if show not in queries.SHOWS:
        raise NotFound(f"There is no list of lines called {show[:40]!r}.", fix=f"There are {', '.join(queries.SHOWS)}.")
    return show


def _csv(session: Session, *asked: Any) -> Iterator[bytes]:
    year, rows = _whole_list(session, *asked)
    return lines_as_csv(year, rows)


def _whole_list(
    session: Session,
    slug: str,
    fiscal_year: int,
    version: int,
    direction: str,
    show: str,
    narrowed: dict[str, str],
    phase: str,
) -> tuple[Year, Iterator[LineRow]]:
    year = queries.year(session, slug, fiscal_year, version)
    direction = direction or _main(year)
    shown, limit = _phases(year, direction, phase)
    rows = queries.all_lines(session, year, direction, within=narrowed, show=show, phase=shown, limit_phase=limit)
    return year, rows


def _main(year: Year) -> str:
    return EXPENDITURE if EXPENDITURE in year.directions else year.directions[0]


def _phases(year: Year, direction: str, phase: str) -> tuple[str, str]:
    """The phase a list is sorted by, and the one that it is compared with."""
    done, limit = year.done(direction) or year.plan(direction), year.limit(direction)
    return phase or (done.code if done else ""), limit.code if limit else ""


def _list(
    session: Session,
    slug: str,
    fiscal_year: int,
    version: int,
    direction: str,
    show: str,
    narrowed: dict[str, str],
    number: int,
    phase: str,
) -> tuple[Year, dict[str, Sums], str, LinePage, tuple[Node, ...]]:
    year = queries.year(session, slug, fiscal_year, version)
    direction = direction or _main(year)
    nodes = queries.nodes_within(session, year, direction, narrowed)
    shown, limit = _phases(year, direction, phase)
    page = queries.lines(
        session,
        year,
        direction,
        within=narrowed,
        show=show,
        phase=shown,
        limit_phase=limit,
        page=number,
    )
    if page.count and number > page.last:
        raise NotFound(f"The list has {page.last} pages.", fix="Go back to the first page.")
    return year, queries.totals(session, year), direction, page, nodes


async def line(request: Request) -> Response:
    """``/budget/<entity>/<year>/lines/<version>-<number>``: the row it came from, every phase, other years."""
    version, dash, number = request.path_params["line"].partition("-")
    if not (dash and _is_number(version) and _is_number(number)):
        raise NotFound(
            f"{request.path_params['line'][:40]!r} is not the address of a budget line.",
            fix="It is the number of a version and the number of a line, as in 2-1460.",
        )
    settings = request.scope["toolbox"].settings
    f = civic(request)
    answer = await read(
        request,
        queries.line_with_row,
        settings.files,
        settings.limits,
        request.path_params["entity"],
        request.path_params["fiscal_year"],
        int(version),
        int(number),
    )
    found = answer.line
    view = look(request, answer.year, found.direction, answer.totals, shown=Sums())
    moves, _ = await read(request, line_moves, answer.year, found)
    aims = await read(request, goals_of, answer.year.entity.slug) if found.direction == EXPENDITURE else None
    places = [(name, chain[-1].path) for name, chain in found.chains.items() if chain]
    payments = await read(request, line_payments, answer.year, found, _PAYMENTS)
    words = view.plain
    phases = answer.year.phases_of(found.direction)
    crumbs = frame.crumbs(view)
    kind = next(iter(found.chains), "")
    chains = {}
    for name, chain in found.chains.items():
        chains[words.kind(name)] = [(node, view.category_link(name, node.path, {"version": None})) for node in chain]
    for node, href in chains.get(words.kind(kind), []):
        crumbs.append((node.label, href))
    return render(
        request,
        "budget_portal/line.html",
        crumbs=crumbs,
        view=view,
        w=words,
        year=answer.year,
        frame=frame,
        line=found,
        title=line_name(found.row),
        place=line_context(found.row),
        chains=chains,
        amounts=[
            {
                "label": words.phase(phase, found.direction),
                "name": phase.label,
                "meaning": words.phase_meaning(phase, found.direction),
                "amount": _amount(view, found, phase.code, phase.slot),
            }
            for phase in phases
        ],
        raw=list(zip(answer.columns, answer.cells, strict=False)),
        trouble=answer.trouble,
        source=frame.source_facts(view, found.source),
        life=life_of(view, found),
        own_words=await read(
            request,
            explained,
            answer.year.entity.id,
            found.row.uid,
            answer.year.fiscal_year,
            (str(locale_for(request)), *settings.site.languages),
        ),
        may_explain=may(actor_of(request), "budget_portal.publish"),
        explain_at=url(request, "budget_portal:explain", **request.path_params),
        topic=object_topic(PLUGIN, "life", life_key(answer.year.entity.slug, found.row.uid)),
        feed=url(request, "budget_portal:line_feed", entity=answer.year.entity.slug, uid=found.row.uid),
        said=explanation(view, answer) if found.version.status == "published" else (),
        moves=move_table(view, moves),
        goals=cards_beside(view, aims, aims.above(places) if aims else []),
        paid=line_panel(view, payments),
        outdated=found.version.status != "published",
        current=view.link("year", {"version": None, "phase": None}),
        built=[
            (
                project.name,
                url(
                    request,
                    "budget_portal:capital",
                    entity=answer.year.entity.slug,
                    fiscal_year=answer.year.fiscal_year,
                    code=project.code,
                ),
            )
            for project in await read(request, paid_from, answer.year, found)
        ],
        paid_for=await read(request, paid_by, answer.year.entity.slug, found.row.uid),
        f=f,
        today=date.min,  # kept pages must not say what is late
        words=words_of_votes,
        money=f.money,
        talk=await questions_about(
            request, PLUGIN, "line", line_key(answer.year.entity.slug, answer.year.fiscal_year, found.row.uid)
        ),
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _amount(view: View, found: Line, phase: str, slot: str) -> str:
    amount = found.row.amounts.get(phase)
    if amount is None and slot in found.presence:
        return f"{view.plain._('not published')} ({view.plain.presence(found.presence[slot])})"
    return view.plain.with_currency(amount)
