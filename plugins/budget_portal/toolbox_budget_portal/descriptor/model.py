"""A checked descriptor as plain objects. Field names are those of the specification, in Python's spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolbox_budget_portal.column_types import ColumnType, Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How the table is written (``dialect``), with the specification's defaults."""

    delimiter: str = ","
    quotechar: str = '"'
    header: bool = True
    skip_initial_space: bool = False
    skip_rows: int = 0
    sheet: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of the file (``fields``), or one that exists only in the descriptor (``extraFields``).

    ``normalize`` names the extra fields that an amount column stands for and their values. ``constant`` is the value of
    an extra field (``None`` when it has none). Extension properties: ``factor`` multiplies amounts (1000 for "in
    thousands"); ``code_levels`` are the lengths of the beginnings of a code that are the codes above it, and
    ``code_labels`` the resource that names them. ``phases`` says for each word of the phase column (folded) which phase
    the amounts are, empty when they are left out; ``in_totals`` that rows marked as transfers are part of the totals.
    """

    name: str
    type: str = "string"
    column_type: ColumnType | None = None
    decimal: str = "."
    group: str = ""
    bare_number: bool = True
    format: str = ""
    missing: tuple[str, ...] | None = None
    normalize: Mapping[str, Any] = field(default_factory=dict)
    constant: Any = None
    normalization_target: bool = False
    factor: int = 1
    code_levels: tuple[int, ...] = ()
    code_labels: str = ""
    phases: Mapping[str, str] = field(default_factory=dict)
    in_totals: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether the column holds amounts of money."""
        return bool(self.normalize) or self.means("value")

    def means(self, *names: str) -> bool:
        """Whether the column's type is one of ``names`` or inherits from one (``value:approved`` from ``value``)."""
        if self.column_type is None:
            return False
        own = self.column_type.name
        return any(own == name or own.startswith(name + ":") for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns of this table that point at columns of a code list."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One file. ``eliminated`` marks a file of consolidation entries (extension property ``elimination``)."""

    name: str
    path: str
    encoding: str = "utf-8"
    dialect: Dialect = Dialect()
    fields: tuple[Field, ...] = ()
    extra_fields: tuple[Field, ...] = ()
    missing: tuple[str, ...] = ("",)
    foreign_keys: tuple[ForeignKey, ...] = ()
    eliminated: bool = False

    @property
    def has_amounts(self) -> bool:
        """Whether the file holds budget lines (a code list does not)."""
        return any(entry.is_amount for entry in self.fields)

    def extra_field(self, name: str) -> Field | None:
        """The extra field of that name."""
        return next((entry for entry in self.extra_fields if entry.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A whole descriptor. ``raw`` is the JSON it was read from, kept as the saved mapping of the version.

    ``kept`` holds files that lie elsewhere, by resource: the code lists of an earlier version, used again.
    """

    folder: Path
    name: str = ""
    title: str = ""
    licence: str = ""
    resources: tuple[Resource, ...] = ()
    taxonomy: Taxonomy = field(default_factory=Taxonomy)
    raw: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Path] = field(default_factory=dict)

    def file(self, resource: Resource) -> Path:
        """Where the resource's file lies."""
        return self.kept.get(resource.name) or self.folder / resource.path

    def code_lists(self) -> list[Resource]:
        """The resources that files of amounts point at by foreign key or ``codeLabels``."""
        facts = [resource for resource in self.resources if resource.has_amounts]
        wanted = {key.resource for fact in facts for key in fact.foreign_keys}
        wanted |= {entry.code_labels for fact in facts for entry in fact.fields}
        return [resource for resource in self.resources if resource.name in wanted and not resource.has_amounts]
