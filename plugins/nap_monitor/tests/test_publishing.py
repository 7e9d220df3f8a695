"""What a change tells the whole site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from toolbox_core.db import Database
from toolbox_nap_monitor.publishing import (
    address_part,
    commitment_address,
    documents,
    publish_plan,
    search_datasets,
    tell,
)
from toolbox_nap_monitor.services import Stored

pytestmark = pytest.mark.plugins("nap_monitor")


def test_plans_and_commitments_are_found(database: Database, keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    with database.write() as session:
        assert publish_plan(session, "ALD", "4") == 3
        assert search_datasets(session) == ["nap_monitor/ALD-4"]
    found = client.get("/search.json?q=register+open").json()
    assert [one["title"] for one in found["results"]] == ["Show who owns companies"], "its milestones are searched, too"


def test_documents_name_organisation_and_year(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.read() as session:
        plan, first, _ = documents(session, "nap_monitor/ALD-4")
    assert (plan.address, plan.year) == ("/nap/ALD/4", 2024)
    assert (first.organisation, first.shown) == ("ministry-of-justice", "2026-06-30")


def test_news_stands_in_the_feed_of_the_plan_and_the_commitment(
    database: Database, keep: Callable[..., Stored], client: TestClient
) -> None:
    keep()
    with database.write() as session:
        tell(session, "update:1", "Report on it", member="ALD", plan="4", commitment="1", organisations=("x", ""))
        tell(session, "update:1", "Report on it", member="ALD", plan="4", commitment="1")
    for address in ("/nap/ALD/4/feed.atom", "/nap/ALD/4/commitments/1/feed.atom"):
        assert client.get(address).text.count("<entry>") == 1


def test_a_slash_in_a_number_becomes_a_tilde(keep: Callable[..., Stored]) -> None:
    assert address_part("3/1") == "3~1"
    assert commitment_address("ALD", "4", "3/1") == "/nap/ALD/4/commitments/3~1"
