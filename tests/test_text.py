"""Text made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.text import fold, words


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
