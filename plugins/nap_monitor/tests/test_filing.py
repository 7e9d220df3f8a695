"""``toolbox nap import | export | template | propose`` as people type them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.plugins("nap_monitor")


def test_a_plan_goes_in_out_and_in_again(toolbox: Callable[..., Any], tmp_path: Path, shared_data: Path) -> None:
    source = shared_data / "nap" / "canada_nap6_2025-2029_indicators.csv"
    first = json.loads(toolbox("nap", "import", str(source), "--member", "CA", "--plan", "6", "--json").stdout)
    assert (first["commitments"], first["milestones"], first["rows_stored"]) == (4, 84, 65)
    book = tmp_path / "plan.xlsx"
    written = toolbox("nap", "export", "--member", "CA", "--plan", "6", "--format", "xlsx", "--output", str(book))
    assert "4 commitments" in written.stdout
    again = json.loads(toolbox("nap", "import", str(book), "--json").stdout)
    assert (again["layout"], again["rows_rejected"], again["unchanged"]) == ("workbook", 0, 89)
    table = tmp_path / "plan.csv"
    toolbox("nap", "export", "--format", "csv", "--output", str(table))
    with table.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 4


def test_a_foreign_table_is_proposed_corrected_and_read(toolbox: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "suivi.csv"
    path.write_text("Engagement;Feu\nLoi;rouge\n", encoding="utf-8")
    mapping = tmp_path / "mapping.json"
    told = json.loads(toolbox("nap", "propose", str(path), "--output", str(mapping), "--json").stdout)
    assert (told["layout"], told["mapping"]["columns"]) == ("mapped", {"Engagement": "title", "Feu": ""})
    whole = json.loads(mapping.read_text(encoding="utf-8"))
    whole |= {"columns": {"Engagement": "title", "Feu": "status"}, "statuses": {"rouge": "limited"}, "language": "fr"}
    mapping.write_text(json.dumps(whole), encoding="utf-8")
    where = ("--member", "FR", "--plan", "4")
    assert toolbox("nap", "import", str(path), *where, "--mapping", str(mapping)).returncode == 0
    again = json.loads(toolbox("nap", "import", str(path), *where, "--json").stdout)
    assert (again["updates"], again["problems"]) == (1, [])
    path.write_text("Engagement;Feu\nLoi;violet\n", encoding="utf-8")
    refused = toolbox("nap", "import", str(path), *where)
    assert refused.returncode == 1
    assert "Nothing was stored" in refused.stdout
    assert "'violet' is no status" in refused.stdout


def test_a_template_and_a_mapping_that_is_none(toolbox: Callable[..., Any], tmp_path: Path) -> None:
    book, mapping = tmp_path / "t.xlsx", tmp_path / "m.json"
    made = toolbox("nap", "template", "--member", "CA", "--plan", "7", "--languages", "en,fr", "--output", str(book))
    assert "Fill it in" in made.stdout
    assert json.loads(toolbox("nap", "import", str(book), "--json").stdout)["plans"] == 1
    mapping.write_text("[]", encoding="utf-8")
    wrong = toolbox("nap", "import", str(book), "--mapping", str(mapping))
    assert wrong.returncode == 2
    assert "no JSON object" in wrong.stderr
