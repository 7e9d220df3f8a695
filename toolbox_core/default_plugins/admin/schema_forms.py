"""A form made from a plugin's configuration schema, and what was typed into it read back as typed values.

Every field of the msgspec Struct becomes one question: yes or no, one of a few, several of a few, a list with one value
on each line, a number, a date, a text, a secret that can be written and never read. What a plain form cannot hold
(nested tables) is shown as a hint to the command line and left as it is.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import msgspec
from msgspec import inspect

from toolbox_core import N_

Kind = Literal["yes-no", "one", "several", "list", "number", "text", "secret", "elsewhere"]
FORGET = "forget:"
"""Prefix of the check box that takes a secret away."""
_LISTS = (inspect.ListType, inspect.SetType, inspect.FrozenSetType, inspect.VarTupleType)
_NUMBERS = (inspect.IntType, inspect.FloatType, inspect.DecimalType)
_TEXTS = (inspect.StrType, inspect.DateType, inspect.TimeType, inspect.DateTimeType, inspect.UUIDType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field. ``value`` is the text to show, ``chosen`` the options in force; a secret shows neither."""

    key: str
    label: str
    hint: str
    kind: Kind
    required: bool
    value: str = ""
    chosen: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    usual: str = ""
    is_set: bool = False


def questions(schema: type[msgspec.Struct], values: Mapping[str, Any]) -> list[Question]:
    """The form, filled with what is configured (``values``), else with the defaults."""
    found = inspect.type_info(schema)
    assert isinstance(found, inspect.StructType)
    return [_question(field, values) for field in found.fields]


def _question(field: inspect.Field, values: Mapping[str, Any]) -> Question:
    bare, secret, title, hint = _unwrapped(field.type)
    kind, options = _kind(bare, secret=secret)
    default = _default(field)
    value = values.get(field.encode_name, default)
    return Question(
        key=field.encode_name,
        label=title or field.encode_name.replace("_", " ").capitalize(),
        hint=hint,
        kind=kind,
        required=field.required,
        value="" if secret else _as_text(kind, value),
        chosen=() if secret else _chosen(value),
        options=options,
        usual="" if secret or default is None else _as_text("text", default),
        is_set=bool(values.get(field.encode_name)),
    )


def _unwrapped(found: inspect.Type) -> tuple[inspect.Type, bool, str, str]:
    """The type inside its metadata and without ``None``; whether it is secret; its title and description."""
    secret, title, hint = False, "", ""
    while True:
        if isinstance(found, inspect.Metadata):
            secret = secret or bool((found.extra or {}).get("secret"))
            shown = found.extra_json_schema or {}
            title, hint = title or str(shown.get("title", "")), hint or str(shown.get("description", ""))
            found = found.type
            continue
        if isinstance(found, inspect.UnionType):
            rest = [one for one in found.types if not isinstance(one, inspect.NoneType)]
            if len(rest) == 1:
                found = rest[0]
                continue
        return found, secret, title, hint


def _kind(found: inspect.Type, *, secret: bool) -> tuple[Kind, tuple[str, ...]]:
    if isinstance(found, _LISTS):
        return _list_kind(found.item_type, secret=secret)
    if secret:
        return ("secret" if isinstance(found, inspect.StrType) else "elsewhere"), ()
    if isinstance(found, inspect.BoolType):
        return "yes-no", ("true", "false")
    if _options(found):
        return "one", _options(found)
    if isinstance(found, _NUMBERS):
        return "number", ()
    return ("text" if isinstance(found, _TEXTS) else "elsewhere"), ()


def _list_kind(item: inspect.Type, *, secret: bool) -> tuple[Kind, tuple[str, ...]]:
    inner, inner_secret, _, _ = _unwrapped(item)
    if _options(inner):
        return "several", _options(inner)
    plain = isinstance(inner, (*_NUMBERS, *_TEXTS)) and not (secret or inner_secret)
    return ("list" if plain else "elsewhere"), ()


def _options(found: inspect.Type) -> tuple[str, ...]:
    if isinstance(found, inspect.LiteralType):
        return tuple(str(value) for value in found.values)
    if isinstance(found, inspect.EnumType):
        members: list[Enum] = list(found.cls)
        return tuple(str(member.value) for member in members)
    return ()


def _default(field: inspect.Field) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return msgspec.to_builtins(field.default)
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.to_builtins(field.default_factory())
    return None


def _as_text(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ("\n" if kind == "list" else ", ").join(str(item) for item in value)
    return "" if isinstance(value, Mapping) else str(value)


def _chosen(value: Any) -> tuple[str, ...]:
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(str(item) for item in value)
    return (_as_text("text", value),) if value is not None else ()


NEEDED = N_("This needs an answer.")
UNFIT = N_("This does not fit: %(reason)s.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that cannot be used: a message id, and what fills its ``%(reason)s``."""

    key: str
    message: str
    reason: str = ""


def answers(schema: type[msgspec.Struct], posted: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[Fault]]:
    """What was typed, as values for ``configure`` (``None``: back to the default), and what cannot be used.

    A secret that was left empty is not among the values: it stays as it is. No fault repeats a value.
    """
    hints = typing.get_type_hints(schema, include_extras=True)
    names = {field.encode_name: field.name for field in msgspec.structs.fields(schema)}
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for question in questions(schema, {}):
        texts = [text.strip() for text in posted.get(question.key, ())]
        given: Any = texts[-1] if texts else ""
        if question.kind == "elsewhere":
            continue
        if question.kind == "secret":
            if given:
                values[question.key] = given
            elif FORGET + question.key in posted:
                values[question.key] = None
            continue
        if question.kind == "several":
            given = [text for text in texts if text]
        elif question.kind == "list":
            given = [line.strip() for line in given.splitlines() if line.strip()]
        if given == "" or (given == [] and question.kind == "list" and not question.usual):
            if question.required:
                faults.append(Fault(question.key, NEEDED))
            values[question.key] = None
            continue
        try:
            typed = msgspec.convert(given, hints[names[question.key]], strict=False)
        except msgspec.ValidationError as error:
            faults.append(Fault(question.key, UNFIT, str(error)))
            continue
        values[question.key] = msgspec.json.decode(msgspec.json.encode(typed))
    return values, faults
