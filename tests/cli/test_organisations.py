"""``toolbox organisations``: import, list, merge, decide, check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.services.organisations.models import OrganisationName

TABLE = """\
scheme,id,name,kind,jurisdiction
XA-REG,1,Harbour Board,public-body,XA
,,Dupont SA,company,FR
,,Dupont SARL,company,FR
"""


@pytest.fixture
def filled(command: Any, tmp_path: Path) -> Any:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    answer = command.json("organisations", "import", str(path))
    assert (answer["rows_stored"], answer["linked"]) == (3, {"new": 2, "question": 1})
    return command


def test_importing_says_what_was_refused(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("name,kind\n--,\nGood,company\n", encoding="utf-8")
    result = command("organisations", "import", str(path))
    assert result.exit_code == 1
    assert "Row 2, name: The row has no name" in result.stdout
    assert "2 rows read, 1 stored, 1 refused" in result.stdout


def test_listing(filled: Any) -> None:
    answer = filled.json("organisations", "list", "--kind", "company", "--limit", "1")
    assert [one["id"] for one in answer["organisations"]] == ["dupont-sa"]
    following = filled.json("organisations", "list", "--kind", "company", "--after", answer["next"])
    assert [one["id"] for one in following["organisations"]] == ["dupont-sarl"]
    assert following["next"] is None
    assert "harbour-board  Harbour Board (public-body, XA)" in filled("organisations", "list").stdout
    assert "No organisation" in filled("organisations", "list", "--starts-with", "zz").stdout
    assert "not a place in the list" in filled.refused("organisations", "list", "--after", "x")


def test_questions_are_listed_and_answered(filled: Any) -> None:
    answer = filled.json("organisations", "questions")
    [question] = answer["questions"]
    assert answer["waiting"] == 1
    assert (question["subject"]["id"], question["candidate"]["id"]) == ("dupont-sarl", "dupont-sa")
    assert "Dupont SARL (dupont-sarl)  =?  Dupont SA" in filled("organisations", "questions").stdout
    filled.json("organisations", "answer", str(question["id"]), "same")
    assert filled("organisations", "questions").stdout.strip() == "No question is open."
    assert "was not merged" in filled.refused("organisations", "unmerge", "dupont-sa")
    filled.json("organisations", "answer", str(question["id"]), "different")
    assert len(filled.json("organisations", "list", "--kind", "company")["organisations"]) == 2
    assert "no such question" in filled.refused("organisations", "answer", "99", "same")


def test_merging_and_undoing_it(filled: Any) -> None:
    answer = filled.json("organisations", "merge", "dupont-sarl", "dupont-sa", "--note", "same register")
    assert answer["kept"] == "dupont-sa"
    assert "already" in filled.refused("organisations", "merge", "dupont-sarl", "dupont-sa")
    assert "stands for itself again" in filled("organisations", "unmerge", "dupont-sarl").stdout
    assert "no organisation at this address" in filled.refused("organisations", "merge", "nobody", "dupont-sa")


def test_checking_and_mending(filled: Any) -> None:
    assert filled.json("organisations", "link-check") == {
        "ok": True,
        "links": {"organisations": {"new": 2, "question": 1}},
        "open_questions": 1,
        "faults": [],
        "mended": 0,
    }
    database = Database(load_settings(filled.folder, environ={}).database_url)
    with database.write() as session:
        session.execute(update(OrganisationName).values(normalised="old rule"))
    database.close()
    assert "outdated rule" in filled.json("organisations", "link-check", code=1)["faults"][0]
    assert filled.json("organisations", "link-check", "--mend")["mended"] == 3
    assert filled.json("organisations", "link-check")["ok"]
