"""Addresses come from route names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.routing import Route

from toolbox_core.web.urls import Addresses


async def page(request: Any) -> None:
    del request


ROUTES = Addresses([Route("/budget/{entity}/{year:int}", page, name="budget:year")])


def test_an_address_from_its_name() -> None:
    assert ROUTES.of("budget:year", entity="port-sennen", year=2025) == "/budget/port-sennen/2025"
    assert ROUTES.of("budget:year", {"q": "é&", "no": None}, entity="a", year=1) == "/budget/a/1?q=%C3%A9%26"
    assert ROUTES.has("budget:year")
    assert not ROUTES.has("budget:month")
    with pytest.raises(LookupError, match=r"'budget:year' with the parameters \['entity'\]"):
        ROUTES.of("budget:year", entity="a")


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
