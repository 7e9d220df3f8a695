"""Opening the files of a package: tables as their dialect says, code lists into memory, and the plan for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolbox_budget_portal.descriptor.model import Field, Package, Resource
from toolbox_budget_portal.importers.plan import FilePlan, Join, compile_plan, match_columns
from toolbox_core import DescriptorError, InputError, LimitSettings, Table, open_table

LARGEST_CODE_LIST = 500_000
"""Rows of the longest code list that is held in memory."""


def open_resource(package: Package, resource: Resource, limits: LimitSettings | None = None) -> Table:
    """Open a resource's file as its descriptor says. Raises ``UnreadableFile``."""
    dialect = resource.dialect
    options: dict[str, Any] = {} if limits is None else {"limits": limits}
    return open_table(
        package.file(resource),
        encoding=resource.encoding,
        delimiter=dialect.delimiter,
        quotechar=dialect.quotechar,
        header=dialect.header,
        sheet=dialect.sheet,
        skip_rows=dialect.skip_rows,
        comment=dialect.comment,
        **options,
    )


def plan_resource(package: Package, resource: Resource, table: Table, limits: LimitSettings | None = None) -> FilePlan:
    """Compile how a file of amounts is read, its code lists loaded. Raises ``DescriptorError``."""
    by_name = {other.name: other for other in package.resources}
    positions = _positions(resource, table)
    joins: list[tuple[Join, Sequence[Field]]] = []
    for key in resource.foreign_keys:
        at = [positions[name] for name in key.fields]
        if None in at:
            raise DescriptorError(f"{resource.path} lacks a column of the foreign key {', '.join(key.fields)}.")
        own = tuple(position for position in at if position is not None)
        joins.append(_code_list(package, by_name[key.resource], key.reference, own, limits))
    labels = {
        name: _labels(package, by_name[name], limits)
        for name in {entry.code_labels for entry in resource.fields if entry.code_labels}
    }
    return compile_plan(resource, package.taxonomy, table.columns, joins, labels)


def _positions(resource: Resource, table: Table) -> dict[str, int | None]:
    return dict(zip((entry.name for entry in resource.fields), match_columns(resource, table.columns), strict=True))


def _code_list(
    package: Package, resource: Resource, reference: Sequence[str], own: tuple[int, ...], limits: LimitSettings | None
) -> tuple[Join, Sequence[Field]]:
    """A table that a foreign key points at: its typed columns by the key's columns."""
    with open_resource(package, resource, limits) as table:
        places = _positions(resource, table)
        keys = [places[name] for name in reference]
        typed = [entry for entry in resource.fields if entry.column_type is not None and places[entry.name] is not None]
        wanted = [places[entry.name] for entry in typed]
        values: dict[tuple[str, ...], tuple[str, ...]] = {}
        for row in _rows(table, resource):
            key, found = _take(row, keys), _take(row, wanted)
            if values.setdefault(key, found) != found:
                raise _twice(resource, " ".join(key))
    return Join(own, values, len(wanted), resource.name), typed


def _labels(package: Package, resource: Resource, limits: LimitSettings | None) -> Mapping[str, str]:
    """Labels by code out of a code list; a list with a column per level has its codes joined: 1, 3, 2 is 132."""
    with open_resource(package, resource, limits) as table:
        places = _positions(resource, table)
        levels: list[tuple[int, int | None]] = []
        label: int | None = None
        for entry in resource.fields:
            place = package.taxonomy.place(entry.column_type) if entry.column_type else None
            if place is not None and place.part == "code":
                levels.append((place.depth, places[entry.name]))
            elif place is not None and place.part == "label":
                label = places[entry.name]
        if not levels or label is None:
            raise DescriptorError(
                f"Resource {resource.name!r} cannot name codes: it needs a column of codes and one of labels.",
                fix="Give them columnTypes of the same classification, ending in :code and :label.",
            )
        codes = [at for _, at in sorted(levels, key=lambda level: level[0])]
        found: dict[str, str] = {}
        for row in _rows(table, resource):
            code, name = "".join(_take(row, codes)), _take(row, [label])[0]
            if found.setdefault(code, name) != name:
                raise _twice(resource, code)
    return found


def _twice(resource: Resource, code: str) -> InputError:
    return InputError(
        f"The code list {resource.path} has {code!r} twice with different meanings.", fix="Keep one of the two rows."
    )


def _rows(table: Table, resource: Resource) -> list[list[str]]:
    rows: list[list[str]] = []
    for _, cells in table.rows():
        if len(rows) >= LARGEST_CODE_LIST:
            raise InputError(f"The code list {resource.path} has more than {LARGEST_CODE_LIST:,} rows.")
        rows.append([cell.strip() for cell in cells])
    return rows


def _take(row: Sequence[str], places: Sequence[int | None]) -> tuple[str, ...]:
    return tuple(row[at] if at is not None else "" for at in places)
