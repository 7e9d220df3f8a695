"""Live figures beside promises: what other modules of this site measure about a commitment, today and before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import Route, read
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.pages.frame import frame
from toolbox_nap_monitor.publishing import address_part
from toolbox_nap_monitor.queries.live import live_figures

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def live(request: Request) -> Response:
    """``/nap/<member>/<plan>/figures``: the figures that commitments point at, each with its history as a table."""
    f, places = frame(request), request.path_params
    plan = await read(request, queries.plan, places["member"], places["plan"])
    return f.show(
        "live.html",
        plan=plan,
        figures=await read(request, live_figures, plan),
        part=address_part,
        crumbs=f.crumbs(plan, inside=True),
    )


ROUTES = [
    Route(path="/nap/{member}/{plan}/figures", endpoint=live, name="nap_monitor:live", public=True, cacheable=False)
]
