"""Scales: every word of the real files is known, the three nothings stay apart, versions do not mix."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_nap_monitor import scales
from toolbox_nap_monitor.rows import LEVELS, NOTHINGS, STATUSES
from toolbox_nap_monitor.scales import SCALES, is_high, read_status, read_verdict, share_of, value_label, version_of

OLD = "ogp_commitments_2011-2016.csv"
NEW = "ogp_commitments_open_parliament_2024.csv"
COLUMNS = {
    OLD: {
        "Specificity": "specificity",
        "Potential impact": "potential-impact",
        "Completion (progress report)": "completion",
        "Completion (end of term)": "completion",
        "Did it open government (end of term only)": "diog",
        "_Relevant": "relevance",
    },
    NEW: {
        "Specificity": "specificity",
        "Verifiable": "verifiable",
        "Potential Impact": "potential-impact",
        "Potential for Results": "potential-for-results",
        "Completion (Progress Report)": "completion",
        "Completion (End Of Term)": "completion",
        "Early Results": "early-results",
        "Did It Open Government (Overall)": "diog",
        "Did It Open Government: Public Accountability": "diog-accountability",
    },
}


@pytest.mark.parametrize("name", [OLD, NEW])
def test_every_word_of_the_real_files_is_known(shared_data: Path, name: str) -> None:
    with (shared_data / "nap" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unknown = {
        (column, row[column])
        for column, indicator in COLUMNS[name].items()
        for row in rows
        if not read_verdict(indicator, row[column]).value
    }
    assert not unknown


def test_completion_counts_of_the_old_file(shared_data: Path) -> None:
    """Golden numbers; "a. Not started" and "a. Not Started" are one value."""
    with (shared_data / "nap" / OLD).open(encoding="utf-8", newline="") as file:
        found = Counter(
            read_verdict("completion", row["Completion (progress report)"]).value for row in csv.DictReader(file)
        )
    assert found == {
        "complete": 435,
        "substantial": 511,
        "limited": 649,
        "not-started": 192,
        "unclear": 49,
        "withdrawn": 20,
        "not-reviewed": 70,
        "not-applicable": 1,
    }


def test_nothings_are_different_and_have_no_level() -> None:
    read = [read_verdict("completion", word) for word in ("NR", "ND", "NA", "No Evidence Available")]
    assert tuple(one.value for one in read) == NOTHINGS
    assert {one.level for one in read} == {None}
    assert share_of("completion", "not-reviewed") is None
    assert is_high("potential-impact", "no-data") is None
    assert value_label("completion", "no-data") != value_label("completion", "not-reviewed")


def test_versions() -> None:
    assert [version_of(year) for year in (None, 2011, 2014, 2015, 2019, 2020, 2024)] == [
        *("", "v1", "v1", "v2", "v2", "v3", "v3")
    ]
    assert read_verdict("potential-impact", "Moderate", 2013).scale == "v1"
    assert read_verdict("potential-for-results", "Modest", 2018).scale == "v3"
    assert read_verdict("potential-impact", "Minor", 2022).scale == "v2"


def test_the_crosswalk() -> None:
    assert share_of("potential-impact", "minor") == Decimal(1) / 3
    assert share_of("potential-for-results", "modest") == Decimal(1) / 2
    assert is_high("potential-impact", "moderate")
    assert is_high("potential-for-results", "modest") is False
    assert is_high("specificity", "medium")
    assert is_high("verifiable", "yes")
    assert share_of("diog", "worsened") == share_of("diog", "did-not-change") == 0
    for scale in SCALES.values():
        shares = [scale.share(value) for value in scale.values]
        assert shares == sorted(shares, key=lambda share: share or 0)
        assert shares[-1] == 1


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("NS", "not-started"),
        ("LP", "limited"),
        ("SP", "substantial"),
        ("C", "complete"),
        ("In Progress", "in-progress"),
        ("d. Complete", "complete"),
        ("sin avance", "not-started"),
        ("Achevé", "complete"),
        ("مكتمل", "complete"),
        ("a bit of everything", ""),
    ],
)
def test_words_of_other_trackers(word: str, status: str) -> None:
    assert read_status(word) == status


def test_statuses_are_those_of_rows_and_a_mapping_adds_words() -> None:
    assert set(scales.STATUS_WORDS.values()) == set(STATUSES)
    assert tuple(SCALES["completion"].values) == tuple(word for word in LEVELS if word != "in-progress")
    assert read_status("Am Ziel", {"am ziel": "complete"}) == "complete"


def test_unknown_words_and_indicators_stay_unknown() -> None:
    assert read_verdict("completion", "17").value == ""
    assert read_verdict("cluster", "ND").value == "no-data"
    assert value_label("nothing", "x") == "x"
