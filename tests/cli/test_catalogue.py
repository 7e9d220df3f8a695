"""``toolbox catalogue`` on the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from toolbox_core.cli import cli
from toolbox_core.policy import catalogue as room
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


@contextmanager
def held(folder: Path) -> Iterator[str]:
    """Any web server that holds static files; its address."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    """Writes nothing down."""

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


def test_a_catalogue_at_an_address(
    command: Any, bare: Any, shared_catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = tmp_path / "public"
    bare.json("catalogue", "build", str(shared_catalogue), "--output", str(public))
    with held(public) as address:
        assert "begin with https://" in command.refused("catalogue", "add", address)
        refused = command.refused("catalogue", "add", address.replace("http:", "https:"))
        assert "leads to an address that is not public" in refused
        with (command.folder / "toolbox.toml").open("a") as settings:
            settings.write('\n[policy]\ncatalogue_hosts = ["127.0.0.1"]\n')
        added = command.json("catalogue", "add", f"{address}/catalogue.json", "--name", "city")
        assert (added["location"], added["entries"]) == (address, ["bridges"])
        assert command.json("catalogue", "search", "closed")[0]["catalogue"] == "city"
        words = ["--site", str(command.folder), "plugins", "install", "bridges"]
        offered = CliRunner().invoke(cli, words, input="n\n", prog_name="toolbox")
        assert "gold, computed here" in offered.output, "wheel and source were fetched and judged"
        assert "status 404 for /nowhere/catalogue.json" in command.refused("catalogue", "add", f"{address}/nowhere")
        wheel = next(public.glob("files/*.whl"))
        wheel.write_bytes(wheel.read_bytes() + b"evil")
        assert "not the file of the entry" in command.refused("plugins", "install", "bridges", "--yes")
        with monkeypatch.context() as patch:
            patch.setattr(room, "MOST_BYTES", 100)
            assert "answered with more than 100 bytes" in command.refused("catalogue", "add", address, "--name", "city")
        (public / "catalogue.json").write_text('{"entries": [{"id": "x"}]}')
        assert "is not as it should be" in command.refused("catalogue", "add", address, "--name", "city")
        (public / "catalogue.json").write_text("{}")
        assert "holds no entries" in command.refused("catalogue", "add", address, "--name", "city")
    assert "could not be reached" in command.refused("catalogue", "add", address, "--name", "city")
    assert "could not be reached" in command.refused("plugins", "install", "bridges", "--yes")
    assert command.json("catalogue", "search", "closed")[0]["id"] == "bridges", "what was read last stays"


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
