"""Originals in the administration: found, redacted with a reason, offered again; never without the permission."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.services import audit
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.provenance import store_source

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def sha256(settings: Settings, database: Database, tmp_path: Path) -> str:
    path = tmp_path / "payees.csv"
    path.write_bytes(b"name;amount\nAna;1\n")
    with database.write() as session:
        return store_source(session, settings.files, path, name="payees_2025.csv").sha256


@pytest.fixture
def keeper(client: TestClient, database: Database) -> TestClient:
    """A browser in which somebody who looks after originals has signed in."""
    with database.write() as session:
        roles.save_role(session, "keeper", label="Keeper", permissions=["admin.originals"], by="test")
        person = users.add_user(session, email="ken@example.org", name="Ken", by="test")
        roles.grant(session, person, "keeper", by="test")
        client.cookies.set("toolbox_session", start(session, person))
    return client


def send(client: TestClient, sha256: str, content: bytes = b"", name: str = "copy.csv", **data: str) -> tuple[int, str]:
    files = {"copy": (name, content)} if content else None
    answer = client.post(f"/admin/originals/{sha256}", data=data, files=files, headers=HERE)
    return answer.status_code, answer.text


def test_an_original_is_redacted_and_offered_again(keeper: TestClient, sha256: str, database: Database) -> None:
    assert "/admin/originals" in keeper.get("/admin/").text
    assert "payees_2025.csv" in keeper.get("/admin/originals?q=PAYEES_").text
    assert "payees_2025.csv" in keeper.get(f"/admin/originals?q={sha256[:8]}").text
    assert "payees_2025.csv" not in keeper.get("/admin/originals?q=payeesx2025").text
    assert "payees_2025.csv" not in keeper.get("/admin/originals?before=1").text
    for content, name, reason, words in (
        (b"", "copy.csv", "Names.", "Choose the redacted file."),
        (b"name;amount\n-;1\n", "copy.csv", "", "A redaction needs a reason."),
        (b"name;amount\n-;1\n", "copy.exe", "Names.", "files of this kind are not taken"),
        (b"name;amount\nAna;1\n", "copy.csv", "Names.", "nothing was taken out"),
    ):
        status, text = send(keeper, sha256, content, name, act="redact", reason=reason)
        assert status == 422
        assert words in text
        assert reason in text
    assert send(keeper, sha256, b"name;amount\n-;1\n", act="redact", reason="Names went.")[0] == 303
    page = keeper.get(f"/admin/originals/{sha256}?done=redact").text
    for words in ("The public gets the redacted copy", "Names went.", "copy.csv", "Ken"):
        assert words in page
    assert "copy.csv" not in keeper.get("/admin/originals").text, "the list is of originals, each with its state"
    taken = keeper.get(f"/admin/originals/{sha256}/file")
    assert taken.content == b"name;amount\nAna;1\n"
    assert "no-store" in taken.headers["cache-control"]
    assert send(keeper, sha256, b"", "copy.csv", act="lift", **{"lift-reason": ""})[0] == 422
    assert send(keeper, sha256, b"", "copy.csv", act="lift", **{"lift-reason": "Agreed."})[0] == 303
    assert "Names went." not in keeper.get(f"/admin/originals/{sha256}").text
    with database.read() as session:
        told = [one.action for one in audit.entries(session, target=f"original:{sha256[:12]}")]
    assert told == ["original.unredact", "original.read", "original.redact"]


def test_nobody_else_is_let_in(client: TestClient, sha256: str, database: Database) -> None:
    for address in ("/admin/originals", f"/admin/originals/{sha256}", f"/admin/originals/{sha256}/file"):
        assert client.get(address).status_code in (303, 401, 403)
    with database.read() as session:
        assert audit.entries(session, target=f"original:{sha256[:12]}") == []


def test_what_is_not_there(keeper: TestClient) -> None:
    assert keeper.get(f"/admin/originals/{'0' * 64}").status_code == 404
    assert keeper.get("/admin/originals/x/file").status_code == 404
    assert send(keeper, "0" * 64, b"x", act="redact", reason="x")[0] == 404
