"""How action plans are counted: every rule in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_nap_monitor.pages.frame import frame
from toolbox_nap_monitor.standing import PERCENT_OF

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.config import Config


async def how(config: Config, request: Request) -> Response:
    """``/nap/how``."""
    f = frame(request)
    crumbs = [*f.crumbs(), (f.words._("Action plans"), f.link("home"))]
    return f.show("how.html", percents=PERCENT_OF, months=config.stale_months, crumbs=crumbs)
