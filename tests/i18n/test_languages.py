"""Which language a visitor gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.exceptions import SettingsError
from toolbox_core.i18n.languages import choose_language, direction, language_name, locale_of


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
