"""Tables row by row: numbering, ragged rows, bad input in one sentence, flat memory."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.config import LimitSettings
from toolbox_core.exceptions import InputError, NotFound, UnreadableFile
from toolbox_core.importing.tables import open_table, read_row, unique_names


def write(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,"x\ny"\n\n2,z\n')
    with open_table(path) as table:
        assert table.columns == ["a", "b"]
        assert list(table.rows()) == [(2, ["1", "x\ny"]), (4, ["2", "z"])]
        assert table.blank_rows == 1
        assert list(table.rows()) == [(2, ["1", "x\ny"]), (4, ["2", "z"])], "a second reading starts again"


def test_what_was_guessed_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "código;año;importe\n001;2024;1,5\n002;2024;2,5\n".encode("cp1252"))
    with open_table(path) as table:
        assert (table.encoding, table.delimiter) == ("cp1252", ";")
        assert table.encoding_guess is not None
        assert table.delimiter_guess is not None
        assert table.columns == ["código", "año", "importe"]
        assert table.sample(1) == [(2, ["001", "2024", "1,5"])]


def test_what_is_given_is_not_guessed(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b\n1;'x;y'\n")
    with open_table(path, encoding="utf-8", delimiter=";", quotechar="'") as table:
        assert table.encoding_guess is None
        assert table.delimiter_guess is None
        assert list(table.rows()) == [(2, ["1", "x;y"])]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeffcode,name\n1,x\n")
    for encoding in (None, "utf-8", "UTF_8", "utf-8-sig"):
        with open_table(path, encoding=encoding) as table:
            assert table.columns == ["code", "name"]


def test_repeated_and_empty_column_names_become_unique(tmp_path: Path) -> None:
    with open_table(write(tmp_path, "Cap.;Cap.;;x\n4;5;6;7\n")) as table:
        assert table.columns == ["Cap.", "Cap._2", "column_3", "x"]
        assert table.header == ["Cap.", "Cap.", "", "x"]
    assert unique_names(["a", "a", "a_2"]) == ["a", "a_3", "a_2"]


@given(st.lists(st.sampled_from(["", "a", "b", "a_2", "column_2"]), max_size=8))
def test_unique_names_are_unique_and_keep_the_first(names: list[str]) -> None:
    unique = unique_names(names)
    assert len(set(unique)) == len(names)
    for name in set(names) - {""}:
        assert name in unique


def test_a_table_without_header(tmp_path: Path) -> None:
    path = write(tmp_path, "001;x;1\n002;y;2\n")
    with open_table(path, header=False) as table:
        assert table.columns == ["column_1", "column_2", "column_3"]
        assert [number for number, _ in table.rows()] == [1, 2]


def test_rows_above_the_header_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "Budget of Port Sennen\n\ncode,name\n1,x\n")
    with open_table(path, skip_rows=1, delimiter=",") as table:
        assert table.columns == ["code", "name"]
        assert list(table.rows()) == [(4, ["1", "x"])]


def test_comments_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "# budget\ncode;name\n1;x\n# more\n2;y\n")
    with open_table(path, comment="#", delimiter=";") as table:
        assert table.columns == ["code", "name"]
        assert list(table.rows()) == [(3, ["1", "x"]), (5, ["2", "y"])]
        assert not table.problems


def test_ragged_rows_are_problems_with_their_place(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b,c\n1,2,3\n4,5\n"6\n6",7,8,9\n,,\n1,2,3,,\n')
    with open_table(path) as table:
        rows = list(table.rows())
        assert rows == [(2, ["1", "2", "3"]), (6, ["1", "2", "3"])]
        assert [(problem.row, problem.rule) for problem in table.problems] == [
            (3, "too-few-cells"),
            (4, "too-many-cells"),
        ]
        assert table.problems[1].message == "Row 4 (line 5) has 4 cells, but the table has 3 columns."
        assert table.problems[0].value == "4 | 5"
        assert table.blank_rows == 1


def test_a_misplaced_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,"x"y"\n2,z\n')
    with open_table(path) as table:
        assert list(table.rows()) == [(3, ["2", "z"])]
        assert [problem.rule for problem in table.problems] == ["bad-quotes"]


def test_an_endless_quotation_stops_the_reading(tmp_path: Path) -> None:
    for tail in ("3,z\n" * 5, "3,z\n" * 50_000):
        path = write(tmp_path, f'a,b\n1,x\n2,"y\n{tail}')
        with (
            open_table(path, delimiter=",", encoding="utf-8") as table,
            pytest.raises(UnreadableFile, match="never closed"),
        ):
            list(table.rows())


def test_a_zero_byte_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n" + "1,x\n" * 5000 + "2,\0\n3,z\n")
    with open_table(path, delimiter=",", encoding="utf-8") as table:
        assert list(table.rows())[-1] == (5003, ["3", "z"])
        assert [(problem.row, problem.rule) for problem in table.problems] == [(5002, "nul-byte")]


def test_a_wrong_encoding_is_named_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,x\n2,año\n".encode("cp1252"))
    with pytest.raises(UnreadableFile, match=r"is not UTF-8: byte 0xf1 in line 3") as caught:
        open_table(path, encoding="utf-8", delimiter=",")
    assert caught.value.fix
    far = write(tmp_path, b"a,b\n" + b"1,x\n" * 10_000 + b"2,\xf1\n3,y\n")
    with (
        open_table(far, encoding="utf-8", delimiter=",") as table,
        pytest.raises(UnreadableFile, match="in line 10002 "),
    ):
        list(table.rows())


def test_unknown_encodings_and_delimiters_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n")
    with pytest.raises(InputError, match="no encoding called 'klingon'"):
        open_table(path, encoding="klingon")
    with pytest.raises(InputError, match="one character"):
        open_table(path, delimiter="::")
    with pytest.raises(InputError, match="no encoding"):
        open_table(path, encoding="base64")


def test_a_line_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one-line.csv"
    with path.open("wb") as handle:
        handle.write(b"a,b\n")
        for _ in range(100):
            handle.write(b"x" * (1 << 20))
    with open_table(path, encoding="utf-8", delimiter=",") as table:
        tracemalloc.start()
        with pytest.raises(UnreadableFile, match=r"Line 2 .* longer than 1,048,576"):
            list(table.rows())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 16 << 20


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for rows in (50_000, 300_000):
        path = write(tmp_path, "code,name,amount\n" + "00123,Something of some length,1234.56\n" * rows)
        tracemalloc.start()
        with open_table(path) as table:
            assert sum(1 for _ in table.rows()) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_every_system(tmp_path: Path, ending: str) -> None:
    with open_table(write(tmp_path, ending.join(["a,b", "1,x", "2,y"]))) as table:
        assert list(table.rows()) == [(2, ["1", "x"]), (3, ["2", "y"])]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    with open_table(write(tmp_path, "a,b\n")) as table:
        assert list(table.rows()) == []


@pytest.mark.parametrize("content", ["\n\n\n", ",,,\n,,\n", "   \n"])
def test_nothing_but_blanks_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFile, match="no rows"):
        open_table(write(tmp_path, content))


def test_read_row_finds_one_record(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,"x\ny"\n2,z\n')
    assert read_row(path, 3) == ["2", "z"]
    with pytest.raises(NotFound, match="no row 9"):
        read_row(path, 9)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), max_size=12)


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=20), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_wrote_reads_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    path = write(tmp_path_factory.mktemp("t"), buffer.getvalue())
    with open_table(path, encoding="utf-8", delimiter=delimiter, quotechar='"') as table:
        expected = [(number, row) for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
        assert [(number, row) for number, row in table.rows() if any(cell.strip() for cell in row)] == expected
        assert not table.problems


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_problems_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = write(tmp_path_factory.mktemp("t"), data)
    try:
        with open_table(path) as table:
            assert all(len(cells) == len(table.columns) for _, cells in table.rows())
    except InputError as error:
        assert error.message.endswith(".")  # noqa: PT017 - the sentence is what is tested


def test_limits_come_from_the_settings(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n" + "x" * 200 + ",y\n")
    limits = LimitSettings(line_bytes=100)
    with (
        open_table(path, delimiter=",", encoding="utf-8", limits=limits) as table,
        pytest.raises(UnreadableFile, match="longer than 100"),
    ):
        list(table.rows())


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("es-madrid-2021-2024/2021/gastos.csv", 7811, 16),
        ("es-madrid-2021-2024/2022/gastos.csv", 7959, 16),
        ("es-madrid-2021-2024/2023/gastos.csv", 9211, 16),
        ("es-madrid-2021-2024/2024/gastos.csv", 7891, 16),
        ("es-madrid-2021-2024/2024/ingresos.csv", 263, 11),
        ("es-madrid-2012-2015/gastos_v40_2012-2015.csv", 20217, 12),
        ("au-federal-2015-16/201505181230budget1516.csv", 1608, 15),
    ],
)
def test_no_row_of_a_real_budget_is_lost(shared_data: Path, name: str, rows: int, columns: int) -> None:
    with open_table(shared_data / "budget" / name) as table:
        assert sum(1 for _ in table.rows()) == rows
        assert len(table.columns) == columns
        assert not table.problem_count


@pytest.mark.shared_data
def test_a_real_classification_whose_header_is_a_comment(shared_data: Path) -> None:
    path = shared_data / "budget" / "es-madrid-2021-2024" / "clasificacion_economica.csv"
    with open_table(path, header=False, comment="#") as table:
        assert (table.delimiter, len(table.columns)) == (";", 5)
        assert sum(1 for _ in table.rows()) == 574
        assert not table.problem_count


@pytest.mark.shared_data
def test_real_eliminations(shared_data: Path) -> None:
    madrid = shared_data / "budget" / "es-madrid-2021-2024"
    with open_table(madrid / "2022" / "ingresos_eliminaciones.csv", header=False) as table:
        assert [number for number, _ in table.rows()] == [1, 2]
        assert len(table.columns) == 7
    with open_table(madrid / "2024" / "gastos_eliminaciones.csv") as table:
        assert table.columns[6:8] == ["Cap.", "Cap._2"]
