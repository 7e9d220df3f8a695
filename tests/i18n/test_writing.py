"""Numbers, money, sizes and dates, exact and as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.i18n import writing
from toolbox_core.i18n.languages import locale_of
from toolbox_core.i18n.writing import (
    format_amount,
    format_bytes,
    format_compact,
    format_day,
    format_moment,
    format_number,
    format_percent,
)

EN, FR, AR, ES, HI = (locale_of(code) for code in ("en", "fr", "ar-EG", "es", "hi"))
exact_decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30"), places=4
)


def test_numbers_follow_the_language() -> None:
    value = Decimal("-1234567.891")
    assert format_number(value, EN) == "−1,234,567.891"
    assert format_number(value, FR) == "−1\u202f234\u202f567,891"
    assert format_number(value, ES, 1) == "−1.234.567,9"
    assert format_number(value, HI, 0) == "−12,34,568"
    assert format_number(12345, AR) == "١٢٬٣٤٥"


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "−0.13"),
        ("2.5", 0, "3"),
        ("-0.004", 2, "0.00"),
        ("1E+3", None, "1,000"),
        ("12.50", None, "12.50"),
        ("999.995", 2, "1,000.00"),
        ("0", 0, "0"),
    ],
)
def test_rounding_is_as_checked_by_hand(value: str, digits: int | None, expected: str) -> None:
    assert format_number(Decimal(value), EN, digits) == expected


@given(exact_decimals, st.sampled_from([EN, FR, ES, HI, locale_of("de"), locale_of("sv"), locale_of("pl")]))
def test_no_digit_is_lost(value: Decimal, locale: Locale) -> None:
    style = writing._style(locale)
    text = format_number(value, locale)
    plain = text.replace(style.group, "").replace(style.decimal, ".").replace(writing.MINUS, "-")
    assert Decimal(plain) == value


@given(st.integers(min_value=-(10**15), max_value=10**15), st.sampled_from([EN, FR, ES, HI, locale_of("de")]))
def test_grouping_agrees_with_babel(value: int, locale: Locale) -> None:
    assert format_number(value, locale).replace(writing.MINUS, "-") == format_decimal(value, locale=locale)


def test_money_is_never_float() -> None:
    for writer in (format_number, format_compact):
        with pytest.raises(TypeError, match="not float"):
            writer(1.5, EN)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not float"):
        format_amount(1.5, EN, "EUR")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="NaN"):
        format_number(Decimal("NaN"), EN)


def test_amounts() -> None:
    assert format_amount(Decimal("1234.5"), EN, "EUR") == "€1,234.50"
    assert format_amount(Decimal("-1234.5"), FR, "EUR") == "−1\u202f234,50\u00a0€"
    assert format_amount(Decimal("-1234.5"), EN, "EUR") == "−€1,234.50"
    assert format_amount(1500, EN, "JPY") == "JP¥1,500"
    assert format_amount(5, EN, "CHF") == "CHF\u00a05.00"
    assert format_amount(Decimal("7012.84"), EN, "XXX", "million dor", 1) == "7,012.8\u00a0million dor"
    assert format_amount(Decimal("99999999999999999999.99"), EN, "EUR") == "€99,999,999,999,999,999,999.99"


def test_percentages() -> None:
    assert format_percent(Decimal("0.3194"), EN) == "31.9%"
    assert format_percent(Decimal("0.3194"), FR, 0) == "32\u00a0%"
    assert format_percent(Decimal("-0.05"), EN) == "−5.0%"
    assert format_percent(Decimal("0.05"), EN, signed=True) == "+5.0%"
    assert format_percent(Decimal(0), EN, signed=True) == "0.0%"
    assert format_percent(0.1, EN) == "10.0%"


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        ("46850000000", "46.85 billion", "46,85 milliards"),
        ("1000000", "1 million", "1 million"),
        ("2000000", "2 million", "2 millions"),
        ("1500000", "1.5 million", "1,5 million"),
        ("-1740000000", "−1.74 billion", "−1,74 milliard"),
        ("999999999", "1 billion", "1 milliard"),
        ("999994999", "999.99 million", "999,99 millions"),
        ("123456", "123,456", "123\u202f456"),
        ("12.345", "12.35", "12,35"),
        ("1234567890123456789", "1,234,567.89 trillion", "1\u202f234\u202f567,89 billions"),
    ],
)
def test_large_numbers_in_words(value: str, english: str, french: str) -> None:
    def plain(text: str) -> str:
        return text.replace("\u00a0", " ")

    assert plain(format_compact(Decimal(value), EN)) == english
    assert plain(format_compact(Decimal(value), FR)) == french


def test_spanish_counts_in_thousands_of_millions() -> None:
    assert format_compact(Decimal(46850000000), ES).replace("\u00a0", " ") == "46,85 mil millones"


@given(exact_decimals)
def test_every_number_has_words(value: Decimal) -> None:
    for locale in (EN, FR, ES, HI, AR):
        assert format_compact(value, locale)


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (1_234_567, "1.2 MB"), (10**15, "1,000 TB")],
)
def test_sizes_of_files(size: int, expected: str) -> None:
    assert format_bytes(size, EN).replace("\u00a0", " ") == expected


def test_sizes_in_other_languages() -> None:
    assert format_bytes(1_234_567, FR).replace("\u202f", " ") == "1,2 Mo"
    assert "digital" not in format_bytes(12, AR)


def test_days_and_moments() -> None:
    moment = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
    madrid = ZoneInfo("Europe/Madrid")
    assert format_day(date(2026, 3, 14), EN) == "14 March 2026"
    assert format_day(date(2026, 3, 14), FR) == "14 mars 2026"
    assert format_day(moment, EN, madrid) == "15 March 2026"
    assert format_moment(moment, EN) == "14 March 2026, 23:30 UTC"
    assert format_moment(moment, EN, madrid).startswith("15 March 2026, 00:30 ")
    assert format_day(date(2026, 3, 14), AR) == "١٤ مارس ٢٠٢٦"
    with pytest.raises(ValueError, match="time zone"):
        format_moment(datetime(2026, 3, 14, 12, 0), EN)  # noqa: DTZ001 - the missing zone is what is tested
