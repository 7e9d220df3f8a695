"""The catalogue in DCAT-AP: readable, complete in what the profile demands, the same in both forms."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from toolbox_core.contracts import Column, DatasetDescription
from toolbox_core.exporting.dcat import CatalogueFacts, Offered, catalogue_graph, schema_org
from toolbox_core.exporting.formats import FORMATS

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # the reader's own

FACTS = CatalogueFacts(
    base_url="https://open.example.org",
    title="Port Sennen: open data",
    description="Everything the city publishes.",
    publisher="City of Port Sennen",
    contact_email="open@example.org",
    language="en",
    modified=datetime(2026, 5, 1, tzinfo=UTC),
)
OFFERED = Offered(
    description=DatasetDescription(
        id="budget_portal/port-sennen-2025",
        title="Budget 2025",
        description="Planned and spent.",
        columns=[Column(name="amount", type="number", title="Amount")],
        version=3,
        version_ids=[7],
        publisher="",
        licence="CC-BY-4.0",
        modified=datetime(2026, 3, 14, 9, tzinfo=UTC),
        row_count=10,
        temporal=(date(2025, 1, 1), date(2025, 12, 31)),
        spatial="Port Sennen",
        frequency="ANNUAL",
        landing="/budget/port-sennen/2025",
        keywords=["budget", "spending"],
    ),
    page="/data/budget_portal/port-sennen-2025",
    formats=list(FORMATS.values()),
    seals=["ab" * 32],
)
DATASET = rdflib.URIRef("https://open.example.org/data/budget_portal/port-sennen-2025")


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=catalogue_graph(FACTS, [OFFERED]).turtle(), format="turtle")


def test_both_forms_say_the_same(graph: rdflib.Graph) -> None:
    other = rdflib.Graph().parse(data=catalogue_graph(FACTS, [OFFERED]).jsonld(), format="json-ld")

    assert isomorphic(graph, other)


@pytest.mark.parametrize(
    ("kind", "demanded"),
    [
        (DCAT.Catalog, [DCTERMS.title, DCTERMS.description, DCTERMS.publisher]),
        (DCAT.Dataset, [DCTERMS.title, DCTERMS.description]),
        (DCAT.Distribution, [DCAT.accessURL]),
        (DCAT.DataService, [DCAT.endpointURL, DCTERMS.title]),
        (FOAF.Agent, [FOAF.name]),
    ],
)
def test_what_the_profile_demands_is_there(
    graph: rdflib.Graph, kind: rdflib.URIRef, demanded: list[rdflib.URIRef]
) -> None:
    """DCAT-AP 3.0.1: the mandatory properties of its main classes."""
    subjects = list(graph.subjects(RDF.type, kind))

    assert subjects
    for subject in subjects:
        for verb in demanded:
            assert graph.value(subject, verb) is not None, (subject, verb)


def test_a_dataset_says_when_where_how_often_and_under_which_licence(graph: rdflib.Graph) -> None:
    period = graph.value(DATASET, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == rdflib.Literal("2025-01-01", datatype=XSD.date)
    assert str(graph.value(DATASET, DCTERMS.accrualPeriodicity)).endswith("/frequency/ANNUAL")
    assert str(graph.value(graph.value(DATASET, DCTERMS.spatial), SKOS.prefLabel)) == "Port Sennen"
    distributions = list(graph.objects(DATASET, DCAT.distribution))
    assert len(distributions) == len(FORMATS)
    for distribution in distributions:
        assert str(graph.value(distribution, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
        assert str(graph.value(distribution, DCAT.downloadURL)).startswith(str(DATASET) + ".")


def test_every_address_is_absolute(graph: rdflib.Graph) -> None:
    for triple in graph:
        for node in triple:
            assert not isinstance(node, rdflib.URIRef) or str(node).split(":")[0] in ("http", "https", "mailto")


def test_an_empty_catalogue_is_a_catalogue() -> None:
    turtle = catalogue_graph(FACTS, []).turtle()

    assert len(list(rdflib.Graph().parse(data=turtle).subjects(RDF.type, DCAT.Catalog))) == 1


def test_search_engines_are_told_of_the_dataset() -> None:
    said = schema_org(FACTS, OFFERED)

    assert (said["@type"], said["name"], said["version"]) == ("Dataset", "Budget 2025", "3")
    assert said["temporalCoverage"] == "2025-01-01/2025-12-31"
    assert said["distribution"][0]["contentUrl"] == "https://open.example.org/data/budget_portal/port-sennen-2025.csv"
    assert "inLanguage" not in said
