"""Advisories of signed lists, and whom they concern."""

from __future__ import annotations

from datetime import date

import pytest

from toolbox_core.db import Database
from toolbox_core.services.policy import advisories
from toolbox_core.services.policy.models import PolicyAdvisory


def advisory(id_: str, versions: str = "<2", key: str = "k") -> PolicyAdvisory:
    return PolicyAdvisory(
        id=id_, distribution="Tried.Alpha", versions=versions, sentence="It leaks.", published=date(2026, 1, 2), key=key
    )


def test_a_list_replaces_the_last_one_of_its_key_and_no_other(database: Database) -> None:
    with database.write() as session:
        assert advisories.replace_list(session, "k", [advisory("A-1"), advisory("A-2")], by="Ada") == (2, 0)
        assert advisories.replace_list(
            session, "l", [advisory("B-1", key="l"), advisory("A-1", key="l")], by="Ada"
        ) == (1, 0)
        assert advisories.replace_list(session, "k", [advisory("A-2")], by="Ada") == (1, 1)
    with database.read() as session:
        assert [(row.id, row.key) for row in advisories.all_advisories(session)] == [("A-2", "k"), ("B-1", "l")]


@pytest.mark.parametrize(
    ("versions", "version", "hit"),
    [
        ("<2", "1.9", True),
        ("<2", "2.0", False),
        ("", "7", True),
        ("==1.*", "1.4b1", True),
        ("<2", "not a version", True),
    ],
)
def test_whom_it_concerns(versions: str, version: str, hit: bool) -> None:
    assert bool(advisories.concerning([advisory("A", versions)], "tried_alpha", version)) is hit
    assert advisories.concerning([advisory("A", versions)], "tried-beta", version) == []
