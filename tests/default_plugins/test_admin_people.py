"""People and roles in the browser: what can be done, what is refused, and that nobody hands out more than they have."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.db.models import AuditEntry
from toolbox_core.services.accounts import roles, tokens, users
from toolbox_core.services.accounts.models import ApiToken, Role, RoleGrant, User, UserSession
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.organisations import add_organisation
from toolbox_core.testing.plugin import TEST_ADDRESS

BROWSER = {"sec-fetch-site": "same-origin", "accept": "text/html"}
WORD = "correct-horse-battery-43"


class Office:
    """A running site with an administrator, and browsers for anybody else."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.app, self.database = create_app(settings), database
        self.boss = self.person("boss@example.org", "administrator")

    def person(self, email: str, *role_ids: str, scope: str = "") -> TestClient:
        """Somebody who has signed in."""
        with self.database.write() as session:
            found = users.add_user(session, email=email, name=email.split("@", maxsplit=1)[0].title(), by="test")
            for role in role_ids:
                roles.grant(session, found, role, scope=scope, by="test", defaults={"publisher": frozenset()})
            token = start(session, found)
        client = self.browser()
        client.cookies.set("toolbox_session", token)
        return client

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url=TEST_ADDRESS, follow_redirects=False, headers=BROWSER)

    def number(self, email: str) -> int:
        with self.database.read() as session:
            return users.find_user(session, email).id

    def compose(self, role: str, *permissions: str, demands: bool = False) -> None:
        with self.database.write() as session:
            made = roles.save_role(session, role, label=role.title(), permissions=permissions, by="test")
            roles.demand_second_factor(session, made, demands, by="test")

    def acts(self) -> list[str]:
        with self.database.read() as session:
            return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def office(settings: Settings, database: Database) -> Iterator[Office]:
    made = Office(settings, database)
    with made.browser():
        yield made


def test_a_person_is_added_with_a_role_and_a_password_for_the_first_day(office: Office) -> None:
    with office.database.write() as session:
        add_organisation(session, name="Port Sennen", kind="public-body")
    data = {"email": "Ana@Example.org", "name": "Ana", "role": "publisher", "scope": "Port Sennen"}
    page = office.boss.post("/admin/people/add", data=data)
    assert page.status_code == 200
    word = re.findall(r'<code class="secret">([^<]+)</code>', page.text)[0]
    with office.database.read() as session:
        person = users.find_user(session, "ana@example.org")
        assert person.must_change_password
        assert [(row.role_id, row.scope) for row in roles.grants_of(session, person)] == [("publisher", "port-sennen")]
    entered = office.browser().post("/account/sign-in", data={"email": "ana@example.org", "password": word})
    assert entered.headers["location"].endswith("/account/password")
    assert word not in office.boss.get("/admin/audit").text
    assert [act for act in office.acts() if "user" in act][-3:] == ["user.add", "user.password", "user.grant"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "nobody"}, "has no @ sign"),
        ({"email": "boss@example.org"}, "There is an account"),
        ({"email": "new@example.org", "role": "publisher", "scope": "atlantis"}, "no single organisation"),
        ({"email": "new@example.org", "role": "emperor"}, "There is no role"),
    ],
)
def test_a_form_that_cannot_be_used_is_shown_again_with_what_was_typed(
    office: Office, data: dict[str, str], words: str
) -> None:
    page = office.boss.post("/admin/people/add", data=data)
    assert page.status_code == 422
    assert words in page.text
    assert f'value="{data["email"]}"' in page.text
    with office.database.read() as session:
        assert session.scalars(select(User.email)).all() == ["boss@example.org"]


def test_the_list_is_narrowed_by_words_and_state_and_never_cut_short(office: Office) -> None:
    with office.database.write() as session:
        for count in range(60):
            users.add_user(session, email=f"clerk{count:02}@example.org", name="Zoé 100%", by="test")
        users.disable(session, users.find_user(session, "clerk07@example.org"), by="test")
    first = office.boss.get("/admin/people").text
    assert "clerk48@example.org" in first
    assert "clerk49@example.org" not in first
    further = re.findall(r'href="([^"]+)" rel="next"', first)[0].replace("&amp;", "&")
    assert "clerk59@example.org" in office.boss.get(further).text
    assert "clerk" not in office.boss.get("/admin/people?q=_lerk").text.replace("clerks", "")
    locked = office.boss.get("/admin/people?state=locked").text
    assert "clerk07@example.org" in locked
    assert "clerk08@example.org" not in locked
    assert "Nobody is found" in office.boss.get("/admin/people?q=atlantis").text


def test_an_account_is_locked_opened_and_signed_out(office: Office) -> None:
    ana = office.person("ana@example.org")
    there = f"/admin/people/{office.number('ana@example.org')}"
    assert ana.get("/account/").status_code == 200
    assert office.boss.post(there, data={"act": "end-sessions"}).status_code == 303
    assert ana.get("/account/").status_code == 303
    office.boss.post(there, data={"act": "disable"})
    assert "locked" in office.boss.get(there).text
    office.boss.post(there, data={"act": "enable"})
    office.boss.post(there, data={"act": "grant", "role": "publisher"})
    assert "is taken away" in office.boss.get(f"{there}?done=revoke").text
    office.boss.post(there, data={"act": "revoke", "role": "publisher"})
    acts = [act for act in office.acts() if act.startswith("user.")]
    assert acts[-5:] == ["user.end-sessions", "user.disable", "user.enable", "user.grant", "user.revoke"]
    assert office.boss.post(there, data={"act": "explode"}).status_code == 422
    assert office.boss.post("/admin/people/999", data={"act": "disable"}).status_code == 404


def test_a_new_password_is_shown_once_and_ends_the_sessions(office: Office) -> None:
    office.person("ana@example.org")
    page = office.boss.post(f"/admin/people/{office.number('ana@example.org')}", data={"act": "password"})
    word = re.findall(r'<code class="secret">([^<]+)</code>', page.text)[0]
    entered = office.browser().post("/account/sign-in", data={"email": "ana@example.org", "password": word})
    assert entered.headers["location"].endswith("/account/password")
    own = office.boss.post(f"/admin/people/{office.number('boss@example.org')}", data={"act": "password"})
    assert own.status_code == 422


def test_the_last_administrator_stays(office: Office) -> None:
    there = f"/admin/people/{office.number('boss@example.org')}"
    for data in ({"act": "disable"}, {"act": "revoke", "role": "administrator", "scope": ""}):
        refused = office.boss.post(there, data=data)
        assert refused.status_code == 422
        assert "last administrator" in refused.text


def test_who_looks_after_people_hands_out_no_more_than_their_own(office: Office) -> None:
    office.compose("clerk", "admin.users", "admin.jobs")
    office.compose("looker", "admin.jobs")
    office.compose("reader", "admin.audit")
    clerk, number = office.person("clerk@example.org", "clerk"), office.number("clerk@example.org")
    boss = f"/admin/people/{office.number('boss@example.org')}"
    for there, data in (
        (f"/admin/people/{number}", {"act": "grant", "role": "administrator"}),
        (f"/admin/people/{number}", {"act": "grant", "role": "reader"}),
        (boss, {"act": "password"}),
        (boss, {"act": "end-sessions"}),
        (boss, {"act": "disable"}),
        ("/admin/people/add", {"email": "new@example.org", "role": "administrator"}),
        ("/admin/roles/add", {"label": "All eyes", "permissions": "admin.audit"}),
        ("/admin/roles/clerk", {"label": "Clerk", "permissions": ["admin.users", "admin.audit"]}),
        ("/admin/roles/reader", {"label": "Reader", "act": "delete"}),
        ("/admin/roles/administrator", {"label": "Administrator"}),
    ):
        refused = clerk.post(there, data=data)
        assert refused.status_code == 422, (there, data)
        assert "more than your own account may do" in refused.text
    assert clerk.post(f"/admin/people/{number}", data={"act": "grant", "role": "looker"}).status_code == 303
    assert "publisher" not in {row for row in office.acts() if row == "user.password"}


def test_a_role_is_composed_changed_and_deleted(office: Office) -> None:
    made = office.boss.post("/admin/roles/add", data={"label": "Night watch", "permissions": ["admin.jobs", "no.such"]})
    assert made.status_code == 303
    with office.database.read() as session:
        assert session.get_one(Role, "night-watch").permissions == ["admin.jobs"]
    assert office.boss.post("/admin/roles/add", data={"label": "Night  watch"}).status_code == 422
    assert office.boss.post("/admin/roles/add", data={"label": " "}).status_code == 422
    assert "Night watch" in office.boss.get("/admin/roles").text
    office.boss.post("/admin/roles/night-watch", data={"label": "Night", "permissions": "admin.audit", "demands": "1"})
    with office.database.read() as session:
        role = session.get_one(Role, "night-watch")
        assert (role.label, role.permissions, role.demands_second_factor) == ("Night", ["admin.audit"], True)
    watcher = f"/admin/people/{office.number('boss@example.org')}"
    office.boss.post(watcher, data={"act": "grant", "role": "night-watch"})
    assert "Somebody has this role" in office.boss.post("/admin/roles/night-watch", data={"act": "delete"}).text
    office.boss.post(watcher, data={"act": "revoke", "role": "night-watch"})
    assert office.boss.post("/admin/roles/night-watch", data={"act": "delete"}).status_code == 303
    assert office.boss.get("/admin/roles/night-watch").status_code == 404


def test_a_role_that_modules_declare_follows_them_until_the_site_says_otherwise(office: Office) -> None:
    own = {"label": "Publisher", "permissions": ["feedback.answer"]}
    office.boss.post("/admin/roles/publisher", data=own)
    with office.database.read() as session:
        assert session.get_one(Role, "publisher").permissions == ["feedback.answer"]
    office.boss.post("/admin/roles/publisher", data={**own, "follows": "1"})
    with office.database.read() as session:
        assert session.get_one(Role, "publisher").permissions == [roles.AS_DECLARED]


def test_a_role_demands_the_second_factor_before_anything_else(office: Office) -> None:
    office.compose("auditor", "admin.audit", demands=True)
    ana = office.person("ana@example.org", "auditor")
    assert ana.get("/admin/audit").status_code == 200, "without a password there is nothing to protect here"
    with office.database.write() as session:
        users.find_user(session, "ana@example.org").password_hash = "known"
    for path in ("/admin/audit", "/admin/", "/account/"):
        turned = ana.get(path)
        assert (turned.status_code, turned.headers["location"]) == (303, "/account/authenticator"), path
    assert "before anything else" in ana.get("/account/authenticator").text
    with office.database.write() as session:
        users.find_user(session, "ana@example.org").totp_confirmed = True
    assert ana.get("/admin/audit").status_code == 200
    assert 'value="off"' not in ana.get("/account/authenticator").text


def test_every_token_is_listed_and_can_be_ended(office: Office) -> None:
    assert "There is no token" in office.boss.get("/admin/tokens").text
    office.person("ana@example.org", "publisher")
    with office.database.write() as session:
        person = users.find_user(session, "ana@example.org")
        secret = tokens.create(
            session, person, label="nightly", permissions=["feedback.answer"], expires_at=None, by="x"
        )
    page = office.boss.get("/admin/tokens").text
    assert "nightly" in page
    assert secret not in page
    assert office.boss.post("/admin/tokens", data={"revoke": "1"}).status_code == 303
    assert "There is no token" in office.boss.get("/admin/tokens?done=revoke-token").text
    assert office.boss.post("/admin/tokens", data={"revoke": "no"}).status_code == 422
    with office.database.read() as session:
        assert session.scalars(select(ApiToken.revoked_at)).one() is not None


@pytest.mark.parametrize(
    "path",
    [
        "/admin/people",
        "/admin/people/add",
        "/admin/people/1",
        "/admin/roles",
        "/admin/roles/add",
        "/admin/roles/administrator",
        "/admin/tokens",
    ],
)
def test_only_who_looks_after_people_sees_them(office: Office, path: str) -> None:
    office.compose("looker", "admin.jobs")
    assert office.browser().get(path).status_code == 303
    assert office.person("ana@example.org", "looker").get(path).status_code == 403
    assert office.boss.get(path).status_code == 200


def test_the_page_of_one_person_tells_roles_and_sessions(office: Office) -> None:
    office.person("ana@example.org", "publisher", scope="port-sennen")
    page = office.boss.get(f"/admin/people/{office.number('ana@example.org')}").text
    assert "port-sennen" in page
    assert "Sign out everywhere" in page
    with office.database.read() as session:
        assert session.scalars(select(RoleGrant.granted_by)).first() == "test"
        assert len(session.scalars(select(UserSession.id_sha256)).all()) == 2
