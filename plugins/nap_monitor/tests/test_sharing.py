"""Datasets, cards, panels, and what people can ask about and follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from toolbox_core import NotFound
from toolbox_core.db import Database
from toolbox_nap_monitor.services import Stored
from toolbox_nap_monitor.sharing import (
    COLUMNS,
    dataset_rows,
    describe_datasets,
    find_commitment,
    find_plan,
    newest_plan,
)

pytestmark = pytest.mark.plugins("nap_monitor")


def test_a_plan_is_a_dataset(database: Database, keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    with database.read() as session:
        [described] = describe_datasets(session)
        assert (described.id, described.row_count, described.landing) == ("nap_monitor/ald-4", 2, "/nap/ALD/4")
        rows = list(dataset_rows(session, "ald-4"))
        assert all(len(row) == len(COLUMNS) for row in rows)
        first = dict(zip((column.name for column in COLUMNS), rows[0], strict=True))
        assert first["lead"] == "Ministry of Justice"
        assert (first["status"], first["civil_society"], first["irm"]) == ("substantial", "limited", "not-reviewed")
        with pytest.raises(NotFound):
            list(dataset_rows(session, "ald-9"))
    assert "Show who owns companies" in client.get("/data/nap_monitor/ald-4.csv").text


def test_an_organisation_shows_its_commitments(keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    page = client.get("/organisations/ministry-of-justice").text
    assert "Its commitments" in page
    assert "/nap/ALD/4/commitments/1" in page


def test_the_home_page_says_what_is_late(database: Database, keep: Callable[..., Stored], client: TestClient) -> None:
    with database.read() as session:
        assert newest_plan(session) is None
    keep()
    assert "commitments complete" in client.get("/").text


def test_people_can_ask_about_a_commitment(database: Database, keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    with database.read() as session:
        about = find_commitment(session, "ALD/4/1")
        assert about is not None
        assert (about.organisation, about.address) == ("ministry-of-justice", "/nap/ALD/4/commitments/1")
        plan = find_plan(session, "ALD/4")
        assert plan is not None
        assert plan.title == "Action plan 4, Aldora"
        assert [find_plan(session, key) for key in ("ALD/9", "", "ALD")] == [None] * 3
        assert [find_commitment(session, key) for key in ("ALD/4/9", "x", "")] == [None] * 3
    assert client.get("/feedback/ask?about=nap_monitor:commitment:ALD/4/1").status_code == 200
