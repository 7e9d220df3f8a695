"""Statuses and points that anybody can redo by hand."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.openness.calendar import Expected
from toolbox_budget_portal.openness.standing import Record, effective, judge, mean, score

DUE = date(2025, 6, 30)


def _record(number: int, day: date, kind: str = "eb", period: str = "", **more: object) -> Record:
    return Record(id=number, fiscal_year=2025, kind=kind, period=period, published_on=day, **more)  # type: ignore[arg-type]


def _judge(came: date | None, today: date) -> tuple[str, int | None, int]:
    records = [] if came is None else [_record(1, came)]
    (standing,) = judge([Expected("eb", DUE, DUE)], records, today)
    (part,) = standing.parts
    return part.status, part.points, part.days


def test_on_time_late_missing_waiting() -> None:
    after = date(2030, 1, 1)
    assert _judge(DUE, after) == ("on-time", 100, 0)
    assert _judge(DUE + timedelta(days=1), after) == ("late", 50, 1)
    assert _judge(DUE + timedelta(days=6), after) == ("late", 50, 6)
    assert _judge(DUE + timedelta(days=7), after) == ("late", 49, 7)
    assert _judge(DUE + timedelta(days=350), after) == ("late", 0, 350)
    assert _judge(DUE + timedelta(days=900), after) == ("late", 0, 900)
    assert _judge(None, DUE) == ("waiting", None, 0)
    assert _judge(None, DUE - timedelta(days=5)) == ("waiting", None, 5)
    assert _judge(None, DUE + timedelta(days=1)) == ("missing", 0, 1)
    assert _judge(date(2025, 12, 1), DUE) == ("waiting", None, 0), "what came later had not come then"


def test_without_a_calendar_nobody_is_accused() -> None:
    (standing,) = judge([Expected("eb", DUE, DUE)], [], date(2030, 1, 1), assumed=True)
    assert (standing.status, standing.points) == ("unknown", None)


def test_the_first_publication_counts_and_a_correction_counts_instead_of_what_it_corrects() -> None:
    first, again = _record(1, date(2025, 6, 1)), _record(2, date(2025, 8, 1))
    assert [one.id for one in effective([again, first])] == [1, 2]
    corrected = _record(3, date(2025, 9, 1), replaces=1)
    assert [one.id for one in effective([first, again, corrected])] == [2, 3]
    back = _record(4, date(2025, 9, 1), replaces=3, void=True)
    assert [one.id for one in effective([first, again, corrected, back])] == [2]


def test_the_score_is_the_mean_of_documents_and_reports_share_theirs() -> None:
    due = [Expected("eb", DUE, DUE), *(Expected("iyr", DUE, DUE, f"Q{at}") for at in (1, 2, 3))]
    due.append(Expected("ar", date(2027, 6, 30), DUE))
    records = [_record(1, DUE), _record(2, DUE, "iyr", "Q1"), _record(3, DUE + timedelta(days=21), "iyr", "Q2")]
    found = judge(due, records, date(2026, 1, 1))
    assert [(one.kind, one.status, one.points) for one in found] == [
        ("eb", "on-time", 100),
        ("iyr", "missing", 49),  # (100 + 47 + 0) / 3
        ("ar", "waiting", None),
    ]
    assert score(found) == 75, "149 / 2 = 74.5, halves up"
    assert score([]) is None


@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=12))
def test_a_mean_lies_between_its_points_and_is_rounded_by_half_at_most(points: list[int | None]) -> None:
    known = [one for one in points if one is not None]
    found = mean(points)
    if not known:
        assert found is None
        return
    assert found is not None
    assert min(known) <= found <= max(known)
    assert -len(known) < 2 * (found * len(known) - sum(known)) <= len(known)
