"""What a request asks for, as a Struct: each parameter read by its type, each mistake named in a sentence.

The Struct that an ``ApiRoute`` declares as ``parameters`` is also what its endpoint reads, so that the document about
the interface and its behaviour cannot differ.
"""

from __future__ import annotations

import difflib
import typing
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from toolbox_core.exceptions import ParameterError

if TYPE_CHECKING:
    from starlette.requests import Request

S = TypeVar("S", bound=msgspec.Struct)
LANGUAGE = "lang"
LONGEST_TOLD = 40
"""Characters of a wrong value that are repeated to whoever sent it."""


def parameters(request: Request, wanted: type[S]) -> S:
    """Places of the path and query parameters as one ``wanted``.

    A parameter that is not known, given more than once (unless its type is a list or tuple) or not of its type raises
    ``ParameterError`` (400), because it would otherwise be ignored silently. An empty value counts as not given.
    ``lang`` is always allowed: it chooses the language of sentences.
    """
    known = _fields(wanted)
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in known or name in request.path_params:
            if name != LANGUAGE:
                raise _unknown(name, [each for each in known if each not in request.path_params])
        elif value:
            given.setdefault(name, []).append(value)
    for name, value in request.path_params.items():
        if name in known:
            given[name] = [str(value)]
    for name, field in known.items():
        if field.required and name not in given:
            raise ParameterError(name, "It is missing.", fix=f"Give {described(field.type)}.")
    return wanted(**{name: _value(known[name], values) for name, values in given.items()})


@cache
def _fields(wanted: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(wanted)}


def _unknown(name: str, known: list[str]) -> ParameterError:
    near = difflib.get_close_matches(name, known, n=1)
    listed = f"There are {', '.join(known)}." if known else "This operation takes none."
    return ParameterError(
        name[:LONGEST_TOLD], "There is no such parameter.", fix=f"Did you mean {near[0]!r}?" if near else listed
    )


def _value(field: msgspec.structs.FieldInfo, values: list[str]) -> Any:
    plain = _plain(field.type)
    many = typing.get_origin(plain) in (list, tuple) or plain in (list, tuple)
    if not many and len(values) > 1:
        raise ParameterError(field.name, "It is given more than once.")
    try:
        found = msgspec.convert(values if many else values[0], field.type, strict=False)
        if found is None:
            raise ValueError("the word null is no value")
        return found
    except (msgspec.ValidationError, ValueError):
        shown = values[0][:LONGEST_TOLD]
        raise ParameterError(
            field.name, f"{shown!r} cannot be used here.", fix=f"Give {described(field.type)}."
        ) from None


def _plain(kind: Any) -> Any:
    while typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    return kind


def described(kind: Any) -> str:
    """What a parameter of that type looks like, in English words: ``a whole number from 1 to 1000``."""
    schema = msgspec.json.schema(kind)
    if "anyOf" in schema:
        parts = [part for part in schema["anyOf"] if part != {"type": "null"}]
        return " or ".join(_words(part) for part in parts)
    return _words(schema)


def _words(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"] if value != "")
    match schema.get("type"):
        case "integer" | "number" as kind:
            noun = "a whole number" if kind == "integer" else "a number"
            low, high = schema.get("minimum"), schema.get("maximum")
            return noun + (f" from {low}" if low is not None else "") + (f" to {high}" if high is not None else "")
        case "boolean":
            return "true or false"
        case "array":
            return "one or more values"
        case _:
            return _text_words(schema)


def _text_words(schema: dict[str, Any]) -> str:
    match schema.get("format"):
        case "date":
            return "a day, such as 2025-12-31"
        case "date-time":
            return "a moment, such as 2025-12-31T12:00:00Z"
        case _:
            longest = f" of at most {schema['maxLength']} characters" if "maxLength" in schema else ""
            pattern = f" of the form {schema['pattern']}" if "pattern" in schema else ""
            return f"a text{longest}{pattern}"
