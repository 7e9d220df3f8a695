"""Turtle and JSON-LD: an RDF library reads both, and reads the same graph."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from toolbox_core.exporting.rdf import Blank, Graph, Iri, Literal

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # the reader's own

EX = "https://example.org/ns#"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


def read(graph: Graph) -> tuple[rdflib.Graph, rdflib.Graph]:
    return (
        rdflib.Graph().parse(data=graph.turtle(), format="turtle"),
        rdflib.Graph().parse(data=graph.jsonld(), format="json-ld"),
    )


def test_what_is_said_is_read() -> None:
    graph = Graph({"ex": EX})
    thing = Iri("https://example.org/a b<c>")
    graph.add(thing, "a", Iri(EX + "Thing"))
    graph.add(thing, "ex:name", Literal('Say "hi"\n\\ ünï', "en-GB"), Literal("plain"))
    graph.add(thing, "ex:name", Literal("plain"))
    graph.add(thing, "ex:part", Blank("p1"))
    graph.add(Blank("p1"), "ex:size", Literal("12", datatype="http://www.w3.org/2001/XMLSchema#integer"))

    turtle, jsonld = read(graph)

    assert isomorphic(turtle, jsonld)
    assert len(turtle) == 5
    name = rdflib.Literal('Say "hi"\n\\ ünï', lang="en-GB")
    assert (rdflib.URIRef("https://example.org/a%20b%3Cc%3E"), rdflib.URIRef(EX + "name"), name) in turtle


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8))
def test_any_text_survives_both_forms(pairs: list[tuple[str, str]]) -> None:
    graph = Graph({"ex": EX})
    for address, text in pairs:
        graph.add(Iri(f"https://example.org/{address.replace('%', '')}"), "ex:says", Literal(text))

    turtle, jsonld = read(graph)

    assert {str(value) for value in turtle.objects()} == {text for _, text in pairs}
    assert {str(value) for value in jsonld.objects()} == {text for _, text in pairs}
