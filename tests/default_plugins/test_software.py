"""``/software/``: what runs here, from the packages' own metadata."""

from __future__ import annotations

from email.message import Message
from importlib.metadata import Distribution
from typing import Any

import pytest
from starlette.testclient import TestClient

from toolbox_core.default_plugins.software.inventory import dependencies, licence_of, package, source_of


class Fake(Distribution):
    """A package that says of itself what the test wants."""

    def __init__(self, *headers: tuple[str, str]) -> None:
        self._message = Message()
        for name, value in headers:
            self._message[name] = value

    @property
    def metadata(self) -> Any:
        return self._message

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: Any) -> Any:
        return path


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


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("License-Expression", "MIT"), ("License", "other")], "MIT"),
        ([("License", "BSD-3-Clause")], "BSD-3-Clause"),
        ([("License", "UNKNOWN"), ("Classifier", "License :: OSI Approved :: MIT License")], "MIT License"),
        ([("License", "The whole text\nof a licence"), ("Classifier", "License :: Public Domain")], "Public Domain"),
        ([], ""),
    ],
)
def test_licences(headers: list[tuple[str, str]], expected: str) -> None:
    assert licence_of(Fake(*headers)) == expected


def test_sources_are_https_addresses() -> None:
    urls = [("Project-URL", "Docs, https://docs.example"), ("Project-URL", "Source Code, https://code.example/x")]
    assert source_of(Fake(*urls)) == "https://code.example/x"
    assert source_of(Fake(("Home-page", "https://home.example"))) == "https://home.example"
    assert source_of(Fake(("Project-URL", "Source, javascript:alert(1)"))) == ""


def test_a_package_that_is_gone_says_nothing() -> None:
    assert package("no-such-package").version == ""
    assert dependencies(["no-such-package"]) == []
