"""One government packages a module into a catalogue folder; another finds it, installs it, and a citizen reads it."""

from __future__ import annotations

import json
import subprocess
import sysconfig
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from toolbox_core.policy.signatures import public_key
from toolbox_core.testing.servers import run_toolbox, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

HOST = ("open_government_toolbox", "_editable_impl_open_government_toolbox")
OURS = ("open_government_toolbox", "opengov_toolbox", "_editable_impl")


@pytest.fixture
def other_machine(tmp_path: Path) -> str:
    """The Python of another environment: the host and other people's libraries, and no module."""
    folder = tmp_path / "machine"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    libraries = folder / "libraries"
    libraries.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.name.startswith(HOST) or (not entry.name.startswith(OURS) and entry.suffix != ".pth"):
            (libraries / entry.name).symlink_to(entry)
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    inside = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    root = Path(__file__).parents[2]
    Path(inside, "libraries.pth").write_text(f"{libraries}\n{root}\n", encoding="utf-8")
    command = folder / "bin" / "toolbox"
    command.write_text(f"#!{python}\nfrom toolbox_core.cli import main\n\nmain()\n", encoding="utf-8")
    command.chmod(0o755)
    return str(python)


@contextmanager
def held(folder: Path) -> Iterator[str]:
    """Any web server that holds static files; its address."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Writes nothing down."""

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


def test_from_site_a_to_site_b_through_a_catalogue_folder(
    make_project: Callable[[Path], Path],
    tmp_path: Path,
    other_machine: str,
    browser_page: Page,
    axe: Callable[[Page], list[str]],
) -> None:
    catalogue = tmp_path / "catalogue"
    key = tmp_path / "key.pem"
    words = ("--catalogue", str(catalogue), "--sign", str(key))
    made = run_toolbox("plugins", "package", str(make_project(tmp_path / "bridges")), *words)
    assert made.returncode == 0, made.stderr
    assert "bridges 1.2.0: gold; tests: 1 passed; conformance: " in made.stdout
    built = run_toolbox("catalogue", "build", str(catalogue), "--output", str(tmp_path / "public"))
    assert built.returncode == 0, built.stderr
    browser_page.set_viewport_size({"width": 320, "height": 800})
    with held(tmp_path / "public") as address:
        for name in ("index.html", "bridges.html", "by.html", "compare.html", "fr/bridges.html"):
            browser_page.goto(f"{address}/{name}")
            assert axe(browser_page) == [], name
            assert browser_page.evaluate("document.documentElement.scrollWidth") <= 320, name

    site = tmp_path / "site-b"

    def there(*words: str) -> str:
        answer = run_toolbox(*words, site=site, python=other_machine)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    made = run_toolbox("init", str(site), python=other_machine)
    assert made.returncode == 0, made.stderr
    with (site / "toolbox.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[policy]\nrequire = "gold"\nheartbeat = true\ncountry = "FR"\n')
    there("catalogue", "add", str(catalogue))
    assert "bridges 1.2.0" in there("catalogue", "search", "closed", "--action", "9")
    told = there("plugins", "install", "bridges", "--yes")
    assert "gold, computed here" in told
    assert "bridges.close" in told
    assert f"good, of the key {public_key(key)}" in told
    there("plugins", "enable", "bridges")
    assert json.loads(there("policy", "check", "bridges", "--json"))["tier"] == "gold"
    with serve(site, python=other_machine) as running:
        browser_page.goto(running.url + "/bridges/")
        expect(browser_page.get_by_role("heading", level=1)).to_have_text("No bridge is closed")
        browser_page.goto(running.url + "/software/")
        expect(browser_page.locator("main")).to_contain_text(f"fits the installed files of the key {public_key(key)}")
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= 320
        browser_page.goto(running.url + "/software/policy")
        expect(browser_page.locator("main")).to_contain_text("gold")
        assert axe(browser_page) == []
        beat = browser_page.request.get(running.url + "/.well-known/toolbox.json")
        (tmp_path / "toolbox.json").write_bytes(beat.body())
    heard = run_toolbox("catalogue", "heard", "bridges", str(tmp_path / "toolbox.json"), "--catalogue", str(catalogue))
    assert "runs bridges 1.2.0" in heard.stdout, heard.stderr

    package = next(Path(other_machine).parents[1].glob("lib/python*/site-packages/toolbox_bridges/plugin.py"))
    package.write_text(package.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    listed = json.loads(there("plugins", "list", "--json"))
    (bridges,) = [one for one in listed if one["id"] == "bridges"]
    assert (bridges["state"], bridges["phase"]) == ("BLOCKED", "policy"), "a changed file is no bronze any more"
