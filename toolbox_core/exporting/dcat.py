"""The catalogue in DCAT-AP 3, the profile by which European data portals read one another, and in schema.org.

Classes and properties follow DCAT-AP 3.0.1 (SEMIC, 2025): all mandatory ones are there, and of the recommended ones
whatever the site knows. Controlled values are those of the EU Publications Office's authority tables and
of IANA's register of media types.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from toolbox_core.contracts import DatasetDescription
from toolbox_core.exporting.describe import licence_page
from toolbox_core.exporting.formats import ExportFormat
from toolbox_core.exporting.rdf import Blank, Graph, Iri, Literal, Node

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
FILE_TYPES = {
    "csv": "CSV",
    "xlsx": "XLSX",
    "json": "JSON",
    "jsonl": "JSON",
    "parquet": "PARQUET",
    "datapackage": "ZIP",
}
UNREGISTERED = frozenset({"jsonl"})
"""Formats whose media type is in use but not in IANA's register, so that there is no address for it."""
FREQUENCIES = frozenset(
    "ANNUAL ANNUAL_2 ANNUAL_3 BIDECENNIAL BIENNIAL BIHOURLY BIMONTHLY BIWEEKLY CONT DAILY DAILY_2 DECENNIAL HOURLY "
    "IRREG MONTHLY MONTHLY_2 MONTHLY_3 NEVER OTHER QUADRENNIAL QUARTERLY QUINQUENNIAL TRIDECENNIAL TRIENNIAL "
    "TRIHOURLY UNKNOWN UPDATE_CONT WEEKLY WEEKLY_2 WEEKLY_3".split()
)
THEMES = {
    "AGRI": "Agriculture, fisheries, forestry and food",
    "ECON": "Economy and finance",
    "EDUC": "Education, culture and sport",
    "ENER": "Energy",
    "ENVI": "Environment",
    "GOVE": "Government and public sector",
    "HEAL": "Health",
    "INTR": "International issues",
    "JUST": "Justice, legal system and public safety",
    "REGI": "Regions and cities",
    "SOCI": "Population and society",
    "TECH": "Science and technology",
    "TRAN": "Transport",
}
LANGUAGES = dict(
    # ISO 639-1 to the ISO 639-3 codes of the authority table, for the languages a site is likely to speak.
    pair.split(":")
    for pair in """
    ar:ARA bg:BUL ca:CAT cs:CES da:DAN de:DEU el:ELL en:ENG es:SPA et:EST eu:EUS fi:FIN fr:FRA ga:GLE
    gl:GLG hr:HRV hu:HUN it:ITA lt:LIT lv:LAV mk:MKD mt:MLT nl:NLD no:NOR pl:POL pt:POR ro:RON ru:RUS
    sk:SLK sl:SLV sq:SQI sr:SRP sv:SWE tr:TUR uk:UKR
    """.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFacts:
    """What the catalogue says of itself. ``base_url`` is the site's public address without a slash at its end."""

    base_url: str
    title: str
    description: str
    publisher: str
    contact_email: str = ""
    language: str = "en"
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One dataset as the site offers it: where its page is, its formats, and the seals of its versions in force."""

    description: DatasetDescription
    page: str
    formats: Sequence[ExportFormat]
    seals: Sequence[str] = ()


def catalogue_graph(facts: CatalogueFacts, datasets: Iterable[Offered]) -> Graph:
    """The whole catalogue as a graph: catalogue, data service, and each dataset with its distributions."""
    graph = Graph(PREFIXES)
    catalogue = Iri(f"{facts.base_url}/data/catalog")
    publisher = _agent(graph, facts, facts.publisher or facts.title)
    service = Iri(f"{facts.base_url}/api/v1")
    graph.add(catalogue, "a", _iri("dcat:Catalog"))
    graph.add(catalogue, "dct:title", Literal(facts.title, facts.language))
    graph.add(catalogue, "dct:description", Literal(facts.description, facts.language))
    graph.add(catalogue, "dct:publisher", publisher)
    graph.add(catalogue, "foaf:homepage", _typed(graph, f"{facts.base_url}/data/", "foaf:Document"))
    graph.add(catalogue, "dct:language", *_languages(graph, facts.language))
    graph.add(catalogue, "dcat:service", service)
    graph.add(catalogue, "dcat:themeTaxonomy", _typed(graph, f"{AUTHORITY}data-theme", "skos:ConceptScheme"))
    graph.add(Iri(f"{AUTHORITY}data-theme"), "dct:title", Literal("Data theme", "en"))
    if facts.modified:
        graph.add(catalogue, "dct:modified", _moment(facts.modified))
    graph.add(service, "a", _iri("dcat:DataService"))
    graph.add(service, "dct:title", Literal(f"{facts.title}: API", facts.language))
    graph.add(service, "dcat:endpointURL", service)
    graph.add(service, "dcat:endpointDescription", Iri(f"{facts.base_url}/api/v1/openapi.json"))
    for offered in datasets:
        graph.add(catalogue, "dcat:dataset", _dataset(graph, facts, offered))
    return graph


def schema_org(facts: CatalogueFacts, offered: Offered) -> dict[str, Any]:
    """The dataset as schema.org's ``Dataset`` in JSON-LD, which search engines read from its page."""
    description = offered.description
    said: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": facts.base_url + offered.page,
        "name": description.title,
        "description": description.description,
        "url": facts.base_url + offered.page,
        "identifier": description.id,
        "version": str(description.version),
        "license": licence_page(description.licence),
        "isAccessibleForFree": True,
        "dateModified": description.modified.isoformat(),
        "creator": {"@type": "Organization", "name": description.publisher or facts.publisher or facts.title},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": facts.title, "url": f"{facts.base_url}/data/"},
        "keywords": list(description.keywords),
        "inLanguage": description.language,
        "spatialCoverage": description.spatial,
        "variableMeasured": [column.title or column.name for column in description.columns],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": item.label,
                "encodingFormat": item.media_type.partition(";")[0],
                "contentUrl": f"{facts.base_url}{offered.page}{item.suffix}",
            }
            for item in offered.formats
        ],
    }
    if description.temporal:
        said["temporalCoverage"] = "/".join(day.isoformat() for day in description.temporal)
    return {key: value for key, value in said.items() if value not in ("", [])}


def _dataset(graph: Graph, facts: CatalogueFacts, offered: Offered) -> Iri:
    description = offered.description
    language = description.language or facts.language
    dataset = Iri(facts.base_url + offered.page)
    graph.add(dataset, "a", _iri("dcat:Dataset"))
    graph.add(dataset, "dct:title", Literal(description.title, language))
    graph.add(dataset, "dct:description", Literal(description.description or description.title, language))
    graph.add(dataset, "dct:identifier", Literal(description.id))
    graph.add(dataset, "dct:publisher", _agent(graph, facts, description.publisher or facts.publisher or facts.title))
    graph.add(dataset, "dct:modified", _moment(description.modified))
    graph.add(dataset, "dcat:version", Literal(str(description.version)))
    graph.add(dataset, "dct:accessRights", _typed(graph, f"{AUTHORITY}access-right/PUBLIC", "dct:RightsStatement"))
    landing = facts.base_url + (description.landing or offered.page)
    if landing != dataset.value:
        graph.add(dataset, "dcat:landingPage", _typed(graph, landing, "foaf:Document"))
    graph.add(dataset, "dct:language", *_languages(graph, language))
    graph.add(dataset, "dcat:keyword", *(Literal(word, language) for word in description.keywords))
    if description.frequency:
        frequency = description.frequency if description.frequency in FREQUENCIES else "OTHER"
        graph.add(
            dataset, "dct:accrualPeriodicity", _typed(graph, f"{AUTHORITY}frequency/{frequency}", "dct:Frequency")
        )
    for theme in description.themes:
        if theme in THEMES:
            concept = _typed(graph, f"{AUTHORITY}data-theme/{theme}", "skos:Concept")
            graph.add(concept, "skos:prefLabel", Literal(THEMES[theme], "en"))
            graph.add(dataset, "dcat:theme", concept)
    for seal in offered.seals:
        identifier = Blank(f"seal{seal}")
        graph.add(dataset, "adms:identifier", identifier)
        graph.add(identifier, "a", _iri("adms:Identifier"))
        graph.add(identifier, "skos:notation", Literal(f"sha256:{seal}"))
    if description.spatial:
        place = Blank(f"place{_number(description.id)}")
        graph.add(dataset, "dct:spatial", place)
        graph.add(place, "a", _iri("dct:Location"))
        graph.add(place, "skos:prefLabel", Literal(description.spatial, language))
    if description.temporal:
        period = Blank(f"period{_number(description.id)}")
        graph.add(dataset, "dct:temporal", period)
        graph.add(period, "a", _iri("dct:PeriodOfTime"))
        graph.add(period, "dcat:startDate", _day(description.temporal[0]))
        graph.add(period, "dcat:endDate", _day(description.temporal[1]))
    if facts.contact_email:
        contact = Blank("contact")
        graph.add(dataset, "dcat:contactPoint", contact)
        graph.add(contact, "a", _iri("vcard:Organization"), _iri("vcard:Kind"))
        graph.add(contact, "vcard:fn", Literal(facts.publisher or facts.title))
        graph.add(contact, "vcard:hasEmail", Iri(f"mailto:{facts.contact_email}"))
    for item in offered.formats:
        graph.add(dataset, "dcat:distribution", _distribution(graph, facts, offered, item))
    return dataset


def _distribution(graph: Graph, facts: CatalogueFacts, offered: Offered, item: ExportFormat) -> Iri:
    description = offered.description
    address = Iri(f"{facts.base_url}{offered.page}{item.suffix}")
    distribution = Iri(f"{facts.base_url}{offered.page}#{item.id}")
    graph.add(distribution, "a", _iri("dcat:Distribution"))
    graph.add(distribution, "dct:title", Literal(f"{description.title} ({item.label})", facts.language))
    graph.add(distribution, "dcat:accessURL", Iri(facts.base_url + offered.page))
    graph.add(distribution, "dcat:downloadURL", address)
    graph.add(
        distribution,
        "dct:format",
        _typed(graph, f"{AUTHORITY}file-type/{FILE_TYPES.get(item.id, 'OCTET')}", "dct:MediaTypeOrExtent"),
    )
    if item.id not in UNREGISTERED:
        graph.add(
            distribution,
            "dcat:mediaType",
            _typed(graph, MEDIA_TYPES + item.media_type.partition(";")[0], "dct:MediaType"),
        )
    graph.add(distribution, "dct:modified", _moment(description.modified))
    graph.add(
        distribution,
        "adms:status",
        _typed(graph, f"{AUTHORITY}distribution-status/COMPLETED", "skos:Concept"),
    )
    graph.add(
        distribution,
        "dcatap:availability",
        _typed(graph, f"{AUTHORITY}planned-availability/AVAILABLE", "skos:Concept"),
    )
    page = licence_page(description.licence)
    if page:
        licence = _typed(graph, page, "dct:LicenseDocument")
        graph.add(distribution, "dct:license", licence)
        graph.add(licence, "dct:title", Literal(description.licence))
    return distribution


def _agent(graph: Graph, facts: CatalogueFacts, name: str) -> Blank:
    agent = Blank(f"agent{_number(name)}")
    graph.add(agent, "a", _iri("foaf:Agent"))
    graph.add(agent, "foaf:name", Literal(name, facts.language))
    return agent


def _number(text: str) -> str:
    """A name for a blank node that is the same for the same text, letters and figures only."""
    return text.encode().hex()


def _iri(name: str) -> Iri:
    prefix, _, rest = name.partition(":")
    return Iri(PREFIXES[prefix] + rest)


def _typed(graph: Graph, address: str, kind: str) -> Iri:
    """An address, with what it stands for said in the graph: readers check that without fetching anything."""
    node = Iri(address)
    graph.add(node, "a", _iri(kind))
    return node


def _languages(graph: Graph, code: str) -> list[Node]:
    known = LANGUAGES.get(code.replace("_", "-").partition("-")[0])
    return [_typed(graph, f"{AUTHORITY}language/{known}", "dct:LinguisticSystem")] if known else []


def _moment(value: datetime) -> Literal:
    return Literal(value.isoformat(), datatype=PREFIXES["xsd"] + "dateTime")


def _day(value: date) -> Literal:
    return Literal(value.isoformat(), datatype=PREFIXES["xsd"] + "date")
