"""Numbers as people type them: every format, from evidence, exactly, and never guessed in silence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.importing.numbers import (
    NumberFormat,
    Presence,
    decimal_places,
    from_minor,
    presence,
    sniff_number_format,
    split_cell,
    to_minor,
)
from toolbox_core.importing.tables import open_table

NO_BREAK, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("cells", "decimal", "group"),
    [
        (["1.234,56", "7"], ",", "."),
        (["1,234.56", "7"], ".", ","),
        (["1 234,56"], ",", " "),
        ([f"1{NO_BREAK}234,56"], ",", " "),
        ([f"1{NARROW}234.56"], ".", " "),
        (["1'234.56"], ".", "'"),
        (["1’234.56"], ".", "'"),
        (["12,34,567.89"], ".", ","),
        (["143828605", "-2704445", "136532569,4"], ",", ""),
        (["432848978.06", "1.234"], ".", ""),
        (["0.123"], ".", ""),
        (["1,234,567"], "", ","),
        (["1.234.567", "12"], "", "."),
        (["1", "22", "333"], "", ""),
        (["٣٫٥", "١٢"], "٫", ""),
    ],
)
def test_a_column_shows_its_format(cells: list[str], decimal: str, group: str) -> None:
    found = sniff_number_format(cells)
    assert (found.decimal, found.group, found.ambiguous) == (decimal, group, False)
    assert found.evidence


@pytest.mark.parametrize(
    "cells",
    [
        ["1.234", "2.500", "12.000"],
        ["1,234"],
        ["(1,234)", "5-"],
        ["1.5", "1,5"],
        ["12 %", "13"],
        ["abc"],
        [],
    ],
)
def test_what_cannot_be_decided_is_said(cells: list[str]) -> None:
    assert sniff_number_format(cells).ambiguous


def test_other_cells_of_the_column_decide_about_a_doubtful_one() -> None:
    assert sniff_number_format(["1.234", "1.234,5"]).parse("1.234") == 1234
    assert sniff_number_format(["1.234", "0.5"]).parse("1.234") == Decimal("1.234")


def test_thousands_marked_in_some_cells_only_are_told() -> None:
    """As in a real national budget: 171395.66 beside 85,817. The point is proven, so the comma marks thousands."""
    found = sniff_number_format(["171395.66", "85,817"])
    assert (found.decimal, found.group, found.ambiguous) == (".", ",", False)
    assert "Thousands are marked in some cells only, such as 85,817." in found.evidence
    assert found.parse("85,817") == 85817


def test_an_ambiguous_format_refuses_what_it_cannot_decide_and_reads_the_rest() -> None:
    found = sniff_number_format(["1.234", "17"])
    with pytest.raises(ValueError, match="two ways"):
        found.parse("1.234")
    assert found.parse("17") == 17


def test_the_evidence_names_what_decides() -> None:
    found = sniff_number_format(["1.234", "1.234,56", "3"])
    assert found.evidence == (
        "3 of 3 numbers read with a comma for decimals and a point for thousands, such as 1.234,56."
    )


def test_cells_that_do_not_fit_are_named() -> None:
    found = sniff_number_format(["1,50", "2,50", "3.25"])
    assert "3.25" in found.evidence
    assert (found.decimal, found.ambiguous) == (",", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(1,234)", "-1234"),
        ("-5", "-5"),
        ("5-", "-5"),
        ("−5", "-5"),
        ("+5", "5"),
        ("  5 ", "5"),
        ("1,234.50", "1234.50"),
        ("$ 1,234.50", "1234.50"),
        ("1,234.50 EUR", "1234.50"),
        ("-1,234.50 €", "-1234.50"),
        ("€-5", "-5"),
        (".5", "0.5"),
        ("0007", "7"),
    ],
)
def test_signs_brackets_and_currencies(text: str, value: str) -> None:
    assert NumberFormat(".", ",").parse(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1e5", "NaN", "Infinity", "1_000", "--5", "(-5)", "1,23", "1.2.3", "5.", "12a", "1 2", "€", "+-5"],
)
def test_what_is_no_number_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        NumberFormat(".", ",").parse(text)


def test_a_number_of_absurd_length_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 40 digits"):
        NumberFormat(".", "").parse("1" * 100_000)


def test_percentages_are_the_number_before_the_sign() -> None:
    found = sniff_number_format(["12 %", "3,5%"])
    assert found.percent
    assert found.parse("12 %") == 12
    with pytest.raises(ValueError, match="is not a percentage"):
        found.parse("12")
    with pytest.raises(ValueError, match="is a percentage"):
        NumberFormat().parse("12 %")


def test_a_second_currency_in_a_column_is_refused() -> None:
    found = sniff_number_format(["€ 5", "€ 6"])
    assert found.currency == "€"
    with pytest.raises(ValueError, match=r"in \$"):
        found.parse("$ 5")


@pytest.mark.parametrize("space", [" ", NO_BREAK, NARROW, "\u2009"])
def test_a_group_of_any_space_reads_any_space(space: str) -> None:
    assert NumberFormat(",", space).parse(f"1{NARROW}234,5") == Decimal("1234.5")


def test_words_for_no_value_are_three_different_things_and_none_is_zero() -> None:
    assert presence("") is presence("  ") is Presence.BLANK
    assert presence("nfp") is Presence.NOT_PUBLISHED
    assert presence("n/a") is Presence.NOT_APPLICABLE
    assert presence("- ") is Presence.DASH
    assert presence("n.d.") is Presence.NOT_AVAILABLE
    assert presence("0") is presence("-0") is presence("garbage") is Presence.VALUE


def test_words_for_no_value_do_not_disturb_the_format() -> None:
    found = sniff_number_format(["nfp", "- ", "", "1,5"])
    assert (found.decimal, found.ambiguous, found.counts["other"]) == (",", False, 0)


@pytest.mark.parametrize(
    ("amount", "exponent", "minor"),
    [("12.30", 2, 1230), ("-0.01", 2, -1), ("5", 0, 5), ("450521878.687746", 6, 450521878687746)],
)
def test_amounts_become_minor_units(amount: str, exponent: int, minor: int) -> None:
    assert to_minor(Decimal(amount), exponent) == minor
    assert from_minor(minor, exponent) == Decimal(amount)


def test_extra_digits_are_refused_unless_rounding_is_asked_for() -> None:
    with pytest.raises(ValueError, match="more than 2 decimal places"):
        to_minor(Decimal("1.005"))
    assert to_minor(Decimal("1.005"), round_extra=True) == 100
    assert to_minor(Decimal("1.500"), 1) == 15


def test_an_amount_beyond_the_database_is_refused() -> None:
    assert to_minor(Decimal((1 << 63) - 1), 0) == (1 << 63) - 1
    for amount in (Decimal(1 << 63), Decimal("1e40"), Decimal("-1e39")):
        with pytest.raises(ValueError, match="too large"):
            to_minor(amount, 0)


def test_decimal_places_leave_trailing_zeros_out() -> None:
    assert [decimal_places(Decimal(text)) for text in ("1.50", "1", "1.125000", "100", "0.00")] == [1, 0, 3, 0, 0]


def test_a_cell_is_taken_apart() -> None:
    cell = split_cell(" (1 234,5 €) ")
    assert cell is not None
    assert (cell.core, cell.negative, cell.currency) == ("1 234,5", True, "€")


FORMATS = [(".", ","), (".", ""), (".", " "), (".", "'"), (",", "."), (",", ""), (",", " "), (",", "'")]
AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=2, allow_nan=False)


def write(amount: Decimal, decimal: str, group: str) -> str:
    return f"{amount:,.2f}".replace(",", "G").replace(".", decimal).replace("G", group)


@given(AMOUNTS, st.sampled_from(FORMATS))
def test_what_was_written_in_a_format_reads_back_exactly(amount: Decimal, signs: tuple[str, str]) -> None:
    assert NumberFormat(*signs).parse(write(amount, *signs)) == amount


@given(st.lists(AMOUNTS, min_size=1, max_size=30), st.sampled_from(FORMATS))
def test_a_sniffed_format_never_reads_another_number(amounts: list[Decimal], signs: tuple[str, str]) -> None:
    """Whatever the column: the proposal reads every cell exactly, or says that a person must decide."""
    cells = [write(amount, *signs) for amount in amounts]
    found = sniff_number_format(cells)
    assert not found.ambiguous
    assert [found.parse(cell) for cell in cells] == amounts


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_sentence(text: str) -> None:
    for signs in FORMATS:
        try:
            assert NumberFormat(*signs).parse(text).is_finite()
        except ValueError as error:
            assert str(error).endswith(".")  # noqa: PT017 - the sentence is what is tested


@given(AMOUNTS)
def test_minor_units_and_back(amount: Decimal) -> None:
    assert from_minor(to_minor(amount)) == amount


@pytest.mark.shared_data
def test_every_amount_column_of_a_real_budget_is_told_right(shared_data: Path) -> None:
    folder = shared_data / "budget"
    for year in ("2021", "2022", "2023", "2024"):
        with open_table(folder / "es-madrid-2021-2024" / year / "gastos.csv") as table:
            columns = list(zip(*(cells for _, cells in table.rows()), strict=True))
        for cells in columns[10:]:
            found = sniff_number_format(cells)
            assert (found.decimal in {",", ""}, found.group, found.ambiguous) == (True, "", False), found.evidence
            assert all(found.parse(cell).is_finite() for cell in cells)
    with open_table(folder / "au-federal-2015-16" / "201505181230budget1516.csv") as table:
        columns = list(zip(*(cells for _, cells in table.rows()), strict=True))
        amounts = {name: cells for name, cells in zip(table.columns, columns, strict=True) if name.startswith("20")}
    totals = {}
    for name, cells in amounts.items():
        found = sniff_number_format(cells)
        assert (found.decimal, found.ambiguous) == (".", False), found.evidence
        totals[name] = sum(found.parse(cell) for cell in cells if presence(cell) is Presence.VALUE)
    assert totals["2014-15"] == Decimal("450521878.687746")
    assert totals["2018-19"] == Decimal("511524122.373805")
