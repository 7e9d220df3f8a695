"""The pure shape of a budget line: amounts, years, directions, codes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal import rows
from toolbox_budget_portal.rows import AmountReader, MoreDigits


def reader(**changes: object) -> AmountReader:
    """A reader of plain numbers with two digits, with changes."""
    options: dict[str, object] = {"decimal": ".", "group": "", "bare": True, "missing": ("",), "factor": 1, "digits": 2}
    return AmountReader(**{**options, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("0", {}, 0),
        ("12", {}, 1200),
        ("-12.3", {}, -1230),
        ("12.34", {}, 1234),
        ("1.200", {}, 120),
        ("  7 ", {}, 700),
        ("99598,95", {"decimal": ","}, 9959895),
        ("1.234.567,8", {"decimal": ",", "group": "."}, 123456780),
        ("1 234,5", {"decimal": ",", "group": " "}, 123450),
        ("(1,234)", {"group": ","}, -123400),
        ("−5", {}, -500),
        ("5.5", {"factor": 1000}, 550000),
        ("450521878.687746", {"factor": 1000, "digits": 3}, 450521878687746),
        ("€ 12", {"bare": False}, 1200),
    ],
)
def test_amounts_are_read_exactly(text: str, options: dict[str, object], value: int) -> None:
    assert reader(**options).read(text) == value


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "blank"), ("  ", "blank"), ("-", "dash"), ("nfp", "not-published"), ("n/a", "not-applicable")],
)
def test_absence_is_told_apart_and_is_never_zero(text: str, word: str) -> None:
    assert reader().read(text) == word


def test_the_descriptor_may_name_other_words_for_absence_even_numbers() -> None:
    own = reader(missing=("", "secret", "9999"))
    assert own.read("secret") == "not-available"
    assert own.read("9999") == "not-available"


@pytest.mark.parametrize("text", ["1,5", "1.234.567", "abc", "1e5", "12 %", "€ 12", "1.1234567891"])
def test_what_does_not_fit_the_format_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+.*\."):
        reader().read(text)


def test_more_decimal_places_than_expected_are_signalled() -> None:
    with pytest.raises(MoreDigits) as signal:
        reader().read("1.2345")
    assert signal.value.digits == 4


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_reading_gives_back_what_was_written(amount: Decimal) -> None:
    written = format(amount, "f")
    found = reader().read(written)
    assert isinstance(found, int)
    assert rows.money(found, 2) == amount
    assert Decimal(rows.exact(found, 2)) == amount


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = reader().read(text)
    except (ValueError, MoreDigits):
        return
    assert isinstance(found, (int, str))


@pytest.mark.parametrize(
    ("minor", "digits", "text"), [(5, 2, "0.05"), (-123456, 3, "-123.456"), (1200000, 6, "1.20"), (7, 0, "7")]
)
def test_exact_text(minor: int, digits: int, text: str) -> None:
    assert rows.exact(minor, digits) == text


@pytest.mark.parametrize(
    ("word", "direction"),
    [("Gasto", "expenditure"), ("INGRESOS", "revenue"), ("dépenses", "expenditure"), ("Receita", "revenue")],
)
def test_directions_in_several_languages(word: str, direction: str) -> None:
    assert rows.read_direction(word) == direction


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="neither expenditure nor revenue"):
        rows.read_direction("both")


@pytest.mark.parametrize(("text", "year"), [("2024", 2024), (" 2024 ", 2024), ("2024-01-01", 2024), ("2024.0", 2024)])
def test_years(text: str, year: int) -> None:
    assert rows.read_year(text) == year


@pytest.mark.parametrize("text", ["", "24", "2024-25-26-27", "year 2024", "20245"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a year"):
        rows.read_year(text)


@pytest.mark.parametrize(
    ("text", "mark"), [("", False), ("no", False), ("true", True), ("Elimination", True), ("sí", True)]
)
def test_marks_of_consolidation(text: str, mark: bool) -> None:
    assert rows.read_yes(text) is mark


def test_an_unclear_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="does not say"):
        rows.read_yes("maybe")


@pytest.mark.parametrize(
    ("name", "role"),
    [("approved", "approved"), ("Aprobado", "approved"), ("execute", "executed"), ("mystery", "other")],
)
def test_phases_have_standard_roles(name: str, role: str) -> None:
    assert rows.phase_role(name) == role


def test_a_phase_has_a_short_code() -> None:
    assert rows.phase_code(" Crédito  inicial ") == "credito-inicial"
    assert rows.phase_code(" ") == ""


def test_a_label_stands_for_a_missing_code() -> None:
    assert rows.text_code("Roads") == "Roads"
    long = rows.text_code("A very long description of what the money of this outcome is meant to be used for")
    assert len(long) < 60
    assert long != rows.text_code("A very long description of what the money of this outcome is meant to be spent on")


def test_a_path_escapes_its_separator() -> None:
    assert rows.path_of(["1", "a/b", "50%"]) == "1/a%2Fb/50%25"


def test_the_identity_of_a_line_depends_on_all_its_parts() -> None:
    assert rows.line_uid("a", "bc") != rows.line_uid("ab", "c")
    assert len(rows.line_uid("a")) == 16


@pytest.mark.parametrize("code", ["03-Feb", "mar-21", "2021-02-03", "1.2E+10", "1-ene-2020"])
def test_codes_that_a_spreadsheet_damaged_are_recognised(code: str) -> None:
    assert rows.damaged_by_spreadsheet(code)


@pytest.mark.parametrize("code", ["001", "12000", "A-1", "03-2", "Marta", "2021"])
def test_ordinary_codes_are_not(code: str) -> None:
    assert not rows.damaged_by_spreadsheet(code)


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    assert rows.fold(rows.fold(text)) == rows.fold(text)


@given(st.integers(-(10**20), 10**20), st.integers(0, rows.MAX_DIGITS))
def test_plain_digits_are_those_of_the_exact_amount(minor: int, digits: int) -> None:
    assert rows.plain(minor, digits) == format(rows.money(minor, digits), "f")
