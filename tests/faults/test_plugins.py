"""A plugin that misbehaves loses its own contribution, is named with its phase, and the others never notice."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.testing.plugins import make_plugin
from toolbox_core.testing.servers import run_toolbox, serve

GOOD = '''
"""A plugin with one page."""
from starlette.responses import PlainTextResponse
from toolbox_core import Route, hookimpl


async def page(request):
    return PlainTextResponse("here")


@hookimpl
def register_routes(context):
    return [Route(path="/{0}/", endpoint=page, name="{0}:page", public=True)]
'''
RAISING_AT_IMPORT = '"""A plugin."""\nraise RuntimeError("no import today")\n'
SLEEPING_AT_IMPORT = '"""A plugin."""\nimport time\ntime.sleep(60)\n'
RAISING_IN_SETUP = GOOD.replace("    return [Route", "    raise RuntimeError('no setup today')\n    return [Route")
SLEEPING_IN_SETUP = GOOD.replace("    return [Route", "    import time\n    time.sleep(60)\n    return [Route")
RAISING_IN_A_PAGE = GOOD.replace('    return PlainTextResponse("here")', "    raise RuntimeError('no page today')")
PATIENCE = {"TOOLBOX_PLUGINS_IMPORT_TIMEOUT": "1", "TOOLBOX_PLUGINS_SETUP_TIMEOUT": "1"}


def test_an_unknown_id_is_answered_with_the_nearest(site: Path, refused: Any) -> None:
    for command in ("enable", "disable", "info", "purge"):
        line = refused(run_toolbox("plugins", command, "budget_portl", site=site))
        assert "budget_portal" in line


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        pytest.param(RAISING_AT_IMPORT, "import", id="raises at import"),
        pytest.param(SLEEPING_AT_IMPORT, "import", id="sleeps at import"),
        pytest.param(RAISING_IN_SETUP, "setup", id="raises in setup"),
        pytest.param(SLEEPING_IN_SETUP, "setup", id="sleeps in setup"),
    ],
)
def test_a_plugin_that_cannot_start_is_named_and_the_others_run(
    site: Path, tmp_path: Path, code: str, phase: str
) -> None:
    env = _install(tmp_path, good=GOOD, bad=GOOD)
    for name in ("good", "bad"):
        assert run_toolbox("plugins", "enable", name, site=site, env=env).returncode == 0
    _install(tmp_path, good=GOOD, bad=code)
    began = time.monotonic()
    with serve(site, env=env) as running:
        assert time.monotonic() - began < 15
        assert _status(running.url + "/good/") == 200
        assert _status(running.url + "/bad/") == 503
        assert _status(running.url + "/") == 200
    record = _record(site, env, "bad")
    assert (record["desired"], record["state"], record["phase"]) == ("enabled", "FAILED", phase)
    strict = run_toolbox("--strict", "serve", "--port", "0", site=site, env=env)
    assert strict.returncode == 2
    assert "bad" in strict.stderr.strip().splitlines()[-1]


def test_enabling_a_plugin_that_cannot_start_changes_nothing(site: Path, tmp_path: Path, refused: Any) -> None:
    env = _install(tmp_path, bad=RAISING_IN_SETUP)
    assert "no setup today" in refused(run_toolbox("plugins", "enable", "bad", site=site, env=env))
    assert _record(site, env, "bad")["desired"] == "disabled"


def test_a_page_that_raises_is_that_plugins_fault_alone(site: Path, tmp_path: Path) -> None:
    env = _install(tmp_path, good=GOOD, bad=RAISING_IN_A_PAGE)
    for name in ("good", "bad"):
        assert run_toolbox("plugins", "enable", name, site=site, env=env).returncode == 0
    with serve(site, env=env) as running:
        statuses = [_status(running.url + "/bad/") for _ in range(8)]
        assert (statuses[0], statuses[-1]) == (500, 503), "after failures in a row it is left alone for a while"
        assert _status(running.url + "/good/") == 200
        with urllib.request.urlopen(running.url + "/health/ready", timeout=10) as answer:
            ready = json.load(answer)
        deadline = time.monotonic() + 10
        while _record(site, env, "bad")["state"] != "DEGRADED":
            assert time.monotonic() < deadline, "the server never stored what it saw"
            _status(running.url + "/good/")
        assert "no page today" in _record(site, env, "bad")["error"]
    assert (ready["plugins"]["bad"]["state"], ready["plugins"]["bad"]["phase"]) == ("DEGRADED", "request")
    assert "RuntimeError" in ready["plugins"]["bad"]["error"]
    assert "no page today" not in json.dumps(ready), (
        "what a plugin says may be private; the administrator's list has it"
    )
    assert ready["plugins"]["good"]["state"] == "ACTIVE"


def test_safe_mode_serves_without_plugins_and_writes_nothing(site: Path, tmp_path: Path) -> None:
    env = _install(tmp_path, bad=GOOD)
    assert run_toolbox("plugins", "enable", "bad", site=site, env=env).returncode == 0
    _install(tmp_path, bad=RAISING_AT_IMPORT)
    answer = run_toolbox("--safe-mode", "plugins", "list", "--json", site=site, env=env)
    assert answer.returncode == 0
    assert _record(site, env, "bad")["desired"] == "enabled"


def test_a_manifest_of_junk_is_one_line_in_the_list(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "installed"
    make_plugin(folder, "bad", GOOD.replace("{0}", "bad"), manifest="not [ toml")
    record = _record(site, {"PYTHONPATH": str(folder)}, "bad")
    assert record["state"] == "INVALID"
    assert record["error"]


def _install(tmp_path: Path, **plugins: str) -> dict[str, str]:
    """Write the plugins (again), and give the environment in which they are installed."""
    folder = tmp_path / "installed"
    for name, code in plugins.items():
        make_plugin(folder, name, code.replace("{0}", name), {"provides": {"addresses": [f"/{name}"]}})
    return {"PYTHONPATH": str(folder), **PATIENCE}


def _record(site: Path, env: dict[str, str], plugin: str) -> dict[str, Any]:
    answer = run_toolbox("plugins", "list", "--json", site=site, env=env)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = next(record for record in json.loads(answer.stdout) if record["id"] == plugin)
    return found


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
