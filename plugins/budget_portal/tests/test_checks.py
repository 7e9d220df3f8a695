"""What looks odd is said, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEADER = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("1;A;1;B;1;C;5;2\n1;A;1;B;1;C;5;2\n", "duplicate-row", "2 rows have the same codes"),
        ("1;A;1;B;1;C;5;2\n1;Z;2;B;1;C;5;2\n", "label-differs", "administrative 1: 'A' and 'Z'"),
        ("1;A;03-Feb;B;1;C;5;2\n", "damaged-code", "functional 03-Feb"),
        ("1;Health care;1;B;1;C;5;2\n2;Health  Care;1;B;1;C;5;2\n", "spelling-variant", "'Health Care'"),
        ("1;A;1;Total;1;C;5;2\n", "subtotal-row", "'Total' is called a total"),
    ],
)
def test_oddities_become_warnings(
    write_package: Callable[..., Path], load: Callable[..., Any], text: str, rule: str, words: str
) -> None:
    report = load(write_package({"spending.csv": HEADER + text})).to_dict()
    assert report["rows_rejected"] == 0
    (found,) = [problem for problem in report["problems"] if problem["rule"] == rule]
    assert found["severity"] == "warning"
    assert words in found["message"]


def test_an_adjusted_amount_that_does_not_add_up_is_named_row_by_row(
    write_package: Callable[..., Path], load: Callable[..., Any], resource: Callable[..., Any]
) -> None:
    raw = resource()
    names = [{"name": name, "type": "number", "normalize": {"phase": name}} for name in ("change", "adjusted")]
    raw["schema"]["fields"] += names
    text = HEADER.strip() + ";change;adjusted\n1;A;1;B;1;C;5;2;1;6\n1;A;1;B;2;C;5;2;1;7\n"
    report = load(write_package({"spending.csv": text}, [raw])).to_dict()
    assert [(found["row"], found["rule"]) for found in report["problems"]] == [(3, "adjusted-differs")]


def test_rows_that_sum_up_the_rows_under_them_are_suspects(
    write_package: Callable[..., Path], load: Callable[..., Any]
) -> None:
    stem = "administrative-classification:generic:level"
    raw = {
        "name": "a",
        "path": "a.csv",
        "schema": {
            "fields": [
                {"name": "ministry", "columnType": f"{stem}1:code"},
                {"name": "office", "columnType": f"{stem}2:code"},
                {"name": "amount", "type": "number", "columnType": "value"},
            ],
            "extraFields": [
                {"name": "phase", "columnType": "phase:id", "constant": "approved"},
                {"name": "direction", "columnType": "direction", "constant": "expenditure"},
            ],
        },
    }
    text = "ministry,office,amount\n1,,30\n1,a,10\n1,b,20\n2,,5\n2,c,7\n"
    report = load(write_package({"a.csv": text}, [raw]), currency="EUR").to_dict()
    assert [(found["row"], found["value"], found["rule"]) for found in report["problems"]] == [(2, "1", "subtotal-row")]
    assert report["totals"]["approved"]["expenditure"] == "72.00"


def test_a_clean_file_has_nothing_to_say(write_package: Callable[..., Path], load: Callable[..., Any]) -> None:
    assert load(write_package()).report.clean
