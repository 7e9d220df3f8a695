"""Whose region is it: codes first and exactly, then names with accents and case set aside, and the rest is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolbox_core.geography.shapes import Region
from toolbox_core.text import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Which region each key of the data stands for: found by its code, by its name, or (``unknown``) not at all."""

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
    by_code = {key: key for key in named if key in known}
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


def _plain(name: str) -> str:
    return " ".join(words(name))
