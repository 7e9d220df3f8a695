"""What a file says about itself: title, publisher, licence, source, version, columns."""

from __future__ import annotations

import re
from typing import Any

from toolbox_core.contracts import Column, DatasetDescription
from toolbox_core.exporting.values import moment_text

_LICENCE_PAGES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-3.0": "https://creativecommons.org/licenses/by/3.0/",
    "CC-BY-3.0-AU": "https://creativecommons.org/licenses/by/3.0/au/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODC-BY-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
    "OGL-UK-3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}


def licence_page(licence: str) -> str:
    """The address that explains a licence given by its SPDX id; empty for what is no such id."""
    if not re.fullmatch(r"[A-Za-z0-9.+-]+", licence):
        return ""
    return _LICENCE_PAGES.get(licence, f"https://spdx.org/licenses/{licence}.html")


def metadata(description: DatasetDescription, *, source: str = "") -> dict[str, Any]:
    """The description as JSON-ready values; ``source`` is the address where the file came from."""
    values: dict[str, Any] = {
        "id": description.id,
        "title": description.title,
        "description": description.description,
        "version": description.version,
        "publisher": description.publisher,
        "licence": description.licence,
        "licence_page": licence_page(description.licence),
        "modified": moment_text(description.modified),
        "rows": description.row_count,
        "source": source,
        "language": description.language,
        "spatial": description.spatial,
        "keywords": list(description.keywords),
        "columns": [_column(column) for column in description.columns],
    }
    if description.temporal:
        values["temporal"] = [day.isoformat() for day in description.temporal]
    return {key: value for key, value in values.items() if value not in ("", [])}


def file_stem(description: DatasetDescription) -> str:
    """A file name without its ending: ``budget_portal-port-sennen-2025-v3``."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", description.id).strip("-.") or "dataset"
    return f"{name}-v{description.version}"


def package_descriptor(
    description: DatasetDescription, *, source: str, size: int = 0, sha256: str = "", path: str = "data.csv"
) -> dict[str, Any]:
    """``datapackage.json`` for one table in CSV (Data Package version 1, profile tabular-data-package).

    ``path`` is the table's: a file beside the descriptor or an address. ``size`` and ``sha256`` are that file's, and
    left out when there is no hash.
    """
    values: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._-]+", "-", description.id.lower()).strip("-."),
        "id": source,
        "title": description.title,
        "description": description.description,
        "version": str(description.version),
        "created": moment_text(description.modified),
        "homepage": source,
        "keywords": list(description.keywords),
        "licenses": [{"name": description.licence, "path": licence_page(description.licence)}],
        "contributors": [{"title": description.publisher, "role": "publisher"}],
        "sources": [{"title": description.publisher or description.title, "path": source}] if source else [],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "data",
                "path": path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": size,
                "hash": f"sha256:{sha256}",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
                "schema": {"fields": [_field(column) for column in description.columns], "missingValues": [""]},
            }
        ],
    }
    if not sha256:
        del values["resources"][0]["bytes"], values["resources"][0]["hash"]
    if not values["licenses"][0]["path"]:
        values["licenses"] = []
    if not description.publisher:
        values["contributors"] = []
    return {key: value for key, value in values.items() if value not in ("", [])}


def _column(column: Column) -> dict[str, str]:
    values = {
        "name": column.name,
        "type": column.type,
        "title": column.title,
        "description": column.description,
        "unit": column.unit,
    }
    return {key: value for key, value in values.items() if value}


def _field(column: Column) -> dict[str, str]:
    values = _column(column)
    unit = values.pop("unit", "")
    if unit:
        values["rdfs:comment"] = f"Unit: {unit}"
    return values
