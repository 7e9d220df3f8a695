"""Phases, documents and supports on their pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text as sql
from starlette.testclient import TestClient

from toolbox_core import utcnow
from toolbox_nap_monitor import cocreation, queries

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
PAGE = "/nap/ALD/4/process"
SAME = {"sec-fetch-site": "same-origin"}


def test_the_contact_point_keeps_phases_and_documents(sign_in: Callable[[str], TestClient]) -> None:
    client = sign_in("contact")
    phase = {"act": "phase", "phase": "co-creation", "title": "Ideas", "opens": "2024-01-15", "closes": "2024-13-01"}
    wrong = client.post(PAGE, data=phase, headers=SAME)
    assert wrong.status_code == 422
    assert 'href="#closes"' in wrong.text
    assert 'value="Ideas"' in wrong.text
    assert client.post(PAGE, data={**phase, "closes": "2024-03-01"}, headers=SAME).status_code == 303
    page = client.get(PAGE).text
    change = re.search(r"process\?phase=(\d+)", page)
    assert change is not None
    form = client.get(f"{PAGE}?phase={change[1]}").text
    assert 'value="2024-03-01"' in form
    document = {"act": "document", "kind": "minutes", "document-title": "Minutes", "published": "2026-05-03"}
    refused = client.post(PAGE, data=document, headers=SAME)
    assert refused.status_code == 422
    assert "Give an address or a file." in refused.text
    wrong = client.post(PAGE, data=document, files={"file": ("minutes.pdf", b"MZ a program")}, headers=SAME)
    assert wrong.status_code == 422
    assert "minutes.pdf is not what its ending says." in wrong.text
    client.post(PAGE, data=document, files={"file": ("minutes.pdf", b"%PDF-1.7")}, headers=SAME)
    token = client.cookies["toolbox_session"]
    client.cookies.clear()
    page = client.get(PAGE).text
    assert "Ideas" in page
    assert "Add a phase" not in page
    kept = re.search(r"/nap/documents/\d+/minutes\.pdf", page)
    assert kept is not None
    assert client.get(kept[0]).content == b"%PDF-1.7"
    assert client.post(PAGE, data=phase, headers=SAME).headers["location"].startswith("/account/sign-in")
    client.cookies.set("toolbox_session", token)
    number = re.search(r"/documents/(\d+)", kept[0])
    assert number is not None
    client.post(PAGE, data={"act": "drop-document", "document": number[1]}, headers=SAME)
    client.post(PAGE, data={"act": "drop-phase", "number": change[1]}, headers=SAME)
    page = client.get(PAGE).text
    assert "No phase is recorded yet" in page
    assert "No document is recorded yet" in page
    assert client.post(PAGE, data={"act": "x"}, headers=SAME).status_code == 403


def test_the_room_groups_by_phase_and_counts_supports(sign_in: Callable[[str], TestClient], database: Database) -> None:
    client = sign_in("contact")
    today = utcnow().date().isoformat()
    client.post(PAGE, data={"act": "phase", "phase": "co-creation", "title": "Ideas", "opens": today}, headers=SAME)
    client.cookies.clear()
    words = {"title": "Open the register", "text": "Let everybody search it.", "email": "ana@example.org"}
    client.post("/nap/ALD/4/room", data=words, headers=SAME)

    def letter() -> str:
        with database.read() as session:
            return str(session.execute(sql("SELECT text FROM core_letter ORDER BY id DESC LIMIT 1")).scalar_one())

    link = re.search(r"/nap/ALD/4/room/confirm/\S+", letter())
    assert link is not None
    client.post(link[0], headers=SAME)
    with database.write() as session:
        cocreation.moderate(session, queries.plan(session, "ALD", "4"), "P1", public=True, base="")
    room = client.get("/nap/ALD/4/room").text
    assert re.search(r"Ideas</h3>.*0 of 1 are answered", room, re.DOTALL)
    support = "/nap/ALD/4/room/P1/support"
    assert client.post(support, data={"email": "x"}, headers=SAME).status_code == 422
    assert "Please look into your mailbox" in client.post(support, data={"email": "leo@example.org"}, headers=SAME).text
    link = re.search(r"/nap/ALD/4/room/P1/support/\S+", letter())
    assert link is not None
    assert "Confirm your support" in client.get(link[0]).text
    assert "0 supports" in client.get("/nap/ALD/4/room/P1").text, "looking at the link supports nothing"
    assert "Your support counts, once" in client.post(link[0], headers=SAME, follow_redirects=True).text
    assert "1 support" in client.get("/nap/ALD/4/room/P1").text
    assert "leo@example.org" not in client.get("/nap/ALD/4/room").text
    assert client.get("/nap/ALD/4/room/P9/support").status_code == 404
