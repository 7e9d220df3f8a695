"""A plugin's own configuration: checked by the schema that its manifest names, shown without its secrets.

A schema is a msgspec Struct. A secret is marked by its type, never guessed from its name::

    from toolbox_core import Secret

    class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
        page_size: int = 50
        token: Secret = ""
"""

from __future__ import annotations

import difflib
import importlib
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from toolbox_core.exceptions import PluginBlocked, PluginFailed

if TYPE_CHECKING:
    from toolbox_core.plugins.registry import PluginRecord

HIDDEN = "(set, not shown)"


def load_schema(record: PluginRecord) -> type[msgspec.Struct] | None:
    """Import the schema of a plugin, ``None`` when its manifest names none. Runs the plugin's code.

    Raises ``PluginFailed`` when the target is not a msgspec Struct; whatever the import raises comes through.
    """
    if record.manifest is None or not record.manifest.config.schema:
        return None
    module, _, name = record.manifest.config.schema.partition(":")
    schema = getattr(importlib.import_module(module), name, None)
    if not (isinstance(schema, type) and issubclass(schema, msgspec.Struct)):
        raise PluginFailed(
            record.id, f"The configuration schema {module}:{name} is not a msgspec Struct.", phase="import"
        )
    return schema


def check_configuration(record: PluginRecord, values: Mapping[str, Any]) -> msgspec.Struct | None:
    """The configuration as an object of the schema.

    Raises ``PluginBlocked`` in phase ``config`` with a sentence that names the key and says how to set it. The
    sentence never repeats a value, since it might be a secret.
    """
    schema = load_schema(record)
    if schema is None:
        return None
    fields = {field.encode_name: field for field in msgspec.structs.fields(schema)}
    for key in values:
        if key not in fields and schema.__struct_config__.forbid_unknown_fields:
            raise _blocked(record, unknown_key(key, fields))
    try:
        return msgspec.convert(dict(values), schema)
    except msgspec.ValidationError as error:
        raise _blocked(record, f"Its configuration does not fit: {error}.") from None


def _blocked(record: PluginRecord, sentence: str) -> PluginBlocked:
    return PluginBlocked(
        record.id, sentence, phase="config", fix=f"Set it with `toolbox plugins configure {record.id} KEY=VALUE`."
    )


def unknown_key(key: str, known: Iterable[str]) -> str:
    """The sentence for a key that the schema does not have."""
    names = list(known)
    near = difflib.get_close_matches(key, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else f" It has {', '.join(names)}." if names else ""
    return f"Its configuration has no key {key!r}.{hint}"


def parse_assignments(record: PluginRecord, schema: type[msgspec.Struct], assignments: Sequence[str]) -> dict[str, Any]:
    """``key=value`` texts from the command line as typed values; ``key=`` alone takes the value away (``None``).

    Text stays text; lists are comma-separated; anything else is read as the schema's type. Raises ``PluginBlocked``.
    """
    fields = {field.encode_name: field for field in msgspec.structs.fields(schema)}
    hints = typing.get_type_hints(schema, include_extras=True)
    values: dict[str, Any] = {}
    for text in assignments:
        key, mark, value = text.partition("=")
        if not mark:
            raise PluginBlocked(record.id, f"{text!r} is not of the form key=value.", phase="config")
        if key not in fields:
            raise PluginBlocked(record.id, unknown_key(key, fields), phase="config")
        wanted = hints[fields[key].name]
        if value == "":
            values[key] = None
            continue
        given: Any = [part.strip() for part in value.split(",") if part.strip()] if _is_list(wanted) else value
        try:
            values[key] = _plain(msgspec.convert(given, wanted, strict=False))
        except msgspec.ValidationError as error:
            raise PluginBlocked(record.id, f"The value of {key!r} does not fit: {error}.", phase="config") from None
    return values


def _plain(value: Any) -> Any:
    """The value as it comes back out of the database: JSON types only."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _is_list(wanted: Any) -> bool:
    return any(typing.get_origin(part) in (tuple, list, set, frozenset) for part in _parts(wanted))


def _parts(wanted: Any) -> list[Any]:
    """A type and what it is made of: the members of a union, the inside of ``Annotated``."""
    if typing.get_origin(wanted) is Annotated:
        return [wanted, *_parts(typing.get_args(wanted)[0])]
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        return [wanted, *(part for member in typing.get_args(wanted) for part in _parts(member))]
    return [wanted]


def _is_secret(wanted: Any) -> bool:
    return any(
        isinstance(mark, msgspec.Meta) and bool((mark.extra or {}).get("secret"))
        for part in _parts(wanted)
        for mark in getattr(part, "__metadata__", ())
    )


def shown(schema: type[msgspec.Struct], values: Mapping[str, Any]) -> dict[str, Any]:
    """Every key of the schema with the value set, or its default; secrets, nested ones too, only said to be set."""
    hints = typing.get_type_hints(schema, include_extras=True)
    result: dict[str, Any] = {}
    for field in msgspec.structs.fields(schema):
        key = field.encode_name
        if key in values:
            value = values[key]
        elif field.default is not msgspec.NODEFAULT:
            value = _plain(field.default)
        elif field.default_factory is not msgspec.NODEFAULT:
            value = _plain(field.default_factory())
        else:
            value = None
        result[key] = _redacted(hints[field.name], value)
    return result


def _redacted(wanted: Any, value: Any) -> Any:
    """``value`` without what its type marks as secret, however deep inside."""
    if _is_secret(wanted):
        return HIDDEN if value else None
    for part in _parts(wanted):
        arguments = typing.get_args(part)
        if isinstance(part, type) and issubclass(part, msgspec.Struct) and isinstance(value, dict):
            return shown(part, value)
        if isinstance(value, dict) and typing.get_origin(part) is dict:
            return {key: _redacted(arguments[1], inner) for key, inner in value.items()}
        if isinstance(value, list) and typing.get_origin(part) in (list, tuple, set, frozenset):
            kinds = (
                arguments if len(arguments) == len(value) and Ellipsis not in arguments else arguments[:1] * len(value)
            )
            return [_redacted(kind, inner) for kind, inner in zip(kinds, value, strict=True)]
    return value
