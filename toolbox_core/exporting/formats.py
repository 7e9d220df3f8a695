"""The formats that every dataset is offered in, and the one function that streams any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolbox_core.contracts import DatasetDescription
from toolbox_core.exceptions import NotFound
from toolbox_core.exporting.describe import file_stem
from toolbox_core.exporting.package import stream_package
from toolbox_core.exporting.parquet import parquet_available, stream_parquet
from toolbox_core.exporting.text import Rows, stream_csv, stream_json, stream_json_lines
from toolbox_core.exporting.xlsx import stream_xlsx


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One way to download a dataset. ``label`` and ``purpose`` are English message ids; ``suffix`` has its point.

    ``immediate``: the first bytes come at once; otherwise the whole file is made before the first byte is sent.
    """

    id: str
    label: str
    suffix: str
    media_type: str
    purpose: str
    immediate: bool = True


FORMATS: dict[str, ExportFormat] = {
    item.id: item
    for item in (
        ExportFormat("csv", "CSV", ".csv", "text/csv; charset=utf-8", "For any program that reads tables"),
        ExportFormat(
            "xlsx",
            "Excel",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "For spreadsheets",
            immediate=False,
        ),
        ExportFormat("json", "JSON", ".json", "application/json", "For programs, with the description of the columns"),
        ExportFormat("jsonl", "JSON Lines", ".jsonl", "application/jsonl", "For programs that read row by row"),
        ExportFormat(
            "parquet", "Parquet", ".parquet", "application/vnd.apache.parquet", "For data analysis", immediate=False
        ),
        ExportFormat(
            "datapackage", "Data Package", ".zip", "application/zip", "CSV with its description, for archives"
        ),
    )
}
"""Every format by its id; ``export_formats()`` are those that work here."""


def export_formats() -> list[ExportFormat]:
    """The formats that can be made in this installation: Parquet needs the extra ``parquet``."""
    return [item for item in FORMATS.values() if item.id != "parquet" or parquet_available()]


def stream_rows(format_id: str, description: DatasetDescription, rows: Rows, *, source: str = "") -> Iterator[bytes]:
    """A dataset in one format, as pieces of bytes. Memory use does not depend on the number of rows.

    ``rows`` yields sequences in the order of ``description.columns`` (text, int, ``Decimal``, ``date``, ``datetime``,
    ``bool`` or ``None``); ``source`` is the public address of the dataset, written into the file where it can be.
    Raises ``NotFound`` for a format that does not exist or cannot be made here.
    """
    if format_id not in {item.id for item in export_formats()}:
        known = ", ".join(item.id for item in export_formats())
        raise NotFound(f"There is no format {format_id!r}.", fix=f"Choose one of {known}.")
    if format_id == "csv":
        return stream_csv(description.columns, rows)
    if format_id == "jsonl":
        return stream_json_lines(description.columns, rows)
    maker = {
        "xlsx": stream_xlsx,
        "json": stream_json,
        "parquet": stream_parquet,
        "datapackage": stream_package,
    }[format_id]
    return maker(description, rows, source=source)


def export_file_name(description: DatasetDescription, format_id: str) -> str:
    """The name under which a browser saves the file: ``budget_portal-port-sennen-2025-v3.csv``."""
    return file_stem(description) + FORMATS[format_id].suffix
