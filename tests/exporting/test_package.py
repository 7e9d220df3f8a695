"""The Data Package: a sound zip whose descriptor tells the truth about its table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from toolbox_core.contracts import DatasetDescription
from toolbox_core.exporting.package import stream_package, stream_zip


def test_the_descriptor_tells_the_truth(description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    data = b"".join(stream_package(description, rows, source="https://x.example/d"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["data.csv", "datapackage.json", "README.txt"]
        table = archive.read("data.csv")
        resource = json.loads(archive.read("datapackage.json"))["resources"][0]
        assert "City of Port Sennen" in archive.read("README.txt").decode()
    assert resource["bytes"] == len(table)
    assert resource["hash"] == "sha256:" + hashlib.sha256(table).hexdigest()
    header, *body = csv.reader(io.StringIO(table.decode(), newline=""))
    assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert len(body) == len(rows)


def test_the_same_rows_give_the_same_bytes(description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    assert b"".join(stream_package(description, rows)) == b"".join(stream_package(description, rows))


def test_the_zip_is_sent_while_it_is_packed(description: DatasetDescription) -> None:
    taken = 0

    def source() -> Iterator[tuple[Any, ...]]:
        nonlocal taken
        for number in range(200_000):
            taken += 1
            yield (str(hash(str(number))), "x", Decimal(number), 1, 2024, None, None, True)

    stream = stream_package(description, source())
    assert len(next(stream)) > 0
    assert taken < 50_000
    assert isinstance(stream, Generator)
    stream.close()


def test_a_later_member_can_tell_of_an_earlier_one() -> None:
    told: list[int] = []

    def first() -> Iterator[bytes]:
        for piece in (b"one", b"two"):
            told.append(len(piece))
            yield piece

    def packed() -> bytes:
        told.clear()
        members = [("a.txt", first), ("b.txt", lambda: [str(sum(told)).encode()])]
        return b"".join(stream_zip(members, datetime(2025, 3, 1, tzinfo=UTC)))

    with zipfile.ZipFile(io.BytesIO(packed())) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"a.txt": b"onetwo", "b.txt": b"6"}
    assert packed() == packed()
