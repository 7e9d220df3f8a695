"""The charts of a page on other sites: in a frame (``…/embed?chart=…``) and as a picture (``…/chart.svg?chart=…``).

A route that says ``charts=True`` has both. The chart is the very one of the page, cut out of it, so that nobody keeps a
second way to draw it. Only these addresses may be framed (``frame-ancestors``); every other page stays shut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.responses import Response

from toolbox_core.charts.picture import heading, picture
from toolbox_core.exceptions import NotFound
from toolbox_core.i18n import direction, locale_of
from toolbox_core.web.host import settings_of, visit_of
from toolbox_core.web.rendering import CHARTS_KEY, LANGUAGE_PARAMETER, render
from toolbox_core.web.security import FRAME_HEADER
from toolbox_core.web.urls import site_base

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolbox_core.contracts import ApiRoute, Endpoint, Route

FRAME, PICTURE = "embed", "chart.svg"
_OPEN = {FRAME_HEADER: "*", "cross-origin-resource-policy": "cross-origin"}
_BEGINS = '<figure class="chart" id="'
_ENDS = "</figure>"
_SAFE = "/:@!$&'()*+,;=~-._"


def with_charts(route: Route) -> Sequence[Route]:
    """The route itself and, if it offers its charts, the two routes of each of them, which are to be tried first."""
    if not route.charts:
        return (route,)

    def beside(ending: str, endpoint: Endpoint) -> Route:
        path = f"{route.path.rstrip('/')}/{ending}"
        return replace(
            route, path=path, endpoint=endpoint, name=f"{route.name}.{ending}", methods=("GET",), charts=False
        )

    page = route.endpoint
    return (beside(FRAME, _framed(page)), beside(PICTURE, _pictured(page)), replace(route, endpoint=_offering(page)))


def is_chart(route: Route | ApiRoute) -> bool:
    """Whether a route is one of those that ``with_charts`` adds."""
    return route.name.endswith((f".{FRAME}", f".{PICTURE}"))


def charts_of(page: str) -> dict[str, str]:
    """The charts of a page by their names, in their order: the markup of each ``<figure>``."""
    found: dict[str, str] = {}
    for piece in page.split(_BEGINS)[1:]:
        name = piece.partition('"')[0]
        found[name] = _BEGINS + piece.partition(_ENDS)[0] + _ENDS
    return found


def _offering(page: Endpoint) -> Endpoint:
    """The page, whose charts then tell where they can be taken from."""

    async def offer(request: Request) -> Response:
        def address(kind: str, chart: str) -> str:
            state = _state(request, {"chart": chart})
            if kind == PICTURE:
                # A picture cannot ask its reader for a language.
                state[LANGUAGE_PARAMETER] = visit_of(request).language
            return f"{_path(request).rstrip('/')}/{kind}?{urlencode(state, doseq=True)}"

        request.scope[CHARTS_KEY] = address
        return await page(request)

    return offer


def _framed(page: Endpoint) -> Endpoint:
    async def frame(request: Request) -> Response:
        answer = await page(request)
        if answer.status_code != 200:
            return answer
        chart = _chosen(request, answer)
        shown = render(
            request,
            "embed.html",
            chart=Markup(chart),  # noqa: S704 - cut from a page that escaped whatever came from outside
            name=heading(chart),
            page=_page(request, FRAME),
        )
        shown.headers.update(_OPEN)
        return shown

    return frame


def _pictured(page: Endpoint) -> Endpoint:
    async def draw(request: Request) -> Response:
        answer = await page(request)
        if answer.status_code != 200:
            return answer
        site, language = settings_of(request).site, visit_of(request).language
        base = site_base(request)
        drawn = picture(
            _chosen(request, answer),
            direction=direction(locale_of(language)),
            base=base,
            about=f"{site.organisation or site.name} · {base}{_page(request, PICTURE)}",
        )
        return Response(
            drawn, media_type="image/svg+xml", headers={"content-language": language.replace("_", "-"), **_OPEN}
        )

    return draw


def _chosen(request: Request, answer: Response) -> str:
    """The chart that is asked for, the first unless it is named. Raises ``NotFound`` and names those there are."""
    charts = charts_of(bytes(answer.body).decode())
    wanted = request.query_params.get("chart") or next(iter(charts), "")
    if wanted not in charts:
        raise NotFound(
            f"There is no chart called {wanted[:40]!r} here.",
            fix=f"The charts are: {', '.join(charts)}." if charts else "This page has no chart.",
        )
    return charts[wanted]


def _state(request: Request, more: dict[str, str] | None = None) -> dict[str, object]:
    """What the address says beside the chart's name and the language, and ``more``."""
    without = ("chart", LANGUAGE_PARAMETER)
    kept = {name: request.query_params.getlist(name) for name in request.query_params if name not in without}
    return {**kept, **(more or {})}


def _path(request: Request) -> str:
    return quote(request.scope["path"], safe=_SAFE)


def _page(request: Request, ending: str) -> str:
    """The address of the page from which this chart was cut."""
    path = _path(request).removesuffix(f"/{ending}") or "/"
    state = _state(request)
    return f"{path}?{urlencode(state, doseq=True)}" if state else path
