"""Names made comparable: accents, case, punctuation and legal forms set aside, for matching only, never for showing."""

from __future__ import annotations

import re
from functools import lru_cache

from toolbox_core.text import fold, words

_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
LEGAL_FORMS = frozenset(
    # The abbreviations in common use among the entity legal forms of ISO 20275, for the languages met so far.
    """
    ab ag aps as asa bv bvba co company corp corporation cv dac doo eg ehf ev gbr gmbh inc incorporated kft kg kk llc
    llp lp ltd limited ltda mbh nv oao oo ood ooo oy oyj plc pte pty sa sae sarl sas sasu sau sca scp sccl sci sl slne
    slu sll snc soparfi spa spolka sprl srl sro tov ug uab vof zao zoo zrt
    """.split()
)
KEY_LENGTH = 255


@lru_cache(maxsize=65536)
def normalise(name: str) -> str:
    """The name in lower case without accents and punctuation, single spaces: ``"Éts. Dupont"`` → ``"ets dupont"``.

    Letters of every script are kept. Dotted abbreviations close up (``"S.A."`` → ``"sa"``). At most 255 characters.
    """
    text = _DOTTED.sub(lambda match: match.group().replace(".", ""), fold(name))
    return " ".join(words(text))[:KEY_LENGTH].strip()


@lru_cache(maxsize=65536)
def core(name: str) -> str:
    """The normalised name without legal forms, its words in alphabetical order: what two spellings have in common.

    ``"Dupont, S.A."`` and ``"SA DUPONT"`` share the core ``"dupont"``. A mere legal form stays.
    """
    parts = normalise(name).split()
    kept = sorted(part for part in parts if part not in LEGAL_FORMS)
    return " ".join(kept or parts)[:KEY_LENGTH]


def slug(name: str) -> str:
    """Part of an address: ``"Ayuntamiento de Madrid"`` → ``"ayuntamiento-de-madrid"``, up to 80 characters.

    A name with no ASCII letters gives ``"organisation"``; the caller makes it unique.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", normalise(name).encode("ascii", "ignore").decode()).strip("-")
    return plain[:80].rstrip("-") or "organisation"
