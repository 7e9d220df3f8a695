"""Which file a visitor gets: the original, its redacted copy, and what the audit log is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolbox_core.services import audit
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.provenance import store_source
from toolbox_core.services.redaction import redact

CODE = """
async def page(request):
    source = await read(request, lambda session: session.get(SourceFile, 1))
    given = await offer_original(request, source)
    return PlainTextResponse(f"{given.source.name} {given.path.read_text()} {given.redacted} {given.private}")

@hookimpl
def register_routes():
    return [Route(path="/probe/file", endpoint=page, name="probe:file", public=True, cacheable=False)]
"""


def test_the_public_gets_the_copy_and_who_may_the_original(probe: Callable[..., Any], tmp_path: Path) -> None:
    site = probe(CODE)
    original, copy = tmp_path / "a.txt", tmp_path / "b.txt"
    original.write_text("Ana", encoding="utf-8")
    copy.write_text("-", encoding="utf-8")
    with site.database.write() as session:
        source = store_source(session, site.settings.files, original, name="a.txt")
        target = f"original:{source.sha256[:12]}"
    assert site.client.get("/probe/file").text == "a.txt Ana False False"
    with site.database.write() as session:
        source = session.merge(source)
        redact(session, site.settings.files, source, copy, name="b.txt", reason="Names.", by="Ben")
        roles.save_role(session, "keeper", label="Keeper", permissions=["admin.originals"], by="test")
        person = users.add_user(session, email="ken@example.org", name="Ken", by="test")
        roles.grant(session, person, "keeper", by="test")
        token = start(session, person)
    assert site.client.get("/probe/file").text == "b.txt - True False"
    site.client.cookies.set("toolbox_session", token)
    assert site.client.get("/probe/file").text == "a.txt Ana False True"
    with site.database.read() as session:
        told = [(one.actor, one.action) for one in audit.entries(session, target=target)]
    assert [action for _, action in told] == ["original.read", "original.redact"]
    assert told[0][0] == "user:1"
