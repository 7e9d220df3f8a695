"""Codes that a spreadsheet has spoiled are shown; dates that are meant as dates are left alone."""

from __future__ import annotations

import pytest

from toolbox_core.importing.columns import damaged_codes

CODES = ["001", "002", "1.2", "A-17", "00000", "31.4"]


@pytest.mark.parametrize(
    "cell",
    [
        "01/02/2024",
        "2024-02-01",
        "2024-02-01 00:00:00",
        "01-mar",
        "Mar-24",
        "1.5.24",
        "4,10E+11",
        "4E+5",
        "#####",
        "#N/A",
    ],
)
def test_traces_among_codes_are_named(cell: str) -> None:
    found = damaged_codes([*CODES, cell, cell, ""])
    assert found is not None
    assert (found.count, found.examples) == (2, (cell,))
    assert cell in found.message


def test_sound_codes_are_left_alone() -> None:
    assert damaged_codes(CODES) is None
    assert damaged_codes([]) is None


def test_a_column_of_dates_is_a_column_of_dates() -> None:
    assert damaged_codes(["01/02/2024", "02/02/2024", "03/02/2024"]) is None


def test_words_are_no_codes() -> None:
    assert damaged_codes(["March", "Police", "mar", "sea"]) is None
