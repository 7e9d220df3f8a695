"""What the cells of a file say about its columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolbox_budget_portal.descriptor.evidence import labels_of, look_at, nested_in
from toolbox_core import UnreadableFile


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file with this text."""
    path = folder / "file.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_file_is_described(tmp_path: Path) -> None:
    text = "código;nombre;importe\n" + "001;Policía;1.234,50\n002;Educación;-5,00\n003;;nfp\n" * 5
    seen = look_at(write(tmp_path, text, "cp1252"))
    assert (seen.encoding, seen.delimiter, seen.header, seen.rows_seen) == ("cp1252", ";", True, 15)
    code, name, amount = seen.columns
    assert (code.leading_zeros, code.distinct, code.is_numeric) == (True, 3, True)
    assert (name.filled, name.is_numeric) == (10, False)
    assert amount.number_format is not None
    assert (amount.number_format.decimal, amount.number_format.group) == (",", ".")
    assert (amount.absent, amount.has_decimals, amount.has_negatives) == ({"nfp": 5}, True, True)
    assert seen.first_rows[0] == (2, ["001", "Policía", "1.234,50"])


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("001;City;1000\n001;City;2000\n", False),
        ("001;City;1000\n", False),
        ("code;name;2024\n001;City;1000\n", True),
        ("code;name;2014-15\n001;City;1000\n", True),
        ("code;name;amount\n001;City;1000\n", True),
    ],
)
def test_a_first_row_of_data_is_no_header(tmp_path: Path, text: str, header: bool) -> None:
    assert look_at(write(tmp_path, text)).header is header


def test_a_column_that_repeats_another_is_marked_but_amounts_are_not(tmp_path: Path) -> None:
    seen = look_at(write(tmp_path, "Cap.;Cap.;approved;paid\n4;4;1;1\n5;5;2;2\n"))
    assert [column.repeats for column in seen.columns] == ["", "Cap.", "", ""]


def test_dependence_is_measured(tmp_path: Path) -> None:
    seen = look_at(write(tmp_path, "a,b,c\n1,x,p\n1,x,q\n2,y,p\n2,y,q\n"))
    a, b, c = seen.columns
    assert (labels_of(a, b), labels_of(a, c), nested_in(a, b)) == (1.0, 0.0, 1.0)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        look_at(write(tmp_path, ""))
