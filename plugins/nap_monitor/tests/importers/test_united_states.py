"""The United States' tables: golden numbers of the official mid-term self-assessment."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from toolbox_nap_monitor.importers import united_states as us
from toolbox_nap_monitor.importers.reading import Source, Wish

WISH = Wish(today=date(2026, 11, 1), member="us", plan="5")
SUBS = ("plan_period", "commitment_id", "subcommitment_id", "subcommitment_text", "agency", "status")
SUB = ["2022-2024", "US0113", "US0113.1", "Publish.", "Executive Office > OMB", "Complete"]


def real(shared_data: Path, name: str) -> Source:
    with (shared_data / "nap" / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return Source(name=name, columns=tuple(header), rows=list(enumerate(rows, 2)))


def test_commitments(shared_data: Path) -> None:
    source = real(shared_data, "us_nap5_commitments.csv")
    assert us.recognises(source.columns) == "us-commitments"
    reading = us.read_commitments(source, WISH)
    assert (reading.rows_stored, len(reading.bundle.commitments), reading.problems) == (36, 36, [])
    assert reading.bundle.members[0].code == "USA"


def test_sub_commitments(shared_data: Path) -> None:
    source = real(shared_data, "us_nap5_subcommitments.csv")
    assert us.recognises(source.columns) == "us-sub-commitments"
    reading = us.read_sub_commitments(source, WISH)
    bundle = reading.bundle
    assert (reading.rows_stored, len(bundle.milestones), len(reading.placeholders)) == (70, 70, 36)
    newest = {one.milestone: one.status for one in bundle.updates if one.period == "2024-02"}
    assert Counter(newest.values()) == {"complete": 33, "in-progress": 36, "not-started": 1}
    assert newest["US0118.2"] == "not-started"
    by_commitment = defaultdict(set)
    for one in bundle.milestones:
        by_commitment[one.commitment].add(newest[one.code])
    assert sum(statuses == {"complete"} for statuses in by_commitment.values()) == 14
    assert sum(one.code.endswith(".0") for one in bundle.milestones) == 23
    assert len({one.milestone for one in bundle.updates if one.evidence}) == 65
    assert bundle.plans[0].phase == "closed"


def test_reasoned_responses(shared_data: Path) -> None:
    source = real(shared_data, "us_nap5_reasoned_response.csv")
    assert us.recognises(source.columns) == "us-reasoned-responses"
    reading = us.read_responses(source, WISH)
    assert (reading.rows_stored, len(reading.bundle.proposals)) == (18, 18)
    assert all(one.responses for one in reading.bundle.proposals)


def test_the_agency_is_named_with_the_body_above_it() -> None:
    reading = us.read_sub_commitments(Source(name="s.csv", columns=SUBS, rows=[(2, SUB)]), WISH)
    (agency,) = reading.bundle.milestones[0].involved
    assert (agency.name, agency.parent) == ("OMB", "Executive Office")


@pytest.mark.parametrize(
    ("at", "value", "rule"),
    [(2, "US0999.1", "parent"), (2, "", "required"), (3, " ", "required"), (5, "Perhaps", "scale")],
)
def test_bad_rows_are_refused(at: int, value: str, rule: str) -> None:
    bad = [*SUB[:at], value, *SUB[at + 1 :]]
    reading = us.read_sub_commitments(Source(name="s.csv", columns=SUBS, rows=[(2, bad)]), WISH)
    assert (reading.rows_rejected, reading.problems[0].rule) == (1, rule)


def test_what_is_there_twice_is_refused() -> None:
    subs = us.read_sub_commitments(Source(name="s.csv", columns=SUBS, rows=[(2, SUB), (3, SUB)]), WISH)
    columns = ("commitment_id", "title", "theme", "sub_commitments_text")
    rows = [(2, ["US1", "A", "", ""]), (3, ["US1", "B", "", ""]), (4, ["US2", "", "", ""])]
    tops = us.read_commitments(Source(name="c.csv", columns=columns, rows=rows), WISH)
    answers = [(2, ["B1", "Heard", ""]), (3, ["B1", "Again", ""]), (4, ["B2", "", "x"])]
    heard = us.read_responses(Source(name="r.csv", columns=("id", "what_we_heard", "our_response"), rows=answers), WISH)
    assert [one.rule for one in subs.problems] == ["unique"]
    assert [one.rule for one in tops.problems] == ["unique", "required"]
    assert [one.rule for one in heard.problems] == ["unique", "required"]
    assert heard.bundle.proposals[0].responses == ()
