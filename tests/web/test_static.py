"""Static files: lookup, versions that never lie, and no way out of the folders."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from toolbox_core.config import Settings
from toolbox_core.web import static
from toolbox_core.web.static import StaticFiles

Raw = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    made = tmp_path / "site", tmp_path / "plugin", tmp_path / "host"
    for folder in made:
        folder.mkdir()
    return made


@pytest.fixture
def files(folders: tuple[Path, Path, Path]) -> StaticFiles:
    site, plugin, host = folders
    return StaticFiles(site, {"budget": plugin}, host)


def found(files: StaticFiles, name: str) -> bytes | None:
    file = files.find(name)
    return file.body if file else None


def test_the_site_comes_first_then_the_plugin_then_the_host(
    files: StaticFiles, folders: tuple[Path, Path, Path]
) -> None:
    site, plugin, host = folders
    (host / "logo.svg").write_bytes(b"host")
    assert found(files, "logo.svg") == b"host"
    (site / "logo.svg").write_bytes(b"site")
    assert found(files, "logo.svg") == b"site"
    (plugin / "map.svg").write_bytes(b"plugin")
    assert found(files, "budget/map.svg") == b"plugin"
    assert found(files, "map.svg") is None
    (site / "budget").mkdir()
    (site / "budget" / "map.svg").write_bytes(b"the site's map")
    assert found(files, "budget/map.svg") == b"the site's map"


def test_the_version_changes_with_the_content(files: StaticFiles, folders: tuple[Path, Path, Path]) -> None:
    file = folders[2] / "a.css"
    file.write_text("a{}", encoding="utf-8")
    first = files.address("a.css")
    assert first.startswith("/static/a.css?v=")
    assert files.address("a.css") == first
    file.write_text("b{color:red}", encoding="utf-8")
    assert files.address("a.css") != first
    file.unlink()
    assert files.address("a.css") == "/static/a.css"


@pytest.mark.parametrize(
    "name",
    ["../secret", "a/../../secret", "/etc/passwd", "", ".", "..", "a//b", "a/./b", ".hidden", "a\\..\\b", "a\0.css"],
)
def test_odd_names_are_not_found(files: StaticFiles, folders: tuple[Path, Path, Path], name: str) -> None:
    (folders[2].parent / "secret").write_text("secret", encoding="utf-8")
    (folders[2] / ".hidden").write_text("hidden", encoding="utf-8")
    assert files.find(name) is None


def test_a_link_out_of_the_folder_is_not_found(files: StaticFiles, folders: tuple[Path, Path, Path]) -> None:
    outside = folders[0].parent / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    (folders[0] / "inside.txt").symlink_to(outside)
    (folders[0] / "folder").symlink_to(outside.parent)
    assert files.find("inside.txt") is None
    assert files.find("folder/outside.txt") is None


def test_folders_and_unreadable_things_are_not_found(files: StaticFiles, folders: tuple[Path, Path, Path]) -> None:
    (folders[0] / "folder").mkdir()
    assert files.find("folder") is None
    os.mkfifo(folders[0] / "pipe")
    assert files.find("pipe") is None


def test_the_stylesheet_is_served_for_ever_under_its_version(client: TestClient) -> None:
    plain = client.get("/static/toolbox.css")
    assert plain.status_code == 200
    assert plain.headers["content-type"] == "text/css; charset=utf-8"
    assert "no-cache" not in plain.headers["cache-control"]
    assert "must-revalidate" in plain.headers["cache-control"]
    version = plain.headers["etag"].strip('"').removesuffix("-gz")
    hashed = client.get(f"/static/toolbox.css?v={version}")
    assert "immutable" in hashed.headers["cache-control"]
    assert "immutable" not in client.get("/static/toolbox.css?v=0000").headers["cache-control"]


def test_a_file_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/static/toolbox.css").headers["etag"]
    again = client.get("/static/toolbox.css", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")


def test_gzip_only_for_those_who_accept_it(client: TestClient) -> None:
    packed = client.get("/static/toolbox.css", headers={"accept-encoding": "gzip"})
    plain = client.get("/static/toolbox.css", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])


@pytest.mark.parametrize(
    "path",
    [
        "/static/../toolbox.toml",
        "/static/%2e%2e/toolbox.toml",
        "/static/..%2ftoolbox.toml",
        "/static//etc/passwd",
        "/static/",
        "/static/none.css",
        "/static/home",
    ],
)
def test_path_tricks_are_404(client: TestClient, raw: Raw, path: str) -> None:
    status, _, body = raw(client.app, path)
    assert status == 404
    assert b"[site]" not in body


def test_a_large_file_is_streamed(settings: Settings, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "KEPT_BYTES", 10)
    folder = settings.path / "static"
    folder.mkdir(exist_ok=True)
    (folder / "map.bin").write_bytes(b"x" * 5000)
    answer = client.get("/static/map.bin")
    assert (answer.status_code, len(answer.content)) == (200, 5000)
    assert answer.headers["content-type"] == "application/octet-stream"


def test_packed_files_are_the_same_every_time(files: StaticFiles, folders: tuple[Path, Path, Path]) -> None:
    (folders[2] / "a.css").write_text("a { color: red }\n" * 100, encoding="utf-8")
    file: Any = files.find("a.css")
    assert gzip.decompress(file.packed) == file.body
