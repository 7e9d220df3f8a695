"""How single values are written: exact decimals as plain digits, dates in ISO 8601, text that no spreadsheet executes.

A text cell that begins with ``= + - @``, a tab or a line break could run as a formula in a spreadsheet (OWASP, CSV
injection; ASVS 5.0 1.2.10). In CSV such text gets an apostrophe before it; numbers are never touched.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")
"""First characters (also the full-width ones) with which spreadsheets begin a formula or a command."""


def guard(text: str) -> str:
    """The same text with an apostrophe before it when a spreadsheet could take it for a formula."""
    return f"'{text}" if text and text[0] in DANGEROUS else text


def plain_number(value: Decimal | int) -> str:
    """An exact number as digits, never with an exponent: ``Decimal("1E+3")`` is ``1000``."""
    text = str(value)
    return text if "E" not in text else format(value, "f")


def plain_text(value: Any) -> str:
    """Any value as text, for CSV; ``None`` is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return plain_number(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a dataset row holds {type(value).__name__}; use text, int, Decimal, date, bool or None")


def moment_text(value: datetime) -> str:
    """A moment in ISO 8601, in UTC with ``Z``; a local time without zone stays as it is."""
    if value.tzinfo is None:
        return value.isoformat()
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def guarded_text(value: Any) -> str:
    """Any value as text for CSV, text neutralised."""
    return guard(value) if isinstance(value, str) else plain_text(value)


def json_value(value: Any) -> Any:
    """Any value for JSON: decimals as text, so that no reader rounds them; moments in UTC."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, float):
        raise TypeError("a dataset row holds a float; exact numbers are Decimal")
    return value
