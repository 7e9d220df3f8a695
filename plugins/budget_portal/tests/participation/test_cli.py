"""``toolbox budget count`` as a script meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from toolbox_budget_portal.participation import read_pb

Run = Callable[..., "CompletedProcess[str]"]
FILE = "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n1;60;Trees\n2;50.50;Bench\n"
VOTES = "VOTES\nvoter_id;vote\na;1,2\nb;1\n"


def test_count(toolbox: Run, tmp_path: Path) -> None:
    file, audit, output = (tmp_path / name for name in ("vote.pb", "audit.csv", "counted.pb"))
    file.write_text(FILE + VOTES)
    done = toolbox("budget", "count", file, "--rule", "greedy", "--audit", audit, "--output", output, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["winners"], answer["spent"], answer["budget"]) == (["1"], 60, 100)
    assert audit.read_text(encoding="utf-8-sig").splitlines()[1].startswith("greedy,1,greedy,1,Trees,2,60,funded,40")
    assert [project.more["selected"] for project in read_pb(output.read_bytes()).projects] == ["1", "0"]

    both = json.loads(toolbox("budget", "count", file, "--json").stdout)
    assert list(both) == ["greedy", "equal-shares"]
    assert both["equal-shares"]["completion"] == "add1u"

    again = toolbox("budget", "count", file, "--audit", audit)
    assert again.returncode == 2
    assert "already there" in again.stderr
    assert "--rule" in toolbox("budget", "count", file, "--output", tmp_path / "x.pb").stderr
