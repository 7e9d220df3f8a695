"""``/procurement/indicators/``: every red flag with its question, its method and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import N_, NotFound, read, render, settings_of, translate, url
from toolbox_procurement.exceptions import ProcurementSettingsError
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.pages.thresholds import SCOPES, default_words
from toolbox_procurement.pages.words import Words
from toolbox_procurement.publishing.thresholds import in_force
from toolbox_procurement.watching import flag_settings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_procurement.indicators.base import Indicator

STAGES = {
    "planning": N_("Planning"),
    "tender": N_("Tender"),
    "bids": N_("Bids"),
    "award": N_("Award"),
    "contract": N_("Contract"),
}
SUBJECTS = {
    "OCID": N_("contracting process"),
    "Buyer": N_("buyer"),
    "ProcuringEntity": N_("procuring entity"),
    "Tenderer": N_("bidder"),
    "ItemClass": N_("class of items"),
}


async def index(request: Request) -> Response:
    """Every indicator by stage, with its question in a sentence."""
    stages: dict[str, list[type[Indicator]]] = {stage: [] for stage in STAGES}
    known = Words(request).indicators
    for kind in known.values():
        stages[kind.stage].append(kind)
    shown = [(stage, translate(request, STAGES[stage]), kinds) for stage, kinds in stages.items() if kinds]
    return render(
        request,
        "procurement/indicators.html",
        stages=shown,
        toc=[(name, f"#{stage}") for stage, name, _ in shown],
        count=len(known),
        crumbs=[(translate(request, N_("Contracts")), url(request, "procurement:index"))],
        subjects={group: translate(request, word) for group, word in SUBJECTS.items()},
    )


async def indicator(request: Request) -> Response:
    """One indicator: why, how, with what settings, and what it cannot tell. 404 for an unknown code."""
    kind = Words(request).indicators.get(request.path_params["code"].upper())
    if kind is None:
        raise NotFound(f"There is no indicator {request.path_params['code']}.")
    words = Words(request)
    try:
        settings = flag_settings(settings_of(request).path, words.guests)
    except ProcurementSettingsError:  # whoever publishes is told; readers see what holds without the file
        settings = Settings(guests=words.guests)
    held = await read(request, in_force, settings, kind.code)
    return render(
        request,
        "procurement/indicator.html",
        indicator=kind,
        held=[(words(SCOPES[one.scope]), one.name, one.value, one.since) for one in held],
        stage=translate(request, STAGES[kind.stage]),
        subjects=[translate(request, SUBJECTS[group]) for group in kind.groups],
        needs=[need.split("|") for need in kind.needs],
        settings=[(name, words, default_words(kind.defaults[name])) for name, words in kind.settings.items()],
        crumbs=[
            (translate(request, N_("Contracts")), url(request, "procurement:index")),
            (translate(request, N_("Red flags")), url(request, "procurement:indicators")),
        ],
    )
