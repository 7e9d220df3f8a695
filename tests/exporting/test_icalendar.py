"""iCalendar: escaped, folded by octets, all-day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.exporting.icalendar import CalendarEvent, write_calendar


def _event(title: str, text: str = "") -> CalendarEvent:
    return CalendarEvent(
        uid="ALD-4-1",
        day=date(2026, 12, 31),
        title=title,
        text=text,
        address="https://aldora.example/nap/ALD/4",
        changed=datetime(2026, 5, 18, 9, tzinfo=UTC),
    )


def test_an_event_lasts_its_day_and_commas_are_escaped() -> None:
    text = write_calendar("Plan", [_event("Law; or, rule\nnext \\ one")], host="aldora.example").decode()
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in text
    assert "SUMMARY:Law\\; or\\, rule\\nnext \\\\ one\r\n" in text
    assert "UID:ALD-4-1@aldora.example\r\n" in text
    assert text.endswith("END:VCALENDAR\r\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_lines_are_short_and_unfold_to_what_they_were(title: str) -> None:
    lines = write_calendar("Plan", [_event(title)], host="a").decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = "\r\n".join(lines).replace("\r\n ", "")
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped}\r\n" in whole
