"""The desk: a ministry reports, a contact point decides and invites, civil society judges; others are turned away."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_core import SourceFile
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.services.redaction import redact
from toolbox_nap_monitor import models as m

pytestmark = pytest.mark.plugins("nap_monitor")
FORM = {"milestone": "1.2", "period": "2026-H1", "status": "substantial", "progress-en": "Nearly."}
REPORT = "/nap/desk/ALD/4/1/report"


def _post(client: TestClient, address: str, form: dict[str, str], **files: tuple[str, bytes]) -> tuple[int, str]:
    answer = client.post(
        address,
        data=form,
        files={name.replace("_", "-"): file for name, file in files.items()} or None,
        headers={"sec-fetch-site": "same-origin"},
    )
    return answer.status_code, answer.text


def test_a_ministry_reports_late_with_reason_and_evidence(
    sign_in: Callable[[str], TestClient], database: Database, settings: Settings, tmp_path: Path
) -> None:
    client = sign_in("ministry")
    page = client.get(REPORT + "?milestone=1.2").text
    assert "The court has not decided." in page, "the form begins where the last report left off"
    status, text = _post(client, REPORT, {**FORM, "challenges-en": ""})
    assert status == 422
    assert 'href="#challenges-en"' in text
    form = {**FORM, "challenges-en": "The court.", "evidence-url-1": "https://law.example/13", "evidence-kind-1": "law"}
    assert _post(client, REPORT, form, evidence_file_2=("minutes.pdf", b"%PDF-1.7 minutes"))[0] == 303
    assert "waits to be published" in client.get("/nap/desk?done=report").text
    with database.read() as session:
        update = session.scalars(select(m.Update).where(m.Update.state == "submitted")).one()
        proofs = session.scalars(select(m.Evidence).where(m.Evidence.update_id == update.id)).all()
        assert [bool(one.sha256) for one in proofs] == [False, True]
    assert client.get(f"/nap/evidence/{proofs[1].id}/minutes.pdf").status_code == 403, "not public yet"
    client = sign_in("contact")
    desk = client.get("/nap/desk").text
    address = re.search(r"/nap/desk/updates/\d+", desk)
    assert address is not None
    assert "Nearly." in client.get(address[0]).text
    assert _post(client, address[0], {"decision": "return", "reason": ""})[0] == 422
    assert _post(client, address[0], {"decision": "publish"})[0] == 303
    client.cookies.clear()
    page = client.get("/nap/ALD/4/commitments/1").text
    assert "Nearly." in page
    kept = re.search(r"/nap/evidence/\d+/minutes\.pdf", page)
    assert kept is not None
    assert client.get(kept[0]).content == b"%PDF-1.7 minutes"
    copy = tmp_path / "redacted.pdf"
    copy.write_bytes(b"%PDF-1.7 without names")
    with database.write() as session:
        source = session.scalars(select(SourceFile).where(SourceFile.sha256 == proofs[1].sha256)).one()
        redact(session, settings.files, source, copy, name="redacted.pdf", reason="Names.", by="Ana")
    redacted = client.get(kept[0])
    assert redacted.content == b"%PDF-1.7 without names"
    assert "redacted.pdf" in redacted.headers["content-disposition"]


def test_bad_input_is_told_beside_its_field_and_keeps_nothing(
    sign_in: Callable[[str], TestClient], database: Database
) -> None:
    client = sign_in("ministry")
    for changes, where in (
        ({"percent": "many"}, "percent"),
        ({"percent": "101"}, "percent"),
        ({"period": "<script>"}, "period"),
        ({"status": "nearly"}, "status"),
        ({"evidence-url-1": "http://169.254.169.254/latest"}, "evidence-url-1"),
        ({"evidence-url-1": "javascript:alert(1)"}, "evidence-url-1"),
        ({"milestone": "7.7"}, "period"),
    ):
        status, text = _post(client, REPORT, {**FORM, "challenges-en": "x", **changes})
        assert status == 422, changes
        assert f'href="#{where}"' in text, (changes, where)
        assert "<script>" not in text
    with database.read() as session:
        assert len(session.scalars(select(m.Update)).all()) == 2


def test_only_those_in_charge_are_let_in(sign_in: Callable[[str], TestClient], client: TestClient) -> None:
    for address in ("/nap/desk", REPORT, "/nap/desk/ALD/4/1/verdict"):
        assert "/account/sign-in" in client.get(address).headers.get("location", client.get(address).text)
    other = sign_in("other")
    assert other.get(REPORT).status_code == 403
    assert _post(other, REPORT, FORM)[0] == 403
    assert other.get("/nap/desk/load").status_code == 403
    assert "Nothing waits for you" in other.get("/nap/desk").text


def test_civil_society_disagrees_and_stands_beside(sign_in: Callable[[str], TestClient]) -> None:
    client = sign_in("forum")
    address = "/nap/desk/ALD/4/1/verdict"
    assert "civil society" in client.get(address).text.casefold()
    form = {"assessor": "irm", "body": "Forum", "value": "not-started", "text": "We saw nothing."}
    assert _post(client, address, {**form, "text": ""})[0] == 422
    assert _post(client, address, form)[0] == 303
    page = client.get("/nap/ALD/4/commitments/1").text
    assert "“We saw nothing.”" in page
    assert "Verdicts differ by 3 steps" in page
    assert page.count("The independent review says") == 1, "nobody judges in another's name"
    assert client.get(REPORT).status_code == 403


def test_a_contact_point_loads_a_file_and_invites(sign_in: Callable[[str], TestClient], database: Database) -> None:
    client = sign_in("contact")
    assert _post(client, "/nap/desk/load", {"member": "ALD", "plan": "5"})[0] == 422
    status, text = _post(
        client,
        "/nap/desk/load",
        {"member": "ALD", "plan": "5", "language": "en"},
        file=("plan.csv", b"Number,Commitment title,Lead institution\n1,Open the archives,State Archive\n"),
    )
    assert status == 200, text
    assert "What was stored" in text
    page = client.get("/nap/desk/ALD/4/invite").text
    field = re.search(r'name="(mailbox-\d+)"', page)
    assert field is not None
    assert _post(client, "/nap/desk/ALD/4/invite", {field[1]: "the minister"})[0] == 422
    assert _post(client, "/nap/desk/ALD/4/invite", {field[1]: "law@aldora.example"})[0] == 303
    with database.read() as session:
        assert "law@aldora.example" in session.scalars(select(m.Involvement.contact)).all()


def test_a_draft_is_kept_for_its_author_and_goes_on_where_it_was_left(
    sign_in: Callable[[str], TestClient], database: Database
) -> None:
    client = sign_in("ministry")
    form = {**FORM, "status": "limited", "act": "draft", "evidence-url-1": "https://law.example/13"}
    assert _post(client, REPORT, {**form, "evidence-url-1": "https://10.0.0.1/x"})[0] == 422, (
        "no private address either"
    )
    assert _post(client, REPORT, form, evidence_file_2=("minutes.pdf", b"%PDF-1.7 minutes"))[0] == 303
    assert "Your report is kept as a draft" in client.get("/nap/desk?done=draft").text
    page = client.get(REPORT).text
    for words in ("Your draft", "Nearly.", "https://law.example/13", "minutes.pdf"):
        assert words in page
    assert _post(client, REPORT, {**form, "progress-en": "Nearly there."})[0] == 303
    with database.read() as session:
        (draft,) = session.scalars(select(m.Update).where(m.Update.state == "draft"))
        assert draft.progress == {"en": "Nearly there."}
    assert "Nearly there." not in client.get("/nap/ALD/4/commitments/1").text
    assert _post(client, REPORT, {**form, "act": "submit"})[0] == 422, "what is handed in needs its reason"
    handed = {**form, "act": "submit", "challenges-en": "The court."}
    assert _post(client, REPORT, handed)[0] == 303
    with database.read() as session:
        assert not session.scalars(select(m.Update).where(m.Update.state == "draft")).all()
        update = session.scalars(select(m.Update).where(m.Update.state == "submitted")).one()
        proofs = session.scalars(select(m.Evidence).where(m.Evidence.update_id == update.id)).all()
        assert sorted(one.file_name for one in proofs) == ["", "minutes.pdf"], "the draft's file came along"
    assert "Your draft" not in client.get(REPORT).text


def test_nobody_else_reads_a_draft(sign_in: Callable[[str], TestClient], database: Database) -> None:
    assert _post(sign_in("ministry"), REPORT, {**FORM, "act": "draft"})[0] == 303
    with database.read() as session:
        number = session.scalars(select(m.Update.id).where(m.Update.state == "draft")).one()
    client = sign_in("contact")
    assert client.get(f"/nap/desk/updates/{number}").status_code == 404
    assert "Nearly." not in client.get(REPORT).text


def test_faults_are_said_in_the_readers_language(sign_in: Callable[[str], TestClient]) -> None:
    client = sign_in("ministry")
    client.cookies.set("toolbox_language", "fr")
    answer = client.post(
        REPORT, data={**FORM, "status": "limited"}, headers={"sec-fetch-site": "same-origin", "accept-language": "fr"}
    )
    assert answer.status_code == 422
    assert "Dites ce qui fait obstacle" in answer.text
    assert "Say what stands in the way" not in answer.text
