"""What is never shown or exported: how to reach natural persons, and what was redacted on request.

Contact points name people, their e-mail addresses and telephones. They stay in the kept originals; pages and exports
leave them out. A redaction hides one value of one field, in one process or in all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

Release = dict[str, Any]
_HIDDEN: Final = frozenset({"contactPoint", "email", "telephone", "faxNumber"})
REDACTED: Final = "(redacted)"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A value to hide: ``path`` without positions (``parties/name``); an empty ``value`` hides whatever is there."""

    ocid: str
    path: str
    value: str = ""


def redacted(value: Any, redactions: Iterable[Redacted]) -> Any:
    """A copy of a release without what was redacted; contact details stay in it."""
    wanted = _wanted(redactions)
    return _public(value, "", wanted, frozenset()) if wanted else value


def public(value: Any, redactions: Iterable[Redacted] = ()) -> Any:
    """A copy of a release (or of a part) as the public may see it."""
    return _public(value, "", _wanted(redactions), _HIDDEN)


def _wanted(redactions: Iterable[Redacted]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for one in redactions:
        wanted.setdefault(one.path.strip("/"), set()).add(one.value)
    return wanted


def _public(value: Any, path: str, wanted: dict[str, set[str]], hide: frozenset[str]) -> Any:
    if isinstance(value, dict):
        kept = {}
        for name, below in value.items():
            if name not in hide:
                kept[name] = _public(below, f"{path}/{name}" if path else name, wanted, hide)
        return kept
    if isinstance(value, list):
        return [_public(entry, path, wanted, hide) for entry in value]
    hidden = wanted.get(path)
    if hidden is not None and value is not None and ("" in hidden or str(value) in hidden):
        return REDACTED
    return value


def for_process(redactions: Iterable[Redacted], ocid: str) -> list[Redacted]:
    """The redactions that hold for one process."""
    return [one for one in redactions if one.ocid in ("", ocid)]
