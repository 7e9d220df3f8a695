"""Languages: their locales, and which one a visitor is served."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from toolbox_core.exceptions import SettingsError

# International English (14 March 2026) unless a site asks for a country's: en-US, en-GB …
_WRITTEN_AS = {"en": "en_001"}


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The Babel locale of a language code (``fr``, ``pt-BR``, ``sr_Latn``). Raises ``SettingsError`` if unknown."""
    try:
        return Locale.parse(_WRITTEN_AS.get(language, language.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        raise SettingsError(
            f"The language {language!r} is not known.", fix="Use a code such as fr, ar or pt-BR in [site] languages."
        ) from None


def direction(locale: Locale) -> str:
    """``rtl`` for scripts written from right to left, otherwise ``ltr``."""
    return "rtl" if locale.character_order == "right-to-left" else "ltr"


def language_name(language: str) -> str:
    """The language's name in itself, with a capital where the script has one: ``Français``."""
    parsed = Locale.parse(language.replace("-", "_"))
    name = parsed.get_display_name(parsed) or language
    return name[:1].upper() + name[1:]


def choose_language(
    languages: Sequence[str], default: str, *, asked: str = "", remembered: str = "", accepted: str = ""
) -> str:
    """One of ``languages``: the one asked for in the address, else the remembered one, else what the browser accepts.

    ``accepted`` is an ``Accept-Language`` header (RFC 9110, section 12.5.4). A base language answers for its
    regions (``fr-CA`` is served ``fr``) and a region for its base language.
    """
    for wanted in (asked, remembered):
        if wanted:
            found = _nearest(wanted, languages)
            if found:
                return found
    for wanted in _accepted(accepted):
        if wanted == "*":
            return default
        found = _nearest(wanted, languages)
        if found:
            return found
    return default


def _nearest(wanted: str, languages: Sequence[str]) -> str:
    folded = wanted.replace("_", "-").lower()
    known = {code.replace("_", "-").lower(): code for code in languages}
    if folded in known:
        return known[folded]
    base = folded.split("-")[0]
    if base in known:
        return known[base]
    return next((code for low, code in known.items() if low.split("-")[0] == base), "")


@lru_cache(maxsize=1024)
def _accepted(header: str) -> tuple[str, ...]:
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, parameters = part.partition(";")
        weight = 1.0
        for parameter in parameters.split(";"):
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        if tag.strip() and weight > 0:
            weighted.append((-weight, place, tag.strip()))
    return tuple(tag for _, _, tag in sorted(weighted))
