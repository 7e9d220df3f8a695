"""Values of a publiccode.yml, one kind at a time."""

from __future__ import annotations

import datetime

from toolbox_core.policy.shapes import (
    all_of,
    is_address,
    is_country,
    is_date,
    list_of,
    one_of,
    path_of,
    section_of,
    text,
    texts,
)


def test_addresses_and_countries() -> None:
    assert is_address("https://code.example.org/x.git")
    assert not is_address("https://[")
    assert not is_address("javascript:alert(1)")
    assert is_country("NO")
    assert not is_country("EU")
    assert not is_country("ZZ")


def test_days() -> None:
    assert is_date(datetime.date(2026, 1, 2))
    assert is_date("2026-01-02")
    assert not is_date("20260102")
    assert not is_date("2026-W01-1")
    assert not is_date("2026-02-30")
    assert not is_date(None)


def test_shapes() -> None:
    assert section_of({"a": [1]}, "a") == {}
    assert section_of({"a": {"b": 1}}, "a") == {"b": 1}
    assert (list_of([1]), list_of("x")) == ([1], [])
    assert path_of("https://a.example/b.png?c=1") == "/b.png"
    assert list(text(None, "k")) == list(texts(None, "k")) == list(texts("web", "k", one=True)) == []
    assert list(texts("web", "k")) == [("values", "k must be a list of texts.")]
    assert list(text(7, "k")) == [("values", "k must be text, not 7.")]


def test_words_of_a_list() -> None:
    assert list(one_of("beta", ["beta", "stable"], "k")) == []
    assert list(one_of("x", ["beta"], "k")) == [("values", "k 'x' is no word of the standard. It may be beta.")]
    assert list(all_of(["betta"], ["beta"], "k")) == [
        ("values", "k: 'betta' is no word of the standard. Did you mean beta?")
    ]
