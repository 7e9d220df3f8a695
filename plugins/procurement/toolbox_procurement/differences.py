"""What changed between the releases of a process, field by field; and which changes nobody announced.

A *silent* change replaces a published value that matters (price, period, supplier, what is bought, how) although the
release is tagged neither as an amendment nor as an update of that part, and brings no new entry in its ``amendments``
(OCDS 1.1, "Amendments": every change to a tender, award or contract after its publication is to be explained).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from toolbox_procurement.merging import Merger
from toolbox_procurement.schema import RuleTree

Release = dict[str, Any]
PARTS: Final = {"tender": "tender", "awards": "award", "contracts": "contract"}
_QUIET: Final = frozenset(
    "status dateModified datePublished numberOfTenderers documents milestones implementation amendments uri url "
    "hasEnquiries enquiries language".split()
)
"""Fields whose change is the ordinary course of a process, or no matter."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a release changed. ``before`` is ``None`` when it was not published before (``added``)."""

    release_id: str
    date: str
    path: str
    before: Any
    after: Any
    added: bool
    silent: bool = False

    @property
    def part(self) -> str:
        """The part of the process: the first field of the path."""
        return self.path.split("/", 2)[1]


def changes(releases: Sequence[Release], rules: RuleTree) -> list[Change]:
    """Every change that the second and later releases of a process made, in the order of the releases.

    Releases are taken in the order of their dates. Lists of organisations and of plain values change as a whole.
    """
    dated = sorted((one for one in releases if isinstance(one.get("date"), str)), key=lambda one: str(one["date"]))
    if len(dated) < 2:
        return []
    numbered = [{**one, "id": str(number)} for number, one in enumerate(dated)]
    versioned = Merger(rules).versioned(numbered)
    announced = [_announced(one, dated[:number]) for number, one in enumerate(dated)]
    found: list[tuple[int, Change]] = []
    leaves: list[tuple[str, list[Release]]] = []
    _leaves(versioned or {}, "", leaves)
    for path, history in leaves:
        first = int(history[0]["releaseID"])
        if first:
            found.append((first, _change(dated[first], path, None, history[0]["value"], True, announced[first])))
        for old, new in pairwise(history):
            number = int(new["releaseID"])
            found.append((number, _change(dated[number], path, old["value"], new["value"], False, announced[number])))
    return [change for _, change in sorted(found, key=lambda pair: (pair[0], pair[1].path))]


def silent(releases: Sequence[Release], rules: RuleTree) -> int:
    """How many silent changes there are. Cheap for the usual process, whose parts stay as they were published."""
    parts = [part for part in PARTS if _differs([one[part] for one in releases if part in one])]
    if not parts:
        return 0
    names = ("ocid", "id", "date", "tag", *parts)
    less = [{name: one[name] for name in names if name in one} for one in releases]
    return sum(change.silent for change in changes(less, rules))


def _differs(versions: Sequence[Any]) -> bool:
    return any(one != versions[0] for one in versions[1:])


def _change(release: Release, path: str, before: Any, after: Any, added: bool, announced: frozenset[str]) -> Change:
    fields = path.strip("/").split("/")
    part = fields[0]
    hidden = (
        not added and before is not None and part in PARTS and part not in announced and not _QUIET.intersection(fields)
    )
    return Change(str(release.get("id", "")), str(release.get("date", "")), path, before, after, added, hidden)


def _announced(release: Release, earlier: Sequence[Release]) -> frozenset[str]:
    """The parts whose change this release announces, by its tag or by an amendment that is new in it."""
    tags = release.get("tag")
    words = [tag for tag in (tags if isinstance(tags, list) else [tags]) if isinstance(tag, str)]
    found = set()
    for part, word in PARTS.items():
        tagged = "contractTermination" in words or any(tag.startswith(word) and tag != word for tag in words)
        if tagged or _amendments(release, part) - _known(earlier, part):
            found.add(part)
    return frozenset(found)


def _known(earlier: Sequence[Release], part: str) -> set[str]:
    return set().union(*(_amendments(one, part) for one in earlier)) if earlier else set()


def _amendments(release: Release, part: str) -> set[str]:
    found = release.get(part)
    holders = found if isinstance(found, list) else [found]
    listed = [one.get("amendments") for one in holders if isinstance(one, dict)]
    entries = [entry for entries in listed if isinstance(entries, list) for entry in entries if isinstance(entry, dict)]
    return {str(entry.get("id") or entry.get("date") or entry.get("rationale")) for entry in entries}


def _leaves(value: Any, path: str, found: list[tuple[str, list[Release]]]) -> None:
    """Add ``(path, history)`` of every versioned value to ``found``; entries of lists are named by their ids."""
    if isinstance(value, dict):
        for name, below in value.items():
            if not (path == "" and name in ("ocid", "language", "initiationType")):
                _leaves(below, f"{path}/{name}", found)
    elif isinstance(value, list) and value:
        if all(isinstance(one, dict) and "releaseID" in one and "value" in one for one in value):
            found.append((path, value))
        else:
            for position, entry in enumerate(value):
                name = entry.get("id", position) if isinstance(entry, dict) else position
                below = {key: one for key, one in entry.items() if key != "id"} if isinstance(entry, dict) else entry
                _leaves(below, f"{path}/{name}", found)
