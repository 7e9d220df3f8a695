"""The vocabulary: standard types, own types, inheritance by name, and where columns go."""

from __future__ import annotations

import pytest

from toolbox_budget_portal.column_types import STANDARD, WITHOUT_LEVEL, Place, Taxonomy, read_taxonomy
from toolbox_budget_portal.exceptions import UnknownColumnType
from toolbox_core import DescriptorError


@pytest.mark.parametrize(
    "name",
    [
        "value",
        "date:fiscal-year",
        "functional-classification:cofog:class:description",
        "functional-classification:generic:level8:code",
        "economic-classification:gfsm:level4:label",
        "administrative-classification:generic:code",
        "activity:generic:contract:label",
        "fin-source:generic:level3:code",
        "geo:target:level2:title",
        "geo-source:target:level2:title",
        "phase:id",
        "direction",
        "budgetary-transfers",
        "recipient:generic:legal-entity:receiving-project:status",
        "unknown:datetime",
    ],
)
def test_the_published_names_are_known(name: str) -> None:
    assert Taxonomy().find(name).name == name


def test_every_label_and_prior_names_a_known_type() -> None:
    for entry in STANDARD.values():
        assert not entry.label_of or entry.label_of in STANDARD
        assert not entry.prior or entry.prior in STANDARD


def test_a_longer_name_inherits_from_its_longest_known_beginning() -> None:
    found = Taxonomy().find("economic-classification:generic:level2:label:localised")
    assert found.label_of == "economic-classification:generic:level2:code"
    assert Taxonomy().find("value:net").data_type == "number"


def test_a_misspelt_name_gets_a_hint() -> None:
    with pytest.raises(UnknownColumnType, match="Did you mean 'functional-classification:generic:code'"):
        Taxonomy().find("functional-clasification:generic:code")


def test_own_types_may_be_objects_or_arrays() -> None:
    taxonomy = read_taxonomy([{"name": "office:code", "dataType": "string"}, [{"name": "office:label"}]])
    assert taxonomy.find("office:code").data_type == "string"
    assert taxonomy.find("office:label").name == "office:label"


def test_an_address_of_another_taxonomy_makes_unknown_names_acceptable() -> None:
    assert read_taxonomy(["https://example.org/types.json"]).find("whatever:name").name == "whatever:name"


def test_the_published_taxonomies_do_not() -> None:
    taxonomy = read_taxonomy("https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json")
    with pytest.raises(UnknownColumnType):
        taxonomy.find("whatever:name")


@pytest.mark.parametrize("declared", [[1], [{"dataType": "string"}], [[{}]], [{"name": ""}]])
def test_what_is_no_type_is_refused(declared: object) -> None:
    with pytest.raises(DescriptorError, match="no column type"):
        read_taxonomy(declared)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("administrative-classification:generic:level2:code", Place("administrative", "code", 2, "generic")),
        ("administrative-classification:generic:level2:label", Place("administrative", "label", 2, "generic")),
        ("functional-classification:generic:code", Place("functional", "code", WITHOUT_LEVEL, "generic")),
        ("functional-classification:cofog:group:code", Place("cofog", "code", 2)),
        ("economic-classification:gfsm:level3:code", Place("gfsm", "code", 3)),
        ("activity:generic:project:label", Place("programme", "label", 3, "generic")),
        ("geo:source:title", Place("geographic", "label", WITHOUT_LEVEL, "source")),
        ("expenditure-type:code", Place("type", "code", WITHOUT_LEVEL)),
        ("functional-classification:generic:description", Place("functional", "description", WITHOUT_LEVEL, "generic")),
    ],
)
def test_a_classification_column_has_a_place(name: str, place: Place) -> None:
    taxonomy = Taxonomy()
    assert taxonomy.place(taxonomy.find(name)) == place


@pytest.mark.parametrize(
    "name", ["value", "direction", "budget-line-id", "supplier:generic:id", "activity:generic:subproject:kind"]
)
def test_other_columns_have_none(name: str) -> None:
    taxonomy = Taxonomy()
    assert taxonomy.place(taxonomy.find(name)) is None


def test_levels_of_own_types_follow_their_prior() -> None:
    taxonomy = read_taxonomy(
        [
            [
                {"name": "administrative-classification:es:section:code", "unique": True},
                {
                    "name": "administrative-classification:es:service:code",
                    "unique": True,
                    "prior": "administrative-classification:es:section:code",
                },
            ]
        ]
    )
    places = [
        taxonomy.place(taxonomy.find(f"administrative-classification:es:{part}:code"))
        for part in ("section", "service")
    ]
    assert [(place.kind, place.depth, place.variant) for place in places if place] == [
        ("administrative", 1, "es"),
        ("administrative", 2, "es"),
    ]


def test_types_that_name_each_other_as_prior_do_not_hang() -> None:
    taxonomy = read_taxonomy(
        [
            {"name": "activity:a:code", "prior": "activity:b:code"},
            {"name": "activity:b:code", "prior": "activity:a:code"},
        ]
    )
    place = taxonomy.place(taxonomy.find("activity:a:code"))
    assert place is not None
    assert place.depth == 2
