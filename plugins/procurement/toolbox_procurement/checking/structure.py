"""What the schema alone does not say: additional, deprecated and empty fields, codes of open lists, repeated ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolbox_procurement import facts
from toolbox_procurement.checking.fields import FieldInfo, Fields

Tell = Callable[[str, str, Any, str], None]
"""``tell(rule, path without positions, value, pointer within the release)``."""


def check_structure(release: dict[str, Any], fields: Fields, tell: Tell) -> None:
    """Walk over a release (or an envelope) and tell what stands out."""
    _object(release, fields, "", "", tell)


def _object(value: dict[str, Any], fields: Fields, path: str, pointer: str, tell: Tell) -> None:
    known = fields.known
    for name, found in value.items():  # of most fields there is nothing to tell, and then their place costs nothing
        if not found and (found is None or isinstance(found, str | list | dict)):
            tell("field-empty", f"{path}/{name}", found, f"{pointer}/{_escaped(name)}")
        info = known.get(name)
        if info is None:
            if not fields.allows(name):
                tell("field-additional", f"{path}/{name}", found, f"{pointer}/{_escaped(name)}")
            continue
        if info.deprecated:
            tell("field-deprecated", f"{path}/{name}", found, f"{pointer}/{_escaped(name)}")
        if info.codelist:
            _codes(found, info, f"{path}/{name}", f"{pointer}/{_escaped(name)}", tell)
        below = info.below
        if below is None:
            continue
        if type(found) is dict:
            _object(found, below, f"{path}/{name}", f"{pointer}/{_escaped(name)}", tell)
        elif type(found) is list:
            _entries(found, info, below, f"{path}/{name}", f"{pointer}/{_escaped(name)}", tell)


def _entries(values: list[Any], info: FieldInfo, below: Fields, path: str, pointer: str, tell: Tell) -> None:
    seen = set()
    for position, entry in enumerate(values):
        if type(entry) is not dict:
            continue
        here = f"{pointer}/{position}"
        identifier = entry.get("id")
        if identifier is not None and not info.whole and not isinstance(identifier, dict | list):
            key = str(identifier)
            if key in seen:
                tell("duplicate-id", path, identifier, f"{here}/id")
            seen.add(key)
        _object(entry, below, path, here, tell)


def _codes(value: Any, info: FieldInfo, path: str, pointer: str, tell: Tell) -> None:
    """Codes of open lists, and codes that are deprecated; those of closed lists are the schema's."""
    codelist = facts.codelists().get(info.codelist)
    if codelist is None:
        return
    for position, code in enumerate(value) if isinstance(value, list) else ((None, value),):
        if not isinstance(code, str) or not code:
            continue
        here = pointer if position is None else f"{pointer}/{position}"
        if code not in codelist.codes:
            if not info.closed:
                tell("code-not-in-open-codelist", path, code, here)
        elif code in codelist.deprecated:
            tell("code-deprecated", path, code, here)


def _escaped(name: str) -> str:
    """A field name in a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
