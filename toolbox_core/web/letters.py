"""Words of letters: in the language of whoever gets them, also where there is no request (jobs, the command line)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolbox_core import i18n
from toolbox_core.config import Settings, site_address

if TYPE_CHECKING:
    from gettext import NullTranslations

PACKAGE = Path(__file__).parent.parent


class LetterWords:
    """What a letter is written with: ``_`` translates, ``link`` makes a full address, ``day`` writes a date."""

    def __init__(self, settings: Settings, language: str) -> None:
        site = settings.site
        self.language = language if language in site.languages else site.default_language
        self.site = site.name
        self._base = site_address(settings)
        self._locale = i18n.locale_of(self.language)
        self._catalogue = _catalogue(settings.path, self.language)

    def _(self, message: str, /, **variables: object) -> str:
        """``message`` in the letter's language, with ``%(name)s`` places filled in."""
        return i18n.interpolate(self._catalogue.gettext(message), message, variables)

    def link(self, path: str) -> str:
        """The full address of a page of this site."""
        return self._base + path

    def day(self, value: date) -> str:
        """A date in words."""
        return i18n.format_day(value, self._locale)


@lru_cache(maxsize=32)
def _catalogue(site: Path, language: str) -> NullTranslations:
    """The host's words and the site's own; modules' labels were put into words when they were stored."""
    return i18n.Catalogues(PACKAGE / "translations", site=site / "translations", languages=[language]).get(language)
