"""The table of formats and the one function that streams any of them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from toolbox_core.contracts import Column, DatasetDescription
from toolbox_core.exceptions import NotFound
from toolbox_core.exporting import formats
from toolbox_core.exporting.formats import FORMATS, export_file_name, export_formats, stream_rows

THREE = (Column(name="code"), Column(name="label"), Column(name="amount", type="number"))


def many(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        yield (f"{number:06}", "A label of some length", Decimal(number) / 100)


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_format_streams_bytes(format_id: str, description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    pieces = list(stream_rows(format_id, description, iter(rows), source="https://x.example/d"))
    assert all(isinstance(piece, bytes) for piece in pieces)
    assert len(b"".join(pieces)) > 100


@pytest.mark.parametrize("format_id", ["csv", "json", "jsonl", "datapackage", "xlsx", "parquet"])
def test_memory_does_not_grow_with_the_rows(format_id: str, describe: Callable[..., DatasetDescription]) -> None:
    peaks = []
    for count in (5_000, 15_000):
        tracemalloc.start()
        for _ in stream_rows(format_id, describe(THREE), many(count)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < max(peaks[0] * 1.2, peaks[0] + 500_000)


def test_an_unknown_format_lists_the_known(description: DatasetDescription) -> None:
    with pytest.raises(NotFound, match="csv, xlsx, json, jsonl, parquet, datapackage"):
        stream_rows("pdf", description, [])


def test_parquet_is_offered_only_where_it_can_be_made(
    description: DatasetDescription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "parquet_available", lambda: False)
    assert "parquet" not in {item.id for item in export_formats()}
    with pytest.raises(NotFound):
        stream_rows("parquet", description, [])


def test_file_names(description: DatasetDescription) -> None:
    assert export_file_name(description, "datapackage") == "budget_portal-port-sennen-2024-v3.zip"
    assert len({item.suffix for item in FORMATS.values()}) == len(FORMATS)
