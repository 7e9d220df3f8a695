"""What a person is shown before anything is imported."""

from __future__ import annotations

from pathlib import Path

from toolbox_budget_portal import inspection
from toolbox_budget_portal.descriptor.proposing import propose


def test_a_file_is_shown_with_evidence_and_rows_raw_and_read(tmp_path: Path) -> None:
    path = tmp_path / "gastos.csv"
    path.write_text("Centro;Capitulo;Inicial\n001;1;5,50\n002;2;oops\n" + "002;2;1,5\n" * 10, encoding="utf-8")
    (entry,) = inspection.inspect(propose([path], currency="EUR"), tmp_path)
    assert (entry["encoding"], entry["delimiter"], entry["header"], entry["direction"]) == (
        "utf-8",
        ";",
        True,
        "expenditure",
    )
    text = inspection.as_text(entry)
    assert "001 | 1 | 5,50" in text
    assert "→ expenditure; administrative 001; economic 1; approved 5.50" in text
    assert "! Inicial: 'oops' is not a number." in text


def test_a_file_that_cannot_be_read_yet_shows_its_raw_rows_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,label\n1,a\n2,b\n", encoding="utf-8")
    (entry,) = inspection.inspect(propose([path]), tmp_path)
    assert entry["sample"][0]["raw"] == ["1", "a"]
    assert entry["sample_problem"] == "The file has no amount column yet."
