"""From the command line: enter the calendar, record, correct, look."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")
Toolbox = Callable[..., CompletedProcess[str]]


def test_a_year_from_the_calendar_to_a_correction(
    town: str, toolbox: Toolbox, client: TestClient, tmp_path: Path
) -> None:
    def run(*words: object) -> CompletedProcess[str]:
        return toolbox("budget", words[0], "--entity", town, *map(str, words[1:]))

    done = run("calendar", "--from", "2024", "--submitted", "10-01", "--approved", "12-15")
    assert done.returncode == 0, done.stderr
    done = run("decision", "--year", "2024", "--approved", "2023-12-20", "--json")
    assert json.loads(done.stdout) == {"entity": town, "year": 2024, "approved": "2023-12-20"}
    file = tmp_path / "audit.txt"
    file.write_text("All is well.")
    done = run(
        "document", "--year", "2024", "--kind", "audit-report", "--published", "2025-06-30", "--file", file, "--json"
    )
    made = json.loads(done.stdout)
    assert (made["kind"], made["void"], len(made["sha256"])) == ("ar", False, 64)
    kept = client.get(f"/data/files/{made['sha256']}/audit.txt")
    assert kept.text == "All is well."
    told = json.loads(run("openness", "--year", "2024", "--as-of", "2026-01-01", "--json").stdout)
    assert told["score"] == 13, "100 / 8: all is due but nothing else came"
    assert told["documents"][-1] | {"sha256": ""} == {
        "fiscal_year": 2024,
        "document": "ar",
        "name": "audit-report",
        "period": "",
        "covers_from": "2024-01-01",
        "covers_to": "2024-12-31",
        "due": "2026-06-30",
        "due_is_planned": False,
        "published": "2025-06-30",
        "status": "on-time",
        "days_late": 0,
        "points": 100,
        "url": "",
        "sha256": "",
    }
    done = run("document", "--take-back", made["record"], "--reason", "Another year's.")
    assert "took back the audit-report 2024" in done.stdout
    text = run("openness", "--year", "2024", "--as-of", "2026-01-01").stdout
    assert "audit-report             due 2026-06-30  waiting" in text
    assert "Timeliness: 0 of 100." in text


def test_what_is_wrong_is_said(town: str, toolbox: Toolbox) -> None:
    for words, sentence in (
        (("document", "--entity", town), "Which document is it?"),
        (("document", "--entity", town, "--year", "2024", "--kind", "eb", "--published", "soon"), "'soon' is no day"),
        (("decision", "--entity", town, "--year", "2024"), "Which day is known?"),
        (("openness", "--entity", "twon", "--year", "2024"), "Did you mean town"),
    ):
        done = toolbox("budget", *words)
        assert done.returncode in (1, 2)
        assert sentence in done.stderr
