"""A small graph of statements, written as Turtle and as JSON-LD: all that a catalogue needs of RDF 1.1.

Subjects and objects are addresses (``Iri``), blank nodes (``Blank``) or literals (``Literal``). Both writers are
checked in the tests against an RDF library: whatever is put in comes out again as the same graph.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Iri:
    """An address. Characters that an IRI cannot hold are percent-encoded."""

    value: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _NOT_IN_IRI.sub(lambda match: quote(match.group()), self.value))


@dataclass(frozen=True, slots=True)
class Blank:
    """A thing without an address, known by a name within the document only."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, in a language or of a datatype (the full address of it), or plain."""

    value: str
    language: str = ""
    datatype: str = ""


Node = Iri | Blank | Literal


class Graph:
    """Statements in the order in which they were made. ``prefixes`` map short names to the addresses they stand for."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(prefixes)
        self._statements: dict[Iri | Blank, dict[str, list[Node]]] = {}

    def add(self, subject: Iri | Blank, predicate: str, *objects: Node) -> None:
        """Say something; ``predicate`` is ``prefix:name`` or ``a``. The same statement twice is one."""
        about = self._statements.setdefault(subject, {})
        said = about.setdefault(RDF_TYPE if predicate == "a" else self._full(predicate), [])
        said.extend(node for node in objects if node not in said)

    def turtle(self) -> str:
        """The graph as Turtle (W3C Recommendation of 25 February 2014)."""
        lines = [f"@prefix {name}: <{address}> ." for name, address in self.prefixes.items()]
        for subject, about in self._statements.items():
            parts = [f"    {self._verb(verb)} {', '.join(map(self._term, nodes))}" for verb, nodes in about.items()]
            lines.append(f"\n{self._term(subject)}\n" + " ;\n".join(parts) + " .")
        return "\n".join(lines) + "\n"

    def jsonld(self) -> str:
        """The graph as JSON-LD 1.1, flattened, with the prefixes as its context."""
        nodes = [
            {"@id": _id(subject)}
            | {
                "@type" if verb == RDF_TYPE else self._short(verb): [
                    self._short(node.value) if verb == RDF_TYPE and isinstance(node, Iri) else _value(node)
                    for node in said
                ]
                for verb, said in about.items()
            }
            for subject, about in self._statements.items()
        ]
        return json.dumps({"@context": self.prefixes, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n"

    def _full(self, name: str) -> str:
        prefix, _, rest = name.partition(":")
        return self.prefixes[prefix] + rest

    def _short(self, address: str) -> str:
        for prefix, start in self.prefixes.items():
            rest = address.removeprefix(start)
            if rest != address and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", rest):
                return f"{prefix}:{rest}"
        return address

    def _verb(self, address: str) -> str:
        return "a" if address == RDF_TYPE else self._address(address)

    def _address(self, address: str) -> str:
        short = self._short(address)
        return short if short != address else f"<{address}>"

    def _term(self, node: Node) -> str:
        match node:
            case Iri(value):
                return self._address(value)
            case Blank(name):
                return f"_:{name}"
            case Literal(value, language, datatype):
                text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
                if language:
                    return f"{text}@{language}"
                return f"{text}^^{self._address(datatype)}" if datatype else text


def _id(node: Iri | Blank) -> str:
    return f"_:{node.name}" if isinstance(node, Blank) else node.value


def _value(node: Node) -> object:
    match node:
        case Literal(value, language, datatype):
            said = {"@value": value}
            if language:
                said["@language"] = language
            elif datatype:
                said["@type"] = datatype
            return said
        case _:
            return {"@id": _id(node)}
