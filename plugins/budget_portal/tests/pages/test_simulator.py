"""The simulator in the browser's words: add up, be told the difference, send, read all answers together."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.simulator import services
from toolbox_core import utcnow
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
HERE = {"sec-fetch-site": "same-origin"}


def _form() -> dict[str, str]:
    closes = (utcnow().date() + timedelta(days=30)).isoformat()
    return {"down": "20", "up": "20", "deficit": "0", "least_answers": "5", "closes": closes}


def test_a_citizen_balances_sends_and_reads(town: str, database: Database, client: TestClient) -> None:
    address = f"/budget/{town}/2024/simulator"
    assert client.get(address).status_code == 404
    with database.write() as session:
        services.create(session, town, 2024, _form(), by="tests")
        of = services.find(session, town, 2024)
    fields = {f"part-{number}": part for number, part in enumerate(of.parts, start=1) if not part.fixed}
    spending = [name for name, part in fields.items() if part.direction == "expenditure"]
    revenue = [name for name, part in fields.items() if part.direction == "revenue"]
    assert "Planned" in client.get(address).text
    wild = {**dict.fromkeys(spending, "20"), **dict.fromkeys(revenue, "-20"), "act": "send"}
    wrong = client.post(address, data=wild, headers=HERE)
    assert wrong.status_code == 422
    assert "cut spending or raise revenue by €" in wrong.text
    assert wrong.text.count('value="20"') == len(spending)
    far = client.post(address, data={spending[0]: "-21", "act": "check"}, headers=HERE)
    assert re.search(r"can be moved from .20 to \+20 per cent", far.text)
    assert f'href="#{spending[0]}"' in far.text
    good = {**dict.fromkeys(spending, "-10"), "act": "check"}
    added = client.post(address, data=good, headers=HERE)
    assert added.status_code == 200
    assert "A surplus of €" in added.text
    for number in range(5):
        sent = client.post(address, data={**good, "act": "send"}, headers=HERE)
        assert sent.status_code == 303
        page = client.get(sent.headers["location"]).text
        assert "Your answer has arrived" in page
        assert ("There are too few answers to show" in page) == (number < 4)
    assert len(re.findall(r">.10<", page)) == 3 * len(spending)
    often = client.post(address, data={**good, "act": "send"}, headers=HERE)
    assert often.status_code == 422
    assert "come back later" in often.text


def test_the_desk_makes_it(town: str, database: Database, client: TestClient) -> None:
    address = f"/budget/{town}/2024/simulator/desk"
    assert client.post(address, data=_form(), headers=HERE).status_code in (303, 401, 403)
    with database.write() as session:
        roles.save_role(session, "pb", label="PB", permissions=["budget_portal.participation"], by="test")
        person = users.add_user(session, email="pia@example.org", name="Pia", by="test")
        roles.grant(session, person, "pb", by="test")
        client.cookies.set("toolbox_session", start(session, person))
    assert "Deficit that the law allows" in client.get(address).text
    wrong = client.post(address, data={**_form(), "least_answers": "2"}, headers=HERE)
    assert wrong.status_code == 422
    assert 'href="#least_answers"' in wrong.text
    assert client.post(address, data=_form(), headers=HERE).status_code == 303
    assert client.get(f"/budget/{town}/2024/simulator").status_code == 200
    assert f"/budget/{town}/2024/simulator" in client.get("/budget/participation/").text
