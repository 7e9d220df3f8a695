"""OGP's database in both layouts: no row lost, golden numbers, and every cell comes out again."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from toolbox_nap_monitor.exporters import ogp as exported
from toolbox_nap_monitor.importers.ogp import read_ogp, recognises
from toolbox_nap_monitor.importers.reading import Source, Wish
from toolbox_nap_monitor.layouts.ogp import columns

TODAY = Wish(today=date(2026, 11, 1))
FILES = {"ogp-2016": "ogp_commitments_2011-2016.csv", "ogp-2024": "ogp_commitments_open_parliament_2024.csv"}
GOLDEN = [
    (
        *("ogp-2016", 1927, 100, 61, "progress"),
        {
            "complete": 435,
            "substantial": 511,
            "limited": 649,
            "not-started": 192,
            "unclear": 49,
            "withdrawn": 20,
            "not-reviewed": 70,
            "not-applicable": 1,
        },
    ),
    (
        *("ogp-2024", 558, 214, 75, "end-of-term"),
        {
            "complete": 71,
            "substantial": 122,
            "limited": 123,
            "not-started": 25,
            "unclear": 2,
            "not-reviewed": 153,
            "no-data": 62,
        },
    ),
]


def table(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def source(header: list[str], rows: list[list[str]]) -> Source:
    return Source(name="ogp.csv", columns=tuple(header), rows=list(enumerate(rows, 2)))


@pytest.mark.parametrize(("layout", "count", "plans", "members", "product", "golden"), GOLDEN)
def test_the_real_databases(
    shared_data: Path, layout: str, count: int, plans: int, members: int, product: str, golden: dict[str, int]
) -> None:
    header, rows = table(shared_data / "nap" / FILES[layout])
    assert recognises(tuple(header)) == layout
    assert [column.name for column in columns(layout)] == header
    reading = read_ogp(source(header, rows), TODAY, layout)
    assert (reading.rows_read, reading.rows_stored, reading.rows_rejected) == (count, count, 0)
    bundle = reading.bundle
    assert (len(bundle.commitments), len(bundle.plans), len(bundle.members)) == (count, plans, members)
    assert len({(one.member, one.plan, one.number) for one in bundle.commitments}) == count
    judged = [one for one in bundle.assessments if (one.indicator, one.product) == ("completion", product)]
    assert Counter(one.value for one in judged) == golden
    assert exported.header(layout) == header
    assert list(exported.rows(bundle, layout)) == rows


def test_values_outside_the_scale_are_kept_and_told(shared_data: Path) -> None:
    """A verdict that no scale knows stays as it is, without a level; a row without a country is refused."""
    header, rows = table(shared_data / "nap" / FILES["ogp-2024"])
    odd, nameless, untitled = list(rows[0]), list(rows[1]), list(rows[2])
    odd[header.index("Potential Impact")] = "Huge"
    nameless[header.index("Country/Locality")] = nameless[header.index("Code")] = ""
    untitled[header.index("Commitment Title")] = ""
    reading = read_ogp(source(header, [odd, nameless, untitled]), TODAY, "ogp-2024")
    assert (reading.rows_read, reading.rows_stored, reading.rows_rejected) == (3, 2, 1)
    assert {(one.row, one.rule, one.severity) for one in reading.problems} == {
        (2, "scale", "warning"),
        (3, "required", "error"),
        (4, "required", "warning"),
    }
    huge = next(one for one in reading.bundle.assessments if one.raw == "Huge")
    assert (huge.value, huge.level) == ("", None)


def test_one_plan_of_many(shared_data: Path) -> None:
    header, rows = table(shared_data / "nap" / FILES["ogp-2024"])
    reading = read_ogp(source(header, rows), Wish(today=date(2026, 11, 1), member="ua", plan="2"), "ogp-2024")
    assert {(plan.member, plan.number) for plan in reading.bundle.plans} == {("UKR", "2")}
    assert reading.rows_read + reading.passed_over == 558
    assert [member.code for member in reading.bundle.members] == ["UKR"]
    assert reading.bundle.plans[0].phase == "closed"
