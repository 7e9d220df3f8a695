"""Deadlines as people write them: the text stays, the day is the last it can mean."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_nap_monitor.deadlines import DateRules, read_day, read_deadline
from toolbox_nap_monitor.rows import PRECISIONS

CANADA = DateRules(fiscal_end=(3, 31), plan_ends=date(2029, 12, 31))


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("12/31/2022", "2022-12-31", "day"),
        ("31/12/2014", "2014-12-31", "day"),
        ("1/1/24", "2024-01-01", "day"),
        ("06/01/2016", "2016-06-01", "day"),
        ("01/07/2014", "2014-07-01", "day"),
        ("2/29/2014", "2014-02-28", "month"),
        ("43525", "2019-03-01", "day"),
        ("7/15/1905", "2023-12-31", "year"),
        ("2024-06-30", "2024-06-30", "day"),
        ("July 2018", "2018-07-31", "month"),
        ("September/December 2011", "2011-12-31", "month"),
        ("31 de diciembre de 2024", "2024-12-31", "day"),
        ("٣١ ديسمبر ٢٠٢٤", "2024-12-31", "day"),
        ("D’ici février 2023", "2023-02-28", "month"),
        ("Quarter 1 2013", "2013-03-31", "quarter"),
        ("IV quarter of 2021", "2021-12-31", "quarter"),
        ("3e trimestre 2024", "2024-09-30", "quarter"),
        ("2nd half of 2024", "2024-12-31", "half"),
        ("2024-H1", "2024-06-30", "half"),
        ("Fall 2027", "2027-11-30", "season"),
        ("By winter 2028", "2029-02-28", "season"),
        ("2014", "2014-12-31", "year"),
        ("2012-2013", "2013-12-31", "year"),
        ("2026-27", "2027-03-31", "year"),
        ("By fiscal year 2023-24", "2024-03-31", "year"),
        ("By end of 2028", "2028-12-31", "year"),
        ("By early 2026", "2026-03-31", "quarter"),
        ("Biannually until 2029", "2029-12-31", "year"),
        ("in March 2027 and at the end of the commitment", "2029-12-31", "day"),
        ("Ongoing", None, "ongoing"),
        ("Permanent", None, "ongoing"),
        ("Annually, by March 31", None, "ongoing"),
        ("Unclear", None, "none"),
        ("Not Specified", None, "none"),
        ("NR", None, "none"),
        ("", None, "none"),
        ("It may happen", None, "none"),
        ("99/99/2024", None, "none"),
    ],
)
def test_a_text_gets_the_last_day_it_can_mean(text: str, day: str | None, precision: str) -> None:
    found = read_deadline(text, CANADA)
    assert (found.day and found.day.isoformat(), found.precision, found.text) == (day, precision, text)


@pytest.mark.parametrize(
    ("text", "day"),
    [("Fall 2027", "2027-09-01"), ("2012-2013", "2012-01-01"), ("7/15/1905", "2023-01-01"), ("NR", None)],
)
def test_a_start_is_the_first_day_it_can_mean(text: str, day: str | None) -> None:
    found = read_day(text)
    assert (found and found.isoformat()) == day


def test_rules_of_a_file_and_a_machine_date() -> None:
    assert read_deadline("02/03/2014", DateRules(order="dmy")).day == date(2014, 3, 2)
    assert read_deadline("02/03/2014", DateRules(order="mdy")).day == date(2014, 2, 3)
    assert read_deadline("Spring 2024", DateRules(southern=True)).day == date(2024, 11, 30)
    ongoing = read_deadline("Ongoing", machine="2024-12")
    assert (ongoing.text, ongoing.day, ongoing.precision) == ("Ongoing", date(2024, 12, 31), "month")


@given(st.text(max_size=60))
def test_any_text_is_kept_and_read_without_an_error(text: str) -> None:
    found = read_deadline(text)
    assert found.text == text
    assert found.precision in PRECISIONS
    assert (found.day is None) == (found.precision in ("ongoing", "none"))
    first = read_day(text)
    assert first is None or found.day is None or first <= found.day


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y"]))
def test_a_day_written_in_full_is_that_day(day: date, form: str) -> None:
    found = read_deadline(day.strftime(form))
    assert (found.day, found.precision) == (day, "day")


def test_every_real_deadline_is_read(shared_data: Path) -> None:
    """Nothing but the words for nothing stays without a day; all 65 of Canada's sixth plan have a precision."""
    for name in ("ogp_commitments_2011-2016.csv", "ogp_commitments_open_parliament_2024.csv"):
        with (shared_data / "nap" / name).open(encoding="utf-8", newline="") as file:
            texts = {row[column] for row in csv.DictReader(file) for column in ("Start Date", "End Date")}
        unread = {text for text in texts if read_deadline(text).precision == "none"}
        assert unread <= {"Not Specified", "NA", "NR", "Unclear"}
    with (shared_data / "nap" / "canada_nap6_2025-2029_indicators.csv").open(encoding="utf-8", newline="") as file:
        deadlines = [row["deadline_en"] for row in csv.DictReader(file)]
    assert len(deadlines) == 65
    assert not [text for text in deadlines if read_deadline(text, CANADA).precision == "none"]
