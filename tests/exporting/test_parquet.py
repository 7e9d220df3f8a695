"""Parquet: exact decimals of the narrowest width, codes as text, nothing and empty kept apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.contracts import Column, DatasetDescription
from toolbox_core.exporting import parquet
from toolbox_core.exporting.parquet import stream_parquet


def save(folder: Path, description: DatasetDescription, rows: Any) -> Path:
    path = folder / "out.parquet"
    path.write_bytes(b"".join(stream_parquet(description, rows, source="https://x.example/d's")))
    return path


def read(path: Path, what: str = "*") -> list[tuple[Any, ...]]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone='UTC'")
        return connection.execute(f"SELECT {what} FROM read_parquet(?)", [str(path)]).fetchall()


def types(path: Path) -> dict[str, str]:
    with duckdb.connect(":memory:") as connection:
        return {
            row[0]: row[1]
            for row in connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        }


def test_everything_reads_back_exactly(tmp_path: Path, description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    path = save(tmp_path, description, rows)
    found = read(path, '* EXCLUDE ("at")')
    assert found == [row[:6] + row[7:] for row in rows]
    assert read(path, 'CAST("at" AS VARCHAR)')[0] == ("2024-01-01 12:00:00+00",)
    assert types(path)["amount"] == "DECIMAL(23,6)"
    assert types(path)["code"] == "VARCHAR"
    assert found[0][5] == date(2024, 1, 31)


@given(
    st.lists(
        st.tuples(
            st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
            st.none()
            | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=4),
        ),
        min_size=1,
        max_size=20,
    )
)
@hypothesis.settings(max_examples=20)
def test_any_text_and_amount_reads_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]) -> None:
    description = DatasetDescription(
        id="a/b", title="", description="", columns=(Column(name='c"x'), Column(name="n", type="number")), version=1,
        version_ids=(), publisher="", licence="", modified=datetime.now(UTC), row_count=0,
    )  # fmt: skip
    assert read(save(tmp_path_factory.mktemp("p"), description, rows)) == rows


def test_no_rows_make_an_empty_file_with_columns(tmp_path: Path, description: DatasetDescription) -> None:
    path = save(tmp_path, description, [])
    assert read(path) == []
    assert list(types(path)) == [column.name for column in description.columns]


def test_what_no_decimal_holds_stays_text(tmp_path: Path, describe: Callable[..., DatasetDescription]) -> None:
    columns = [Column(name="n", type="number"), Column(name="i", type="integer"), Column(name="w", type="number")]
    rows = [(Decimal("1e30"), 2**70, "n/a"), (Decimal("1e-20"), 1, Decimal("1.5"))]
    path = save(tmp_path, describe(columns), rows)
    assert list(types(path).values()) == ["VARCHAR", "DECIMAL(22,0)", "VARCHAR"]
    assert read(path)[0][1] == 2**70
    assert read(path)[1][2] == "1.5"


def test_the_file_carries_its_metadata(tmp_path: Path, description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    path = save(tmp_path, description, rows)
    with duckdb.connect(":memory:") as connection:
        found = connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
    values = {key.decode(): value.decode() for key, value in found}
    assert values["licence"] == "CC-BY-4.0"
    assert values["source"] == "https://x.example/d's"


def test_without_duckdb_parquet_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    assert not parquet.parquet_available()
