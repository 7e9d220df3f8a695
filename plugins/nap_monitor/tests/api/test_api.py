"""Plans for programs: the same numbers as the pages, described in OpenAPI, without anybody's address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from toolbox_nap_monitor.rows import Bundle, Proposal, Response
from toolbox_nap_monitor.services import Stored

pytestmark = pytest.mark.plugins("nap_monitor")
PLANS = "/api/v1/nap/plans"
DAY = "?as_of=2026-05-18"


def test_plans_and_commitments(keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    (row,) = client.get(PLANS + DAY).json()["data"]
    assert (row["member"], row["plan"], row["commitments"], row["overdue"]) == ("ALD", "4", 2, 1)
    assert client.get(f"{PLANS}?member=XYZ").json()["data"] == []
    plan = client.get(f"{PLANS}/ALD/4{DAY}").json()
    first = plan["data"][0]
    assert (plan["overdue"], plan["reports"]) == (1, 2)
    assert first["overdue_days"] == 138, "1.2 was due on 31 December 2025"
    assert first["verdicts"]["civil-society"] == "limited"
    one = client.get(f"{PLANS}/ALD/4/commitments/1{DAY}").json()
    assert one["titles"]["fr"] == "Montrer à qui sont les entreprises"
    assert one["percent"] == first["percent"]
    assert one["percent"] in one["formula"] or "×" in one["formula"]
    assert [step["code"] for step in one["steps"]] == ["1.1", "1.2"]
    assert one["reports"][-1]["evidence"][0]["url"] == "https://law.example/12"
    assert {verdict["raw"] for verdict in one["verdicts"]} == {"Complete", "Limited", "NR"}
    assert one["parties"] == {"lead": ["Ministry of Justice"], "support": ["Agency for Digital Services"]}


def test_contributions_without_their_authors(
    keep: Callable[..., Stored], plan: Callable[..., Bundle], client: TestClient
) -> None:
    said = Response(text={"en": "Yes."}, stage="considered", commitment="1", actor="Ministry of Justice")
    asked = Proposal(
        member="ALD", plan="4", code="P1", text={"en": "Open it."}, author="Ana Petrova", responses=(said,)
    )
    waits = Proposal(member="ALD", plan="4", code="P2", text={"en": "Close it."}, state="waiting")
    keep(replace(plan(), proposals=(asked, waits)))
    answer = client.get(f"{PLANS}/ALD/4/contributions")
    found = answer.json()
    assert (found["answered"], [one["code"] for one in found["data"]]) == (1, ["P1"])
    assert found["data"][0]["answers"][0]["commitment"] == "1"
    assert "Petrova" not in answer.text


def test_what_is_asked_wrongly(keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    for address, status in (
        (f"{PLANS}?as_of=someday", 400),
        (f"{PLANS}?colour=red", 400),
        (f"{PLANS}/ALD/9", 404),
        (f"{PLANS}/ALD/4/commitments/99", 404),
        (f"{PLANS}/XYZ/4/contributions", 404),
    ):
        assert client.get(address).status_code == status, address


def test_the_document_describes_it(keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    document = client.get("/api/v1/openapi.json").json()
    assert {path for path in document["paths"] if "/nap/" in path} == {
        "/api/v1/nap/plans",
        "/api/v1/nap/plans/{member}/{plan}",
        "/api/v1/nap/plans/{member}/{plan}/commitments/{number}",
        "/api/v1/nap/plans/{member}/{plan}/contributions",
    }
