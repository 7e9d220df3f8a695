"""Parameters read by their types, and mistakes in them told in sentences."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from toolbox_core.exceptions import ParameterError
from toolbox_core.web.parameters import described, parameters


class Asked(msgspec.Struct, kw_only=True):
    """What a test asks."""

    name: str
    limit: Annotated[int, msgspec.Meta(ge=1, le=10)] = 5
    since: date | None = None
    form: Literal["json", "csv"] = "json"
    words: list[str] = []
    exact: bool = False


def request(query: str, **places: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": [], "path_params": places})


def test_each_is_read_by_its_type() -> None:
    asked = parameters(
        request("limit=7&since=2025-12-31&form=csv&words=a&words=b&exact=true&lang=fr", name="town"), Asked
    )

    assert (asked.name, asked.limit, asked.since, asked.form) == ("town", 7, date(2025, 12, 31), "csv")
    assert (asked.words, asked.exact) == (["a", "b"], True)


def test_what_is_empty_is_not_given() -> None:
    assert parameters(request("limit=&since=", name="town"), Asked) == Asked(name="town")


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("limit=11", "limit", "a whole number from 1 to 10"),
        ("limit=x", "limit", "'x' cannot be used here"),
        ("limit=1.5", "limit", "a whole number"),
        ("limit=1&limit=2", "limit", "more than once"),
        ("since=yesterday", "since", "a day, such as"),
        ("since=null", "since", "'null' cannot be used here"),
        ("form=xml", "form", "one of csv, json"),
        ("exact=perhaps", "exact", "true or false"),
        ("limits=1", "limits", "Did you mean 'limit'?"),
        ("zzzzzz=1", "zzzzzz", "There are limit, since"),
        ("name=other", "name", "no such parameter"),
    ],
)
def test_a_mistake_is_named(query: str, parameter: str, words: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parameters(request(query, name="town"), Asked)

    assert caught.value.parameter == parameter
    assert words in str(caught.value)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ParameterError, match=r"name: It is missing\. Give a text"):
        parameters(request(""), Asked)


def test_a_long_wrong_value_is_told_shortly() -> None:
    with pytest.raises(ParameterError) as caught:
        parameters(request("limit=" + "9" * 5000, name="town"), Asked)

    assert len(str(caught.value)) < 200


@given(st.dictionaries(st.sampled_from(["limit", "since", "form", "exact", "more"]), st.text(max_size=20)))
def test_any_query_is_read_or_refused(query: dict[str, str]) -> None:
    from urllib.parse import urlencode

    try:
        asked = parameters(request(urlencode(query), name="town"), Asked)
    except ParameterError:
        return
    assert 1 <= asked.limit <= 10


def test_types_have_words() -> None:
    assert described(Annotated[str, msgspec.Meta(max_length=5, pattern="^a")]) == (
        "a text of at most 5 characters of the form ^a"
    )
    assert described(Annotated[float, msgspec.Meta(ge=0)]) == "a number from 0"
    assert described(list[str]) == "one or more values"
