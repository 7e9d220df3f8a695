"""The facts of the Open Contracting Data Standard, as compact tables, and the reader of these tables.

The tables (``*.txt`` beside this file) say which fields an object has, their types, which are required, which codes
they take and how they merge. JSON Schema and merge rules are generated from them (``schema.py``), so nothing is
downloaded and nothing can disagree. Source: OCDS 1.1.5 and the bids, lots and process title extensions
(https://standard.open-contracting.org/1.1/, https://extensions.open-contracting.org/).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

EXTENSIONS_WITH_FACTS = ("bids", "lots", "process_title")
_SIMPLE_TYPES = {"string", "integer", "number", "boolean", "object", "date", "uri", "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """One line of a table. ``type`` is a simple type or the name of an object; see the grammar in ocds_1_1.txt."""

    name: str
    type: str
    required: bool = False
    nullable: bool = False
    is_list: bool = False
    min_length: int = 0
    each_min_length: int = 0
    min_items: int = 0
    unique: bool = False
    translatable: bool = False
    codelist: str = ""
    closed: bool = False
    deprecated: str = ""
    omit: bool = False
    whole: bool = False
    versioned: bool = False
    pattern: str = ""
    default: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether ``type`` names another object of the tables."""
        return self.type not in _SIMPLE_TYPES and "|" not in self.type


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectFacts:
    """One object: its fields by name, in the order of the table."""

    name: str
    fields: dict[str, FieldFacts]
    min_properties: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Codelist:
    """Codes of one list. ``deprecated`` maps a code to the version since which it should not be used."""

    name: str
    closed: bool
    codes: frozenset[str]
    ordered: tuple[str, ...]
    deprecated: dict[str, str]


def _lines(name: str) -> list[str]:
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _field(words: list[str]) -> FieldFacts:
    name, kind, *marks = words
    values: dict[str, object] = {"name": name.rstrip("!"), "required": name.endswith("!")}
    values["nullable"] = kind.endswith("?")
    kind = kind.rstrip("?")
    values["is_list"] = kind.startswith("[")
    values["type"] = kind.strip("[]")
    for mark in marks:
        key, _, value = mark.partition(":")
        if mark[0] in "=~":
            values["codelist"], values["closed"] = mark[1:], mark[0] == "="
        elif key in {"min", "each-min", "items"}:
            values[{"min": "min_length", "each-min": "each_min_length", "items": "min_items"}[key]] = int(value)
        elif key in {"deprecated", "default", "pattern"}:
            values[key] = value
        else:
            values[{"lang": "translatable"}.get(mark, mark)] = True
    return FieldFacts(**values)  # type: ignore[arg-type]  # the table's grammar is checked by the tests


@cache
def objects(table: str) -> dict[str, ObjectFacts]:
    """The objects of one table (``ocds_1_1``, ``packages``, ``extension_bids`` …), by name."""
    found: dict[str, ObjectFacts] = {}
    current: ObjectFacts | None = None
    for line in _lines(table):
        words = line.split()
        if not line.startswith(" "):
            least = next((int(word.partition(":")[2]) for word in words[1:]), 0)
            current = found[words[0]] = ObjectFacts(name=words[0], fields={}, min_properties=least)
        elif current is not None:
            field = _field(words)
            current.fields[field.name] = field
    return found


@cache
def cpv_divisions() -> dict[str, str]:
    """The names of the widest classes of the Common Procurement Vocabulary, by their two digits."""
    return {line[:2]: line[3:] for line in _lines("cpv_divisions")}


@cache
def codelists() -> dict[str, Codelist]:
    """Every codelist by name, without the ``.csv`` of the standard's files."""
    found: dict[str, Codelist] = {}
    name, closed, codes, deprecated = "", False, [], {}  # type: str, bool, list[str], dict[str, str]
    for line in [*_lines("codelists"), "end closed"]:
        words = line.split()
        if line.startswith(" "):
            if words[0] == "deprecated":
                deprecated.update({word.partition(":")[0]: word.partition(":")[2] for word in words[1:]})
            else:
                codes.extend(words)
            continue
        if name:
            found[name] = Codelist(
                name=name, closed=closed, codes=frozenset(codes), ordered=tuple(codes), deprecated=deprecated
            )
        name, closed, codes, deprecated = words[0], words[1] == "closed", [], {}
    return found


@cache
def registered_extensions() -> dict[str, str]:
    """``owner/repository`` in lower case → extension id, for every extension of the public registry."""
    return {line.split()[1].lower(): line.split()[0] for line in _lines("extensions")}


def extended(base: dict[str, ObjectFacts], patch: dict[str, ObjectFacts]) -> dict[str, ObjectFacts]:
    """``base`` with the objects and fields of ``patch`` added or replaced (JSON Merge Patch, RFC 7396, on facts)."""
    merged = dict(base)
    for name, addition in patch.items():
        known = merged.get(name)
        merged[name] = addition if known is None else replace(known, fields={**known.fields, **addition.fields})
    return merged
