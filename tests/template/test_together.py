"""Two modules that know nothing of one another run on one site."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
SCRIPT = """\
from starlette.testclient import TestClient
from toolbox_core.app import create_app
from toolbox_core.config import load_settings
from pathlib import Path
import sys
with TestClient(create_app(load_settings(Path(sys.argv[1]), environ={})), base_url="http://127.0.0.1:8000") as client:
    for address, words in (
        ("/street-trees/", "Old lime"), ("/benches/", "Bench by the pond"), ("/search?q=lime", "/street-trees/1"),
        ("/search?q=pond", "/benches/1"), ("/data/", "Street trees"), ("/data/", "Benches"),
        ("/api/v1/benches/entries", "Bench by the pond"), ("/api/v1/openapi.json", "/street-trees/entries"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        assert words in answer.text, (address, words)
print("fine")
"""


def test_two_modules_on_one_site(bake: Callable[..., Any], tmp_path: Path) -> None:
    trees, benches = (
        bake("Street trees"),
        bake("Benches", description="Every bench of the city, and who it was given by."),
    )
    site = tmp_path / "site"

    def toolbox(*arguments: str) -> Any:
        done = trees.run("-m", "toolbox_core.cli", "--site", str(site), *arguments, also=[benches.packages])
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    toolbox("init", str(site))
    toolbox("plugins", "enable", "street_trees")
    toolbox("plugins", "enable", "benches")
    toolbox("street-trees", "draft", "1=Old lime")
    toolbox("benches", "draft", "1=Bench by the pond")
    toolbox("street-trees", "publish", "1")
    toolbox("benches", "publish", "2")
    states = {one["id"]: one["state"] for one in json.loads(toolbox("plugins", "list", "--json"))}
    assert (states["street_trees"], states["benches"]) == ("ACTIVE", "ACTIVE")
    looked = trees.run("-c", SCRIPT, str(site), also=[benches.packages])
    assert looked.stdout.strip() == "fine", looked.stderr

    toolbox("plugins", "disable", "benches")
    toolbox("plugins", "purge", "benches", "--yes")
    left = {one["id"]: one["state"] for one in json.loads(toolbox("plugins", "list", "--json"))}
    assert (left["street_trees"], left["benches"]) == ("ACTIVE", "DISABLED")
