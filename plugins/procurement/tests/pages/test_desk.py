"""The desk in a browser without scripts: forms, adding by buttons, faults at their fields, who may do what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.plugins.lifecycle import configure
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.organisations import add_organisation
from toolbox_core.testing.plugin import TEST_ADDRESS

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
BROWSER = {"sec-fetch-site": "same-origin", "accept": "text/html"}


@pytest.fixture
def visitor(settings: Settings, database: Database) -> Iterator[Callable[..., TestClient]]:
    """``visitor("procurement.write", scope="town")``: a browser of somebody who may do that there."""
    configure(settings, database, "procurement", {"ocid_prefix": "ocds-t3st00"}, by="tests")
    with database.write() as session:
        for name in ("Town", "Village"):
            add_organisation(session, name=name, kind="public-body", jurisdiction="XX", by="tests")
    app = create_app(settings)
    count = 0

    def come(*permissions: str, scope: str = "") -> TestClient:
        nonlocal count
        count += 1
        browser = TestClient(app, base_url=TEST_ADDRESS, follow_redirects=True, headers=BROWSER)
        if permissions:
            with database.write() as session:
                person = users.add_user(session, email=f"p{count}@example.org", name=f"P{count}", by="tests")
                roles.save_role(session, f"role{count}", label=f"role{count}", permissions=permissions, by="tests")
                roles.grant(session, person, f"role{count}", scope=scope, by="tests")
                browser.cookies.set("toolbox_session", start(session, person))
        return browser

    with TestClient(app, base_url=TEST_ADDRESS):
        yield come


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[-800:]
    return unescape(answer.text)


def edition(page: str) -> str:
    return re.search(r'name="edition" value="(\d+)"', page).group(1)  # type: ignore[union-attr]


def test_a_tender_is_written_corrected_published_and_amended(visitor: Callable[..., TestClient]) -> None:
    clerk = visitor("procurement.write", "procurement.publish", scope="town")
    begun = clerk.post("/procurement/desk", data={"title": "Desks for a school", "organisation": "town"})
    address = begun.url.path
    assert "Nothing is written yet" not in text(begun)  # the title is a plan already
    assert text(clerk.get(address + "/release.json")).count('"ocds-t3st00-town-') >= 2
    form = f"{address}/tender"
    empty = text(clerk.get(form))
    assert "Announce a change" not in empty
    added = clerk.post(form, data={"edition": edition(empty), "tender.title": "Desks", "do": "add:tender.items"})
    page = text(added)
    assert 'value="Desks"' in page
    assert 'name="tender.items.0.classification.id"' in page
    answers = {
        "edition": edition(page),
        "do": "save",
        "tender.title": "Desks",
        "tender.status": "active",
        "tender.procurementMethod": "open",
        "tender.value.amount": "fifty",
        "tender.value.currency": "EUR",
        "tender.items.0.description": "School desk",
        "tender.items.0.id": "made up",
        "tender.colour": "blue",
    }
    told = text(clerk.post(form, data=answers))
    assert 'href="#tender.value.amount"' in told
    assert 'value="fifty"' in told
    assert "Write the amount in digits" in told
    assert "made up" not in told
    assert "blue" not in told
    ready = text(clerk.post(form, data={**answers, "edition": edition(told), "tender.value.amount": "50 000"}))
    assert "It fits the standard" in ready
    assert "It would say: Tender opened." in ready
    done = text(clerk.post(address, data={"do": "publish", "edition": edition(ready)}))
    assert "The release is public" in done
    public = re.search(r'href="(/procurement/processes/[^"]+)"', done).group(1)  # type: ignore[union-attr]
    assert "Town is the buyer" in text(visitor().get(public))
    amended = text(clerk.get(form))
    assert "Announce a change" in amended
    assert "remove:tender.items.0" not in amended
    text(clerk.post(form, data={"edition": edition(amended), "do": "remove:tender.items.0"}), 409)
    kept = text(clerk.get(form))
    ready = text(clerk.post(form, data={"edition": edition(kept), "do": "save", "tender.value.amount": "60000"}))
    assert "It would say: Tender updated." in ready
    text(clerk.post(address, data={"do": "publish", "edition": edition(ready)}))
    record = visitor().get(f"{public}.json").json()["records"][0]
    assert [one["tender"]["value"]["amount"] for one in record["releases"]] == [50_000, 60_000]
    assert record["compiledRelease"]["tender"]["items"][0]["id"] == "1"
    assert "2" in text(clerk.get("/procurement/desk"))


def test_somebody_elses_saving_is_not_overwritten(visitor: Callable[..., TestClient]) -> None:
    ana, ben = (visitor("procurement.write", scope="town") for _ in range(2))
    address = ana.post("/procurement/desk", data={"title": "Desks", "organisation": "town"}).url.path
    before = edition(text(ana.get(f"{address}/plan")))
    text(ana.post(f"{address}/plan", data={"edition": before, "title": "Chairs", "do": "save"}))
    late = text(ben.post(f"{address}/plan", data={"edition": before, "title": "Tables", "do": "save"}), 409)
    assert "Somebody else saved this meanwhile" in late
    assert 'value="Tables"' in late
    assert "Chairs" in text(ana.get(address))
    saved = text(ben.post(f"{address}/plan", data={"edition": edition(late), "title": "Tables", "do": "save"}))
    assert "Tables" in saved


def test_the_desk_is_for_those_of_the_organisation(visitor: Callable[..., TestClient]) -> None:
    clerk, other = visitor("procurement.write", scope="town"), visitor("procurement.write", scope="village")
    address = clerk.post("/procurement/desk", data={"title": "Desks", "organisation": "town"}).url.path
    assert "Desks" not in text(other.get("/procurement/desk"))
    for path in (address, f"{address}/plan", f"{address}/release.json"):
        assert other.get(path).status_code == 403
    assert other.post(f"{address}/plan", data={"edition": "1", "title": "Mine"}).status_code == 403
    assert other.post(address, data={"do": "discard"}).status_code == 403
    assert "does not allow" in text(other.post("/procurement/desk", data={"title": "X", "organisation": "town"}), 422)
    assert clerk.post(address, data={"do": "publish", "edition": "1"}).status_code == 422  # may write, not publish
    assert "right to publish" in text(clerk.get(address))
    stranger = visitor()
    stranger.follow_redirects = False
    assert stranger.get(address).status_code in (302, 303)
    assert "Your desk" not in text(visitor().get("/procurement/"))
    assert "Your desk" in text(clerk.get("/procurement/"))
    thrown = clerk.post(address, data={"do": "discard"})
    assert thrown.url.path == "/procurement/desk"
    assert clerk.get(address).status_code == 404


def test_an_administrator_names_the_buyer(visitor: Callable[..., TestClient]) -> None:
    chief = visitor("procurement.write")
    assert "no organisation" in text(chief.post("/procurement/desk", data={"title": "X", "organisation": "moon"}), 422)
    assert "Village" in text(chief.post("/procurement/desk", data={"title": "Wells", "organisation": "village"}))
    assert chief.get("/procurement/desk/1/nothing").status_code == 404
