"""Addresses come from route names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.routing import NoMatchFound, Route, Router

from toolbox_core.web.urls import address_of, has_route


async def page(request: Any) -> None:
    del request


ROUTER = Router([Route("/budget/{entity}/{year:int}", page, name="budget:year")])


def test_an_address_from_its_name() -> None:
    assert address_of(ROUTER, "budget:year", entity="port-sennen", year=2025) == "/budget/port-sennen/2025"
    assert address_of(ROUTER, "budget:year", {"q": "é&", "no": None}, entity="a", year=1) == "/budget/a/1?q=%C3%A9%26"
    assert has_route(ROUTER, "budget:year")
    assert not has_route(ROUTER, "budget:month")
    with pytest.raises(NoMatchFound):
        address_of(ROUTER, "budget:year", entity="a")


def test_a_page_that_names_no_route_is_told_so(probe: Callable[..., Any]) -> None:
    code = """
        async def page(request):
            try:
                return PlainTextResponse(url(request, "probe:none"))
            except LookupError as error:
                return PlainTextResponse(url(request, "probe:page", {"a": 1}) + " " + str(error))
    """
    text = probe(code, "path='/probe', endpoint=page, name='probe:page', public=True").client.get("/probe").text
    assert text.startswith("/probe?a=1 There is no route 'probe:none'")
