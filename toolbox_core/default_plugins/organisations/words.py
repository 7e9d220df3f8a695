"""Codes of the directory in words: kinds, uses of names, places, what was done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolbox_core import N_

if TYPE_CHECKING:
    from babel import Locale

KINDS = {
    "public-body": N_("Public body"),
    "company": N_("Company"),
    "civil-society": N_("Civil society"),
    "international": N_("International organisation"),
    "other": N_("Other organisation"),
}
USES = {"alias": N_("also"), "former": N_("formerly"), "abbreviation": N_("short")}
EVENTS = {
    "merged-into": N_("Found to be the same as %(other)s"),
    "absorbed": N_("%(other)s was found to be the same organisation"),
    "unmerged": N_("Found to be another organisation than %(other)s"),
    "rename": N_("Renamed from %(before)s"),
    "answered-same": N_("Compared with %(other)s: the same"),
    "answered-different": N_("Compared with %(other)s: different organisations"),
    "answered-unsure": N_("Compared with %(other)s: not certain"),
}
_SCHEME = re.compile(r"[A-Z]{2,3}-[A-Z0-9_-]+")


def place(code: str, locale: Locale) -> str:
    """A jurisdiction in words: a country's name in the reader's language, what comes after its code beside it.

    Places that have no ISO 3166 code are named by modules in small letters (``port-sennen``).
    """
    country, dash, rest = code.partition("-")
    name = locale.territories.get(country) if len(country) == 2 and country.isupper() else None
    if not name:
        return _spelt(code)
    return f"{name}, {_spelt(rest)}" if dash else str(name)


def _spelt(code: str) -> str:
    return code.replace("-", " ").title() if code.islower() else code


def scheme_page(scheme: str) -> str:
    """Where a scheme of identifiers is explained; empty for a scheme of the site's own."""
    return f"https://org-id.guide/list/{scheme}" if _SCHEME.fullmatch(scheme) else ""
