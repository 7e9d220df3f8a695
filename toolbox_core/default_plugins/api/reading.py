"""The OpenAPI document turned into what a page shows: operations, their parameters, and the shapes of answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from toolbox_core import N_

WORDS = {
    "string": N_("text"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "boolean": N_("yes or no"),
    "array": N_("list"),
    "object": N_("object"),
    "null": N_("null"),
}
ANYTHING = N_("any value")
DAY, MOMENT = N_("day"), N_("moment")
FORMATS = {"date": DAY, "date-time": MOMENT}
_REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a value: a word (an English message id), the shape it names if it is one, what a list is made of.

    ``limits`` are facts without words, such as ``1 … 1000`` or the values that are allowed.
    """

    word: str
    shape: str = ""
    of: Kind | None = None
    limits: str = ""
    nullable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter of an operation, or a field of a shape."""

    name: str
    kind: Kind
    description: str = ""
    place: str = ""
    required: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object that answers are made of."""

    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. ``example`` is an address that answers, or the pattern filled with what is known."""

    id: str
    method: str
    path: str
    summary: str
    parameters: tuple[Field, ...]
    media_types: tuple[str, ...]
    answer: str
    signed_in: bool
    example: str


def operations(document: Mapping[str, Any], plugin: str, examples: Mapping[str, str]) -> list[Operation]:
    """The operations of one module, in the order of their addresses. ``examples``: address by operation id."""
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if plugin in operation["tags"]:
                found.append(_operation(path, method, operation, examples.get(operation["operationId"], "")))
    return found


def _operation(path: str, method: str, operation: Mapping[str, Any], example: str) -> Operation:
    content = operation["responses"]["200"]["content"]
    first: Mapping[str, Any] = next(iter(content.values()), {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        parameters=tuple(_parameter(parameter) for parameter in operation["parameters"]),
        media_types=tuple(content),
        answer=_kind(first.get("schema", {})).shape,
        signed_in=bool(operation.get("security")),
        example=example or filled(path, operation["parameters"]),
    )


def filled(path: str, parameters: Sequence[Mapping[str, Any]]) -> str:
    """An address with the parameters' own examples; a place without one stands there in capitals."""
    query = []
    for parameter in parameters:
        name, example = parameter["name"], parameter.get("example")
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(str(example), safe="") if example is not None else name.upper())
        elif example is not None:
            query.append((name, example))
    return f"{path}?{urlencode(query, safe=':|;,.')}" if query else path


def fill_examples(document: Mapping[str, Any], examples: Mapping[str, str]) -> None:
    """Give the parameters of each operation the values they have in its example (``examples``: address by id)."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            address, _, query = examples.get(operation["operationId"], "").partition("?")
            places = re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path), address)
            if places is None:
                continue
            values = {name: unquote(value) for name, value in places.groupdict().items()} | dict(parse_qsl(query))
            for parameter in operation["parameters"]:
                if parameter["name"] in values:
                    parameter["example"] = _typed(values[parameter["name"]], parameter["schema"].get("type", ""))


def _typed(text: str, kind: str) -> Any:
    if kind == "integer":
        return int(text)
    return [text] if kind == "array" else text


def shapes(document: Mapping[str, Any], found: Sequence[Operation]) -> list[Shape]:
    """The shapes that these operations answer with, and those they are made of, each once."""
    schemas = document["components"]["schemas"]
    waiting = [operation.answer for operation in found if operation.answer]
    listed: dict[str, Shape] = {}
    while waiting:
        name = waiting.pop(0)
        if name in listed:
            continue
        listed[name] = shape = _shape(name, schemas[name])
        waiting += [part.shape for field in shape.fields for part in _parts(field.kind) if part.shape]
    return list(listed.values())


def _parts(kind: Kind) -> Iterator[Kind]:
    yield kind
    if kind.of is not None:
        yield from _parts(kind.of)


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    required = set(schema.get("required", ()))
    fields = tuple(
        Field(name=field, kind=_kind(about), description=about.get("description", ""), required=field in required)
        for field, about in schema.get("properties", {}).items()
    )
    return Shape(name=name, description=schema.get("description", ""), fields=fields)


def _parameter(parameter: Mapping[str, Any]) -> Field:
    schema = parameter["schema"]
    default = schema.get("default")
    return Field(
        name=parameter["name"],
        kind=_kind(schema),
        description=parameter.get("description", ""),
        place=parameter["in"],
        required=parameter["required"],
        default="" if default in (None, "", []) else str(default),
    )


def _kind(schema: Mapping[str, Any]) -> Kind:
    if "$ref" in schema:
        return Kind("", shape=str(schema["$ref"]).removeprefix(_REFERENCE))
    if "anyOf" in schema:
        parts = [part for part in schema["anyOf"] if part != {"type": "null"}]
        kind = _kind(parts[0]) if len(parts) == 1 else Kind(ANYTHING)
        return Kind(kind.word, kind.shape, kind.of, kind.limits, nullable=len(parts) < len(schema["anyOf"]))
    if "enum" in schema:
        return Kind(WORDS["string"], limits=", ".join(str(value) for value in schema["enum"] if value != ""))
    word = FORMATS.get(schema.get("format", "")) or WORDS.get(schema.get("type", ""), ANYTHING)
    inner = schema.get("items") or schema.get("additionalProperties")
    return Kind(word, of=_kind(inner) if isinstance(inner, dict) and inner else None, limits=_limits(schema))


def _limits(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"{low} … {high}"
    if low is not None or high is not None:
        return f"≥ {low}" if low is not None else f"≤ {high}"
    return ""
