"""The catalogue in DCAT-AP: readable, complete in what the profile demands, the same in both forms."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Namespace

from toolbox_core.contracts import Column, DatasetDescription
from toolbox_core.exporting.dcat import (
    AUTHORITY,
    MEDIA_TYPES,
    CatalogueFacts,
    Offered,
    catalogue_graph,
    schema_org,
)
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
        themes=["ECON", "GOVE"],
    ),
    page="/data/budget_portal/port-sennen-2025",
    formats=list(FORMATS.values()),
    seals=["ab" * 32],
)
ADMS = Namespace("http://www.w3.org/ns/adms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
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


CONTROLLED = {
    DCTERMS.language: (DCTERMS.LinguisticSystem, "language/[A-Z]{3}"),
    DCTERMS.accrualPeriodicity: (DCTERMS.Frequency, "frequency/[A-Z_0-9]+"),
    DCTERMS.accessRights: (DCTERMS.RightsStatement, "access-right/PUBLIC"),
    DCTERMS.format: (DCTERMS.MediaTypeOrExtent, "file-type/(CSV|XLSX|JSON|PARQUET|ZIP)"),
    DCAT.theme: (SKOS.Concept, "data-theme/[A-Z]{4}"),
    ADMS.status: (SKOS.Concept, "distribution-status/COMPLETED"),
    DCATAP.availability: (SKOS.Concept, "planned-availability/AVAILABLE"),
}


@pytest.mark.parametrize("verb", CONTROLLED)
def test_controlled_values_are_of_their_tables_and_typed(graph: rdflib.Graph, verb: rdflib.URIRef) -> None:
    kind, pattern = CONTROLLED[verb]
    values = set(graph.objects(None, verb))

    assert values
    for value in values:
        assert re.fullmatch(re.escape(AUTHORITY) + pattern, str(value))
        assert (value, RDF.type, kind) in graph


def test_media_types_are_registered_ones(graph: rdflib.Graph) -> None:
    said = {str(value).removeprefix(MEDIA_TYPES) for value in graph.objects(None, DCAT.mediaType)}

    assert said == {
        "text/csv",
        "application/json",
        "application/zip",
        "application/vnd.apache.parquet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


def test_ranges_are_those_of_the_profile(graph: rdflib.Graph) -> None:
    """What DCAT-AP 3.0.1 says of the objects of its properties: their classes, and literals where it wants some."""
    ranges = {
        DCTERMS.publisher: FOAF.Agent,
        DCAT.dataset: DCAT.Dataset,
        DCAT.distribution: DCAT.Distribution,
        DCAT.service: DCAT.DataService,
        DCAT.themeTaxonomy: SKOS.ConceptScheme,
        DCAT.landingPage: FOAF.Document,
        FOAF.homepage: FOAF.Document,
        DCAT.contactPoint: VCARD.Kind,
        DCTERMS.license: DCTERMS.LicenseDocument,
        DCTERMS.spatial: DCTERMS.Location,
        DCTERMS.temporal: DCTERMS.PeriodOfTime,
        ADMS.identifier: ADMS.Identifier,
    }
    for verb, kind in ranges.items():
        objects = list(graph.objects(None, verb))
        assert objects, verb
        assert all((value, RDF.type, kind) in graph for value in objects), verb
    for verb in (
        DCTERMS.title,
        DCTERMS.description,
        DCAT.keyword,
        DCTERMS.identifier,
        rdflib.URIRef(str(DCAT) + "version"),
        SKOS.prefLabel,
    ):
        assert all(isinstance(value, rdflib.Literal) for value in graph.objects(None, verb)), verb
    assert all(
        isinstance(graph.value(identifier, SKOS.notation), rdflib.Literal)
        for identifier in graph.subjects(RDF.type, ADMS.Identifier)
    )
    assert graph.value(rdflib.URIRef(f"{AUTHORITY}data-theme"), DCTERMS.title) is not None


def test_codes_that_are_in_no_table_make_no_false_address() -> None:
    odd = replace(OFFERED.description, frequency="YEARLY", themes=["NONE"], language="tlh")
    turtle = catalogue_graph(FACTS, [replace(OFFERED, description=odd)]).turtle()

    assert "frequency/OTHER" in turtle
    assert "data-theme/NONE" not in turtle
    assert "YEARLY" not in turtle


def test_search_engines_are_told_of_the_dataset() -> None:
    said = schema_org(FACTS, OFFERED)

    assert (said["@type"], said["name"], said["version"]) == ("Dataset", "Budget 2025", "3")
    assert said["temporalCoverage"] == "2025-01-01/2025-12-31"
    assert said["distribution"][0]["contentUrl"] == "https://open.example.org/data/budget_portal/port-sennen-2025.csv"
    assert "inLanguage" not in said
