"""``toolbox serve``: ports, warnings, several processes that agree, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from toolbox_core.cli.serve import address_of, open_port
from toolbox_core.exceptions import ToolboxError
from toolbox_core.testing.plugins import make_plugin
from toolbox_core.testing.servers import RunningSite, serve

PLUGIN = """
import os
from starlette.responses import PlainTextResponse
from toolbox_core import Route, hookimpl

async def page(request):
    return PlainTextResponse(str(os.getpid()))

@hookimpl
def register_routes(context):
    return [Route(path="/who", endpoint=page, name="who:page", public=True, cacheable=False)]
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def get(address: str) -> tuple[int, str]:
    """Status and body, on a connection of its own, so that any worker may answer."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_taken_port_is_one_clear_line(site: Path, toolbox: Run) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = toolbox("serve", "--port", str(port))
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"Error: Port {port} of 127.0.0.1 is in use by another program.")
    assert "--port" in line


def test_an_address_of_another_machine_is_one_clear_line(toolbox: Run) -> None:
    done = toolbox("serve", "--host", "203.0.113.7", "--port", "0")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "203.0.113.7" in done.stderr


def test_a_folder_that_is_no_site_is_one_clear_line(toolbox: Run, site: Path) -> None:
    (site / "toolbox.toml").unlink()
    done = toolbox("serve", "--port", "0")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_port_can_be_had(site: Path) -> None:
    with open_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://127.0.0.1:{port}"
        with pytest.raises(ToolboxError, match="in use"):
            open_port("127.0.0.1", port)
    with pytest.raises(ToolboxError, match="not an address"):
        open_port("no such host.invalid", 0)


def test_one_line_says_where_and_ctrl_c_ends_it(site: Path) -> None:
    with serve(site) as running:
        assert get(running.url + "/health") == (200, "ok\n")
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(15) == 0
    lines = [line for line in running.output if not line.startswith("{")]
    assert lines == [f"Test City is served at {running.url}/ (stop with Ctrl+C).\n"]


def test_pending_migrations_are_told_and_the_site_is_served(site: Path) -> None:
    import sqlite3

    with closing(sqlite3.connect(site / "data" / "toolbox.sqlite")) as connection:
        connection.execute("delete from alembic_version_budget_portal")
        connection.commit()
    with serve(site) as running:
        assert get(running.url + "/health")[0] == 200
        ready = json.loads(get(running.url + "/health/ready")[1])
    assert "budget_portal" in ready["migrations_pending"]
    assert any("toolbox migrate" in line for line in running.output)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    make_plugin(tmp_path / "packages", "who", PLUGIN, {"provides": {"addresses": ["/who"]}})
    return tmp_path / "packages"


@pytest.fixture
def workers(site: Path, packages: Path) -> Iterator[RunningSite]:
    with serve(site, "--workers", "2", env={"PYTHONPATH": str(packages)}) as running:
        yield running


def seen(address: str, expected: int, seconds: float = 3.0) -> set[str]:
    """Ask until twenty answers in a row have the expected status, for at most ``seconds``; returns their bodies."""
    bodies: list[str] = []
    end = time.monotonic() + seconds
    while len(bodies) < 20:
        status, body = get(address)
        if status == expected:
            bodies.append(body)
        else:
            assert time.monotonic() < end, f"still {status} instead of {expected} after {seconds} s"
            bodies.clear()
            time.sleep(0.05)
    return set(bodies)


@pytest.mark.slow
def test_all_workers_follow_enable_and_disable(workers: RunningSite, toolbox: Run, packages: Path) -> None:
    environment = {"PYTHONPATH": str(packages)}
    who = workers.url + "/who"
    assert get(who)[0] == 503
    assert toolbox("plugins", "enable", "who", env=environment).returncode == 0
    seen(who, 200)
    pids = {get(who)[1] for _ in range(200)}
    assert len(pids) == 2, "both workers answer"
    assert toolbox("plugins", "disable", "who", env=environment).returncode == 0
    seen(who, 503)


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced_and_none_outlives_its_parent(
    workers: RunningSite, toolbox: Run, packages: Path
) -> None:
    assert toolbox("plugins", "enable", "who", env={"PYTHONPATH": str(packages)}).returncode == 0
    (first, *_) = seen(workers.url + "/who", 200)
    os.kill(int(first), signal.SIGKILL)
    end = time.monotonic() + 20
    while True:
        try:
            left = {get(workers.url + "/who")[1] for _ in range(100)}
        except OSError:
            left = set()
        if first not in left and len(left) == 2:
            break
        assert time.monotonic() < end
        time.sleep(0.2)
    workers.process.kill()
    end = time.monotonic() + 10
    while any(_alive(int(pid)) for pid in left):
        assert time.monotonic() < end, "a worker still holds the port"
        time.sleep(0.1)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
