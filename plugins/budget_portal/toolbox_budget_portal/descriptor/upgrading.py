"""A descriptor of Fiscal Data Package 0.3 rewritten as version 1: measures and dimensions become column types.

Version 0.3 maps columns in a top-level ``mapping`` (``model`` in OpenSpending's later files): measures with currency,
factor, direction and phase, and dimensions with attributes. What it says is kept; what it does not say is asked for.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from toolbox_budget_portal.descriptor import words
from toolbox_budget_portal.exceptions import IncompleteDescriptor
from toolbox_core import DescriptorError

_CLASSIFICATIONS = {
    "administrative": ("administrative-classification:generic", 8),
    "functional": ("functional-classification:generic", 8),
    "economic": ("economic-classification:generic", 8),
    "object": ("object-classification:generic", 4),
    "fund": ("fin-source:generic", 3),
}
_STEPS = ("program", "subprogram", "project", "subproject", "contract")
_EXAMPLES = {"phase": "approved", "direction": "expenditure"}
_OTHERS = ("recipient", "payee", "supplier", "beneficiary")


def is_old(raw: Mapping[str, Any]) -> bool:
    """Whether a descriptor is of version 0.3: it has measures and no column has a ``columnType``."""
    return any(key in raw for key in ("mapping", "model")) and '"columnType"' not in _flat(raw.get("resources"))


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f'"{key}" {_flat(entry)}' for key, entry in value.items())
    return " ".join(map(_flat, value)) if isinstance(value, list) else ""


def upgrade(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The same package in version 1. Raises ``DescriptorError``; ``IncompleteDescriptor`` names what is not said.

    Dimensions of one kind become the levels of one classification, in the order of their ``parent``, else as written.
    A dimension that names no type stays in the original file only.
    """
    old = raw.get("mapping") or raw.get("model")
    if not isinstance(old, Mapping):
        raise DescriptorError("`mapping` must be an object with `measures` and `dimensions`.")
    new = {key: copy.deepcopy(value) for key, value in raw.items() if key not in ("mapping", "model")}
    new["profile"] = "fiscal-data-package"
    resources = _Resources(new["resources"])
    dated = _dimensions(_named(old, "dimensions"), resources)
    _measures(_named(old, "measures"), resources, dated, _only_year(raw))
    return new


class _Resources:
    """The new resources, asked for a column by the place that a mapping names."""

    def __init__(self, resources: list[Any]) -> None:
        if not all(isinstance(entry, dict) and isinstance(entry.get("schema"), dict) for entry in resources):
            raise DescriptorError("Each resource must be an object that describes its columns in `schema.fields`.")
        self.all: list[dict[str, Any]] = resources
        for entry in resources:
            entry["schema"]["extraFields"] = []
            fields = entry["schema"].get("fields")
            if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
                raise DescriptorError("Each resource must describe its columns in `schema.fields`.")

    def of(self, place: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The resource that a measure or an attribute names; the first one unless it names any."""
        name = place.get("resource")
        for entry in self.all:
            if name in (None, "", entry.get("name")):
                return entry
        raise DescriptorError(f"{where} names the resource {name!r}, which is not here.")

    def field(self, place: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The column that a measure or an attribute names as its ``source``."""
        for field in self.of(place, where)["schema"]["fields"]:
            if field.get("name") == place.get("source"):
                found: dict[str, Any] = field
                return found
        raise DescriptorError(f"{where} names the column {place.get('source')!r}, which `schema.fields` lacks.")

    def add_extra(self, resource: dict[str, Any], entry: dict[str, Any]) -> None:
        """Add an extra field once."""
        extras = resource["schema"]["extraFields"]
        if all(other["name"] != entry["name"] for other in extras):
            extras.append(entry)


def _named(raw: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Measures, dimensions or attributes: an object by name, or a list of objects with names."""
    entries = raw.get(key) or {}
    if isinstance(entries, list):
        entries = {str(entry.get("name", at)): entry for at, entry in enumerate(entries) if isinstance(entry, Mapping)}
    if not isinstance(entries, Mapping) or not all(isinstance(entry, Mapping) for entry in entries.values()):
        raise DescriptorError(f"`{key}` of the mapping must be an object of objects.")
    return list(entries.items())


def _only_year(raw: Mapping[str, Any]) -> int | None:
    """The year of a ``fiscalPeriod`` that begins and ends in one year."""
    period = raw.get("fiscalPeriod")
    if not isinstance(period, Mapping):
        return None
    start, end = (str(period.get(key) or "")[:4] for key in ("start", "end"))
    return int(start) if start == end and start.isascii() and start.isdigit() else None


def _dimensions(dimensions: list[tuple[str, Mapping[str, Any]]], resources: _Resources) -> bool:
    """Give the columns of all dimensions their types. Returns whether one of them is the year."""
    dated = False
    depths: dict[str, int] = {}
    for name, dimension in dimensions:
        attributes = _named(dimension, "attributes")
        kind = _kind(name, dimension)
        if kind == "date":
            dated = _date(name, attributes, resources) or dated
        elif kind == "fact":
            for title, attribute in attributes:
                _give(attribute, f"Attribute {title!r} of {name!r}", "unknown:string", resources)
        elif kind:
            for level, (code, labels) in enumerate(_levels(attributes), start=depths.get(kind, 0) + 1):
                depths[kind] = level
                stem, part = _stem(kind, level), "title" if kind == "location" else "label"
                _give(code, f"Dimension {name!r}", f"{stem}:code", resources)
                for label in labels[:1]:
                    _give(label, f"Dimension {name!r}", f"{stem}:{part}", resources)
    return dated


def _kind(name: str, dimension: Mapping[str, Any]) -> str:
    """What a dimension is: date, fact, activity, location, a classification of ``_CLASSIFICATIONS``, or nothing."""
    declared = dimension.get("dimensionType")
    if declared == "datetime" or (not declared and words.other_type(name) == "date:fiscal-year"):
        return "date"
    if not declared and name.casefold() in ("date", "time", "period"):
        return "date"
    if declared == "classification":
        found = str(dimension.get("classificationType", ""))
        return found if found in _CLASSIFICATIONS else ""
    if declared == "entity" and name.casefold() not in _OTHERS:
        return "administrative"
    return str(declared) if declared in ("activity", "location", "fact") else ""


def _date(name: str, attributes: list[tuple[str, Mapping[str, Any]]], resources: _Resources) -> bool:
    """Mark the year among the attributes of a date: the one called so, else the first."""
    named = [(title, entry) for title, entry in attributes if words.other_type(title) == "date:fiscal-year"]
    for title, attribute in (named or attributes)[:1]:
        _give(attribute, f"Attribute {title!r} of {name!r}", "date:fiscal-year", resources, "integer")
        return True
    return False


def _levels(
    attributes: list[tuple[str, Mapping[str, Any]]],
) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """The codes of a dimension from the root down, each with its labels."""
    by_name = dict(attributes)

    def depth(title: str) -> int:
        steps, seen = 0, {title}
        while (above := by_name[title].get("parent")) in by_name and above not in seen:
            seen.add(title := str(above))
            steps += 1
        return steps

    codes = [title for title, entry in attributes if entry.get("labelfor") not in by_name]
    for title in sorted(codes, key=depth):
        yield by_name[title], [entry for _, entry in attributes if entry.get("labelfor") == title]


def _stem(kind: str, level: int) -> str:
    if kind == "activity":
        stem, highest = "activity:generic", len(_STEPS)
        name = _STEPS[min(level, highest) - 1]
    elif kind == "location":
        stem, highest, name = "geo-source:target", 2, f"level{level}"
    else:
        stem, highest = _CLASSIFICATIONS[kind]
        name = f"level{level}"
    if level > highest:
        raise DescriptorError(f"The mapping has more than {highest} levels of {kind!r}, the most that version 1 has.")
    return f"{stem}:{name}"


def _give(
    attribute: Mapping[str, Any], where: str, column_type: str, resources: _Resources, kind: str = "string"
) -> None:
    """Give an attribute's column its type; a constant becomes an extra field."""
    if attribute.get("source") in (None, "") and "constant" in attribute:
        entry = {"name": column_type, "type": kind, "columnType": column_type, "constant": attribute["constant"]}
        resources.add_extra(resources.of(attribute, where), entry)
        return
    resources.field(attribute, where).update({"type": kind, "columnType": column_type})


def _measures(
    measures: list[tuple[str, Mapping[str, Any]]], resources: _Resources, dated: bool, year: int | None
) -> None:
    if not measures:
        raise DescriptorError("The mapping names no `measures`, so nothing in it is an amount.")
    for name, measure in measures:
        where = f"Measure {name!r}"
        field, resource = resources.field(measure, where), resources.of(measure, where)
        told: dict[str, Any] = {}
        for key in ("phase", "direction"):
            if not isinstance(measure.get(key), str) or not measure[key]:
                raise IncompleteDescriptor(
                    f"{where} does not say its `{key}`, and nothing here guesses it.",
                    fix=f'Write it into the measure, such as "{key}": "{_EXAMPLES[key]}".',
                )
            told[key] = measure[key]
            resources.add_extra(resource, {"name": key, "columnType": "phase:id" if key == "phase" else key})
        if measure.get("currency"):
            money = {"name": "currency", "columnType": "value-currency:code", "constant": measure["currency"]}
            if money != next(
                (entry for entry in resource["schema"]["extraFields"] if entry["name"] == "currency"), money
            ):
                raise DescriptorError(f"{where} is in another currency than the measures before it.")
            resources.add_extra(resource, money)
        own = None if dated else words.column_year(str(field["name"])) or year
        if own is not None:
            told["fiscal year"] = own
            resources.add_extra(resource, {"name": "fiscal year", "type": "integer", "columnType": "date:fiscal-year"})
        resources.add_extra(
            resource, {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True}
        )
        factor = measure.get("factor", 1)
        field.update({"type": "number", "normalize": told})
        if factor != 1:
            field["factor"] = int(factor) if isinstance(factor, float) and factor.is_integer() else factor
