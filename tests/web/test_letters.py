"""Letters are written in a language of the site, with full addresses, without any request."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from toolbox_core.config import Settings, site_address
from toolbox_core.web.letters import LetterWords


def test_words_are_in_the_language_of_whoever_gets_them(settings: Settings) -> None:
    words = LetterWords(settings, "fr")
    assert words._("Your question is public") == "Votre question est publique"
    assert words.day(date(2026, 5, 1)) == "1 mai 2026"
    assert words._("%(office)s and more", office="Parks") == "Parks and more"


@pytest.mark.parametrize("language", ["", "xx", "de"])
def test_a_language_the_site_does_not_speak_is_the_sites_own(settings: Settings, language: str) -> None:
    assert LetterWords(settings, language).language == "en"


def test_addresses_are_whole(settings: Settings) -> None:
    assert LetterWords(settings, "en").link("/feedback/1") == "http://127.0.0.1:8000/feedback/1"
    public = msgspec.structs.replace(
        settings, site=msgspec.structs.replace(settings.site, base_url="https://open.example.org/")
    )
    assert site_address(public) == "https://open.example.org"
