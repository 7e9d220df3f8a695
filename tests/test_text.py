"""Text made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.text import fold, printable, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Educación", "educacion"),
        ("ŁÓDŹ", "lodz"),
        ("Straße", "strasse"),
        ("København", "kobenhavn"),
        ("ﬁnance", "finance"),
        ("وزارة", "وزارة"),
        ("𝕊um", "sum"),
    ],
)
def test_accents_and_case_are_set_aside(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_are_letters_and_figures() -> None:
    assert words("Éts. Dupont & Cie, n° 12_b") == ["ets", "dupont", "cie", "n", "12", "b"]


@given(st.text())
def test_what_is_printable_stays_so(text: str) -> None:
    plain = printable(text)
    assert printable(plain) == plain
    assert not set(plain) & {"\x00", "\x0b", "\r", "\ud800"}


def test_lines_and_letters_stay() -> None:
    assert printable("a\r\nb\rc\x07é🌳") == "a\nb\ncé🌳"
