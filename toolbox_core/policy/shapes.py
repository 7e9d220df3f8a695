"""Small questions about values of a ``publiccode.yml``: texts, lists, days, addresses, countries, words of a list."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

Found = Iterator[tuple[str, str]]
"""``(rule, sentence)`` for each thing that is wrong."""


def is_address(value: Any) -> bool:
    """Whether it is a whole address: a scheme, a host, no blank."""
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme in ("http", "https", "git", "ssh", "git+ssh", "svn") and parts.hostname)


def is_country(code: str) -> bool:
    """Whether it is a country of ISO 3166-1 alpha-2, as CLDR knows them."""
    from babel import Locale

    return bool(re.fullmatch(r"[A-Z]{2}", code)) and code in Locale("en").territories and code not in ("EU", "UN", "ZZ")


def section_of(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The section of that name; empty when it is missing or none."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def list_of(value: Any) -> list[Any]:
    """The list, empty for anything else."""
    return value if isinstance(value, list) else []


def path_of(address: str) -> str:
    """The path of an address, or of a file in the repository."""
    try:
        return urlsplit(address).path
    except ValueError:
        return address


def text(value: Any, key: str) -> Found:
    """Whether it is text, when it is there."""
    if value is not None and not isinstance(value, str):
        yield "values", f"{key} must be text, not {value!r}."


def is_date(value: Any) -> bool:
    """Whether it is a day, as YAML reads it or written YYYY-MM-DD."""
    if isinstance(value, datetime.date):
        return True
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
        return False
    try:
        return bool(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return False


def one_of(value: Any, allowed: Sequence[str], key: str) -> Found:
    """Whether it is a word of the list, when it is there."""
    if value is not None and value not in allowed:
        near = difflib.get_close_matches(str(value), allowed, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"It may be {', '.join(allowed)}."
        yield "values", f"{key} {value!r} is no word of the standard. {hint}"


def all_of(listed: Any, allowed: Sequence[str], key: str) -> Found:
    """Whether it is a list of such words, when it is there."""
    if listed is None:
        return
    if not isinstance(listed, list):
        yield "values", f"{key} must be a list."
        return
    for value in listed:
        if value not in allowed:
            near = difflib.get_close_matches(str(value), allowed, n=1)
            yield (
                "values",
                f"{key}: {value!r} is no word of the standard." + (f" Did you mean {near[0]}?" if near else ""),
            )


def texts(listed: Any, key: str, *, one: bool = False) -> Found:
    """Whether it is a list of texts, when it is there; ``one``: a single text will do, too."""
    if listed is None or (one and isinstance(listed, str)):
        return
    if not isinstance(listed, list) or not all(isinstance(value, str) and value.strip() for value in listed):
        yield "values", f"{key} must be a list of texts."
