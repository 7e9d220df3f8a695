"""``toolbox new``, as a developer types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolbox_core.cli import cli


def run(*arguments: str, typed: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["new", *arguments], input=typed, prog_name="toolbox")
    return done.exit_code, done.output


def test_without_a_question(tmp_path: Path) -> None:
    code, said = run("Street trees", "--no-input", "--output-dir", str(tmp_path), "--licence", "MIT", "--json")
    answer = json.loads(said)
    assert code == 0
    assert (answer["id"], Path(answer["folder"]).parent) == ("street_trees", tmp_path)
    assert "MIT License" in (Path(answer["folder"]) / "LICENSE").read_text(encoding="utf-8")


def test_with_questions(tmp_path: Path) -> None:
    typed = "trees\nTrees of the city.\nApache-2.0\nCity of X\nopen@x.example\n\n13\n"
    code, said = run("Street trees", "--output-dir", str(tmp_path), "--without", "job", typed=typed)
    assert code == 0, said
    made = tmp_path / "opengov-toolbox-trees"
    assert "plugins enable trees" in said
    answers = json.loads((made / ".template.json").read_text(encoding="utf-8"))["answers"]
    assert (answers["organisation"], answers["licence"], answers["job"]) == ("City of X", "Apache-2.0", False)
    assert not (made / "toolbox_trees" / "jobs.py").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give the module a NAME"),
        (("Trees", "--no-input", "--licence", "free"), "'free' cannot be chosen"),
        (("Trees", "--no-input", "--with", "api"), "api needs tables"),
        (("Budget", "--no-input", "--id", "budget_portal"), "is installed here already"),
    ],
)
def test_refusals(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    code, output = run(*arguments, "--output-dir", str(tmp_path))
    assert code == 2
    assert said in output
    assert list(tmp_path.iterdir()) == []


def test_updating(tmp_path: Path) -> None:
    run("Street trees", "--no-input", "--output-dir", str(tmp_path))
    made = tmp_path / "opengov-toolbox-street-trees"
    (made / "README.md").write_text("ours\n", encoding="utf-8")
    code, said = run("--update", str(made))
    assert code == 0
    assert "kept as you changed it: README.md" in said
    code, said = run("--update", str(tmp_path))
    assert code == 2
    assert "was not made from the template" in said
