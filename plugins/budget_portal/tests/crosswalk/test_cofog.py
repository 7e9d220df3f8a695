"""Our table of COFOG has the official file's codes, and titles in two languages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from toolbox_budget_portal.crosswalk import cofog, sdg

OFFICIAL = Path(__file__).parents[5] / "shared" / "data" / "budget" / "reference" / "cofog" / "cofog.csv"


def test_ten_divisions_sixty_nine_groups_a_hundred_and_nine_classes() -> None:
    assert [len([code for code in cofog.TITLES if code.count(".") == dots]) for dots in (0, 1)] == [10, 69]
    assert len(cofog.CLASSES) == 109
    assert all(english and french for english, french in cofog.TITLES.values())
    assert cofog.level("07.3.1", 1) == "07"
    assert cofog.level("07", 2) == "07"
    assert cofog.title("07.3", "fr") == "Services hospitaliers"
    assert cofog.title("07.3", "ar") == cofog.title("07.3", "en") == "Hospitals"


@pytest.mark.shared_data
@pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official file is not there")
def test_the_codes_are_the_official_ones() -> None:
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        official = {row["Code"].strip(): row["Description_EN"].strip() for row in csv.DictReader(file)}
    assert set(official) == cofog.CODES
    divisions = {code: english for code, (english, _) in cofog.TITLES.items() if "." not in code}
    assert divisions == {code: title for code, title in official.items() if "." not in code}


def test_goals_and_targets() -> None:
    assert len(sdg.GOALS) == 17
    assert all(sdg.is_code(code) for code in ("1", "17", "4.1", "16.10", "4.a"))
    assert not any(sdg.is_code(code) for code in ("0", "18", "4.", "4.e", "4.123", "", "a", "4.1.1"))
    assert sdg.goal("16.10") == "16"
