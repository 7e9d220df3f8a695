"""A budget written as a Fiscal Data Package, version 1: which column says what, in the words that are read back.

A classification level takes the published column type of its depth; one that is deeper than those that are published
is declared in the package's own ``columnTypes``. Geography is written as ``geo-source:``, as the published taxonomy
has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PUBLISHED = "https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json"
ABSENT = {
    "blank": "",
    "dash": "-",
    "not-published": "nfp",
    "not-applicable": "n/a",
    "not-available": "nd",
}
"""How a cell says why it holds no number; each is read back as what it was."""

_STEMS: Mapping[str, tuple[str, ...]] = {
    **{
        kind: tuple(f"{stem}:level{level}" for level in range(1, levels + 1))
        for kind, stem, levels in (
            ("administrative", "administrative-classification:generic", 8),
            ("functional", "functional-classification:generic", 8),
            ("economic", "economic-classification:generic", 8),
            ("gfsm", "economic-classification:gfsm", 4),
            ("object", "object-classification:generic", 4),
            ("fund", "fin-source:generic", 3),
            ("geographic", "geo-source:target", 2),
        )
    },
    "cofog": tuple(f"functional-classification:cofog:{part}" for part in ("division", "group", "class")),
    "programme": tuple(
        f"activity:generic:{part}" for part in ("program", "subprogram", "project", "subproject", "contract")
    ),
    "type": ("expenditure-type",),
}
_OWN = {
    "gfsm": "economic-classification:gfsm:own",
    "object": "object-classification:own",
    "fund": "fin-source:own",
    "geographic": "geo-source:own",
    "cofog": "functional-classification:cofog:own",
    "programme": "activity:own",
    "type": "expenditure-type:own",
}
"""Where a classification stands that has more levels than are published."""


def column_types(kind: str, levels: int) -> tuple[list[tuple[str, str]], list[dict[str, Any]]]:
    """The column types of code and label for each level, from the root, and those that the package must declare."""
    label = "title" if kind == "geographic" else "label"
    stems = _STEMS[kind]
    if levels <= len(stems):
        return [(f"{stem}:code", f"{stem}:{label}") for stem in stems[:levels]], []
    found, declared, prior = [], [], ""
    for level in range(1, levels + 1):
        code, name = (f"{_OWN[kind]}:level{level}:{part}" for part in ("code", label))
        found.append((code, name))
        declared.append({"name": code, "dataType": "string", "unique": True, **({"prior": prior} if prior else {})})
        declared.append({"name": name, "dataType": "string", "labelOf": code})
        prior = code
    return found, declared


def fields(kinds: Mapping[str, int], phases: Sequence[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The fields of a table of lines, in the order of its columns, and the column types that are its own."""
    listed: list[dict[str, Any]] = []
    own: list[dict[str, Any]] = []
    for kind, levels in kinds.items():
        types, declared = column_types(kind, levels)
        own += declared
        for level, pair in enumerate(types, start=1):
            for part, column_type in zip(("code", "label"), pair, strict=True):
                listed.append({"name": f"{kind}_{level}_{part}", "type": "string", "columnType": column_type})
    listed.append({"name": "line_code", "type": "string", "columnType": "budget-line-id"})
    listed.append({"name": "line_label", "type": "string", "columnType": "budget-line-id:label"})
    listed += [
        {
            "name": f"amount_{phase}",
            "type": "number",
            "decimalChar": ".",
            "missingValues": list(ABSENT.values()),
            "normalize": {"phase": phase},
        }
        for phase in phases
    ]
    listed += [
        {"name": "line_uid", "type": "string", "description": "the same in every year for the same codes"},
        {"name": "source_file", "type": "string", "description": "the file that the publisher handed in"},
        {"name": "source_row", "type": "integer", "description": "its row there; the header is row 1"},
    ]
    return listed, own


def extra_fields(fiscal_year: int, direction: str, currency: str, *, eliminated: bool) -> list[dict[str, Any]]:
    """What is the same for all lines of a table, and what its amounts are put together to."""
    extra: list[dict[str, Any]] = [
        {"name": "phase", "type": "string", "columnType": "phase:id"},
        {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
        {"name": "fiscal year", "type": "integer", "columnType": "date:fiscal-year", "constant": fiscal_year},
        {"name": "direction", "type": "string", "columnType": "direction", "constant": direction},
        {"name": "currency", "type": "string", "columnType": "value-currency:code", "constant": currency},
    ]
    if eliminated:
        mark = {"name": "elimination", "type": "string", "columnType": "budgetary-transfers"}
        extra.append({**mark, "constant": "elimination"})
    return extra
