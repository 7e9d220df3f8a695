"""``/procurement/rates``: with which exchange rates values are converted here, how, and what could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from toolbox_core import N_, read, render, url
from toolbox_procurement.conversion.act import in_force
from toolbox_procurement.pages.words import Words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

OUTCOMES: Final = {
    "converted": N_("Converted"),
    "same": N_("In this currency already"),
    "rate-too-old": N_("Not converted: there is no rate near enough before the day of the value"),
    "no-rate": N_("Not converted: the rates do not name the currency"),
    "unknown-currency": N_("Not converted: there is no such currency"),
    "no-day": N_("Not converted: the value has no day"),
}


async def rates(request: Request) -> Response:
    """The set of rates in force, its rules, and what became of the values."""
    words = Words(request)
    return render(
        request,
        "procurement/rates.html",
        **await read(request, _look),
        outcomes={key: words(label) for key, label in OUTCOMES.items()},
        crumbs=[(words(N_("Contracts")), url(request, "procurement:index"))],
    )


def _look(session: Session) -> dict[str, Any]:
    found = in_force(session)
    return {
        "rates": found and {"origin": found.origin, "base": found.base, "target": found.target, "days": found.days},
        "report": found.report if found else {},
        "counts": found.counts if found else {},
        "file": (found.name, found.sha256, found.published_at) if found else None,
    }
