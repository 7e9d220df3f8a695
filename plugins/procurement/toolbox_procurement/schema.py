"""JSON Schema and merge rules, generated from the facts; and the reading of schema files that a person gives.

Nothing is ever fetched: references that point outside a schema file are left open, and extensions are recognised by
their address but read only from this package.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from toolbox_procurement import facts
from toolbox_procurement.exceptions import SchemaFileError

Schema = dict[str, Any]
RuleTree = dict[str, "tuple[int, RuleTree]"]
"""Field name → (how it merges, rules of its fields). Lists are transparent: the rules of the entries stand directly."""

SITE_FOLDER: Final = "procurement-schemas"
MERGE: Final = 0
OMIT: Final = 1
WHOLE: Final = 2

_SUBTAG_8 = "[A-Za-z0-9]{1,8}"
LANGUAGE_SUFFIX: Final = (
    "(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}(?:-[A-Za-z]{3}){0,2})?|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?"
    "(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    f"(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{{2,8}})+)*(?:-x(?:-{_SUBTAG_8})+)?|x(?:-{_SUBTAG_8})+)"
)
"""A language tag of BCP 47, as it stands after the underscore in ``title_fr`` or ``description_pt-BR``."""


_JSON_TYPES: Final = {"id": ["string", "integer"], "date": ["string"], "uri": ["string"]}


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard with some extensions applied: ``objects`` by name. Build it with :func:`standard`."""

    extensions: tuple[str, ...]
    objects: dict[str, facts.ObjectFacts]

    def release_schema(self) -> Schema:
        """The release schema as JSON Schema draft 4, with the standard's merge keywords."""
        definitions = {name: self._object_schema(found) for name, found in self.objects.items() if name != "Release"}
        return {
            "$schema": "http://json-schema.org/draft-04/schema#",
            **self._object_schema(self.objects["Release"]),
            "definitions": definitions,
        }

    def package_schema(self, name: str) -> Schema:
        """The schema of an envelope, ``ReleasePackage`` or ``RecordPackage``, its releases left open."""
        envelopes = facts.objects("packages")
        definitions = {key: self._object_schema(found) for key, found in envelopes.items() if key != name}
        definitions["Release"] = {"type": "object"}
        return {
            "$schema": "http://json-schema.org/draft-04/schema#",
            **self._object_schema(envelopes[name]),
            "definitions": definitions,
        }

    def _object_schema(self, found: facts.ObjectFacts) -> Schema:
        schema: Schema = {
            "type": "object",
            "properties": {field.name: self._field_schema(field) for field in found.fields.values()},
        }
        required = [field.name for field in found.fields.values() if field.required]
        translatable = [field.name for field in found.fields.values() if field.translatable]
        if required:
            schema["required"] = required
        if translatable:
            schema["patternProperties"] = {
                f"^(?:{name})_{LANGUAGE_SUFFIX}$": {"type": ["string", "null"]} for name in translatable
            }
        if found.min_properties:
            schema["minProperties"] = found.min_properties
        return schema

    def _value_schema(self, field: facts.FieldFacts, *, nullable: bool) -> Schema:
        if field.is_reference:
            known = field.type in self.objects or field.type in facts.objects("packages")
            return {"$ref": f"#/definitions/{field.type}"} if known else {"type": "object"}
        types = _JSON_TYPES.get(field.type) or field.type.split("|")
        if nullable:
            types = [*types, "null"]
        schema: Schema = {"type": types[0] if len(types) == 1 else types}
        if field.type in {"date", "uri"}:
            schema["format"] = "date-time" if field.type == "date" else "uri"
        if field.closed:
            codes: list[str | None] = list(facts.codelists()[field.codelist].ordered)
            schema["enum"] = [*codes, None] if nullable else codes
        if field.pattern:
            schema["pattern"] = field.pattern
        return schema

    def _field_schema(self, field: facts.FieldFacts) -> Schema:
        if field.is_list:
            entry = self._value_schema(field, nullable=False)
            if field.each_min_length:
                entry["minLength"] = field.each_min_length
            schema: Schema = {"type": ["array", "null"] if field.nullable else "array", "items": entry}
        else:
            schema = self._value_schema(field, nullable=field.nullable)
        marks = {
            "minLength": field.min_length,
            "minItems": field.min_items,
            "uniqueItems": field.unique,
            "wholeListMerge": field.whole,
            "omitWhenMerged": field.omit,
            "versionId": field.versioned,
        }
        schema.update({key: value for key, value in marks.items() if value})
        if field.codelist:
            schema["codelist"], schema["openCodelist"] = f"{field.codelist}.csv", not field.closed
        if field.default:
            schema["default"] = field.default
        if field.deprecated:
            schema["deprecated"] = {"deprecatedVersion": field.deprecated}
        return schema


@lru_cache(maxsize=32)
def standard(extensions: tuple[str, ...] = ()) -> Standard:
    """OCDS 1.1 with the named extensions (of :data:`facts.EXTENSIONS_WITH_FACTS`) applied, in that order."""
    found = facts.objects("ocds_1_1")
    for name in extensions:
        found = facts.extended(found, facts.objects(f"extension_{name}"))
    return Standard(extensions, found)


def everything() -> Standard:
    """OCDS 1.1 with every extension whose facts this package holds."""
    return standard(facts.EXTENSIONS_WITH_FACTS)


def extension_id(address: str) -> str | None:
    """The registered id of an extension by the address a package names; ``None`` when the registry has no such one."""
    lowered = address.lower()
    return next((name for place, name in facts.registered_extensions().items() if f"/{place}/" in lowered), None)


def known_extensions(addresses: Iterable[object]) -> tuple[str, ...]:
    """Those extensions among ``addresses`` whose facts this package holds, each once, in a fixed order."""
    ids = {extension_id(address) for address in addresses if isinstance(address, str)}
    return tuple(name for name in facts.EXTENSIONS_WITH_FACTS if name in ids)


@lru_cache(maxsize=32)
def merge_rules(extensions: tuple[str, ...] = facts.EXTENSIONS_WITH_FACTS) -> RuleTree:
    """How each field of the standard merges, with the extensions' fields. Source: OCDS 1.1, "Merging"."""
    return rules_from_schema(standard(extensions).release_schema())


def rules_from_schema(schema: Schema) -> RuleTree:
    """Merge rules of any release schema (OCDS 1.0 ``mergeStrategy`` included).

    Raises SchemaFileError when the document has no ``properties``.
    """
    if not isinstance(schema.get("properties"), dict):
        raise SchemaFileError(
            "The schema has no `properties`, so it does not describe releases.",
            fix="Give a release schema, not a package schema or a list of codes.",
        )
    return _rules(schema["properties"], schema, ())


def _rules(properties: Schema, root: Schema, trail: tuple[str, ...]) -> RuleTree:
    tree: RuleTree = {}
    for name, declared in properties.items():
        value, reference = _resolved(declared, root)
        if reference and reference in trail:
            continue  # an object that holds itself: below the first round every field merges by default
        below = (*trail, reference) if reference else trail
        types = _types(value)
        strategy = value.get("mergeStrategy")
        if value.get("omitWhenMerged") or strategy == "ocdsOmit":
            tree[name] = (OMIT, {})
        elif "array" in types and (value.get("wholeListMerge") or strategy == "ocdsVersion"):
            tree[name] = (WHOLE, {})
        elif "object" in types and "properties" in value:
            tree[name] = (MERGE, _rules(value["properties"], root, below))
        elif "array" in types and "items" in value:
            tree[name] = _list_rule(value["items"], root, below)
    return {name: rule for name, rule in tree.items() if rule != (MERGE, {})}


def _list_rule(items: Schema, root: Schema, trail: tuple[str, ...]) -> tuple[int, RuleTree]:
    entry, reference = _resolved(items, root)
    types = _types(entry)
    if any(kind != "object" for kind in types):
        return WHOLE, {}
    if "object" in types and "properties" in entry:
        if "id" not in entry["properties"]:
            return WHOLE, {}
        if reference not in trail:
            return MERGE, _rules(entry["properties"], root, (*trail, reference) if reference else trail)
    return MERGE, {}


def _resolved(value: Schema, root: Schema) -> tuple[Schema, str]:
    """The schema behind a local ``$ref`` (marks beside the reference kept), and the reference."""
    reference = value.get("$ref", "")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return value, ""
    found: Any = root
    for part in reference[2:].split("/"):
        found = found.get(part) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        return value, ""
    return {**found, **{key: kept for key, kept in value.items() if key != "$ref"}}, reference


def _types(value: Schema) -> list[str]:
    kind = value.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def read_schema_file(path: Path) -> Schema:
    """A schema file that a person gave. Raises SchemaFileError in plain words when it cannot be used."""
    try:
        document = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise SchemaFileError(f"The schema file {path} cannot be read: {error.strerror}.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SchemaFileError(f"The schema file {path} is not JSON: {error}.") from error
    if not isinstance(document, dict):
        raise SchemaFileError(f"The schema file {path} holds a {type(document).__name__}, not a JSON object.")
    return document


def site_schemas(site: Path) -> tuple[Schema, ...]:
    """What an administrator put into ``procurement-schemas/`` of the site's folder, in the order of the file names.

    A whole release schema replaces the standard's, others are extensions that are added to it. Raises
    ``SchemaFileError``.
    """
    return tuple(read_schema_file(path) for path in sorted((site / SITE_FOLDER).glob("*.json")))


def patched(schema: Schema, patch: Schema) -> Schema:
    """``schema`` after a JSON Merge Patch (RFC 7396), the way extensions change the release schema."""
    result = dict(schema)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            known = result.get(key)
            result[key] = patched(known if isinstance(known, dict) else {}, value)
        else:
            result[key] = value
    return result
