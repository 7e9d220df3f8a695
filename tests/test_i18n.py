"""Languages: who gets which, what catalogues do, and how numbers, money and dates are written."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core import i18n
from toolbox_core.exceptions import SettingsError
from toolbox_core.i18n import (
    Catalogues,
    choose_language,
    direction,
    format_amount,
    format_bytes,
    format_compact,
    format_day,
    format_moment,
    format_number,
    format_percent,
    interpolate,
    language_name,
    load_catalogue,
    locale_of,
)

EN, FR, AR, ES, HI = (locale_of(code) for code in ("en", "fr", "ar-EG", "es", "hi"))
exact_decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30"), places=4
)


# --- choice of language ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "expected"),
    [
        ("", "", "", "en"),
        ("fr", "en", "en", "fr"),
        ("", "fr", "en", "fr"),
        ("", "", "fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("", "", "de,fr;q=0.1", "fr"),
        ("", "", "fr;q=0,en;q=0.5", "en"),
        ("", "", "*", "en"),
        ("", "", "pt-PT", "pt-BR"),
        ("xx", "", "fr", "fr"),
        ("", "", "fr;q=nonsense, en;q=0.2", "en"),
        ("FR", "", "", "fr"),
        ("", "", "zh,,;q=1,fr;level=1;q=0.4", "fr"),
    ],
)
def test_the_nearest_language_is_chosen(asked: str, remembered: str, accepted: str, expected: str) -> None:
    chosen = choose_language(("en", "fr", "pt-BR"), "en", asked=asked, remembered=remembered, accepted=accepted)
    assert chosen == expected


@given(st.text(max_size=200))
def test_no_accept_language_header_breaks_the_choice(header: str) -> None:
    assert choose_language(("en", "fr"), "fr", accepted=header) in ("en", "fr")


def test_an_unknown_language_is_a_setting_error() -> None:
    with pytest.raises(SettingsError, match="'klingon'"):
        locale_of("klingon")


def test_languages_are_named_in_themselves() -> None:
    assert [language_name(code) for code in ("en", "fr", "es")] == ["English", "Français", "Español"]
    assert [direction(locale_of(code)) for code in ("fr", "ar", "he", "fa")] == ["ltr", "rtl", "rtl", "rtl"]


# --- catalogues ------------------------------------------------------------------------------------------------------

PLURALS = '"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'


def write_po(folder: Path, language: str, *pairs: tuple[str, str], extra: str = "") -> Path:
    file = folder / language / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = "".join(f'\nmsgid "{message}"\nmsgstr "{text}"\n' for message, text in pairs)
    file.write_text(f'msgid ""\nmsgstr ""\n{PLURALS}{entries}{extra}', encoding="utf-8")
    return file


def test_later_catalogues_win(tmp_path: Path) -> None:
    write_po(tmp_path / "host", "fr", ("Budget", "Budget"), ("Home", "Accueil"), ("Data", "Données"))
    write_po(tmp_path / "plugin", "fr", ("Home", "Maison"))
    write_po(tmp_path / "site", "fr", ("Budget", "Comptes"))
    catalogue = Catalogues([tmp_path / "host", tmp_path / "plugin", tmp_path / "site"], ["en", "fr"]).get("fr")
    assert [catalogue.gettext(word) for word in ("Budget", "Home", "Data", "Other")] == [
        "Comptes",
        "Maison",
        "Données",
        "Other",
    ]


def test_a_region_adds_to_its_language(tmp_path: Path) -> None:
    write_po(tmp_path, "fr", ("Weekend", "Week-end"), ("Mail", "Courriel"))
    write_po(tmp_path, "fr_CA", ("Weekend", "Fin de semaine"))
    catalogue = Catalogues([tmp_path], ["fr-CA"]).get("fr-CA")
    assert (catalogue.gettext("Weekend"), catalogue.gettext("Mail")) == ("Fin de semaine", "Courriel")


def test_plural_rules_are_those_of_the_language(tmp_path: Path) -> None:
    extra = (
        '\nmsgid "%(num)s row"\nmsgid_plural "%(num)s rows"\nmsgstr[0] "%(num)s ligne"\nmsgstr[1] "%(num)s lignes"\n'
    )
    write_po(tmp_path, "fr", extra=extra)
    write_po(tmp_path / "site", "fr", ("Home", "Accueil"))
    catalogue = Catalogues([tmp_path, tmp_path / "site"], ["fr"]).get("fr")
    forms = [catalogue.ngettext("%(num)s row", "%(num)s rows", count) for count in (0, 1, 2)]
    assert forms == ["%(num)s ligne", "%(num)s ligne", "%(num)s lignes"]  # French: zero is singular


def test_a_newer_po_is_read_instead_of_an_older_mo(tmp_path: Path) -> None:
    po = write_po(tmp_path, "fr", ("Home", "Accueil"))
    folder = po.parent
    assert load_catalogue(tmp_path / "nothing") is None
    first = load_catalogue(folder)
    assert first is not None
    assert first.gettext("Home") == "Accueil"
    po.with_suffix(".mo").write_bytes(b"not a catalogue")
    os.utime(po.with_suffix(".mo"), ns=(1, 1))
    again = load_catalogue(folder)
    assert again is not None
    assert again.gettext("Home") == "Accueil"


def test_a_broken_catalogue_is_left_out_and_named(tmp_path: Path) -> None:
    write_po(tmp_path / "host", "fr", ("Home", "Accueil"))
    broken = tmp_path / "site" / "fr" / "LC_MESSAGES" / "messages.po"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b'msgid "Home\nmsgstr \xff\xfe')
    catalogues = Catalogues([tmp_path / "host", tmp_path / "site"], ["fr"])
    assert catalogues.get("fr").gettext("Home") == "Accueil"
    assert len(catalogues.faults) == 1
    assert str(broken.parent) in catalogues.faults[0]


def test_a_translation_with_wrong_places_falls_back_to_english() -> None:
    assert interpolate("%(nombre)s lignes", "%(num)s rows", {"num": "3"}) == "3 rows"
    assert interpolate("100 %", "100 %", {}) == "100 %"


# --- numbers ---------------------------------------------------------------------------------------------------------


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
def test_no_digit_is_lost(value: Decimal, locale: i18n.Locale) -> None:
    style = i18n._style(locale)
    text = format_number(value, locale)
    plain = text.replace(style.group, "").replace(style.decimal, ".").replace(i18n.MINUS, "-")
    assert Decimal(plain) == value


@given(st.integers(min_value=-(10**15), max_value=10**15), st.sampled_from([EN, FR, ES, HI, locale_of("de")]))
def test_grouping_agrees_with_babel(value: int, locale: i18n.Locale) -> None:
    assert format_number(value, locale).replace(i18n.MINUS, "-") == format_decimal(value, locale=locale)


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


# --- dates -----------------------------------------------------------------------------------------------------------


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
