"""Institutions are told apart by name and member, and linked to the directory."""

from __future__ import annotations

import pytest

from toolbox_core.db import Database
from toolbox_nap_monitor.models import Member
from toolbox_nap_monitor.rows import Involvement
from toolbox_nap_monitor.services.institutions import find_institutions, folded_name, jurisdiction_of


@pytest.mark.parametrize(
    ("code", "iso3", "level", "expected"),
    [("CAN", "CAN", "national", "CA"), ("BUE", "ARG", "local", "AR-bue"), ("ALD", "", "national", "aldora")],
)
def test_the_jurisdiction_is_the_country_or_a_part_of_it(code: str, iso3: str, level: str, expected: str) -> None:
    assert jurisdiction_of(Member(code=code, names={"en": "Aldora"}, iso3=iso3, level=level)) == expected


def test_the_same_name_in_another_country_is_another_institution(database: Database) -> None:
    assert folded_name("  Ministère de la  JUSTICE ") == "ministere de la justice"
    with database.write() as session:
        members = [Member(code=code, names={}, iso3=code) for code in ("CAN", "FRA")]
        session.add_all(members)
        session.flush()
        named = [Involvement(name="Treasury"), Involvement(name="TREASURY"), Involvement(name=" ")]
        canada, france = (find_institutions(session, member, named, by="tests") for member in members)
        assert canada["treasury"] != france["treasury"]
        assert find_institutions(session, members[0], named, by="tests") == canada
