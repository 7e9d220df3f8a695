"""Names made comparable, for matching only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.services.organisations.names import core, normalise, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Éts. DUPONT & Cie", "ets dupont cie"),
        ("Brightwater  Paving, S.A.", "brightwater paving sa"),
        ("MINISTERIO DE ECONOMÍA", "ministerio de economia"),
        ("وزارة المالية", "وزارة المالية"),
        ("Straße", "strasse"),
        ("—", ""),
    ],
)
def test_names_are_made_comparable(name: str, expected: str) -> None:
    assert normalise(name) == expected


def test_the_core_sets_legal_forms_and_order_aside() -> None:
    assert core("Dupont, S.A.") == core("SA DUPONT") == "dupont"
    assert core("S.A.") == "sa"


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalise(name)

    assert normalise(once) == once
    assert len(once) <= 255


@given(st.text(max_size=300))
def test_a_slug_is_always_an_address(name: str) -> None:
    assert slug(name).replace("-", "").isalnum()
    assert slug(name).isascii()
    assert len(slug(name)) <= 80
