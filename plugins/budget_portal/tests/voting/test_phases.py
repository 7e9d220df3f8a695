"""Phases follow one another; every day belongs to one at most."""

from __future__ import annotations

from datetime import date

from toolbox_budget_portal.voting.phases import from_json, read_calendar

TYPED = {"ideas-first": "2026-03-01", "ideas-last": "2026-03-31", "vote-first": "2026-05-01", "vote-last": "2026-05-31"}


def test_a_calendar_knows_what_is_on() -> None:
    calendar, faults = read_calendar(TYPED)
    assert faults == []
    assert from_json(calendar.as_json()) == calendar
    assert calendar.is_on("vote", date(2026, 5, 1))
    assert calendar.is_on("vote", date(2026, 5, 31))
    assert not calendar.is_on("vote", date(2026, 6, 1))
    assert calendar.is_over("vote", date(2026, 6, 1))
    assert not calendar.is_over("delivery", date(2030, 1, 1))
    assert [calendar.state(phase, date(2026, 4, 10)) for phase in ("ideas", "vote")] == ["done", "next"]
    assert [calendar.current(date(2026, month, 10)) for month in (2, 3, 4, 5)] == ["", "ideas", "ideas", "vote"]


def test_what_is_wrong_is_said_beside_its_day() -> None:
    def wrong(**changes: str) -> list[str]:
        return [fault.field for fault in read_calendar({**TYPED, **changes})[1]]

    assert wrong(**{"vote-first": ""}) == ["vote-first"]
    assert wrong(**{"ideas-last": "31.3.2026"}) == ["ideas-last"]
    assert wrong(**{"vote-last": "2026-04-01"}) == ["vote-last"]
    assert wrong(**{"ideas-last": "2026-05-01"}) == ["vote-first"]
    assert {fault.field for fault in read_calendar({})[1]} == {"vote-first", "vote-last"}
