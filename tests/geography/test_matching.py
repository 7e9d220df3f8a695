"""Matching: codes exactly, then names told apart from codes, and what is unknown is said."""

from __future__ import annotations

from toolbox_core.geography.matching import match_regions
from toolbox_core.geography.shapes import Region

REGIONS = [
    Region(code="01", label="Norðurland"),
    Region(code="1", label="Île-de-France"),
    Region(code="X", label="Springfield"),
    Region(code="Y", label="springfield"),
]


def test_codes_are_text_and_come_first() -> None:
    found = match_regions(REGIONS, {"01": "Île-de-France", "1": ""})
    assert found.by_code == {"01": "01", "1": "1"}
    assert not found.by_name


def test_names_are_matched_without_accents_and_case_and_told() -> None:
    found = match_regions(REGIONS, {"a": "ILE DE FRANCE", "nordurland": "", "": ""})
    assert found.by_name == {"a": "1", "nordurland": "01"}
    assert found.unknown == ("",)
    assert (found.region_of("a"), found.region_of("zz"), found.found) == ("1", None, 2)


def test_a_name_of_two_regions_matches_neither() -> None:
    assert match_regions(REGIONS, {"s": "Springfield"}).unknown == ("s",)


def test_codes_of_nuts_are_nested() -> None:
    wide = [
        Region(code="UKG", label="West Midlands"),
        Region(code="UKG2", label="Shropshire"),
        Region(code="FR", label=""),
    ]
    found = match_regions(
        wide, {"UKG23": "Telford", "UKG31": "Birmingham", "FRI12": "", "NORTH": "", "FRANCE": "", "UKM": ""}
    )
    assert found.by_code == {"UKG23": "UKG2", "UKG31": "UKG", "FRI12": "FR"}
    assert found.unknown == ("NORTH", "FRANCE", "UKM")
    assert match_regions(REGIONS, {"011": ""}).unknown == ("011",), "only where all codes have that form"
