"""Attributes without noise, and words that are only drawn where they fit."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.geometry import STEPS, WIDE, fit, percent, plain, text_width, wrap


def test_numbers_are_short_and_plain() -> None:
    assert plain(12.0) == "12"
    assert plain(12.3456) == "12.35"
    assert plain(-0.0001) == "0"
    assert plain(1e9) == "1000000000"
    assert percent(0.319421) == "31.942%"
    assert percent(0) == "0%"


def test_a_bold_text_and_a_larger_text_are_wider() -> None:
    assert text_width("Education", 13, bold=True) > text_width("Education", 13)
    assert text_width("Education", 15) > text_width("Education", 13)
    assert text_width("Education and culture", 13) > text_width("Education", 13)
    assert text_width("教育", 10) == 20


def test_words_are_broken_between_words_only() -> None:
    assert wrap("Public order and safety", 1000, 13) == ("Public order and safety",)
    assert wrap("Public order and safety", 90, 13, most=3) == ("Public order", "and safety")
    assert wrap("Public order and safety", 90, 13, most=1) == ()
    assert wrap("Environmental", 40, 13, most=3) == ()


@given(st.text(alphabet="abcdefghij klmno", min_size=1), st.floats(20, 400), st.integers(1, 4))
def test_broken_lines_fit_and_lose_nothing(text: str, width: float, most: int) -> None:
    lines = wrap(text, width, 13, most=most)
    assert len(lines) <= most
    assert all(text_width(line, 13) <= width for line in lines)
    if lines:
        assert " ".join(lines) == " ".join(text.split())


def test_the_smallest_sufficient_step_is_named() -> None:
    assert fit(200) == ""
    assert fit(300) == "f22"
    assert fit(700) == "f46"
    assert fit(2000) is None
    assert fit(200, least=WIDE) == ""
    assert fit(700, least=WIDE) == "f46"


def test_classes_name_their_width_in_rem() -> None:
    previous = 0.0
    for (width, _), (next_width, name) in itertools.pairwise(STEPS):
        assert width > previous
        assert name == f"f{next_width / 16:g}"
        previous = width
