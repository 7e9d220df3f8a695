"""The first rows as a descriptor reads them, beside the raw ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toolbox_budget_portal.descriptor import read_package
from toolbox_budget_portal.descriptor.preview import preview


def test_twenty_rows_raw_and_read(write_package: Callable[..., Path]) -> None:
    header = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
    text = header + "1;A;2;B;3;C;1,5;\n1;A;2;B;3;C;oops;1\n" + "1;A;2;B;3;C;1;1\n" * 40
    package = read_package(write_package({"spending.csv": text}))
    shown = [row.to_dict() for row in preview(package, package.resources[0])]
    assert len(shown) == 20
    assert shown[0]["raw"] == ["1", "A", "2", "B", "3", "C", "1,5", ""]
    (line,) = shown[0]["lines"]
    assert (line["fiscal_year"], line["direction"], line["elimination"]) == (None, "expenditure", False)
    assert line["classifications"]["economic"] == [{"code": "3", "label": "C"}]
    assert line["amounts"] == {"approved": "1.50", "paid": "blank"}
    assert shown[1]["lines"] == []
    assert shown[1]["problems"] == ["approved: 'oops' is not a number."]
