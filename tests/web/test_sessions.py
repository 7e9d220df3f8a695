"""Who is asking: cookie and token, the guard of pages and operations, and that nothing personal is kept for others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from starlette.testclient import TestClient

from toolbox_core.db import Database
from toolbox_core.db.base import utcnow
from toolbox_core.services.accounts import roles, sessions, tokens, users
from toolbox_core.services.accounts.models import ApiToken, UserSession
from toolbox_core.web.sessions import cookie_value, safe_next

PAGES = """
async def who(request):
    actor = actor_of(request)
    return HTMLResponse(f"{actor.label}|{actor.name}|{may(actor, 'probe.see')}")
async def here(request):
    actor = require(request, "probe.edit", request.query_params.get("for", ""))
    return PlainTextResponse(actor.label)
async def mine(request):
    return PlainTextResponse(signed_in(request).email)
async def operate(request):
    return json_response({"by": actor_of(request).label})
async def slow(request):
    await asyncio.sleep(0.2)
    return HTMLResponse(actor_of(request).name or "nobody")

@hookimpl
def register_permissions():
    see = Permission(id="probe.see", label="See", default_roles=("reader",))
    return [see, Permission(id="probe.edit", label="Edit")]

@hookimpl
def register_routes():
    return [
        Route(path="/probe/who", endpoint=who, name="probe:who", public=True),
        Route(path="/probe/seen", endpoint=who, name="probe:seen", permission="probe.see"),
        Route(path="/probe/edit", endpoint=here, name="probe:edit", permission="probe.edit"),
        Route(path="/probe/scoped", endpoint=here, name="probe:scoped", permission="probe.edit", scoped=True),
        Route(path="/probe/mine", endpoint=mine, name="probe:mine", public=True),
        Route(path="/probe/slow", endpoint=slow, name="probe:slow", public=True),
    ]

@hookimpl
def register_api():
    return [
        ApiRoute(path="/probe/open", endpoint=operate, name="probe:open", summary="Open.", public=True),
        ApiRoute(path="/probe/closed", endpoint=operate, name="probe:closed", summary="Closed.",
                 permission="probe.edit", methods=("GET", "POST"), cacheable=False),
    ]
"""
Start = Callable[..., Any]


@pytest.fixture
def client(probe: Start) -> TestClient:
    started: TestClient = probe(PAGES).client
    return started


def person(database: Database, email: str = "ana@example.org", *permissions: str, scope: str = "") -> str:
    """A person with a role of these permissions, and the id of a session of theirs."""
    with database.write() as session:
        user = users.add_user(session, email=email, name=email.partition("@")[0].title(), by="test")
        if permissions:
            roles.save_role(session, f"role-{user.id}", label="Role", permissions=permissions, by="test")
            roles.grant(session, user, f"role-{user.id}", scope=scope, by="test")
        return sessions.start(session, user)


def key(database: Database, email: str, *permissions: str) -> str:
    with database.write() as session:
        user = users.find_user(session, email)
        return tokens.create(session, user, label="t", permissions=permissions, expires_at=None, by="test")


def cookie(token: str) -> dict[str, str]:
    return {"cookie": f"toolbox_session={token}", "sec-fetch-site": "same-origin"}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


# --- recognising -----------------------------------------------------------------------------------------------------


def test_a_visitor_is_nobody(client: TestClient) -> None:
    assert client.get("/probe/who").text == "||False"


def test_a_session_cookie_says_who(client: TestClient, database: Database) -> None:
    token = person(database, "ana@example.org", "probe.see")
    answer = client.get("/probe/who", headers=cookie(token))
    assert answer.text == "user:1|Ana|True"
    assert answer.headers["cache-control"] == "no-store"
    assert "Cookie" in answer.headers["vary"]


def test_a_role_that_plugins_name_is_worth_what_they_declare(client: TestClient, database: Database) -> None:
    token = person(database)
    with database.write() as session:
        user = users.find_user(session, "ana@example.org")
        roles.grant(session, user, "reader", by="test", defaults={"reader": frozenset()})
    assert client.get("/probe/who", headers=cookie(token)).text == "user:1|Ana|True"


@pytest.mark.parametrize(
    "value", ["", "x", "a" * 43, "é" * 10, '"', "a" * 5000, "%00", "../..", "x; toolbox_session=y"]
)
def test_any_other_cookie_is_nobody(client: TestClient, value: str) -> None:
    headers = {"cookie": f"toolbox_session={value}".encode("utf-8", "ignore")}
    assert client.get("/probe/who", headers=headers).text == "||False"  # type: ignore[arg-type]


def test_what_is_over_is_nobody(client: TestClient, database: Database) -> None:
    token = person(database)
    for column in (UserSession.last_seen_at, UserSession.expires_at):
        with database.write() as session:
            before = session.query(column).scalar()
            session.execute(update(UserSession).values({column: utcnow() - timedelta(hours=1)}))
        assert client.get("/probe/who", headers=cookie(token)).text == "||False"
        with database.write() as session:
            session.execute(update(UserSession).values({column: before}))
    assert client.get("/probe/who", headers=cookie(token)).text.startswith("user:1")


def test_the_site_says_how_long_a_session_lasts_without_use(probe: Start, database: Database) -> None:
    client = probe(PAGES, accounts={"idle_minutes": 5}).client
    token = person(database)
    with database.write() as session:
        session.execute(update(UserSession).values(last_seen_at=utcnow() - timedelta(minutes=6)))
    assert client.get("/probe/who", headers=cookie(token)).text == "||False"


def test_a_half_session_is_nobody(client: TestClient, database: Database) -> None:
    person(database)
    with database.write() as session:
        half = sessions.start(session, users.find_user(session, "ana@example.org"), waits_for="totp")
    assert client.get("/probe/who", headers=cookie(half)).text == "||False"


def test_use_is_noted_once_a_minute(client: TestClient, database: Database) -> None:
    token = person(database)
    long_ago = utcnow() - timedelta(minutes=5)
    with database.write() as session:
        session.execute(update(UserSession).values(last_seen_at=long_ago))
    client.get("/probe/who", headers=cookie(token))
    for _ in range(50):
        client.get("/probe/slow")
        with database.read() as session:
            seen = session.query(UserSession.last_seen_at).scalar()
        if seen != long_ago:
            break
    assert utcnow() - seen < timedelta(minutes=1)


def test_without_a_credential_the_database_is_not_asked(probe: Start, database: Database) -> None:
    site = probe(PAGES)
    site.client.get("/probe/who")
    asked: list[object] = []
    real = site.app.database.run

    async def counted(function: Any, *args: Any) -> Any:
        asked.append(function)
        return await real(function, *args)

    site.app.database.run = counted
    site.client.get("/probe/who")
    site.client.get("/health", headers=cookie("x" * 43))
    site.client.get("/static/toolbox.css", headers=cookie("x" * 43))
    assert asked == []
    site.client.get("/probe/who", headers=cookie("x" * 43))
    assert len(asked) == 1


def test_while_the_database_is_away_everybody_is_nobody(probe: Start, database: Database) -> None:
    from toolbox_core.exceptions import DatabaseProblem

    site = probe(PAGES)

    async def away(function: Any, *args: Any) -> Any:
        raise DatabaseProblem("The database server does not answer.")

    site.app.database.run = away
    assert site.client.get("/probe/who", headers=cookie("x" * 43)).text == "||False"
    assert site.client.get("/probe/seen", headers=cookie("x" * 43)).status_code == 303


# --- never kept for others -------------------------------------------------------------------------------------------


def test_pages_of_signed_in_people_are_not_kept(probe: Start, database: Database) -> None:
    site = probe(PAGES)
    token = person(database)
    assert site.client.get("/probe/who", headers=cookie(token)).text.startswith("user:1")
    assert len(site.app.pages.shelf) == 0
    assert site.client.get("/probe/who").text == "||False"
    assert len(site.app.pages.shelf) == 1
    assert site.client.get("/probe/who", headers=cookie(token)).text.startswith("user:1")
    tag = site.client.get("/probe/who").headers["etag"]
    signed = site.client.get("/probe/who", headers={**cookie(token), "if-none-match": tag})
    assert (signed.status_code, signed.text[:6]) == (200, "user:1")


def test_a_page_being_made_is_not_shared_with_somebody_else(client: TestClient, database: Database) -> None:
    from concurrent.futures import ThreadPoolExecutor

    ana, ben = person(database), person(database, "ben@example.org")
    asked = [None, ana, ben, None, ana, ben]
    with ThreadPoolExecutor(len(asked)) as threads:
        answers = threads.map(lambda one: client.get("/probe/slow", headers=cookie(one) if one else {}).text, asked)
        assert list(answers) == ["nobody", "Ana", "Ben", "nobody", "Ana", "Ben"]


# --- the guard -------------------------------------------------------------------------------------------------------


def test_an_anonymous_visitor_is_shown_the_way_in(client: TestClient) -> None:
    answer = client.get("/probe/seen?a=1&b=é")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/sign-in?next=%2Fprobe%2Fseen%3Fa%3D1%26b%3D%25C3%25A9"
    assert client.get("/probe/mine").status_code == 303
    assert client.get("/probe/seen", headers={"accept": "application/json"}).status_code == 401


def test_a_signed_in_person_without_the_permission_is_refused(client: TestClient, database: Database) -> None:
    token = person(database)
    answer = client.get("/probe/seen", headers=cookie(token))
    assert answer.status_code == 403
    assert client.get("/probe/mine", headers=cookie(token)).text == "ana@example.org"


def test_with_the_permission_one_comes_in(client: TestClient, database: Database) -> None:
    token = person(database, "ana@example.org", "probe.see")
    assert client.get("/probe/seen", headers=cookie(token)).status_code == 200


def test_a_permission_for_one_organisation_opens_only_scoped_pages(client: TestClient, database: Database) -> None:
    token = person(database, "ana@example.org", "probe.edit", scope="port-sennen")
    headers = cookie(token)
    assert client.get("/probe/edit", headers=headers).status_code == 403
    assert client.get("/probe/scoped?for=port-sennen", headers=headers).text == "user:1"
    assert client.get("/probe/scoped?for=aldora", headers=headers).status_code == 403
    assert client.get("/probe/scoped", headers=headers).status_code == 403


def test_a_password_of_somebody_else_s_choosing_opens_nothing(client: TestClient, database: Database) -> None:
    token = person(database, "ana@example.org", "probe.see")
    with database.write() as session:
        users.find_user(session, "ana@example.org").must_change_password = True
    assert client.get("/probe/seen", headers=cookie(token)).headers["location"] == "/account/password"


def test_while_the_accounts_module_is_off_closed_stays_closed(probe: Start, settings: Any, database: Database) -> None:
    from toolbox_core.plugins.lifecycle import disable

    disable(settings, database, "accounts", by="test")
    assert probe(PAGES).client.get("/probe/seen").status_code == 403


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_opens_the_programming_interface(client: TestClient, database: Database) -> None:
    person(database, "ana@example.org", "probe.edit", "probe.see")
    good, other = key(database, "ana@example.org", "probe.edit"), key(database, "ana@example.org", "probe.see")
    address = "/api/v1/probe/closed"
    assert client.post(address, headers=bearer(good)).json() == {"by": "user:1"}
    assert client.get(address, headers={"authorization": f"bearer  {good}"}).status_code == 200
    refused = client.post(address, headers=bearer(other))
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    nobody = client.post(address)
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, 'Bearer realm="toolbox"')
    unknown = client.get("/api/v1/probe/open", headers=bearer("tbx_unknown"))
    assert (unknown.status_code, unknown.json()["title"]) == (401, "This token is not known here")
    assert 'error="invalid_token"' in unknown.headers["www-authenticate"]
    used = 0
    for _ in range(50):
        client.get("/probe/slow")  # the use is noted in the background
        with database.read() as session:
            used = session.query(ApiToken).filter(ApiToken.last_used_at.is_not(None)).count()
        if used == 2:
            break
    assert used == 2


def test_a_token_opens_no_pages(client: TestClient, database: Database) -> None:
    token = person(database, "ana@example.org", "probe.see")
    assert client.get("/probe/who", headers=bearer(key(database, "ana@example.org", "probe.see"))).text == "||False"
    both = {**cookie(token), **bearer("tbx_anything")}
    assert client.get("/probe/who", headers=both).text == "||False", "with a token no cookie is looked at"


def test_a_cookie_and_a_forged_token_cannot_write(client: TestClient, database: Database) -> None:
    token = person(database, "ana@example.org", "probe.edit")
    headers = {**cookie(token), "sec-fetch-site": "cross-site"}
    assert client.post("/api/v1/probe/closed", headers=headers).status_code == 403
    assert client.post("/api/v1/probe/closed", headers={**headers, **bearer("x")}).status_code == 401


# --- small things ----------------------------------------------------------------------------------------------------


@given(st.text())
def test_no_text_leads_to_another_site(text: str) -> None:
    found = safe_next(text)
    assert found in ("", text)
    if found:
        assert found.startswith("/")
        assert not found.startswith(("//", "/\\"))


@pytest.mark.parametrize("address", ["/", "/budget/a/2025?net=0&unit=exact#top", "/données/%C3%A9"])
def test_addresses_of_this_site_are_kept(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "budget", "http://a", "//a", "///a", "/\\a", "\\\\a", "/%5ca", "/%2f/a", "/\n/a", "/%09/a", "/" * 2001],
)
def test_addresses_of_other_sites_are_not(address: str) -> None:
    assert safe_next(address, "/account/") == "/account/"


@given(st.text(), st.text(min_size=1))
def test_any_cookie_header_can_be_read(header: str, name: str) -> None:
    assert isinstance(cookie_value(header, name), str)
