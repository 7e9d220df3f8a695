"""``toolbox catalogue`` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.policy.signatures import new_key, sign

pytestmark = pytest.mark.xdist_group("sharing")


def test_a_catalogue_is_added_searched_and_forgotten(command: Any, shared_catalogue: Path) -> None:
    assert command("catalogue", "search").exit_code == 1
    assert command.json("catalogue", "add", str(shared_catalogue), "--name", "city")["entries"] == ["bridges"]
    assert [one["name"] for one in command.json("catalogue", "list")] == ["city"]
    assert [one["id"] for one in command.json("catalogue", "search", "closed", "--action", "9")] == ["bridges"]
    assert command.json("catalogue", "search", "--action", "8", code=1) == []
    assert "two to 4" in command.refused("catalogue", "compare", "bridges")
    assert command.json("catalogue", "compare", "bridges", "bridges")["licence"] == {"bridges": "EUPL-1.2"}
    assert command.json("catalogue", "remove", "city") == {"removed": "city"}
    assert "no catalogue called" in command.refused("catalogue", "remove", "city")
    assert "no folder entries/" in command.refused("catalogue", "add", str(command.folder))


def test_pages_are_built(bare: Any, shared_catalogue: Path, tmp_path: Path) -> None:
    told = bare.json("catalogue", "build", str(shared_catalogue), "--output", str(tmp_path / "public"))
    assert "bridges.html" in told["files"]
    assert json.loads((tmp_path / "public/catalogue.json").read_text())["entries"][0]["tier"] == "gold"


def test_a_heartbeat_is_written_into_the_entry(bare: Any, shared_catalogue: Path, tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(shared_catalogue, folder)
    new_key(tmp_path / "key.pem")
    told = {"url": "https://city", "organisation": "City", "country": "FR", "day": "2026-01-02"}
    document = sign({**told, "plugins": [{"id": "bridges", "version": "1.2.0"}]}, tmp_path / "key.pem")
    (tmp_path / "toolbox.json").write_text(json.dumps(document))
    heard = bare.json("catalogue", "heard", "bridges", str(tmp_path / "toolbox.json"), "--catalogue", str(folder))
    assert (heard["url"], heard["seen"]) == ("https://city", "2026-01-02")
    assert bare.json("catalogue", "search", "--country", "FR", "--from", str(folder))[0]["id"] == "bridges"
