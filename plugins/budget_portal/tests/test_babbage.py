"""The Babbage query language: reading, writing, and clear refusals."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.babbage import (
    BadQuery,
    Cut,
    Order,
    Range,
    parse_cuts,
    parse_order,
    parse_refs,
    write_cuts,
    write_order,
    write_refs,
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
names = texts.filter(bool)
ranges = st.builds(Range, st.none() | texts, st.none() | texts).filter(
    lambda r: r.low is not None or r.high is not None
)
cuts = st.builds(Cut, names, st.lists(texts | ranges | st.none(), min_size=1, max_size=4).map(tuple))


@given(st.lists(cuts, max_size=4).map(tuple))
def test_cuts_survive_the_round_trip(value: tuple[Cut, ...]) -> None:
    assert parse_cuts(write_cuts(value)) == value


@given(st.lists(st.builds(Order, names, st.booleans()), max_size=4).map(tuple))
def test_orders_survive_the_round_trip(value: tuple[Order, ...]) -> None:
    assert parse_order(write_order(value)) == value


@given(st.lists(names, max_size=4, unique=True).map(tuple), st.sampled_from("|,"))
def test_references_survive_the_round_trip(value: tuple[str, ...], separator: str) -> None:
    assert parse_refs("fields", write_refs(value, separator=separator), separator=separator) == value


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_cuts, parse_order, lambda words: parse_refs("drilldown", words)):
        with contextlib.suppress(BadQuery):
            parse(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ()),
        ("phase.role:executed", (Cut("phase.role", ("executed",)),)),
        ("a.b:1;2|c.d:x y", (Cut("a.b", ("1", "2")), Cut("c.d", ("x y",)))),
        ('a.b:"x|y;z:\\"w\\""', (Cut("a.b", ('x|y;z:"w"',)),)),
        ('"col|umn:1.label":v', (Cut("col|umn:1.label", ("v",)),)),
        ("a:12:30", (Cut("a", ("12:30",)),)),
        ("year:2021..2024", (Cut("year", (Range("2021", "2024"),)),)),
        ("year:..2024;2026..", (Cut("year", (Range(None, "2024"), Range("2026", None))),)),
        ('code:"1..2"', (Cut("code", ("1..2",)),)),
        ('code:"a".."b";c.."d"', (Cut("code", (Range("a", "b"), Range("c", "d"))),)),
        ('code:null;"null";""', (Cut("code", (None, "null", "")),)),
        ("code:001", (Cut("code", ("001",)),)),
    ],
)
def test_cuts_are_read(text: str, wanted: tuple[Cut, ...]) -> None:
    assert parse_cuts(text) == wanted


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("phase.role", 11, "a colon and a value"),
        ("phase.role:", 12, "A value is missing"),
        ("|a:1", 1, "A name is missing"),
        ("a:1|", 5, "A name is missing"),
        ('a:"x', 3, "has no end"),
        ('a:x"y"', 4, "A quote stands inside"),
        ("a:..", 3, "at least one end"),
        ('a:"x"y', 6, "cannot stand here"),
        ('a:"\\u0000"', 3, "null character"),
        ('a:"\\ud800"', 3, "surrogate"),
    ],
)
def test_a_bad_cut_is_refused_with_its_place(text: str, position: int, words: str) -> None:
    with pytest.raises(BadQuery, match=words) as caught:
        parse_cuts(text)
    assert caught.value.position == position
    assert str(caught.value).startswith(f"cut, character {position}")


def test_orders_default_to_ascending() -> None:
    assert parse_order("value.sum:desc,phase.code") == (Order("value.sum", True), Order("phase.code"))


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(BadQuery, match="Write asc or desc"):
        parse_order("value.sum:down")


def test_a_wrong_separator_is_named() -> None:
    with pytest.raises(BadQuery, match=r'Separate with "\|"'):
        parse_refs("drilldown", "a,b")


def test_a_reference_given_twice_counts_once() -> None:
    assert parse_refs("drilldown", "a.b|a.b|c") == ("a.b", "c")


def test_an_endless_parameter_is_refused() -> None:
    with pytest.raises(BadQuery, match="8,000 are allowed"):
        parse_cuts("a:" + "x" * 9_000)
