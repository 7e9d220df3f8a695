"""Members: one code for a country whatever it was called, and OGP's own codes for local governments."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from toolbox_nap_monitor.members import country_coded, country_named, member_code, member_named


@pytest.mark.parametrize(
    ("code", "kept"), [("us", "USA"), ("USA", "USA"), (" ca ", "CAN"), ("ald", "ALD"), ("gbsc", "GBSC")]
)
def test_codes_of_two_and_three_letters_are_one(code: str, kept: str) -> None:
    assert member_code(code) == kept


def test_renamed_countries_keep_their_code() -> None:
    old, new = country_named("Macedonia"), country_named("north macedonia")
    assert old == new
    assert old is not None
    assert (old.iso3, old.name) == ("MKD", "North Macedonia")
    assert country_named("Atlantis") is None


def test_members_of_every_kind() -> None:
    scotland = member_named("Scotland, United Kingdom", "GBSC", level="Legacy Local")
    assert (scotland.code, scotland.iso3, scotland.level) == ("GBSC", "GBR", "local")
    assert member_named("Kosovo", "XKX", level="Other").level == "other"
    assert member_named("Republic of Atlantis").code == "REPUBLICOFATLANT"


def test_every_country_of_the_real_files_is_known_by_its_own_code(shared_data: Path) -> None:
    with (shared_data / "nap" / "ogp_commitments_2011-2016.csv").open(encoding="utf-8", newline="") as file:
        assert not {row["Country"] for row in csv.DictReader(file) if country_named(row["Country"]) is None}
    with (shared_data / "nap" / "ogp_commitments_open_parliament_2024.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            country = country_coded(row["Code"])
            if row["National Or Local"] == "National":
                assert country is not None
                assert (row["Region"], row["Country/Locality"]) == (country.region, country.name)
