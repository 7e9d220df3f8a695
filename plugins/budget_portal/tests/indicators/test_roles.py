"""What codes mean: said by a table, never guessed, and nothing counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolbox_budget_portal.indicators.roles import build, propose, read
from toolbox_core import InputError


def test_a_table_of_roles(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    path.write_text("role,kind,code\ntax,,11\nTransfers,economic,13/131\nrepaid,functional,\ntax,,12\n")
    found, _ = read(path)
    assert found.parts == {
        "tax": (("economic", "11"), ("economic", "12")),
        "transfers": (("economic", "13/131"),),
        "repaid": (),
    }
    rows = [(at, *row) for at, row in enumerate(found.rows(), 2)]
    assert build(rows) == found, "what is kept is what was read"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(2, "taxes", "economic", "11")], "row 2: there is no role 'taxes'"),
        ([(2, "tax", "economic", "11"), (3, "tax", "economic", "11/111")], "row 3: 11/111 of tax would count twice"),
        ([(2, "tax", "economic", "11/111"), (3, "tax", "economic", "11")], "row 3: 11 of tax would count twice"),
        ([(2, "tax", "economic", "11"), (3, "tax", "functional", "1")], "which could count lines twice"),
        ([(2, "tax", "economic", ""), (3, "tax", "economic", "1")], "row 2: tax is said to be nothing"),
    ],
)
def test_what_contradicts_itself_is_refused(rows: list[tuple[int, str, str, str]], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        build(rows)


def test_codes_that_only_begin_alike_are_two_codes() -> None:
    assert build([(2, "tax", "economic", "1"), (3, "tax", "economic", "11")]).parts["tax"] == (
        ("economic", "1"),
        ("economic", "11"),
    )


def test_the_codes_of_gfsm_are_proposed_and_no_others() -> None:
    codes = {"revenue": {"economic": ["11", "13", "14", "33"]}, "expenditure": {"economic": ["21", "24", "31"]}}
    found = propose(codes)
    assert found.parts == {
        "tax": (("economic", "11"),),
        "transfers": (("economic", "13"),),
        "current-revenue": (("economic", "11"), ("economic", "13"), ("economic", "14")),
        "loans": (("economic", "33"),),
        "interest": (("economic", "24"),),
        "current-spending": (("economic", "21"), ("economic", "24")),
        "repaid": (),
    }
    # Spain's chapter 1 is staff or direct taxes, its chapter 3 interest or charges: not GFSM, so nothing is proposed.
    assert propose({"revenue": {"economic": ["1", "2", "3"]}, "expenditure": {"economic": ["1", "24"]}}).parts == {}
