"""The vocabulary of Fiscal Data Package 1: what a column means (``columnType``), and where it goes in a budget line.

The names are those of the budget and spending taxonomies that the specification publishes, plus the few that only
OpenSpending's packager used. A package may define more in its top-level ``columnTypes``; a name that extends a known
name (``…:label:localised``) inherits its properties, the longest known name first, as the specification says.

The published text says ``geo:…``, the published JSON ``geo-source:…``; both are read, ``geo-source:`` is written.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolbox_budget_portal.exceptions import UnknownColumnType
from toolbox_core import DescriptorError

TAXONOMIES = ("budgets.json", "spending.json")
"""Last parts of the addresses of the two published taxonomies, which are built in and never fetched."""
WITHOUT_LEVEL = 90
"""Depth of a code that belongs to no numbered level: below all numbered ones."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """One meaning. ``label_of`` and ``prior`` name other types; ``unique`` types identify a line."""

    name: str
    data_type: str = "any"
    unique: bool = False
    label_of: str = ""
    prior: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a classification column goes.

    ``kind`` is one of ``models.KINDS``; ``part`` is code, label or description; ``depth`` counts from the root (1).
    ``variant`` keeps rival trees of one kind apart (source and target of a transfer, two national schemes).
    """

    kind: str
    part: str
    depth: int
    variant: str = ""


def _levels(
    stem: str, count: int, *, parts: tuple[str, ...] = ("code", "label", "description")
) -> Iterator[ColumnType]:
    yield from _chain([f"{stem}:level{level}" for level in range(1, count + 1)], parts)


def _chain(stems: list[str], parts: tuple[str, ...]) -> Iterator[ColumnType]:
    """Types for the levels of one classification: each code has the code of the level above as its ``prior``."""
    prior = ""
    code, *others = parts
    for stem in stems:
        yield ColumnType(f"{stem}:{code}", "string", unique=True, prior=prior)
        prior = f"{stem}:{code}"
        for other in others:
            label_of = "" if other == "description" else f"{stem}:{code}"
            yield ColumnType(f"{stem}:{other}", "string", label_of=label_of)


def _standard() -> Iterator[ColumnType]:
    three, two = ("code", "label", "description"), ("code", "label")
    yield ColumnType("value", "number")
    for stem in ("value-kind", "value-currency", "expenditure-type"):
        yield from _chain([stem], two)
    for name in ("fiscal-year", "fiscal-month"):
        yield ColumnType(f"date:{name}", "integer", unique=True)
    yield ColumnType("date:generic", "date", unique=True)
    for name in ("activity-start", "activity-end", "activity-approval", "first-payment", "final-payment"):
        yield ColumnType(f"date:fiscal:{name}", "date", unique=True)
    yield from _chain([f"functional-classification:cofog:{part}" for part in ("division", "group", "class")], three)
    for stem, levels in (
        ("functional-classification:cofog", 0),
        ("functional-classification:generic", 8),
        ("economic-classification:generic", 8),
        ("economic-classification:gfsm", 4),
        ("administrative-classification:generic", 8),
        ("object-classification:generic", 4),
        ("fin-source:generic", 3),
    ):
        yield from _chain([stem], three)
        yield from _levels(stem, levels)
    steps = ("program", "subprogram", "project", "subproject", "contract")
    yield from _chain([f"activity:generic:{step}" for step in steps], two)
    yield ColumnType("activity:generic:subproject:kind", "string")
    yield ColumnType("budget-line-id", "string", unique=True)
    yield ColumnType("budgetary-transfers", "string")
    yield ColumnType("direction", "string", unique=True)
    yield ColumnType("phase:id", "string", unique=True)
    yield ColumnType("phase:label", "string", label_of="phase:id")
    for stem in ("geo", "geo-source"):
        for which in ("generic", "source", "target"):
            yield from _chain([f"{stem}:{which}"], ("code", "title"))
            yield ColumnType(f"{stem}:{which}:codeList", "string")
        yield from _levels(f"{stem}:target", 2, parts=("code", "title"))
        places = [f"{stem}:address:{place}" for place in ("country", "region", "county", "city", "zip")]
        yield from _chain(places, two)
        yield ColumnType(f"{stem}:address:street-address:description", "string")
    yield from _spending()


def _spending() -> Iterator[ColumnType]:
    for name in ("code", "purchase-order", "invoice-id", "tender-id", "contract-id", "budget-code", "court-order"):
        yield ColumnType(f"transaction-id:{name}", "string", unique=True)
    for name in ("tender-kind", "transaction-kind"):
        yield ColumnType(f"transaction-id:{name}", "string")
    for who in ("administrator", "procurer", "recipient", "supplier"):
        yield ColumnType(f"{who}:generic:id", "string", unique=True)
        yield ColumnType(f"{who}:generic:name", "string", label_of=f"{who}:generic:id")
    for who in ("procurer", "recipient"):
        yield ColumnType(f"{who}:bank:code", "string", unique=True)
        yield ColumnType(f"{who}:bank:account", "string")
        yield ColumnType(f"{who}:bank:branch:code", "string", unique=True)
        yield ColumnType(f"{who}:bank:branch:name", "string", label_of=f"{who}:bank:branch:code")
    yield ColumnType("recipient:generic:url", "string")
    legal = "recipient:generic:legal-entity"
    yield ColumnType(f"{legal}:code", "string", unique=True, prior="recipient:generic:id")
    yield ColumnType(f"{legal}:label", "string", label_of=f"{legal}:code")
    yield ColumnType(f"{legal}:point-of-contact:description", "string")
    project = f"{legal}:receiving-project"
    yield ColumnType(f"{project}:code", "string", unique=True, prior=f"{legal}:code")
    yield ColumnType(f"{project}:label", "string", label_of=f"{project}:code")
    for name in ("status", "description"):
        yield ColumnType(f"{project}:{name}", "string")
    for name in ("string", "number", "integer", "date", "time", "datetime"):
        yield ColumnType(f"unknown:{name}", name)


STANDARD: Mapping[str, ColumnType] = {entry.name: entry for entry in _standard()}

_FAMILIES = {
    "administrative-classification": "administrative",
    "functional-classification": "functional",
    "economic-classification": "economic",
    "object-classification": "object",
    "activity": "programme",
    "fin-source": "fund",
    "geo": "geographic",
    "geo-source": "geographic",
    "expenditure-type": "type",
}
_PARTS = {"code": "code", "label": "label", "title": "label", "name": "label", "description": "description"}


class Taxonomy:
    """The types that one package may use: the standard ones and its own."""

    def __init__(self, own: Iterable[ColumnType] = (), *, fetched_elsewhere: bool = False) -> None:
        self.types = {**STANDARD, **{entry.name: entry for entry in own}}
        self.open = fetched_elsewhere
        """Whether the package names a taxonomy that is not built in, so that unknown names cannot be refused."""

    def find(self, name: str) -> ColumnType:
        """The type of that name, else what it inherits from its longest known beginning.

        Raises ``UnknownColumnType`` with the nearest names when nothing fits.
        """
        known = self.types.get(name)
        if known is not None:
            return known
        parts = name.split(":")
        for length in range(len(parts) - 1, 0, -1):
            base = self.types.get(":".join(parts[:length]))
            if base is not None:
                return ColumnType(name, base.data_type, base.unique, base.label_of, base.prior)
        if self.open:
            return ColumnType(name)
        near = difflib.get_close_matches(name, self.types, n=1, cutoff=0.6)
        raise UnknownColumnType(
            f"There is no columnType {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""),
            fix="docs/reference/budget-descriptor.md lists them; your own go into the descriptor's `columnTypes`.",
        )

    def place(self, entry: ColumnType) -> Place | None:
        """Where a column of this type goes in the classification trees; ``None`` when it is no classification."""
        parts = entry.name.split(":")
        kind = _FAMILIES.get(parts[0])
        if kind is None:
            return None
        if parts[1:2] in (["cofog"], ["gfsm"]):
            kind = parts[1]
        part = next((_PARTS[word] for word in reversed(parts) if word in _PARTS), "")
        if part == "label" and entry.label_of in self.types:
            owner = self.types[entry.label_of]
        elif part == "description":
            owner = self.types.get(":".join([*parts[:-1], "code"]), entry)
        elif part in ("code", "label") or entry.unique:
            owner, part = entry, part or "code"
        else:
            return None
        variant = parts[1] if kind not in ("cofog", "gfsm", "type") and len(parts) > 1 else ""
        return Place(kind, part, self._depth(owner), variant)

    def _depth(self, entry: ColumnType) -> int:
        depth, seen = 1, {entry.name}
        leveled = bool(entry.prior) or any(other.prior == entry.name for other in self.types.values())
        while entry.prior and entry.prior not in seen:
            seen.add(entry.prior)
            depth += 1
            above = self.types.get(entry.prior)
            if above is None:
                break
            entry = above
        return depth if leveled else WITHOUT_LEVEL


def read_taxonomy(declared: Any) -> Taxonomy:
    """The taxonomy of a package from its ``columnTypes``: objects, arrays of objects, or addresses.

    Addresses are never fetched: the published taxonomies are built in, and any other makes unknown names acceptable.
    Raises ``DescriptorError`` when an entry is none of these.
    """
    if declared is None:
        return Taxonomy()
    own: list[ColumnType] = []
    elsewhere = False
    for item in declared if isinstance(declared, list) else [declared]:
        if isinstance(item, str):
            elsewhere = elsewhere or item.rsplit("/", 1)[-1] not in TAXONOMIES
        else:
            own.extend(_own_type(entry) for entry in (item if isinstance(item, list) else [item]))
    return Taxonomy(own, fetched_elsewhere=elsewhere)


def _own_type(entry: Any) -> ColumnType:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"]:
        raise DescriptorError(
            f"`columnTypes` holds {entry!r}, which is no column type.",
            fix='A column type is an object such as {"name": "fund:code", "dataType": "string"}.',
        )
    return ColumnType(
        entry["name"],
        str(entry.get("dataType", "any")),
        bool(entry.get("unique", False)),
        str(entry.get("labelOf", "")),
        str(entry.get("prior", "")),
    )
