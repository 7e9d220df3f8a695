"""``/procurement/computable``: what a source allows to compute, and which fields are missing for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import N_, read, render, url
from toolbox_procurement import queries
from toolbox_procurement.pages.words import Words
from toolbox_procurement.usability import Verdict, verdicts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_procurement.indicators.guests import Guest
    from toolbox_procurement.queries.sources import Run, Source


async def computable(request: Request) -> Response:
    """The table for one source; the first when none is asked for. 404 for an unknown source."""
    asked = request.query_params.get("source", "")
    words = Words(request)
    sources, chosen, found, runs, mended = await read(request, _look, asked, words.guests)
    flags = [one for one in found if not one.wanted.code.startswith("U")]
    uses = [one for one in found if one.wanted.code.startswith("U")]
    return render(
        request,
        "procurement/computable.html",
        w=words,
        sources=[
            {
                "label": one.name,
                "href": url(request, "procurement:computable", {"source": one.slug}),
                "current": chosen is not None and one.slug == chosen.slug,
            }
            for one in sources
        ],
        source=chosen,
        groups=[
            ("flags", words(N_("Red flags")), flags, sum(not one.missing for one in flags)),
            ("uses", words(N_("Use-case indicators")), uses, sum(not one.missing for one in uses)),
        ],
        runs=runs,
        mended=[one for one in mended if one["count"]],
        crumbs=[(words(N_("Contracts")), url(request, "procurement:index"))],
    )


def _look(
    session: Session, asked: str, guests: tuple[Guest, ...]
) -> tuple[list[Source], Source | None, list[Verdict], dict[str, Run], list[dict[str, object]]]:
    sources = [one for one in queries.sources(session) if one.processes]
    if asked:
        chosen: Source | None = queries.source(session, asked)
    else:
        chosen = sources[0] if sources else None
    if chosen is None:
        return sources, None, [], {}, []
    found = verdicts(queries.coverage(session, chosen.id), chosen.processes, guests)
    return sources, chosen, found, queries.runs(session, chosen.id), queries.repairs(session, chosen.slug)
