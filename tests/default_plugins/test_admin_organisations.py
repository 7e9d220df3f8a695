"""The directory's desk: pairs decided, names and identifiers corrected, merges undone, everything with its trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.db.models import AuditEntry
from toolbox_core.services import organisations as service
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.plugin import TEST_ADDRESS


@pytest.fixture
def editor(settings: Settings, database: Database) -> Iterator[TestClient]:
    """A browser of somebody who decides on organisations; there are a ministry, a port and a second port."""
    with database.write() as session:
        service.add_organisation(session, name="Ministry of Works", kind="public-body")
        first = service.add_organisation(session, name="Port Authority", identifiers=[("XX-REG", "1")])
        second = service.add_organisation(session, name="Port Authority Ltd", kind="company")
        session.add(service.OrganisationQuestion(subject_id=second.id, candidate_id=first.id, reason="similar name"))
        person = users.add_user(session, email="ed@example.org", name="Ed", by="test")
        roles.save_role(session, "ed", label="Ed", permissions=["admin.organisations"], by="test")
        roles.grant(session, person, "ed", by="test")
        token = start(session, person)
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    with TestClient(create_app(settings), base_url=TEST_ADDRESS, follow_redirects=False, headers=headers) as client:
        client.cookies.set("toolbox_session", token)
        yield client


THERE = "/admin/organisations/port-authority"


def test_a_pair_is_decided_and_the_decision_taken_back(editor: TestClient, database: Database) -> None:
    page = editor.get("/admin/organisations").text
    assert "Are these two the same?" in page
    assert "Port Authority Ltd" in page
    answer = {"question": "1", "answer": "same", "note": "one director"}
    assert editor.post("/admin/organisations", data=answer).status_code == 303
    assert "Nothing waits" in editor.get("/admin/organisations?done=answer").text
    assert "Port Authority Ltd" in editor.get(THERE).text
    assert "one director" in editor.get(THERE).text
    assert editor.post(THERE, data={"act": "unmerge", "other": "port-authority-ltd"}).status_code == 303
    with database.read() as session:
        assert service.by_slug(session, "port-authority-ltd").merged_into is None
        acts = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("organisation."))).all()
    assert acts == ["organisation.answer", "organisation.unmerge"]


def test_everything_about_an_organisation_is_corrected(editor: TestClient, database: Database) -> None:
    for data in (
        {"act": "name", "name": "Port of Sennen"},
        {"act": "add-name", "name": "Autorité portuaire", "language": "fr", "use": "name"},
        {"act": "add-identifier", "scheme": "xx-vat", "identifier": "0042"},
        {"act": "take-identifier", "scheme": "XX-REG", "identifier": "1"},
        {"act": "kind", "kind": "public-body"},
        {"act": "parent", "parent": "Ministry of Works"},
        {"act": "take-name", "name": "Port Authority", "language": ""},
    ):
        assert editor.post(THERE, data=data).status_code == 303, data
    with database.read() as session:
        card = service.card(session, service.by_slug(session, "port-authority"))
    assert (card.name, card.kind) == ("Port of Sennen", "public-body")
    assert card.identifiers == (("XX-VAT", "0042"),)
    assert card.parent == ("ministry-of-works", "Ministry of Works")
    assert set(card.names) == {("Port of Sennen", "", "name"), ("Autorité portuaire", "fr", "name")}
    assert "identifier taken away" in editor.get(THERE).text
    assert "Autorité" in editor.get("/admin/organisations?q=autorite").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"act": "name", "name": " "}, "needs a name"),
        ({"act": "add-name", "name": "…", "use": "alias"}, "needs at least one letter"),
        ({"act": "add-name", "name": "Port", "use": "nickname"}, "not a use of a name"),
        ({"act": "take-name", "name": "Port Authority"}, "the name that is shown"),
        ({"act": "take-name", "name": "Nothing"}, "does not have this name"),
        ({"act": "add-identifier", "scheme": "", "identifier": "1"}, "needs a scheme"),
        ({"act": "take-identifier", "scheme": "XX", "identifier": "1"}, "does not hold"),
        ({"act": "kind", "kind": "castle"}, "not a kind"),
        ({"act": "parent", "parent": "port-authority"}, "cannot stand below itself"),
        ({"act": "merge", "other": "atlantis"}, "no single organisation"),
        ({"act": "merge", "other": "port-authority"}, "one organisation already"),
        ({"act": "explode"}, "not sent whole"),
    ],
)
def test_what_cannot_be_is_refused_in_words(editor: TestClient, data: dict[str, str], words: str) -> None:
    refused = editor.post(THERE, data=data)
    assert refused.status_code == 422
    assert words in refused.text


def test_a_place_that_would_be_a_circle_is_refused(editor: TestClient) -> None:
    assert editor.post(THERE, data={"act": "parent", "parent": "ministry-of-works"}).status_code == 303
    circle = editor.post("/admin/organisations/ministry-of-works", data={"act": "parent", "parent": "port-authority"})
    assert "below itself" in circle.text


def test_an_answer_that_is_none_changes_nothing(editor: TestClient) -> None:
    for data in ({"question": "1", "answer": "perhaps"}, {"question": "x", "answer": "same"}, {"question": "99"}):
        assert editor.post("/admin/organisations", data=data).status_code == 422
    assert "Are these two the same?" in editor.get("/admin/organisations").text
    assert editor.get("/admin/organisations/atlantis").status_code == 404
    assert editor.get("/admin/people").status_code == 403
