"""Whose region is it: codes first and exactly, then names with accents and case set aside, and the rest is told.

Codes of NUTS (Regulation (EC) No 1059/2003, Annex I) are nested: ``UKG23`` lies in ``UKG2``, and that in ``UKG``. Where
all codes of a set have that form, a code below them is found by its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from toolbox_core.geography.shapes import Region
from toolbox_core.text import words

_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}\Z")
_BELOW = re.compile(r"[A-Z]{2}[0-9A-Z]{0,2}[0-9][0-9A-Z]?\Z")
"""A code with a figure: a word such as NORTH is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Which region each key of the data stands for: found by its code, by its name, or (``unknown``) not at all.

    Both map keys of the data to codes of regions; by its code means the same code, or one nested below it.
    """

    by_code: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def region_of(self, key: str) -> str | None:
        """The code of the region that a key stands for."""
        return self.by_code.get(key) or self.by_name.get(key)

    @property
    def found(self) -> int:
        """How many keys have a region."""
        return len(self.by_code) + len(self.by_name)


def match_regions(regions: Sequence[Region], named: Mapping[str, str]) -> Matching:
    """Match data with regions. ``named`` is ``{key: name}``, the key being a code or whatever the data say.

    A name that two regions share matches neither of them.
    """
    known = {region.code for region in regions}
    names: dict[str, str | None] = {}
    for region in regions:
        plain = _plain(region.label)
        names[plain] = region.code if names.get(plain, region.code) == region.code else None
    nested = all(_NUTS.match(code) for code in known)
    by_code = {key: same for key in named if (same := _by_code(key, known, nested=nested))}
    by_name: dict[str, str] = {}
    unknown: list[str] = []
    for key, name in named.items():
        if key in by_code:
            continue
        code = next((names[plain] for plain in (_plain(name), _plain(key)) if plain and names.get(plain)), None)
        if code:
            by_name[key] = code
        else:
            unknown.append(key)
    return Matching(by_code=by_code, by_name=by_name, unknown=tuple(unknown))


def _by_code(key: str, known: Set[str], *, nested: bool) -> str:
    """The region with this code, or the one it is nested in, the smallest first; empty without any."""
    if key in known:
        return key
    if not (nested and _BELOW.match(key)):
        return ""
    return next((key[:length] for length in range(len(key) - 1, 1, -1) if key[:length] in known), "")


def _plain(name: str) -> str:
    return " ".join(words(name))
