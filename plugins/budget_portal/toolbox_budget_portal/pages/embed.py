"""One chart of a page alone, for other sites to put into a frame: ``…/embed?chart=…`` of the page's own address.

The chart is the very one of the page, cut out of it, with its equal table, its source and a link back. Only these
addresses may be framed (``frame-ancestors``); every other page of the site stays shut.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from markupsafe import Markup

from toolbox_core import NotFound, render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

OPEN = {"toolbox-frame-ancestors": "*", "cross-origin-resource-policy": "cross-origin"}
SUFFIX = "/embed"
_FIGURE = re.compile(r'<figure class="chart" id="([^"]+)">.*?</figure>', re.DOTALL)
_TITLE = re.compile(r"<figcaption><h\d>(.*?)</h\d>", re.DOTALL)

Page = Callable[["Request"], Awaitable["Response"]]


def embed_address(request: Request) -> str:
    """Where the charts of this page are embedded, to be ended with the chart's name; empty on such a page itself."""
    path = quote(request.scope["path"], safe="/:@!$&'()*+,;=~-._")
    if path.endswith(SUFFIX):
        return ""
    state = [(key, value) for key, value in request.query_params.multi_items() if key not in ("chart", "lang")]
    return f"{path}{SUFFIX}?{urlencode([*state, ('chart', '')])}"


def embedded(page: Page) -> Page:
    """The endpoint that shows one chart of ``page`` alone, the first unless another is named.

    Raises ``NotFound`` and names the charts there are.
    """

    async def embed(request: Request) -> Response:
        answer = await page(request)
        if answer.status_code != 200:
            return answer
        charts = {found.group(1): found.group() for found in _FIGURE.finditer(bytes(answer.body).decode())}
        wanted = request.query_params.get("chart") or next(iter(charts), "")
        if wanted not in charts:
            raise NotFound(
                f"There is no chart called {wanted[:40]!r} here.",
                fix=f"The charts are: {', '.join(charts)}." if charts else "This page has no chart.",
            )
        state = [(key, value) for key, value in request.query_params.multi_items() if key != "chart"]
        path = quote(request.scope["path"].removesuffix(SUFFIX), safe="/:@!$&'()*+,;=~-._")
        title = _TITLE.search(charts[wanted])
        shown = render(
            request,
            "budget_portal/embed.html",
            chart=Markup(charts[wanted]),  # noqa: S704 - cut from a page that escaped whatever came from outside
            name=Markup(title.group(1)).striptags() if title else "",  # noqa: S704
            page=f"{path}?{urlencode(state)}" if state else path,
        )
        shown.headers.update(OPEN)
        return shown

    return embed
