"""What a source allows to compute: 73 red flags and 71 use-case indicators, crossed with its field coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from toolbox_procurement.indicators.guests import Guest
from toolbox_procurement.indicators.run import known


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that could be computed. ``needs``: each entry lists alternatives, each of them fields needed together.

    ``here``: whether this software computes it.
    """

    code: str
    name: str
    needs: tuple[tuple[tuple[str, ...], ...], ...]
    here: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a source has what something needs. ``most`` is the largest number of processes that can have all of it;
    ``missing`` are the fields that no process fills in (of several alternatives the first).
    """

    wanted: Wanted
    most: int
    missing: tuple[str, ...]


@lru_cache(maxsize=8)
def catalogue(guests: tuple[Guest, ...] = ()) -> tuple[Wanted, ...]:
    """All of them: the red flags by their codes (those of other plugins among them), then the use-case indicators."""
    groups: dict[str, str] = {}
    found = [
        Wanted(kind.code, kind.name, tuple(_need(need) for need in kind.needs), True) for kind in known(guests).values()
    ]
    there = {one.code for one in found}
    text = files("toolbox_procurement.facts").joinpath("usability.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("@"):
            name, _, needs = line.partition(" ")
            groups[name] = needs
        elif line and not line.startswith("#"):
            code, name, needs = line.split(" | ")
            if code not in there:
                whole = " ".join(groups.get(part, part) for part in needs.split())
                found.append(Wanted(code, name, tuple(_need(need) for need in whole.split()), code in _SHOWN))
    return tuple(sorted(found, key=lambda one: one.code))


_SHOWN = frozenset("U001 U002 U004 U005 U007 U008 U009 U010 U015 U017 U018 U020 U025 U026 U030 U041 U043 U060".split())
"""Use-case indicators that profiles and the list show."""


def _need(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(alternative.split("+")) for alternative in text.split("|"))


def verdicts(counts: Mapping[str, int], processes: int, guests: tuple[Guest, ...] = ()) -> list[Verdict]:
    """What can be computed from a source whose fields are filled in so often, over so many processes."""
    return [_verdict(one, counts, processes) for one in catalogue(guests)]


def _verdict(wanted: Wanted, counts: Mapping[str, int], processes: int) -> Verdict:
    most, missing = processes, []
    for alternatives in wanted.needs:
        best = 0
        for together in alternatives:
            best = max(best, min(min(counts.get(field, 0), processes) for field in together))
        if not best:
            missing.append("+".join(alternatives[0]))
        most = min(most, best)
    return Verdict(wanted, most, tuple(missing))
