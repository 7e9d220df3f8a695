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
        """Tell everything in which ``value`` breaks the schema. Raises RecursionError for values that are too deep."""
        try:
            if self._validator.is_valid(value):
                return
            errors = list(self._validator.iter_errors(value))
        except ValueError as error:  # its way to say that a value is nested too deeply
            raise RecursionError(str(error)) from error
        for found in errors:
            keyword = str(found.schema_path[-1])
            parts = [*found.instance_path]
            rule = _RULES.get(keyword, "schema-other")
            shown = found.instance
            if keyword == "required":
                missing = found.kind.as_dict().get("property")
                parts.append(missing if isinstance(missing, str) else found.message.split('"')[1])
                shown = None
            elif keyword == "enum":
                rule = "type-wrong" if not isinstance(shown, str | None) else "code-not-in-closed-codelist"
            path = "".join(f"/{part}" for part in parts if isinstance(part, str))
            tell(rule, path, shown, "".join(f"/{part}" for part in parts))
