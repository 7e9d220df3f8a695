"""The registry of a whole site: isolation, order, safe mode, strictness, and what processes tell one another."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from toolbox_core.config import PluginSettings
from toolbox_core.db import Database
from toolbox_core.db.models import PluginState
from toolbox_core.exceptions import DatabaseProblem, MigrationError, PluginFailed
from toolbox_core.plugins.lifecycle import build_registry, disable, enable, record_faults, survey_plugins
from toolbox_core.plugins.runner import Runner
from toolbox_core.testing.plugins import forget

Make = Callable[..., Path]
NAVIGATION = (
    "from toolbox_core import NavigationLink, hookimpl\n@hookimpl\ndef register_navigation():\n"
    "    return [NavigationLink(label='{id}', route='{id}:home', order={order})]\n"
)
BROKEN = {
    "import": "raise RuntimeError('boom')",
    "setup": "from toolbox_core import hookimpl\n@hookimpl\ndef register_routes(): raise RuntimeError('boom')",
    "hook": "from toolbox_core import hookimpl\n@hookimpl\ndef register_rutes(): return []",
}


def switch_on(world: Any, *plugins: str) -> None:
    for plugin in plugins:
        enable(world.settings, world.database, plugin, by="Ada")


@pytest.mark.parametrize("phase", BROKEN)
def test_a_plugin_that_breaks_later_loses_only_itself(any_world: Any, make: Make, phase: str) -> None:
    for plugin in ("alpha", "beta", "gamma"):
        make(plugin, NAVIGATION.format(id=plugin, order=1))
    switch_on(any_world, "alpha", "beta", "gamma")
    make("beta", BROKEN[phase])
    registry = any_world.build()
    assert registry.active == ("alpha", "gamma")
    assert [plugin for plugin, _ in registry.navigation] == ["alpha", "gamma"]
    record = any_world.records()["beta"]
    assert (record.desired, record.phase) == ("enabled", phase)
    assert record.state == ("INVALID" if phase == "hook" else "FAILED")
    assert "boom" in record.error or "register_routes" in record.error
    disable(any_world.settings, any_world.database, "beta", by="Ada")
    assert any_world.records()["beta"].state == "DISABLED"


def test_list_tells_the_truth_without_a_server(world: Any, make: Make) -> None:
    make("alpha")
    switch_on(world, "alpha")
    make("alpha", BROKEN["import"])
    assert world.records()["alpha"].state == "FAILED"
    make("alpha")
    assert world.records()["alpha"].state == "ACTIVE"


def test_list_imports_nothing_that_was_observed(world: Any, make: Make) -> None:
    make("alpha")
    switch_on(world, "alpha")
    forget(world.packages)
    assert survey_plugins(world.settings, world.database)[0].state == "ACTIVE"
    assert "tried_alpha" not in sys.modules


def test_a_plugin_that_sleeps_is_given_up(world: Any, make: Make) -> None:
    make("alpha")
    make("beta", package="sleeper_beta")
    switch_on(world, "alpha", "beta")
    make("beta", "import time\ntime.sleep(60)", package="sleeper_beta")
    forget(world.packages)
    settings = world.settings.__class__(folder=world.settings.folder, plugins=PluginSettings(import_timeout=0.3))
    began = time.monotonic()
    registry = build_registry(settings, world.database, Runner(settings.plugins))
    assert time.monotonic() - began < 10
    assert registry.active == ("alpha",)
    assert (registry.plugins["beta"].state, registry.plugins["beta"].phase) == ("FAILED", "import")


def test_a_package_that_is_gone_disturbs_nobody(any_world: Any, make: Make) -> None:
    make("alpha")
    make("beta")
    switch_on(any_world, "alpha", "beta")
    for gone in any_world.packages.glob("tried_alpha*"):
        shutil.rmtree(gone)
    registry = any_world.build()
    assert registry.active == ("beta",)
    assert registry.plugins["alpha"].state == "MISSING"
    with any_world.database.read() as session:
        row = session.get_one(PluginState, "alpha")
        assert (row.state, row.version, row.distribution) == ("MISSING", "1.0.0", "tried-alpha")
    make("alpha")
    assert any_world.build().active == ("alpha", "beta"), "it comes back as it was"


def test_dependents_of_a_failure_are_blocked(world: Any, make: Make) -> None:
    make("alpha", manifest={"requires": {"plugins": {"beta": ""}}})
    make("beta")
    switch_on(world, "beta", "alpha")
    make("beta", BROKEN["import"])
    assert world.build().active == ()
    record = world.records()["alpha"]
    assert (record.state, record.phase) == ("BLOCKED", "requirements")
    assert "beta, which is FAILED" in record.error


def test_contributions_come_in_the_order_of_activation(world: Any, make: Make) -> None:
    make("alpha", NAVIGATION.format(id="alpha", order=5), {"requires": {"after": ["zeta"]}})
    make("beta", NAVIGATION.format(id="beta", order=1))
    make("zeta", NAVIGATION.format(id="zeta", order=5), files={"templates/zeta/a.html": "", "static/a.css": ""})
    switch_on(world, "alpha", "beta", "zeta")
    registry = world.build()
    assert registry.active == ("beta", "zeta", "alpha")
    assert [plugin for plugin, _ in registry.navigation] == ["beta", "zeta", "alpha"]
    assert registry.template_folders == (("zeta", world.packages / "tried_zeta" / "templates"),)
    assert registry.static_folders == (("zeta", world.packages / "tried_zeta" / "static"),)
    assert registry.translation_folders == ()


def test_safe_mode_loads_no_module_and_leaves_the_database_byte_identical(world: Any, make: Make) -> None:
    make("alpha")
    make("beta", package="other_beta")
    switch_on(world, "alpha", "beta")
    make("alpha", BROKEN["import"])
    for gone in world.packages.glob("*beta*"):
        shutil.rmtree(gone)
    forget(world.packages)
    world.database.close()
    path = Path(world.database.path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    database = Database(world.settings.database_url)
    registry = build_registry(world.settings, database, Runner(world.settings.plugins), safe_mode=True)
    survey_plugins(world.settings, database, safe_mode=True)
    record_faults(database, registry, Runner(world.settings.plugins), {"alpha": "DEGRADED"})
    database.close()
    assert registry.active == ()
    assert registry.safe_mode
    assert (registry.plugins["alpha"].state, registry.plugins["alpha"].desired) == ("DISABLED", "enabled")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert not path.with_name(path.name + "-wal").exists() or not path.with_name(path.name + "-wal").stat().st_size


def test_leaving_safe_mode_brings_everything_back(world: Any, make: Make) -> None:
    make("alpha")
    switch_on(world, "alpha")
    world.build(safe_mode=True)
    assert world.build().active == ("alpha",)


def test_strict_makes_any_failure_fatal(world: Any, make: Make) -> None:
    make("alpha")
    switch_on(world, "alpha")
    world.build(strict=True)
    make("alpha", BROKEN["setup"])
    with pytest.raises(PluginFailed, match="--strict"):
        world.build(strict=True)


def test_a_plugin_may_say_that_the_host_must_not_run_without_it(world: Any, make: Make) -> None:
    make("alpha", manifest={"lifecycle": {"on_failure": "abort"}})
    switch_on(world, "alpha")
    make("alpha", BROKEN["setup"], {"lifecycle": {"on_failure": "abort"}})
    with pytest.raises(PluginFailed, match="on_failure"):
        world.build()


def test_building_twice_writes_once(world: Any, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make("alpha")
    make("beta")
    switch_on(world, "alpha", "beta")
    make("alpha", BROKEN["import"])
    world.build()

    def refuse(_: Any) -> None:
        raise AssertionError("nothing has changed, so nothing is to be written")

    monkeypatch.setattr(Database, "write", refuse)
    assert world.build().plugins["alpha"].state == "FAILED"


def test_a_database_that_cannot_be_written_stops_nobody(
    world: Any, make: Make, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("alpha")
    switch_on(world, "alpha")
    make("alpha", "# changed\n")

    def locked(_: Any) -> None:
        raise DatabaseProblem("The database is locked by another program.")

    monkeypatch.setattr(Database, "write", locked)
    with caplog.at_level(logging.WARNING):
        assert world.build().active == ("alpha",)
    assert "could not be stored" in caplog.text


def test_without_a_migrated_database_the_error_says_what_to_do(world: Any) -> None:
    with world.database.write() as session:
        session.execute(text("DELETE FROM alembic_version_core"))
    with pytest.raises(DatabaseProblem, match="toolbox migrate"):
        world.build()
    with world.database.write() as session:
        session.execute(text("INSERT INTO alembic_version_core VALUES ('9999')"))
    with pytest.raises(MigrationError, match="The host is older than the database"):
        world.build()


def test_new_code_under_a_running_server_asks_for_a_restart(
    world: Any, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    make("alpha")
    switch_on(world, "alpha")
    runner = Runner(world.settings.plugins)
    forget(world.packages)
    assert not build_registry(world.settings, world.database, runner).plugins["alpha"].restart_required
    make("alpha", BROKEN["import"])
    registry = build_registry(world.settings, world.database, runner)
    assert registry.active == ("alpha",), "the code that was loaded still runs"
    assert registry.plugins["alpha"].restart_required
    assert "Restart the server" in caplog.text
    assert world.records()["alpha"].state == "FAILED", "and the list tells of the code on the disk"


def test_an_open_circuit_is_told_and_told_again_when_it_closes(world: Any, make: Make) -> None:
    make("alpha")
    switch_on(world, "alpha")
    runner = Runner(world.settings.plugins)
    forget(world.packages)
    registry = build_registry(world.settings, world.database, runner)
    known: dict[str, str] = {}
    record_faults(world.database, registry, runner, known)
    assert known == {}
    for _ in range(3):
        runner.failed("alpha", "request", RuntimeError("boom"))
    record_faults(world.database, registry, runner, known)
    record = world.records()["alpha"]
    assert (record.state, record.phase) == ("DEGRADED", "request")
    assert "boom" in record.error
    runner.succeeded("alpha")
    record_faults(world.database, registry, runner, known)
    record = world.records()["alpha"]
    assert (record.state, record.phase, record.error) == ("ACTIVE", "", "")


WATCHER = """\
import importlib.metadata, json, sys, time
from toolbox_core.config import Settings, DatabaseSettings
from toolbox_core.db import Database
from toolbox_core.db.generation import generations
from toolbox_core.plugins.lifecycle import build_registry
from toolbox_core.plugins.runner import Runner
packages, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.path.insert(0, packages)
real = importlib.metadata.distributions
importlib.metadata.distributions = lambda: real(path=[packages])
settings = Settings(folder=folder)
database = Database(settings.database_url)
runner = Runner(settings.plugins)
generation, builds, deadline = -1, 0, time.monotonic() + 30
while time.monotonic() < deadline:
    with database.read() as session:
        now = generations(session)[0]
    if now != generation:
        registry = build_registry(settings, database, runner)
        generation, builds = registry.generation, builds + 1
        print(json.dumps([generation, registry.active, builds, time.time()]), flush=True)
        if generation >= rounds:
            break
    time.sleep(0.05)
time.sleep(0.5)
with database.read() as session:
    assert generations(session)[0] == generation
"""


@pytest.mark.slow
def test_four_processes_agree_within_two_seconds_and_never_loop(world: Any, make: Make) -> None:
    for plugin in ("alpha", "beta"):
        make(plugin)
    switch_on(world, "alpha")
    with world.database.read() as session:
        last = session.execute(text("SELECT value FROM core_meta WHERE key = 'plugin_generation'")).scalar_one() + 3
    command = [sys.executable, "-c", WATCHER, str(world.packages), world.settings.folder, str(last)]
    watchers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    firsts = [json.loads(watcher.stdout.readline()) for watcher in watchers if watcher.stdout is not None]
    assert all(active == ["alpha"] for _, active, _, _ in firsts)
    switch_on(world, "beta")
    disable(world.settings, world.database, "alpha", by="Ada")
    switch_on(world, "alpha")
    toggled = time.time()
    lasts = []
    for watcher in watchers:
        output, _ = watcher.communicate(timeout=60)
        assert watcher.returncode == 0
        lasts.append(json.loads(output.splitlines()[-1]))
    assert {(generation, tuple(active)) for generation, active, _, _ in lasts} == {(last, ("alpha", "beta"))}
    waits = sorted(at - toggled for *_, at in lasts)
    assert statistics.median(waits) < 2
    assert waits[-1] < 5, "even where the whole suite runs at once"
    assert all(builds <= 4 for _, _, builds, _ in lasts), "one build for each generation at most"
