"""Signing in and looking after one's account, as a browser without JavaScript does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import DatabaseSettings, Settings
from toolbox_core.db import Database
from toolbox_core.db.base import utcnow
from toolbox_core.db.models import AuditEntry
from toolbox_core.default_plugins.accounts.qr import QUIET, qr_path
from toolbox_core.default_plugins.accounts.visitors import browser_words
from toolbox_core.migrate import migrate
from toolbox_core.services.accounts import limits, roles, totp, users
from toolbox_core.services.accounts.models import ApiToken, User, UserSession
from toolbox_core.testing.plugin import TEST_ADDRESS

GOOD = "violet harbour twelve kettles"
OTHER = "another meadow thirteen lanterns"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def site_settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """A migrated site with Ana, an administrator; on SQLite, and again on PostgreSQL."""
    import msgspec

    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
        settings = msgspec.structs.replace(settings, database=DatabaseSettings(url=url))
    store = Database(settings.database_url)
    if request.param == "postgresql":
        migrate(settings, store)
    with store.write() as session:
        ana = users.add_user(session, email="ana@example.org", name="Ana", password=GOOD, by="test")
        roles.grant(session, ana, "administrator", by="test")
    store.close()
    return settings


@pytest.fixture
def store(site_settings: Settings) -> Iterator[Database]:
    opened = Database(site_settings.database_url)
    yield opened
    opened.close()


@pytest.fixture
def browser(site_settings: Settings) -> Iterator[Callable[[], TestClient]]:
    """``browser()`` is another browser at the same site."""
    with TestClient(create_app(site_settings), base_url=TEST_ADDRESS, follow_redirects=False) as first:

        def open_another() -> TestClient:
            headers = {"user-agent": FIREFOX, "sec-fetch-site": "same-origin", "accept": "text/html"}
            return TestClient(first.app, base_url=TEST_ADDRESS, follow_redirects=False, headers=headers)

        yield open_another


Browser = Callable[[], TestClient]


def sign_in(client: TestClient, password: str = GOOD, email: str = "ana@example.org", onward: str = "") -> str:
    """Sign in; the address one is sent to, or the status when one is not."""
    fields = {"email": email, "password": password, "next": onward}
    answer = client.post("/account/sign-in", data=fields)
    return answer.headers.get("location", str(answer.status_code))


def actions(store: Database) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def enrol(client: TestClient) -> tuple[str, list[str]]:
    """Switch the second factor on: its secret, and the recovery codes."""
    client.post("/account/authenticator", data={"step": "begin", "password": GOOD})
    page = client.get("/account/authenticator").text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert secret is not None
    plain = secret.group(1).replace(" ", "")
    shown = client.post("/account/authenticator", data={"step": "confirm", "code": pyotp.TOTP(plain).now()})
    return plain, re.findall(r"<li><code>([0-9a-f-]+)</code>", shown.text)


def next_code(store: Database, secret: str) -> str:
    """A code that was not used: the last one is forgotten, as half a minute later it would be."""
    with store.write() as session:
        session.execute(update(User).values(totp_step=0))
    return pyotp.TOTP(secret).now()


# --- the password ----------------------------------------------------------------------------------------------------


def test_the_right_password_signs_in_under_a_new_cookie(browser: Browser, store: Database) -> None:
    client = browser()
    assert client.get("/account/sign-in").status_code == 200

    answer = client.post("/account/sign-in", data={"email": " ANA@example.org", "password": GOOD})

    assert (answer.status_code, answer.headers["location"]) == (303, "/account/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("toolbox_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    page = client.get("/account/")
    assert "ana@example.org" in page.text
    assert "Firefox, Linux" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert actions(store)[-1] == "sign-in"


def test_over_https_the_cookie_is_for_this_host_alone(site_settings: Settings) -> None:
    address = "https://127.0.0.1:8000"
    with TestClient(create_app(site_settings), base_url=address, follow_redirects=False) as client:
        fields = {"email": "ana@example.org", "password": GOOD}
        cookie = client.post("/account/sign-in", data=fields).headers["set-cookie"]
        assert cookie.startswith("__Host-toolbox_session=")
        assert cookie.endswith("; Secure")
        assert client.get("/account/").status_code == 200


def test_wrong_unknown_and_locked_read_alike(browser: Browser, store: Database) -> None:
    with store.write() as session:
        ben = users.add_user(session, email="ben@example.org", password=GOOD, by="test")
        users.disable(session, ben, by="test")
    client = browser()
    texts = set()
    for email, password in (("ana@example.org", "wrong"), ("zoe@example.org", GOOD), ("ben@example.org", GOOD)):
        answer = client.post("/account/sign-in", data={"email": email, "password": password})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers
        assert password not in answer.text
        texts.add(answer.text.replace(email, "…"))
    assert len(texts) == 1
    assert "is not right" in texts.pop()


def test_too_many_tries_mean_wait_whoever_it_is(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where a window of tries ends and the next begins, one more is let through; this is about the middle of one.
    middle = datetime(2026, 5, 4, 10, 7, tzinfo=UTC)
    monkeypatch.setattr(limits, "utcnow", lambda: middle)
    client = browser()
    for email in ("ana@example.org", "zoe@example.org"):
        assert [sign_in(client, "wrong", email) for _ in range(10)] == ["422"] * 10
        answer = client.post("/account/sign-in", data={"email": email, "password": GOOD})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
        assert "Wait a quarter of an hour" in answer.text


@pytest.mark.parametrize(
    ("onward", "there"),
    [
        ("/data/?q=1", "/data/?q=1"),
        ("https://evil.example/", "/account/"),
        ("//evil.example/", "/account/"),
        ("/\\evil.example/", "/account/"),
        ("/%2fevil.example", "/account/"),
        ("/\t/evil.example", "/account/"),
        ("javascript:alert(1)", "/account/"),
        ("", "/account/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(browser: Browser, onward: str, there: str) -> None:
    assert sign_in(browser(), onward=onward) == there


def test_another_site_s_page_cannot_sign_anybody_in(browser: Browser) -> None:
    fields = {"email": "ana@example.org", "password": GOOD}
    answer = browser().post("/account/sign-in", data=fields, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_who_has_signed_in_is_not_asked_again(browser: Browser) -> None:
    client = browser()
    sign_in(client)
    assert client.get("/account/sign-in?next=/data/").headers["location"] == "/data/"


def test_signing_out_ends_the_session_itself(browser: Browser, store: Database) -> None:
    client = browser()
    sign_in(client)
    stolen = client.cookies["toolbox_session"]
    answer = client.post("/account/sign-out")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    thief = browser()
    thief.cookies.set("toolbox_session", stolen)
    assert thief.get("/account/").headers["location"].startswith("/account/sign-in")
    assert actions(store)[-1] == "sign-out"
    assert client.get("/account/sign-out").status_code == 405
    assert client.post("/account/sign-out").status_code == 303


def test_signing_in_again_ends_the_session_before(browser: Browser, store: Database) -> None:
    client = browser()
    sign_in(client)
    before = client.cookies["toolbox_session"]
    sign_in(client)

    assert client.cookies["toolbox_session"] != before
    with store.read() as session:
        assert len(session.scalars(select(UserSession)).all()) == 1


# --- the second factor -----------------------------------------------------------------------------------------------


def test_the_second_factor_from_enrolment_to_loss(browser: Browser, store: Database) -> None:
    client = browser()
    sign_in(client)
    secret, codes = enrol(client)
    assert len(codes) == 10
    assert "second factor is on" in client.get("/account/").text
    client.post("/account/sign-out")

    assert sign_in(client, onward="/data/") == "/account/second-factor?next=%2Fdata%2F"
    half = client.cookies["toolbox_session"]
    assert client.get("/account/").status_code == 303, "half signed in is not signed in"
    assert client.get("/account/second-factor?next=/data/").status_code == 200
    wrong = client.post("/account/second-factor", data={"code": "000000"})
    assert wrong.status_code == 422
    code = next_code(store, secret)
    answer = client.post("/account/second-factor", data={"code": code, "next": "/data/"})
    assert answer.headers["location"] == "/data/"
    assert client.cookies["toolbox_session"] != half

    other = browser()
    sign_in(other)
    assert other.post("/account/second-factor", data={"code": code}).status_code == 422, "a code works once"
    assert other.post("/account/second-factor", data={"code": codes[0]}).headers["location"] == "/account/"
    third = browser()
    sign_in(third)
    assert third.post("/account/second-factor", data={"code": codes[0]}).status_code == 422
    assert "sign-in.recovery-code" in actions(store)


def test_guessing_codes_ends_soon(browser: Browser) -> None:
    client = browser()
    sign_in(client)
    enrol(client)
    sign_in(client)
    tries = [client.post("/account/second-factor", data={"code": "000000"}).status_code for _ in range(8)]
    assert tries == [422] * 6 + [429] * 2


def test_without_the_first_step_there_is_no_second(browser: Browser) -> None:
    client = browser()
    assert client.get("/account/second-factor?next=/data/").headers["location"] == "/account/sign-in?next=%2Fdata%2F"
    assert client.post("/account/second-factor", data={"code": "1"}).headers["location"] == "/account/sign-in"


def test_changing_the_second_factor_asks_for_the_password(browser: Browser, store: Database) -> None:
    client = browser()
    sign_in(client)
    for step in ("begin", "codes", "off"):
        answer = client.post("/account/authenticator", data={"step": step, "password": "wrong"})
        assert answer.status_code == 422
        assert "not your present password" in answer.text
    client.post("/account/authenticator", data={"step": "begin", "password": GOOD})
    assert client.post("/account/authenticator", data={"step": "confirm", "code": "000000"}).status_code == 422
    _, codes = enrol(client)
    renewed = client.post("/account/authenticator", data={"step": "codes", "password": GOOD}).text
    assert codes[0] not in renewed
    assert "do not work any more" in renewed
    client.post("/account/authenticator", data={"step": "off", "password": GOOD})
    with store.read() as session:
        assert session.scalars(select(User.totp_secret)).all() == [""]
    assert {"second-factor.on", "second-factor.new-codes", "second-factor.off"} <= set(actions(store))


def test_beginning_anew_cannot_switch_a_second_factor_off(browser: Browser, store: Database) -> None:
    client = browser()
    sign_in(client)
    secret, _ = enrol(client)
    client.post("/account/authenticator", data={"step": "begin", "password": GOOD})
    with store.read() as session:
        assert session.scalars(select(User.totp_secret)).all() == [secret]


# --- the account -----------------------------------------------------------------------------------------------------


def test_nobody_sees_an_account_without_signing_in(browser: Browser) -> None:
    client = browser()
    for path in ("/account/", "/account/password", "/account/authenticator", "/account/tokens"):
        answer = client.get(path)
        assert answer.headers["location"] == "/account/sign-in?next=" + path.replace("/", "%2F")
    for path in ("/account/name", "/account/sessions", "/account/tokens", "/account/password"):
        assert client.post(path).headers["location"] == "/account/sign-in"


def test_people_end_their_other_sessions(browser: Browser) -> None:
    here, there, third = browser(), browser(), browser()
    for client in (here, there, third):
        sign_in(client)
    keys = re.findall(r'name="key" value="([0-9a-f]{64})"', here.get("/account/").text)
    assert len(keys) == 2
    here.post("/account/sessions", data={"key": keys[0]})
    assert sorted(client.get("/account/").status_code for client in (there, third)) == [200, 303]
    here.post("/account/sessions")
    assert [client.get("/account/").status_code for client in (here, there, third)] == [200, 303, 303]


def test_nobody_ends_another_s_session(browser: Browser, store: Database) -> None:
    with store.write() as session:
        users.add_user(session, email="ben@example.org", password=GOOD, by="test")
    ana, ben = browser(), browser()
    sign_in(ana)
    sign_in(ben, email="ben@example.org")
    with store.read() as session:
        for key in session.scalars(select(UserSession.id_sha256)):
            if f'value="{key}"' not in ben.get("/account/").text:
                ben.post("/account/sessions", data={"key": key})
    assert ana.get("/account/").status_code == 200


def test_a_new_password_signs_out_everywhere_else(browser: Browser) -> None:
    here, there = browser(), browser()
    sign_in(here)
    sign_in(there)
    before = here.cookies["toolbox_session"]
    new = {"present": GOOD, "new": OTHER, "again": OTHER}
    assert here.post("/account/password", data=new).headers["location"] == "/account/"

    assert here.cookies["toolbox_session"] != before
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 303
    assert sign_in(there) == "422"
    assert sign_in(there, OTHER) == "/account/"


@pytest.mark.parametrize(
    ("present", "new", "again", "words"),
    [
        ("wrong", OTHER, OTHER, "not your present password"),
        (GOOD, OTHER, OTHER + "x", "not the same"),
        (GOOD, "short", "short", "at least 12 characters"),
        (GOOD, "password1234", "password1234", "too easy to guess"),
    ],
)
def test_a_new_password_must_do(browser: Browser, present: str, new: str, again: str, words: str) -> None:
    client = browser()
    sign_in(client)
    answer = client.post("/account/password", data={"present": present, "new": new, "again": again})
    assert answer.status_code == 422
    assert words in answer.text
    assert new not in answer.text.replace("short", "", 1) or new == "short"


def test_who_has_a_password_of_somebody_else_s_choosing_changes_it_first(browser: Browser, store: Database) -> None:
    with store.write() as session:
        session.execute(update(User).values(must_change_password=True))
    client = browser()
    assert sign_in(client, onward="/data/") == "/account/password"
    assert client.get("/account/").headers["location"] == "/account/password"
    assert client.get("/account/tokens").status_code == 200
    assert "could do nothing" in client.get("/account/tokens").text
    client.post("/account/password", data={"present": GOOD, "new": OTHER, "again": OTHER})
    assert client.get("/account/").status_code == 200


def test_people_say_how_they_are_called(browser: Browser) -> None:
    client = browser()
    sign_in(client)
    client.post("/account/name", data={"name": " Ana <b>Prima</b> "})
    assert "Ana &lt;b&gt;Prima&lt;/b&gt;" in client.get("/").text


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_revoked(browser: Browser, store: Database) -> None:
    client = browser()
    sign_in(client)
    assert client.post("/account/tokens", data={"label": "x"}).status_code == 422
    assert client.post("/account/tokens", data={"permissions": "admin.users"}).status_code == 422
    fields = {"label": "nightly", "permissions": ["admin.users", "no.such"], "days": "90"}
    page = client.post("/account/tokens", data=fields).text
    shown = re.search(r"tbx_[\w-]{43}", page)
    assert shown is not None
    assert shown.group() not in client.get("/account/tokens").text
    with store.read() as session:
        row = session.scalars(select(ApiToken)).one()
    assert row.permissions == ["admin.users"]
    assert row.expires_at is not None
    assert timedelta(days=89) < row.expires_at - utcnow() < timedelta(days=91)
    client.post("/account/tokens", data={"revoke": "x"})
    client.post("/account/tokens", data={"revoke": str(row.id)})
    assert "Revoke" not in client.get("/account/tokens").text


def test_a_token_can_do_no_more_than_its_person(browser: Browser, store: Database) -> None:
    with store.write() as session:
        users.add_user(session, email="ben@example.org", password=GOOD, by="test")
    client = browser()
    sign_in(client, email="ben@example.org")
    assert client.post("/account/tokens", data={"label": "x", "permissions": "admin.users"}).status_code == 422


# --- small things ----------------------------------------------------------------------------------------------------


def test_a_browser_in_two_words() -> None:
    assert browser_words(FIREFOX) == "Firefox, Linux"
    assert browser_words("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140") == "Edge, Windows"
    assert browser_words("curl/8.5.0") == "curl"
    assert browser_words("") == ""


def test_the_picture_is_the_address() -> None:
    side, path = qr_path("otpauth://totp/Test:ana@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Test")
    assert side > 30
    assert path.startswith(f"M{QUIET} {QUIET}h7v1h-7z"), "the corner's finder pattern"
    assert totp.STEP_SECONDS == 30
