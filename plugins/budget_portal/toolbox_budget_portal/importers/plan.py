"""How one file is read: a descriptor's resource and the file's real header, compiled into column positions.

Positions count the file's own columns first, then columns joined from code lists, then constants; so the rest of the
import sees one wide row and need not know where a value came from.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from toolbox_budget_portal import rows
from toolbox_budget_portal.column_types import Place, Taxonomy
from toolbox_budget_portal.descriptor.model import Field, Resource
from toolbox_budget_portal.descriptor.words import is_description
from toolbox_budget_portal.exceptions import IncompleteDescriptor
from toolbox_core import DescriptorError

SCHEMES_BY_DIRECTION = ("economic", "object")
"""Kinds whose codes mean different things for expenditure and for revenue (chapter 1: staff, or direct taxes)."""
_KIND_ORDER = (
    *("administrative", "functional", "cofog", "economic", "gfsm", "object", "programme", "geographic", "fund", "type"),
)
_VARIANTS = ("generic", "target", "source", "address", "")


@dataclass(frozen=True, slots=True)
class Told:
    """Where a fact about an amount comes from: a ``constant``, or the column ``at``; neither when nothing tells it."""

    constant: str | None = None
    at: int | None = None

    @property
    def known(self) -> bool:
        """Whether anything tells it."""
        return self.constant is not None or self.at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One amount column and what its amounts are. ``in_totals``: rows that are eliminated are in the totals, too."""

    at: int
    field: Field
    missing: tuple[str, ...]
    phase: Told
    direction: Told
    year: Told
    currency: Told
    eliminated: Told
    in_totals: bool = False


@dataclass(frozen=True, slots=True)
class KindPlan:
    """One classification: ``columns`` are the positions of code and label of each level, from the root.

    ``prefixes``: beginnings of the deepest code that are the codes above it; ``labels`` names codes by themselves.
    """

    kind: str
    columns: tuple[int, ...]
    prefixes: tuple[int, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    def expand(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """The cells of a row's classification with the levels that its code implies, and labels from the list."""
        if not self.prefixes and not self.labels:
            return key
        code, label = key[-2].strip(), key[-1].strip()
        above = [code[:length] for length in self.prefixes if length < len(code)]
        implied = [cell for beginning in above for cell in (beginning, self.labels.get(beginning, ""))]
        return (*key[:-2], *implied, code, label or self.labels.get(code, ""))


@dataclass(frozen=True, slots=True)
class Join:
    """A code list: the key's columns in the file, and for each key the values to append to the row."""

    at: tuple[int, ...]
    values: Mapping[tuple[str, ...], tuple[str, ...]]
    width: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan:
    """Everything needed to read the rows of one file."""

    resource: Resource
    width: int
    joins: tuple[Join, ...]
    constants: tuple[str, ...]
    measures: tuple[Measure, ...]
    kinds: tuple[KindPlan, ...]
    code_at: int | None = None
    label_at: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Columns:
    """The wide row under construction."""

    width: int
    typed: list[tuple[int, Field]] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)
    joined: int = 0

    def add_constant(self, value: str) -> int:
        self.constants.append(value)
        return self.width + self.joined + len(self.constants) - 1


def compile_plan(
    resource: Resource,
    taxonomy: Taxonomy,
    columns: Sequence[str],
    joins: Sequence[tuple[Join, Sequence[Field]]] = (),
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> FilePlan:
    """Match a resource with the header of its file.

    ``joins`` are the code lists with the typed fields that each appends; ``labels`` the resources that `codeLabels`
    names, each as label by code. Raises ``DescriptorError`` when a column that
    matters is not in the file, ``IncompleteDescriptor`` when an amount's phase or direction is not told.
    """
    places = match_columns(resource, columns)
    wide = _Columns(len(columns))
    wide.typed = [(at, entry) for at, entry in zip(places, resource.fields, strict=True) if at is not None]
    for _, fields in joins:
        wide.typed += [(wide.width + wide.joined + offset, entry) for offset, entry in enumerate(fields)]
        wide.joined += len(fields)
    facts = [(at, entry) for at, entry in wide.typed if not entry.is_amount]
    measures = tuple(
        _measure(at, entry, resource, facts)
        for at, entry in wide.typed[: len(resource.fields)]
        if entry.is_amount and at < wide.width
    )
    classified = facts + [
        (wide.add_constant(str(entry.constant)), entry)
        for entry in resource.extra_fields
        if entry.constant is not None and entry.column_type and taxonomy.place(entry.column_type)
    ]
    kinds, idle = _kinds(classified, taxonomy, wide)
    kinds = _with_prefixes(kinds, dict(classified), labels or {})
    return FilePlan(
        resource=resource,
        width=wide.width,
        joins=tuple(join for join, _ in joins),
        constants=tuple(wide.constants),
        measures=measures,
        kinds=kinds,
        code_at=next((at for at, entry in facts if _is(entry, "budget-line-id")), None),
        label_at=next((at for at, entry in facts if _describes_line(entry)), None),
        notes=_notes(resource, columns, places, idle),
    )


def match_columns(resource: Resource, columns: Sequence[str]) -> list[int | None]:
    """For each field of the resource, its position in the file (``None`` for an unimportant column that is missing).

    Without a header, and when the header's names are the fields' in order, position decides; else the name does,
    whatever its case (the specification's default). Raises ``DescriptorError`` naming what is missing.
    """
    names = [entry.name for entry in resource.fields]
    if not resource.dialect.header:
        if len(columns) != len(names):
            raise DescriptorError(
                f"{resource.path} has {len(columns)} columns and no header, but the descriptor describes {len(names)}.",
                fix="Describe each column in `schema.fields`, in the file's order.",
            )
        return list(range(len(names)))
    plain = [_plain(name) for name in columns]
    wanted = [_plain(name) for name in names]
    if len(plain) >= len(wanted) and all(
        have == want or have.rpartition("_")[0] == want for have, want in zip(plain, wanted, strict=False)
    ):
        return list(range(len(names)))
    positions = {name: at for at, name in reversed(list(enumerate(plain)))}
    found: list[int | None] = []
    for entry, want in zip(resource.fields, wanted, strict=True):
        at = positions.get(want)
        if at is None and (entry.is_amount or entry.column_type is not None):
            spare = [name for name in columns if _plain(name) not in wanted]
            near = difflib.get_close_matches(entry.name, spare, n=1, cutoff=0.5)
            raise DescriptorError(
                f"{resource.path} has no column {entry.name!r}." + (f" Did you mean {near[0]!r}?" if near else ""),
                fix=f"Columns that the descriptor does not know: {', '.join(map(repr, spare[:12])) or 'none'}.",
            )
        found.append(at)
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _is(entry: Field, name: str) -> bool:
    return entry.column_type is not None and entry.column_type.name == name


def _describes_line(entry: Field) -> bool:
    """Whether a column holds the line's own description: the vocabulary has no type for it but the escape hatch."""
    return _is(entry, "budget-line-id:label") or (_is(entry, "unknown:string") and is_description(entry.name))


def _measure(at: int, entry: Field, resource: Resource, facts: Sequence[tuple[int, Field]]) -> Measure:
    def told(*types: str) -> Told:
        return _told(entry, resource, facts, types)

    measure = Measure(
        at=at,
        field=entry,
        missing=entry.missing if entry.missing is not None else resource.missing,
        phase=told("phase:id", "phase", "phase:label"),
        direction=told("direction"),
        year=told("date:fiscal-year"),
        currency=told("value-currency:code", "value-currency"),
        eliminated=Told("true") if resource.eliminated else told("budgetary-transfers"),
        in_totals=any(other.in_totals for _, other in facts if _is(other, "budgetary-transfers")),
    )
    where = f"Resource {resource.name!r}, {entry.name!r}"
    if not measure.phase.known:
        raise IncompleteDescriptor(
            f"{where}: nothing says which phase these amounts are (approved, executed …).",
            fix='Add {"name": "phase", "columnType": "phase:id", "constant": "approved"} to `extraFields`, '
            "or a `normalize` per amount column.",
        )
    if not measure.direction.known:
        raise IncompleteDescriptor(
            f"{where}: nothing says whether these amounts are expenditure or revenue.",
            fix='Add {"name": "direction", "columnType": "direction", "constant": "expenditure"} to `extraFields`.',
        )
    if measure.direction.constant is not None:
        try:
            rows.read_direction(measure.direction.constant)
        except ValueError as error:
            raise DescriptorError(f"{where}: the direction {error}") from None
    return measure


def _told(entry: Field, resource: Resource, facts: Sequence[tuple[int, Field]], types: Sequence[str]) -> Told:
    """A fact about an amount: from its own ``normalize``, else from a column, else from a constant."""
    for name in types:
        for key, value in entry.normalize.items():
            extra = resource.extra_field(key)
            if extra is not None and _is(extra, name):
                return Told(constant=_text(value))
    for name in types:
        for at, other in facts:
            if _is(other, name):
                return Told(at=at)
    for name in types:
        for extra in resource.extra_fields:
            if extra.constant is not None and _is(extra, name):
                return Told(constant=_text(extra.constant))
    return Told()


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kinds(
    typed: Iterable[tuple[int, Field]], taxonomy: Taxonomy, wide: _Columns
) -> tuple[tuple[KindPlan, ...], list[str]]:
    """The classification trees that the columns form, and the columns that found no place in one."""
    trees: dict[str, dict[str, dict[int, dict[str, int]]]] = {}
    idle: list[str] = []
    names: dict[tuple[str, str], list[str]] = {}
    for at, entry in typed:
        place: Place | None = taxonomy.place(entry.column_type) if entry.column_type else None
        if place is None:
            continue
        level = trees.setdefault(place.kind, {}).setdefault(place.variant, {}).setdefault(place.depth, {})
        names.setdefault((place.kind, place.variant), []).append(entry.name)
        if place.part == "description" or place.part in level:
            idle.append(entry.name)
        else:
            level[place.part] = at
    plans = []
    for kind in _KIND_ORDER:
        variants = trees.get(kind, {})
        if not variants:
            continue
        ranked = sorted(variants, key=lambda name: _VARIANTS.index(name) if name in _VARIANTS else len(_VARIANTS))
        for other in ranked[1:]:
            idle += names[kind, other]
        levels = [parts for _, parts in sorted(variants[ranked[0]].items()) if parts]
        flat: list[int] = []
        for parts in levels:
            flat += [parts[part] if part in parts else wide.add_constant("") for part in ("code", "label")]
        if flat:
            plans.append(KindPlan(kind, tuple(flat)))
    return tuple(plans), idle


def _with_prefixes(
    kinds: Sequence[KindPlan], fields: Mapping[int, Field], labels: Mapping[str, Mapping[str, str]]
) -> tuple[KindPlan, ...]:
    """Give each classification the levels and labels that its deepest code column implies."""
    made = []
    for kind in kinds:
        deepest = fields.get(kind.columns[-2])
        if deepest is not None and (deepest.code_levels or deepest.code_labels):
            found = labels.get(deepest.code_labels, {})
            made.append(replace(kind, prefixes=deepest.code_levels, labels=found))
        else:
            made.append(kind)
    return tuple(made)


def _notes(
    resource: Resource, columns: Sequence[str], places: Sequence[int | None], idle: list[str]
) -> tuple[str, ...]:
    known = {at for at, entry in zip(places, resource.fields, strict=True) if entry.column_type or entry.is_amount}
    left = [name for at, name in enumerate(columns) if at not in known] + idle
    if not left:
        return ()
    return (f"{resource.path}: these columns stay in the original only: {', '.join(left)}.",)
