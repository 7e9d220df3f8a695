"""The co-creation room and the compliance meter in the browser's words: read by all, answered by whoever may."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text as sql
from starlette.testclient import TestClient

from toolbox_nap_monitor import cocreation, queries
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
HERE = {"origin": "http://127.0.0.1:8000"}
FORM = {"title": "Open the register", "text": "Let everybody search it.", "email": "ana@example.org", "author": "Ana"}


def test_a_citizen_contributes_confirms_and_reads_the_answer(
    keep: Callable[..., Stored], client: TestClient, database: Database
) -> None:
    keep()
    sent = client.post("/nap/ALD/4/room", data=FORM, headers=HERE)
    assert "We have written you a letter" in sent.text
    with database.read() as session:
        letter = session.execute(sql("SELECT text FROM core_letter")).scalar_one()
    link = re.search(r"/nap/ALD/4/room/confirm/\S+", letter)
    assert link is not None
    assert "Confirm" in client.get(link[0]).text
    assert "A person looks at your contribution" in client.post(link[0], headers=HERE).text
    assert client.get("/nap/ALD/4/room/P1").status_code == 404
    assert client.post("/nap/ALD/4/room/P1", data={"act": "publish"}, headers=HERE).status_code in (303, 401, 403)
    with database.write() as session:
        plan = queries.plan(session, "ALD", "4")
        cocreation.moderate(session, plan, "P1", public=True, base="")
        said = "A law is needed first."
        cocreation.respond(
            session,
            plan,
            "P1",
            stage="cannot",
            obstacles=["legislation"],
            text=said,
            commitment="1",
            by="tests",
            base="",
        )
    page = client.get("/nap/ALD/4/room/P1").text
    for words in ("Ana", "Cannot be considered at this time", "Requires new legislation", said, "/commitments/1"):
        assert words in page
    room = client.get("/nap/ALD/4/room").text
    assert "1 of 1 are answered" in room
    assert "ana@example.org" not in page + room


def test_what_is_wrong_is_said_beside_the_field(keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    answer = client.post("/nap/ALD/4/room", data={**FORM, "email": "x", "commitment": "77"}, headers=HERE)
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert "has no commitment 77" in answer.text
    assert "Let everybody search it." in answer.text
    robot = client.post("/nap/ALD/4/room", data={**FORM, "website": "spam"}, headers=HERE)
    assert robot.status_code == 200
    assert client.post("/nap/ALD/4/room/confirm/guess", headers=HERE).status_code == 404


def test_the_compliance_meter(keep: Callable[..., Stored], client: TestClient) -> None:
    keep()
    page = client.get("/nap/ALD/4/compliance?as_of=2026-05-18").text
    assert page.count("not known") >= 5
    assert "1.1 A forum of government and civil society" in page
    assert "2 of 2 commitments have begun" in page or "1 of 2 commitments have begun" in page
