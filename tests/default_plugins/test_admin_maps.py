"""Boundaries in the administration: loaded with reasons when not, taken away; never without the permission."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from toolbox_core.db import Database
from toolbox_core.default_plugins.admin import maps
from toolbox_core.services import audit
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.boundaries import boundary_sets

HERE = {"sec-fetch-site": "same-origin"}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
REGIONS = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": "N", "name": "North <b>"}, "geometry": SQUARE},
            {"type": "Feature", "properties": {"code": "S", "name": "South"}, "geometry": None},
        ],
    }
).encode()


@pytest.fixture
def surveyor(client: TestClient, database: Database) -> TestClient:
    """A browser in which somebody who looks after boundaries has signed in."""
    with database.write() as session:
        roles.save_role(session, "surveyor", label="Surveyor", permissions=["admin.maps"], by="test")
        person = users.add_user(session, email="sue@example.org", name="Sue", by="test")
        roles.grant(session, person, "surveyor", by="test")
        client.cookies.set("toolbox_session", start(session, person))
    return client


def send(client: TestClient, content: bytes = b"", file: str = "regions.geojson", **data: str) -> tuple[int, str]:
    files = {"file": (file, content)} if content else None
    answer = client.post("/admin/maps", data={"act": "add", **data}, files=files, headers=HERE, follow_redirects=False)
    return answer.status_code, answer.text


def test_a_file_is_loaded_and_taken_away(surveyor: TestClient, database: Database) -> None:
    assert "/admin/maps" in surveyor.get("/admin/").text
    assert "No boundaries are loaded." in surveyor.get("/admin/maps").text
    status, _ = send(surveyor, REGIONS, "C:\\maps\\..", name="regions", title="Regions <i>", licence="CC0-1.0")
    assert status == 303
    page = surveyor.get("/admin/maps?done=add").text
    assert "The boundaries are loaded" in page
    assert "Regions &lt;i&gt;" in page
    with database.read() as session:
        [one] = boundary_sets(session)
        assert (one.slug, one.file.name, one.added_by) == ("regions", "..", "user:1")
        assert audit.entries(session, target="regions")[0].action == "map.add"
    status, _ = send(surveyor, act="remove", slug="regions")
    assert status == 303
    assert "No boundaries are loaded." in surveyor.get("/admin/maps").text
    status, text = send(surveyor, act="remove", slug="regions")
    assert status == 422
    assert "no boundaries called" in text


@pytest.mark.parametrize(
    ("content", "data", "words"),
    [
        (b"", {"name": "regions"}, "Choose a GeoJSON file."),
        (b"{", {"name": "regions"}, "is no JSON"),
        (REGIONS, {"name": "My Regions"}, "is no short name"),
        (REGIONS, {"name": "regions", "code": "zip"}, "No feature has a property"),
        (REGIONS.replace(b"[1, 1]", b"[440720, 4474250]"), {"name": "regions"}, "look like metres"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept_typed(
    surveyor: TestClient, database: Database, content: bytes, data: dict[str, str], words: str
) -> None:
    status, text = send(surveyor, content, **data)
    assert status == 422
    assert words in text
    assert f'value="{data["name"]}"' in text
    with database.read() as session:
        assert not boundary_sets(session)


def test_large_files_are_for_the_command_line(surveyor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "MOST", 10)
    status, text = send(surveyor, REGIONS, name="regions")
    assert status == 422
    assert "Load it on the command line" in text


def test_nobody_else_gets_in(client: TestClient) -> None:
    assert client.get("/admin/maps", follow_redirects=False).status_code in (303, 401, 403)
    assert client.post("/admin/maps", data={"act": "add"}, headers=HERE, follow_redirects=False).status_code in (
        303,
        401,
        403,
    )
