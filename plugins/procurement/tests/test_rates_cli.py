"""``toolbox procurement rates``: a draft with its report, put in force, listed, ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.testing.servers import run_toolbox

pytestmark = [pytest.mark.plugins("procurement"), pytest.mark.usefixtures("database")]


def test_the_life_of_a_set_of_rates(site: Path, write: Callable[..., Path]) -> None:
    def run(*words: str) -> Any:
        done = run_toolbox("procurement", "rates", *words, "--json", site=site)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    path = str(write("ecb.csv", b"Date,USD,CYP,\n2025-02-10,1.25,N/A,\n"))
    added = run("add", path, "--base", "eur", "--origin", "ECB reference rates")
    assert (added["status"], added["report"]["missing"], added["report"]["currencies"]) == ("draft", 1, ["USD"])
    number = str(added["number"])
    assert run("publish", number, "--into", "eur")["status"] == "published"
    assert [one["target"] for one in run("list")["sets"]] == ["EUR"]
    assert run("withdraw", number)["status"] == "ended"
    refused = run_toolbox("procurement", "rates", "publish", number, "--into", "GBP", site=site)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
