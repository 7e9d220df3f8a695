"""Modules are made whole or not at all, and an update keeps what people changed."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from toolbox_core import scaffold
from toolbox_core.exceptions import InputError
from toolbox_core.policy.policy import RULES
from toolbox_core.policy.rules import judge
from toolbox_core.policy.targets import folder_target

ALL = dict.fromkeys(scaffold.PARTS, True)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Street trees", "street_trees"),
        ("Élus & élections", "elus_elections"),
        ("  100 % eau  ", "100_eau"),
        ("Бюджет", ""),
        ("x" * 60, "x" * 40),
    ],
)
def test_the_id_that_a_name_suggests(name: str, id_: str) -> None:
    assert scaffold.id_of(name) == id_


def test_parts_that_are_wanted() -> None:
    assert scaffold.parts_of((), ()) == set(scaffold.PARTS)
    assert scaffold.parts_of(("pages,tables",), ()) == {"pages", "tables"}
    assert scaffold.parts_of((), ("job", "api")) == set(scaffold.PARTS) - {"job", "api"}
    assert scaffold.parts_of((), ("tables",)) == {"pages", "translations"}


@pytest.mark.parametrize(
    ("parts", "given", "said"),
    [
        (["sauce"], {}, "no part 'sauce'"),
        (["importer"], {}, "importer needs tables"),
        (None, {"licence": "my own"}, "'my own' cannot be chosen"),
        (None, {"licence": "AGPL"}, "Choose one of EUPL-1.2"),
    ],
)
def test_answers_that_cannot_be(parts: Any, given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        scaffold.answers_for("Street trees", parts=parts, given=given)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"id": "class"}, "word of the language Python"),
        ({"id": "match"}, "word of the language Python"),
        ({"id": "9lives"}, "a letter first"),
        ({"id": "../x"}, "small letters"),
        ({"description": "a \\ b"}, "without backslashes"),
        ({"id": "core_things"}, "begins like something of the host"),
        ({"id": "Trees"}, "small letters"),
        ({"id": "bäume"}, "small letters"),
        ({"contact": "nobody"}, "no e-mail address"),
        ({"actions": "21"}, "1 to 20"),
        ({"description": "x" * 151}, "150 characters"),
        ({"name": "two\nlines"}, "one line"),
        ({"source": "here"}, "no address"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_written(
    answers: dict[str, str], said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match="Nothing was made") as refused:
        scaffold.make({"name": "Street trees", **answers}, tmp_path)
    assert said in refused.value.message
    assert "Traceback" not in refused.value.message
    assert capfd.readouterr().err == "", "one sentence, and nothing of the programs below"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_or_an_id_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "opengov-toolbox-street-trees").mkdir()
    with pytest.raises(InputError, match="exists already"):
        scaffold.make({"name": "Street trees"}, tmp_path)
    with pytest.raises(InputError, match="is installed here already"):
        scaffold.make({"name": "Budget portal"}, tmp_path, installed={"budget_portal"})
    with pytest.raises(InputError, match="suggests no id"):
        scaffold.make({"name": "Бюджет"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["opengov-toolbox-street-trees"]
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be made"):
        scaffold.make({"name": "Street trees"}, tmp_path / "file" / "folder")


def test_braces_and_quotes_stay_what_they_are(tmp_path: Path) -> None:
    odd = 'Trees "old" & {{ 7 * 7 }} {% no %} <new>'
    answers = {"name": "Деревья «парка»", "id": "trees", "description": odd, "organisation": 'City of "X"'}
    made = scaffold.make(answers, tmp_path)
    import tomllib

    assert tomllib.loads((made / "pyproject.toml").read_text("utf-8"))["project"]["description"] == odd
    manifest = tomllib.loads((made / "toolbox_trees" / "toolbox-plugin.toml").read_text("utf-8"))
    assert (manifest["plugin"]["summary"], manifest["plugin"]["name"]) == (odd, "Деревья «парка»")
    for path in made.rglob("*.py"):
        ast.parse(path.read_text("utf-8"))
    failed = {finding.rule for finding in judge(folder_target(made), RULES).failed}
    assert failed <= {"addresses-public"}, "its papers can be read, too"


@pytest.mark.parametrize("licence", scaffold.licences())
def test_every_licence_comes_with_its_whole_text(licence: str, tmp_path: Path) -> None:
    answers = {"name": "Street trees", "licence": licence, "organisation": "City of X", "year": "2026"}
    made = scaffold.make(answers, tmp_path)
    text = (made / "LICENSE").read_text(encoding="utf-8")
    assert len(text) > 1000
    assert (made / "LICENSES" / f"{licence}.txt").read_text(encoding="utf-8") == text
    assert ("City of X" in text) == (licence in ("MIT", "BSD-3-Clause"))


def test_an_update_brings_the_template_and_keeps_what_was_changed(tmp_path: Path) -> None:
    made = scaffold.make({"name": "Street trees"}, tmp_path)
    note = json.loads((made / scaffold.NOTE).read_text(encoding="utf-8"))

    def older(name: str, text: str) -> None:
        """As if the template had made this text."""
        import hashlib

        (made / name).write_text(text, encoding="utf-8")
        note["files"][name] = hashlib.sha256(text.encode()).hexdigest()

    older("Makefile", "old\n")  # the template has moved on
    older("SECURITY.md", "old\n")
    (made / "SECURITY.md").write_text("ours\n", encoding="utf-8")  # … and so have we
    (made / "README.md").write_text("ours\n", encoding="utf-8")  # only we have
    older("gone.txt", "old\n")  # the template has it no more
    (made / "CHANGELOG.md").unlink()  # taken out on purpose
    del note["files"]["CONTRIBUTING.md"]
    (made / "CONTRIBUTING.md").unlink()  # the template has it anew
    (made / scaffold.NOTE).write_text(json.dumps(note), encoding="utf-8")

    done = scaffold.update(made)

    assert done.replaced == ["Makefile"]
    assert done.beside == ["SECURITY.md"]
    assert done.kept == ["README.md"]
    assert done.removed == ["gone.txt"]
    assert done.added == ["CONTRIBUTING.md"]
    assert (made / "SECURITY.md").read_text(encoding="utf-8") == "ours\n"
    assert "Security" in (made / "SECURITY.md.new").read_text(encoding="utf-8")
    assert not (made / "CHANGELOG.md").exists()
    again = scaffold.update(made)
    assert (again.replaced, again.added, again.removed, again.beside) == ([], [], [], [])


def test_what_was_not_made_from_the_template(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="was not made from the template"):
        scaffold.update(tmp_path)
