"""Which fields a release may have, read from a JSON Schema: what the walk over a release needs, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]


@dataclass(slots=True)
class FieldInfo:
    """One field: its codelist (open or closed), the version that deprecates it, and the fields below it."""

    codelist: str = ""
    closed: bool = False
    deprecated: str = ""
    whole: bool = False
    below: Fields | None = None


@dataclass(slots=True)
class Fields:
    """The fields of one object. ``patterns`` are further names, such as translations; ``open`` takes any name."""

    known: dict[str, FieldInfo] = field(default_factory=dict)
    patterns: tuple[re.Pattern[str], ...] = ()
    open: bool = False

    def allows(self, name: str) -> bool:
        """Whether a field that is not ``known`` may stand here all the same."""
        return self.open or any(pattern.search(name) for pattern in self.patterns)


def fields_of_schema(schema: Schema) -> Fields:
    """The fields that a schema names, its local references resolved; objects that hold themselves are no trouble."""
    return _Builder(schema).fields(schema)


class _Builder:
    def __init__(self, root: Schema) -> None:
        self._root = root
        self._of_definition: dict[str, Fields] = {}

    def fields(self, schema: Schema, name: str = "") -> Fields:
        if name and name in self._of_definition:
            return self._of_definition[name]
        found = Fields(open="properties" not in schema)
        if name:
            self._of_definition[name] = found
        found.patterns = tuple(re.compile(pattern) for pattern in schema.get("patternProperties", {}))
        for key, declared in schema.get("properties", {}).items():
            found.known[key] = self._info(declared)
        return found

    def _info(self, declared: Schema) -> FieldInfo:
        deprecated = (declared.get("deprecated") or {}).get("deprecatedVersion", "")
        codelist = declared.get("codelist", "").removesuffix(".csv")
        info = FieldInfo(
            codelist, declared.get("openCodelist") is False, deprecated, bool(declared.get("wholeListMerge"))
        )
        target = declared
        if _has(declared, "array") and isinstance(declared.get("items"), dict):
            target = declared["items"]
        name = target.get("$ref", "").rsplit("/", 1)[-1]
        if name:
            definition = self._root.get("definitions", {}).get(name)
            info.below = self.fields(definition, name) if isinstance(definition, dict) else Fields(open=True)
        elif _has(target, "object"):
            info.below = self.fields(target)
        return info


def _has(schema: Schema, kind: str) -> bool:
    types = schema.get("type", [])
    return types == kind or kind in types
