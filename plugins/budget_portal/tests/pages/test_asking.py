"""Reading the query string, and codes in addresses."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from toolbox_budget_portal.addresses import from_address, to_address
from toolbox_budget_portal.pages.asking import whole_number, within

codes = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.lists(codes, min_size=1, max_size=4))
def test_every_code_survives_the_address(parts: list[str]) -> None:
    path = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)
    address = to_address(path)
    assert from_address(unquote(address)) == path
    assert from_address(unquote(unquote(address))) == path or "%" in address, "a slash survives being unquoted twice"


def _request(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": [], "method": "GET", "path": "/"})


def test_numbers_out_of_bounds_are_left_out() -> None:
    for query, number in (("page=3", 3), ("page=0", 1), ("page=-2", 1), ("page=%C2%B2", 1), ("page=9999999999", 1)):
        assert whole_number(_request(query), "page", 1) == number, query


def test_narrowing_ignores_the_own_kind_and_unknown_names() -> None:
    assert within(_request("functional=1&economic=2/21&colour=red"), "functional") == {"economic": "2/21"}
