"""The commands as a script meets them: one JSON document, exit codes, one clear line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from toolbox_core.testing.plugin import TEST_SITE

pytestmark = pytest.mark.plugins("budget_portal")
Run = Callable[..., "CompletedProcess[str]"]
Write = Callable[..., Path]


def answer(result: CompletedProcess[str]) -> Any:
    """The JSON document on standard output of a command that succeeded."""
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def refused(result: CompletedProcess[str]) -> str:
    """The one line that a refused command says."""
    assert result.returncode == 2, (result.stdout, result.stderr)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr.strip()


def test_from_file_to_publication(toolbox: Run, write_package: Write, tmp_path: Path) -> None:
    folder = write_package().parent
    descriptor = tmp_path / "package" / "proposed.json"
    found = answer(
        toolbox("budget", "inspect", folder / "spending.csv", "--currency", "EUR", "--output", descriptor, "--json")
    )
    assert (found["encoding"], found["delimiter"]) == ("utf-8", ";")
    columns = {column["name"]: column for column in found["columns"]}
    assert columns["approved"]["number_format"]["decimal"] == ","
    assert columns["approved"]["phase"] == "approved"
    assert found["descriptor"] == json.loads(descriptor.read_text())
    assert found["sample"][0]["raw"][0] == "001"
    assert found["sample"][0]["lines"][0]["amounts"]["paid"] == "900.25"

    report = answer(
        toolbox(
            *("budget", "import", descriptor, "--entity", "testville", "--year", "2024", "--name", "Testville"),
            *("--control-total", "approved=1480.40", "--control-total", "paid:expenditure=1463", "--json"),
        )
    )
    assert {"version", "rows_read", "rows_stored", "rows_rejected", "problems", "totals"} <= report.keys()
    assert report["totals"]["approved"] == {"expenditure": "1480.40"}
    published = answer(toolbox("budget", "publish", str(report["version"]), "--json"))
    assert published["dataset"] == "budget_portal/testville-2024"
    (listed,) = answer(toolbox("budget", "versions", "--json"))
    assert (listed["version"], listed["status"], listed["lines"]) == (report["version"], "published", 4)


def test_next_year_with_the_saved_descriptor_and_the_difference(toolbox: Run, write_package: Write) -> None:
    toolbox("budget", "import", write_package(), "--entity", "testville", "--year", "2024")
    text = (
        "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
        "001;City Hall;1;All services;1;Staff;2000;0\n009;Museum;2;Culture;1;Staff;1;0\n"
    )
    later = write_package({"next.csv": text}, folder="next").parent / "next.csv"
    report = answer(toolbox("budget", "import", "--like", "1", later, "--year", "2025", "--json"))
    assert (report["dataset"], report["rows_stored"]) == ("budget_portal/testville-2025", 2)
    changes = answer(toolbox("budget", "diff", "1", str(report["version"]), "--json"))
    assert [code["path"] for code in changes["new_codes"] if code["kind"] == "administrative"] == ["009"]
    assert "002" in [code["path"] for code in changes["vanished_codes"]]
    assert {"kind": "functional", "scheme": "", "path": "1", "old": "Services", "new": "All services"} in changes[
        "changed_labels"
    ]
    assert {
        "phase": "approved",
        "part": "expenditure",
        "old": "1480.40",
        "new": "2001.00",
        "change": "520.60",
    } in changes["totals"]
    assert "Vanished codes" in toolbox("budget", "diff", "1", "2").stdout


def test_withdraw_and_discard(toolbox: Run, write_package: Write) -> None:
    path = write_package()
    for _ in range(2):
        toolbox("budget", "import", path, "--entity", "testville", "--year", "2024")
    toolbox("budget", "publish", "1")
    assert answer(toolbox("budget", "withdraw", "1", "--reason", "Wrong file.", "--json"))["version"] == 1
    assert answer(toolbox("budget", "discard", "2", "--json"))["discarded"]
    assert [item["status"] for item in answer(toolbox("budget", "versions", "--json"))] == ["withdrawn"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["inspect", "missing.csv"], "missing.csv"),
        (["inspect", "."], "folder"),
        (["import", "missing.json", "--entity", "a", "--year", "2024"], "There is no file"),
        (["publish", "99"], "There is no budget version 99"),
        (["discard", "99"], "There is no budget version 99"),
        (["diff", "98", "99"], "There is no budget version 98"),
    ],
)
def test_what_is_not_there_ends_in_one_line(toolbox: Run, arguments: list[str], sentence: str) -> None:
    line = refused(toolbox("budget", *arguments))
    assert sentence in line
    assert len(line.splitlines()) == 1


def test_refusals_name_the_way_out(toolbox: Run, write_package: Write) -> None:
    path = write_package()
    assert "--entity" in refused(toolbox("budget", "import", path, "--year", "2024"))
    assert "Write PHASE=AMOUNT" in refused(
        toolbox("budget", "import", path, "--entity", "a", "--year", "2024", "--control-total", "approved=ten")
    )
    assert "no part" in refused(
        toolbox("budget", "import", path, "--entity", "a", "--year", "2024", "--control-total", "approved:up=1")
    )
    assert "it is 0.40 too high" in refused(
        toolbox(
            "budget", "import", path, "--entity", "a", "--year", "2024", "--control-total", "approved=1480", "--json"
        )
    )
    assert answer(toolbox("budget", "versions", "--json")) == []
    assert "--force" in refused(toolbox("budget", "inspect", path.parent / "spending.csv", "--output", path))
    assert "--like VERSION" in refused(toolbox("budget", "import", path, path, "--entity", "a", "--year", "2024"))


def test_a_report_for_people(toolbox: Run, write_package: Write) -> None:
    text = (
        "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n1;A;1;B;1;C;1;2\n1;;1;;1;;oops;2\n"
    )
    path = write_package({"spending.csv": text})
    result = toolbox("budget", "import", path, "--entity", "testville", "--year", "2024")
    assert result.returncode == 0
    assert "2 rows read, 1 stored, 1 refused" in result.stdout
    assert "error: spending.csv row 3, approved: 'oops' is not a number." in result.stdout
    assert "--accept-rejected 1" in result.stdout
    assert "lacks 1 rows" in refused(toolbox("budget", "publish", "1"))
    assert toolbox("budget", "publish", "1", "--accept-rejected", "1").returncode == 0
    (row,) = answer(toolbox("budget", "rejected", "1", "--json"))
    assert (row["row"], row["value"], row["record"]) == (3, "oops", "1;;1;;1;;oops;2")
    output = path.parent / "rejected.csv"
    assert "Wrote 1 rows" in toolbox("budget", "rejected", "1", "--output", output).stdout
    assert "oops" in output.read_text(encoding="utf-8-sig")
    assert "--force" in refused(toolbox("budget", "rejected", "1", "--output", output))
    shown = toolbox("budget", "inspect", path.parent / "spending.csv").stdout
    assert "Please decide" in shown or "--output" in shown


def test_without_the_plugin_the_command_says_how_to_enable_it(site: Path, toolbox: Run) -> None:
    assert TEST_SITE
    toolbox("plugins", "disable", "budget_portal")
    assert "toolbox plugins enable budget_portal" in refused(toolbox("budget", "versions"))
