"""Crosswalk files are checked row by row: known codes, shares that add up to exactly 100."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal.crosswalk.reading import Crosswalk, build, read
from toolbox_core import InputError


def test_a_file_with_shares_and_a_part_that_belongs_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "to-goals.csv"
    path.write_text("Code;To;Share;Remark\n09;4.1;66,6;\n09;;33,4;no goal\n001/2;3;;\n", encoding="utf-8")
    found = read(path, "sdg", "functional")
    assert found.rows() == [("001/2", "3", "100"), ("09", "4.1", "66.6"), ("09", "", "33.4")]
    assert found.nearest("09/09.1/7") == "09"
    assert found.nearest("001/2") == "001/2"
    assert found.nearest("001") is None
    assert found.nearest("091") is None, "a code is not the beginning of another"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(2, "1", "09", "99.9")], "The shares of 1 add up to 99.9, not to 100"),
        ([(2, "1", "09", "60"), (3, "1", "10", "40.000000001")], "add up to 100.000000001"),
        ([(2, "1", "9", "100")], "Row 2: '9' is not a COFOG code"),
        ([(2, "1", "09", "50"), (3, "1", "09", "50")], "Row 3: 1 has 09 twice"),
        ([(2, "1", "09", "0")], "Row 2: '0' is no share"),
        ([(2, "1", "09", "-5")], "no share"),
        ([(2, "1", "09", "NaN")], "no share"),
        ([(2, "1", "09", "1e2000")], "no share"),
        ([(2, "1", "09", "half")], "no share"),
        ([(2, "", "09", "100")], "Row 2: the code is missing"),
        ([], "The file has no rows"),
    ],
)
def test_what_is_wrong_is_refused_with_its_row(rows: list[tuple[int, str, str, str]], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        build("cofog", "functional", rows)


def test_a_file_without_its_columns_and_an_unknown_scheme(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no column 'code'"):
        read(path, "cofog", "functional")
    with pytest.raises(InputError, match="no scheme"):
        build("gfsm", "functional", [])
    assert Crosswalk("sdg", "functional", {"1": (("4", Decimal(100)),)}).rows() == [("1", "4", "100")]
