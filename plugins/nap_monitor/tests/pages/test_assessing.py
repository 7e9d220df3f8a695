"""The self-assessment on its pages: written by the contact point, seen by nobody before it is published."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("nap_monitor")
DESK = "/nap/desk/ALD/4/self-assessment/mid-term"
SAME = {"sec-fetch-site": "same-origin"}


def test_texts_become_versions_and_a_published_file(sign_in: Callable[[str], TestClient]) -> None:
    client = sign_in("contact")
    assert "Write the mid-term self-assessment" in client.get("/nap/desk").text
    words = {"begun_from": "0", "letter": "Dear <b>all</b>,", "remark-5": "It is nearly there.", "act": "keep"}
    assert client.post(DESK, data=words, headers=SAME).status_code == 303
    page = client.get(DESK).text
    assert "Dear &lt;b&gt;all&lt;/b&gt;," in page
    assert "Contact" in page
    assert "Dear &lt;b&gt;all&lt;/b&gt;," in client.get(DESK + "/draft.html").text
    lost = client.post(DESK, data={**words, "letter": "Mine."}, headers=SAME)
    assert lost.status_code == 422
    assert "wrote version 1 meanwhile" in lost.text
    assert "Mine." in lost.text, "what was typed is not lost"
    assert "None is published yet" in client.get("/nap/ALD/4/reports").text
    words |= {"begun_from": "1", "letter": "Dear all,", "act": "publish"}
    assert client.post(DESK, data=words, headers=SAME).status_code == 303
    assert client.post(DESK, data={**words, "begun_from": "2"}, headers=SAME).status_code == 422, "it is public already"
    assert "Dear &lt;b&gt;all&lt;/b&gt;," in client.get(DESK + "?version=1").text, "the first version is still there"
    client.cookies.clear()
    reports = client.get("/nap/ALD/4/reports").text
    file = re.search(r"/nap/ALD/4/reports/\d+\.html", reports)
    assert file is not None
    answer = client.get(file[0])
    assert answer.headers["content-disposition"] == 'attachment; filename="ALD-4-mid-term-en-v2.html"'
    assert "Dear all," in answer.text
    assert "It is nearly there." in answer.text
    assert client.get(file[0].replace(".html", ".exe")).status_code == 404


def test_a_report_is_written_in_each_language_of_the_site(sign_in: Callable[[str], TestClient]) -> None:
    client = sign_in("contact")
    client.post(DESK + "?in=fr", data={"begun_from": "0", "letter": "Chers tous,"}, headers=SAME)
    assert "Chers tous," in client.get(DESK + "?in=fr").text
    assert "Chers tous," not in client.get(DESK + "?in=en").text
    draft = client.get(DESK + "/draft.html?in=fr").text
    assert '<html lang="fr"' in draft
    assert "Chers tous," in draft


def test_only_who_edits_plans_writes(sign_in: Callable[[str], TestClient]) -> None:
    client = sign_in("ministry")
    for address in (DESK, DESK + "/draft.html"):
        assert client.get(address).status_code == 403
    client = sign_in("contact")
    for address in ("/nap/desk/ALD/4/self-assessment/never", DESK + "/draft.exe"):
        assert client.get(address).status_code == 404
