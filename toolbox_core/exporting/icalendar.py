"""iCalendar (RFC 5545): all-day events for what is due, that calendar programs can subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75
"""Octets of a line, without its end (section 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """Something due on a day. ``uid`` stays the same when the day moves; ``changed`` is when it was last written."""

    uid: str
    day: date
    title: str
    text: str
    address: str
    changed: datetime


def write_calendar(name: str, events: Iterable[CalendarEvent], *, host: str) -> bytes:
    """The calendar as UTF-8. ``host`` makes the identifiers unique in the world."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Open Government Toolbox//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(event.uid)}@{host}",
            f"DTSTAMP:{event.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(event.title)}",
            f"DESCRIPTION:{_text(event.text)}",
            f"URL:{event.address}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _text(value: str) -> str:
    """A value of type TEXT (section 3.3.11): backslash, semicolon, comma and line breaks are escaped."""
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterable[str]:
    """A line in pieces of at most 75 octets, no character torn apart; each but the first begins with a space."""
    piece, size, most = "", 0, LINE
    for letter in line:
        width = len(letter.encode())
        if size + width > most:
            yield piece
            piece, size, most = " ", 1, LINE
        piece += letter
        size += width
    yield piece
