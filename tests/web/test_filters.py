"""Conditions in the address: read strictly, written back always the same way, nothing of it dangerous."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from toolbox_core.exceptions import InputError
from toolbox_core.web import filters as module
from toolbox_core.web.filters import Filter, Filters, read_filters

FIELDS = (
    Filter(name="kind", label="Kind", kind="choice", choices={"a": "Apple", "b": "Pear"}),
    Filter(name="year", label="Year", kind="number"),
    Filter(name="body", label="Body"),
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "translate", lambda request, message: message)


def read(query: str, path: str = "/list") -> Filters:
    scope: dict[str, Any] = {"type": "http", "path": path, "query_string": query.encode(), "headers": []}
    return read_filters(Request(scope), FIELDS, keep=("q", "order"))


def test_conditions_are_read_typed() -> None:
    found = read("q=+school+&kind=a&year=2024&body=&page=3&other=x")
    assert found.values == {"kind": "a", "year": 2024}
    assert found.kept == {"q": "school"}
    assert (found.number("year"), found.number("kind"), found.text("body"), found.page) == (2024, None, "", 3)
    assert found.texts() == {"kind": "a", "year": "2024"}
    assert bool(found)
    assert not read("q=x&page=2")


def test_addresses_are_always_in_the_same_order_and_begin_on_the_first_page() -> None:
    found = read("year=2024&q=x&page=3&kind=a")
    assert found.address() == "/list?q=x&kind=a&year=2024"
    assert found.address(body="ä b", kind=None) == "/list?q=x&year=2024&body=%C3%A4+b"
    assert found.address(page=2) == "/list?q=x&kind=a&year=2024&page=2"
    assert found.page_address(1) == found.address()
    assert found.address("/list.json") == "/list.json?q=x&kind=a&year=2024"
    assert found.clear == "/list?q=x"
    assert read("").address() == "/list"
    assert read("", "/é list").address() == "/%C3%A9%20list"


def test_chips_and_hidden_inputs() -> None:
    found = read("q=x&kind=a&body=m")
    assert found.chips({"body": "Ministry"}) == [("Apple", "/list?q=x&body=m"), ("Ministry", "/list?q=x&kind=a")]
    assert found.hidden("q") == [("kind", "a"), ("body", "m")]
    assert found.hidden() == [("q", "x"), ("kind", "a"), ("body", "m")]


def test_groups_mark_what_is_chosen_and_take_it_away_again() -> None:
    title, links = read("kind=a").group("kind", everything="All")
    assert title == "Kind"
    assert [(link["label"], link["href"], link["current"]) for link in links] == [
        ("All", "/list", False),
        ("Apple", "/list", True),
        ("Pear", "/list?kind=b", False),
    ]
    _, years = read("").group("year", [("2024", "2024", "7")])
    assert years == [{"label": "2024", "href": "/list?year=2024", "count": "7", "current": False}]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("kind=c", "Choose one of a, b"),
        ("year=20x4", "not a whole number"),
        ("year=%D9%A2", "not a whole number"),
        ("year=1234567890", "not a whole number"),
        ("body=%00", "cannot be read"),
        (f"q={'x' * 1201}", "cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(query: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(query)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", ""])
def test_a_page_that_is_none_is_the_first(page: str) -> None:
    assert read(f"page={page}").page == 1


@given(q=st.text(max_size=50), body=st.text(max_size=50), year=st.integers(0, 999_999_999))
def test_an_address_leads_back_to_the_same_conditions(q: str, body: str, year: int) -> None:
    from urllib.parse import urlencode

    if "\0" in q + body:
        return
    first = read(urlencode({"body": body, "year": year, "q": q}, errors="replace"))
    address = urlsplit(first.address())
    again = read(address.query)
    assert (again.values, again.kept, again.address()) == (first.values, first.kept, first.address())
    assert address.path == "/list"
    assert dict(parse_qsl(address.query)).get("year") == str(year)
