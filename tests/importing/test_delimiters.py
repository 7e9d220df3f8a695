"""Delimiters and quotation marks: told by how regularly they cut."""

from __future__ import annotations

import pytest

from toolbox_core.importing.delimiters import sniff_delimiter


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    lines = [delimiter.join(row) for row in (["code", "name", "amount"], ["001", "a, b; c", "15"], ["002", "d", "25"])]
    text = "\r\n".join(line if delimiter in "\t|" else line.replace("a, b; c", '"a, b; c"') for line in lines)
    guess = sniff_delimiter(text)
    assert (guess.delimiter, guess.columns, guess.quotechar) == (delimiter, 3, '"')


def test_decimal_commas_do_not_look_like_a_delimiter() -> None:
    guess = sniff_delimiter("code;a;b\n" + "\n".join(f"{n};{n},5;{n},7" for n in range(50)))
    assert (guess.delimiter, guess.ambiguous) == (";", False)


def test_quoted_line_breaks_do_not_confuse() -> None:
    text = "a,b\n" + '"x\ny; z; w",2\n' * 20
    assert sniff_delimiter(text).delimiter == ","


def test_one_column_has_no_delimiter() -> None:
    guess = sniff_delimiter("name\nAlpha\nBeta\n")
    assert (guess.delimiter, guess.columns) == (",", 1)
    assert "one column" in guess.evidence


def test_single_quotes_only_when_cells_are_wrapped_in_them() -> None:
    assert sniff_delimiter("'a';'b'\n'c;d';'e'\n'f';'g'\n").quotechar == "'"
    assert sniff_delimiter("it's;that's\nisn't;won't\n").quotechar == '"'


def test_two_delimiters_that_fit_alike_are_ambiguous() -> None:
    assert sniff_delimiter("a;b,c\nx;y,z\n").ambiguous
