"""``/software/``: what runs here, from the packages' own metadata."""

from __future__ import annotations

from starlette.testclient import TestClient


def test_the_page_and_its_json_agree(client: TestClient) -> None:
    page = client.get("/software/")
    facts = client.get("/software/index.json").json()
    assert page.status_code == 200
    assert client.get("/software/", headers={"accept": "application/json"}).json() == facts
    host = facts["components"][0]
    assert (host["id"], host["package"]["licence"]) == ("host", "EUPL-1.2")
    names = {entry["name"].lower() for entry in host["dependencies"]}
    assert {"starlette", "sqlalchemy", "babel", "jinja2"} <= names
    assert "pytest" not in names
    for entry in host["dependencies"]:
        assert entry["version"]
        assert entry["licence"], f"{entry['name']} names no licence"
        assert entry["name"] in page.text


def test_plugins_are_told_with_their_state_and_actions(client: TestClient) -> None:
    parts = {part["id"]: part for part in client.get("/software/index.json").json()["components"]}
    budget = parts["budget_portal"]
    assert budget["state"] == "DISABLED"
    assert budget["actions"] == [7]
    assert budget["package"]["licence"] == "EUPL-1.2"
    assert "starlette" not in {entry["name"] for entry in budget["dependencies"]}
    assert "installed, switched off" in client.get("/software/").text


def test_it_is_told_in_french(client: TestClient) -> None:
    text = client.get("/software/", headers={"accept-language": "fr"}).text
    assert "What runs here" not in text
    assert "Licence" in text
