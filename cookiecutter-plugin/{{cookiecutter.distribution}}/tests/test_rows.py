"""What a row becomes, and every reason why it cannot."""

from __future__ import annotations

from datetime import date

import pytest

from {{ cookiecutter.package }}.rows import Row, read_entry


def test_a_whole_row() -> None:
    cells = {"code": " 001 ", "name": "Old lime", "kind": "Lime", "since": "1891-03-01"}
    assert read_entry(2, cells) == Row(code="001", name="Old lime", kind="Lime", since=date(1891, 3, 1), number=2)


def test_what_may_be_missing() -> None:
    assert read_entry(2, {"code": "1", "name": "A"}) == Row(code="1", name="A", number=2)


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        ({}, ["code-missing", "name-missing"]),
        ({"code": "a/b", "name": "A"}, ["code-unusable"]),
        ({"code": "x" * 65, "name": "A"}, ["code-unusable"]),
        ({"code": "1", "name": "A", "kind": "x" * 101}, ["kind-too-long"]),
        ({"code": "1", "name": "A", "since": "1.3.1891"}, ["no-day"]),
    ],
)
def test_what_is_wrong_is_named(cells: dict[str, str], rules: list[str]) -> None:
    found = read_entry(7, cells)
    assert isinstance(found, list)
    assert [problem.rule for problem in found] == rules
    assert {problem.row for problem in found} == {7}
