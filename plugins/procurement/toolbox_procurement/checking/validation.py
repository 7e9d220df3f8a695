"""The schema's verdicts, in the words of the catalogue of rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jsonschema_rs

from toolbox_procurement.checking.structure import Tell

_RULES: Final[Mapping[str, str]] = {
    "required": "required-missing",
    "type": "type-wrong",
    "format": "format-wrong",
    "minLength": "too-short",
    "minItems": "too-short",
    "minProperties": "too-short",
    "uniqueItems": "entries-not-unique",
    "pattern": "pattern-wrong",
}


class Validation:
    """One schema, ready to be asked about many releases."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._validator = jsonschema_rs.Draft4Validator(schema, validate_formats=True)

    def check(self, value: dict[str, Any], tell: Tell) -> None:
        """Tell everything in which ``value`` breaks the schema."""
        if self._validator.is_valid(value):
            return
        for error in self._validator.iter_errors(value):
            keyword = str(error.schema_path[-1])
            parts = [*error.instance_path]
            rule = _RULES.get(keyword, "schema-other")
            shown = error.instance
            if keyword == "required":
                missing = error.kind.as_dict().get("property")
                parts.append(missing if isinstance(missing, str) else error.message.split('"')[1])
                shown = None
            elif keyword == "enum":
                rule = "type-wrong" if not isinstance(shown, str | None) else "code-not-in-closed-codelist"
            path = "".join(f"/{part}" for part in parts if isinstance(part, str))
            tell(rule, path, shown, "".join(f"/{part}" for part in parts))
