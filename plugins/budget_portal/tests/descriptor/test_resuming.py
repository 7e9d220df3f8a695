"""Last year's answers laid over this year's file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.descriptor.resuming import resume

BEFORE = "code;name;CRED_INICIAL;paid\n001;Culture é;1000,50;900,25\n002;Roads;500;500,75\n"


def saved(tmp_path: Path, text: str = BEFORE) -> dict[str, Any]:
    """The resource of the earlier year as a person confirmed it."""
    path = tmp_path / "before.csv"
    path.write_text(text, encoding="cp1252")
    resource: dict[str, Any] = propose([path]).descriptor["resources"][0]
    for entry, kind in zip(resource["schema"]["fields"], ("code", "label"), strict=False):
        entry["columnType"] = f"functional-classification:generic:{kind}"
    return resource


def again(
    tmp_path: Path, text: str, encoding: str = "cp1252", before: str = BEFORE
) -> tuple[dict[str, Any], list[str]]:
    path = tmp_path / "now.csv"
    path.write_text(text, encoding=encoding)
    proposal = propose([path])
    resource = resume(saved(tmp_path, before), proposal.files[0], proposal.descriptor["resources"][0], "2021")
    return resource, proposal.questions


def meanings(resource: dict[str, Any]) -> dict[str, str]:
    return {
        entry["name"]: entry.get("normalize", {}).get("phase") or entry.get("columnType", "")
        for entry in resource["schema"]["fields"]
    }


def test_the_same_columns_ask_nothing(tmp_path: Path) -> None:
    resource, asked = again(tmp_path, BEFORE.replace("1000,50", "1100,50"))
    assert asked == []
    assert resource == {**saved(tmp_path), "path": "now.csv"}


def test_columns_keep_their_meaning_wherever_they_stand(tmp_path: Path) -> None:
    resource, asked = again(tmp_path, "paid;name;CRED_INICIAL;code\n900,25;Culture é;1000,50;001\n1,5;Roads;2,5;002\n")
    assert asked == []
    assert meanings(resource) == {
        "paid": "paid",
        "name": "functional-classification:generic:label",
        "CRED_INICIAL": "approved",
        "code": "functional-classification:generic:code",
    }


def test_a_column_with_nearly_the_same_name_is_taken_for_it_and_asked_about(tmp_path: Path) -> None:
    resource, asked = again(tmp_path, BEFORE.replace("CRED_INICIAL", "CRED.INICIAL"))
    assert meanings(resource)["CRED.INICIAL"] == "approved"
    assert asked == ["Is 'CRED.INICIAL' what was called 'CRED_INICIAL' in 2021 (amount: approved)?"]


def test_a_new_column_is_not_used_and_a_vanished_one_is_named(tmp_path: Path) -> None:
    resource, asked = again(tmp_path, "code;name;paid;zone\n001;Culture é;900,25;north\n002;Roads;500,75;south\n")
    assert meanings(resource)["zone"] == ""
    assert any("'zone' was not there in 2021; it is not used" in question for question in asked)
    assert "The column 'CRED_INICIAL' of 2021 (amount: approved) is gone: which one is it now?" in asked


def test_another_encoding_delimiter_and_number_format_are_taken_over_and_said(tmp_path: Path) -> None:
    text = "code,name,CRED_INICIAL,paid\n001,Culture é,1000.50,900.25\n002,Roads,500,500.75\n"
    resource, asked = again(tmp_path, text, "utf-8")
    assert (resource["encoding"], resource["dialect"]["delimiter"]) == ("utf-8", ",")
    assert [entry.get("decimalChar") for entry in resource["schema"]["fields"][2:]] == [".", "."]
    said = " ".join(asked)
    assert "The encoding was cp1252 in 2021 and is utf-8 now" in said
    assert "The delimiter was ';' in 2021 and is ',' now." in said
    assert "'paid' had the decimal sign ','" in said


def test_the_columns_of_a_wide_file_move_on_by_a_year(tmp_path: Path) -> None:
    before = "code;name;2020-21;2021-22\n01;Health é;1000,5;2000,5\n02;Roads;3,5;4,5\n"
    now = before.replace("2021-22", "2022-23").replace("2020-21", "2021-22")
    resource, asked = again(tmp_path, now, before=before)
    years = {entry["name"]: entry["normalize"]["fiscal year"] for entry in resource["schema"]["fields"][2:]}
    assert years == {"2021-22": 2021, "2022-23": 2022}
    assert not [question for question in asked if "is gone" in question]
