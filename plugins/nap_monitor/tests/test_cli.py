"""``toolbox nap …``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_nap_monitor.services import Stored

pytestmark = pytest.mark.plugins("nap_monitor")
KEYS = {
    "plans",
    "commitments",
    "milestones",
    "updates",
    "assessments",
    "rows_read",
    "rows_stored",
    "rows_rejected",
    "problems",
}


def test_the_group_says_what_it_is_for(toolbox: Callable[..., Any]) -> None:
    assert "action plans" in toolbox("nap", "--help").stdout


@pytest.mark.shared_data
def test_the_united_states_plan_has_its_golden_numbers(toolbox: Callable[..., Any], shared_data: Path) -> None:
    for name, rows in (("us_nap5_commitments.csv", 36), ("us_nap5_subcommitments.csv", 70)):
        done = toolbox("nap", "import", str(shared_data / "nap" / name), "--member", "USA", "--plan", "5", "--json")
        found = json.loads(done.stdout)
        assert set(found) >= KEYS
        assert (found["rows_read"], found["rows_stored"], found["rows_rejected"]) == (rows, rows, 0)
    again = json.loads(
        toolbox(
            "nap",
            "import",
            str(shared_data / "nap/us_nap5_commitments.csv"),
            "--member",
            "USA",
            "--plan",
            "5",
            "--json",
        ).stdout
    )
    assert again["unchanged"] >= 36, "once is enough"
    done = toolbox("nap", "status", "--member", "USA", "--plan", "5", "--as-of", "2024-08-05", "--json")
    status = json.loads(done.stdout)
    assert status["commitments"] == 36
    assert status["counts"] == {"complete": 14, "in-progress": 22}


def test_status_tells_what_is_late(toolbox: Callable[..., Any], keep: Callable[..., Stored]) -> None:
    keep()
    done = toolbox("nap", "status", "--member", "ald", "--plan", "4", "--as-of", "2026-05-18", "--json")
    found = json.loads(done.stdout)
    assert found["overdue"][0]["days"] == 138
    assert found["disagreements"][0]["levels"] == 2
    assert found["completeness"]["lead"] == {"have": 2, "of": 2}
    words = toolbox("nap", "status", "--member", "ald", "--plan", "4", "--as-of", "2026-05-18").stdout
    assert "overdue by 138 days: 1 Show who owns companies (due 2025-12-31)" in words


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("status", "--member", "XXX", "--plan", "1"), "XXX has no plan '1' here"),
        (("status", "--member", "ALD", "--plan", "4", "--as-of", "soon"), "'soon' is not a day"),
        (("import", "nothing.csv"), "nothing.csv"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    toolbox: Callable[..., Any], arguments: tuple[str, ...], sentence: str
) -> None:
    done = toolbox("nap", *arguments)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
