"""The results of a vote: both counts side by side, every step of them, and the ballots for whoever counts again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.pages.civic import Civic, civic
from toolbox_budget_portal.participation import AUDIT_COLUMNS, selected, write_pb
from toolbox_budget_portal.voting import queries, words
from toolbox_budget_portal.voting.records import ACCEPTED
from toolbox_core import NotFound, download, format_number, format_percent, locale_for, read, stream_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_budget_portal.voting.records import Process, Project, Tally


async def results(request: Request) -> Response:
    """``/budget/participation/<process>/results``: who wins by which rule, and how it came about."""
    f = civic(request)
    of, found, tallies = await read(request, _answer, request.path_params["process"])
    titles = {one.code: one for one in found}
    first = next(iter(tallies.values()))
    number = _numbers(f)
    compared = [
        {
            "project": one,
            "votes": number(first.support.get(one.code, 0)),
            "won": {rule: one.code in tally.winners for rule, tally in tallies.items()},
        }
        for one in sorted(found, key=lambda one: (-first.support.get(one.code, 0), one.cost or 0))
    ]
    return f.show(
        "pb_results.html",
        process=of,
        tallies=[_shown(f, of, tally, titles) for tally in tallies.values()],
        compared=compared,
        funded=[one for one in found if one.funded],
        differs=len({frozenset(tally.winners) for tally in tallies.values()}) > 1,
        votes=number(first.votes),
        topic=f"object:budget_portal:process:{of.slug}",
        crumbs=f.crumbs(of),
    )


def _answer(session: Session, slug: str) -> tuple[Process, list[Project], dict[str, Tally]]:
    of = queries.process(session, slug)
    tallies = queries.tallies(session, of)
    if not tallies:
        raise NotFound(f"The results of {of.name} are not public yet.", fix="They come when the vote has ended.")
    return of, queries.projects(session, of, (ACCEPTED,)), tallies


def _numbers(f: Civic) -> Any:
    locale = locale_for(f.request)
    return lambda value: format_number(value, locale)


def _shown(f: Civic, of: Process, tally: Tally, titles: dict[str, Project]) -> dict[str, Any]:
    """One count in words: what it spent, whom it reached, and its steps as a table."""
    locale, number = locale_for(f.request), _numbers(f)
    names = [column.name for column in AUDIT_COLUMNS]
    steps = []
    for cells in tally.steps:
        step = dict(zip(names, cells, strict=True))
        steps.append(
            {
                "title": titles[step["project_id"]].title,
                "code": step["project_id"],
                "votes": number(_decimal(step["votes"])),
                "cost": f.money(_decimal(step["cost"]), of.currency),
                "decision": f._(words.DECISION_WORDS[step["decision"]]),
                "funded": step["decision"] == "funded",
                "left": f.money(_decimal(step["budget_left"]), of.currency),
                "payers": "" if step["payers"] is None else number(int(step["payers"])),
                "paid": ""
                if step["highest_payment"] is None
                else f.money(round(_decimal(step["highest_payment"]), 2), of.currency),
            }
        )
    return {
        "rule": tally.rule,
        "label": f._(words.RULE_WORDS[tally.rule]),
        "meaning": f._(words.RULE_MEANINGS[tally.rule]),
        "winners": len(tally.winners),
        "spent": f.money(tally.spent, of.currency),
        "left": f.money(of.budget - tally.spent, of.currency),
        "share": f.money(round(_decimal(tally.share), 2), of.currency) if tally.share else "",
        "reached": format_percent(_decimal(tally.reached) / tally.votes, locale) if tally.votes else "",
        "decides": tally.rule == of.rule,
        "notes": tally.notes,
        "steps": steps,
        "equal": tally.rule == "equal-shares",
    }


def _decimal(text: Any) -> Decimal:
    return Decimal(str(text))


async def audit(request: Request) -> Response:
    """``/budget/participation/<process>/audit.csv``: every step of both counts, in order, with exact amounts."""
    slug = request.path_params["process"]
    await read(request, _answer, slug)
    return download(request, _audit, slug, filename=f"{slug}-audit.csv", media_type="text/csv; charset=utf-8")


def _audit(session: Session, slug: str) -> Iterator[bytes]:
    _, _, tallies = _answer(session, slug)
    yield from stream_csv(AUDIT_COLUMNS, (tuple(row) for tally in tallies.values() for row in tally.steps), mark=True)


async def pabulib(request: Request) -> Response:
    """``/budget/participation/<process>/ballots.pb``: projects, winners and anonymous ballots as a Pabulib file."""
    slug = request.path_params["process"]
    await read(request, _answer, slug)
    return download(request, _pabulib, slug, filename=f"{slug}.pb", media_type="text/plain; charset=utf-8")


def _pabulib(session: Session, slug: str) -> Iterator[bytes]:
    of, found, _ = _answer(session, slug)
    election = queries.election(session, of)
    funded = {one.code for one in found if one.funded}
    yield write_pb(selected(election, [one for one in election.projects if one.id in funded]))
