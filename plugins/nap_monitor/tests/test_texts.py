"""Texts in several languages, and names in order."""

from __future__ import annotations

import pytest

from toolbox_nap_monitor.texts import Said, pick, sort_key


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        ({"en": "Law", "fr": "Loi"}, "fr", Said("Loi")),
        ({"en": "Law", "fr-CA": "Loi"}, "fr", Said("Loi")),
        ({"en": "Law", "fr": "Loi"}, "fr-CA", Said("Loi")),
        ({"en": "Law", "ar": "قانون"}, "fr", Said("Law", "en")),
        ({"ar": "قانون"}, "en", Said("قانون", "ar")),
        ({"und": "Law"}, "fr", Said("Law")),
        ({"en": " ", "es": "Ley"}, "en", Said("Ley", "es")),
        ({}, "en", Said("")),
        (None, "en", Said("")),
    ],
)
def test_the_readers_language_comes_first(texts: dict[str, str] | None, language: str, expected: Said) -> None:
    assert pick(texts, language) == expected


def test_names_stand_where_readers_look_for_them() -> None:
    spanish = ["Nuñez", "Nunca", "Ávila", "Azul", "Nuez", "Nunez"]
    assert sorted(spanish, key=sort_key) == ["Ávila", "Azul", "Nuez", "Nunca", "Nunez", "Nuñez"]
    french = ["Économie", "Eau", "Défense", "Écologie"]
    assert sorted(french, key=sort_key) == ["Défense", "Eau", "Écologie", "Économie"]
    arabic = ["وزارة العدل", "الأمن", "إدارة", "البنك"]
    assert sorted(arabic, key=sort_key) == ["إدارة", "الأمن", "البنك", "وزارة العدل"]
