"""CSV, JSON and JSON Lines: what goes in comes out of other programs' readers, exactly."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.contracts import Column, DatasetDescription
from toolbox_core.exporting.text import content_hash, stream_csv, stream_json, stream_json_lines, version_hash

TWO = (Column(name="code"), Column(name="amount", type="number"))
CELLS = st.tuples(
    st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**20), max_value=10**20),
)


def read_csv(pieces: Iterator[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(pieces).decode(), newline="")))


def test_csv_is_guarded_quoted_and_exact(description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    header, *body = read_csv(stream_csv(description.columns, rows))
    assert header == ["code", "label", "amount", "count", "year", "day", "at", "net"]
    assert body[0] == ["001", "Police & fire", "1234567.89", "3", "2024", "2024-01-31", "2024-01-01T12:00:00Z", "true"]
    assert body[1][1].startswith("'=HYPERLINK")
    assert body[1][2] == "-0.10"
    assert body[2][:2] == ["'-003", 'two\nlines, "quoted"']
    assert body[4][2:4] == ["99999999999999999.123456", "12345678901234567"]


def test_csv_follows_rfc_4180_and_has_a_mark_only_on_demand(description: DatasetDescription) -> None:
    plain = b"".join(stream_csv(description.columns, []))
    assert plain == b"code,label,amount,count,year,day,at,net\r\n"
    assert b"".join(stream_csv(description.columns, [], mark=True)) == b"\xef\xbb\xbf" + plain


@given(st.lists(CELLS, max_size=30))
def test_csv_reads_back(rows: list[tuple[str | None, Decimal | None]]) -> None:
    _, *body = read_csv(stream_csv(TWO, rows))
    assert len(body) == len(rows)
    for (code, amount), (text, digits) in zip(rows, body, strict=True):
        assert text in (code or "", "'" + (code or ""))
        assert (Decimal(digits) if digits else None) == amount


@given(st.lists(CELLS, max_size=30))
def test_json_lines_read_back_exactly_without_any_guard(rows: list[tuple[str | None, Decimal | None]]) -> None:
    data = b"".join(stream_json_lines(TWO, rows))
    lines = [json.loads(line) for line in data.split(b"\n")[:-1]]
    assert [(line["code"], Decimal(line["amount"]) if line["amount"] else None) for line in lines] == rows
    assert content_hash(TWO, rows) == hashlib.sha256(data).hexdigest()


def test_the_content_hash_sees_every_change(rows: tuple[Any, ...], description: DatasetDescription) -> None:
    first = content_hash(description.columns, rows)
    assert first == content_hash(description.columns, iter(rows))
    changed = ((*rows[0][:2], Decimal("1234567.88"), *rows[0][3:]), *rows[1:])
    others = [rows[1:], rows[::-1], changed]
    assert len({first, *(content_hash(description.columns, other) for other in others)}) == 4


def test_the_hash_of_a_version_is_made_of_its_tables() -> None:
    lines, labels = content_hash(TWO, [("a", None)]), content_hash(TWO, [])
    expected = hashlib.sha256(f"lines:{lines}\nlabels:{labels}\n".encode()).hexdigest()
    assert version_hash([("lines", TWO, [("a", None)]), ("labels", TWO, iter([]))]) == expected


def test_json_has_the_description_and_the_rows(description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    data = json.loads(b"".join(stream_json(description, rows, source="https://x.example/data/b")))
    assert data["dataset"]["licence_page"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["dataset"]["source"] == "https://x.example/data/b"
    assert [column["name"] for column in data["dataset"]["columns"]] == list(data["rows"][0])
    assert data["rows"][4]["amount"] == "99999999999999999.123456"
    assert data["rows"][1]["label"] == '=HYPERLINK("http://evil")'
    assert data["rows"][3]["code"] == ""
    assert data["rows"][4]["code"] is None


def test_json_without_rows_is_json(description: DatasetDescription) -> None:
    assert json.loads(b"".join(stream_json(description, [])))["rows"] == []


def test_a_row_of_the_wrong_width_is_an_error_not_a_shifted_file() -> None:
    with pytest.raises(ValueError, match="zip"):
        list(stream_json_lines(TWO, [("a",)]))
    with pytest.raises(ValueError, match="cells"):
        list(stream_csv(TWO, [("a",)]))


def test_rows_are_taken_as_they_are_sent(describe: Callable[..., DatasetDescription]) -> None:
    taken = 0

    def source() -> Iterator[tuple[str, Decimal]]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield f"{number}", Decimal(number)

    for stream in (stream_csv(TWO, source()), stream_json_lines(TWO, source()), stream_json(describe(TWO), source())):
        taken = 0
        next(stream)
        assert taken <= 1000
