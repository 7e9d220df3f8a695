"""Enable, disable, configure: judged, tried, then written in one transaction."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.db.generation import generations
from toolbox_core.db.models import PluginState
from toolbox_core.exceptions import DatabaseProblem, PluginBlocked, PluginFailed, UnknownPlugin
from toolbox_core.plugins.activation import activate
from toolbox_core.plugins.changes import (
    Change,
    carry_out,
    configuration,
    configure,
    dependents,
    disable,
    enable,
    read_assignments,
)
from toolbox_core.services import audit
from toolbox_core.testing.plugins import forget

Make = Callable[..., Path]
CANARY = "canary-7f3a"
CONFIG = """\
import msgspec
from toolbox_core import Secret
class Mail(msgspec.Struct):
    host: str = ""
    password: Secret = ""
class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: Secret = ""
    page_size: int = 50
    tags: tuple[str, ...] = ()
    mail: Mail | None = None
"""
CONFIGURED: dict[str, dict[str, object]] = {"config": {"schema": "tried_alpha.config:Config", "version": 3}}


def generation(world: Any) -> int:
    with world.database.read() as session:
        return generations(session)[0]


def test_enable_takes_effect_and_is_written_down(any_world: Any, make: Make) -> None:
    make("alpha")
    before = generation(any_world)
    assert enable(any_world.settings, any_world.database, "alpha", by="Ada") == [Change("enable", "alpha")]
    assert generation(any_world) == before + 1
    assert any_world.build().active == ("alpha",)
    with any_world.database.read() as session:
        row = session.get_one(PluginState, "alpha")
        assert (row.desired, row.state, row.changed_by, row.version) == ("enabled", "ACTIVE", "Ada", "1.0.0")
        (entry,) = audit.entries(session, target="alpha")
        assert (entry.actor, entry.action) == ("Ada", "plugin.enable")


def test_enabling_twice_changes_nothing(world: Any, make: Make) -> None:
    make("alpha")
    enable(world.settings, world.database, "alpha", by="Ada")
    before = generation(world)
    assert enable(world.settings, world.database, "alpha", by="Ada") == []
    assert generation(world) == before


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("raise RuntimeError('boom')", "import"),
        ("from toolbox_core import hookimpl\n@hookimpl\ndef register_routes(): raise RuntimeError('boom')", "setup"),
        ("from toolbox_core import hookimpl\n@hookimpl\ndef register_rutes(): return []", "hook"),
    ],
)
def test_a_failed_trial_changes_no_desire_and_is_remembered(world: Any, make: Make, code: str, phase: str) -> None:
    make("alpha", code)
    before = generation(world)
    with pytest.raises(PluginFailed) as caught:
        enable(world.settings, world.database, "alpha", by="Ada")
    assert "\n" not in str(caught.value)
    record = world.records()["alpha"]
    assert (record.desired, record.phase) == ("disabled", phase)
    assert record.state in ("FAILED", "INVALID")
    assert record.error
    assert generation(world) == before
    assert world.build().active == ()
    assert world.records()["alpha"].state == record.state, "building a registry does not wipe it out"


def test_a_mended_plugin_can_be_enabled(world: Any, make: Make) -> None:
    make("alpha", "raise RuntimeError('boom')")
    with pytest.raises(PluginFailed):
        enable(world.settings, world.database, "alpha", by="Ada")
    make("alpha")
    assert world.records()["alpha"].state == "DISABLED", "what was observed of other code says nothing"
    forget(world.packages)
    enable(world.settings, world.database, "alpha", by="Ada")
    assert world.records()["alpha"].state == "ACTIVE"


def test_an_unknown_id_gets_a_hint(world: Any, make: Make) -> None:
    make("alpha")
    for function in (enable, disable):
        with pytest.raises(UnknownPlugin, match="Did you mean alpha"):
            function(world.settings, world.database, "alpah", by="Ada")


def test_requirements_come_first_and_dependents_last(world: Any, make: Make) -> None:
    make("alpha", manifest={"requires": {"plugins": {"beta": ""}}})
    make("beta", manifest={"requires": {"plugins": {"gamma": ""}}})
    make("gamma")
    with pytest.raises(PluginBlocked, match="toolbox plugins enable beta"):
        enable(world.settings, world.database, "alpha", by="Ada")
    done = enable(world.settings, world.database, "alpha", by="Ada", with_requirements=True)
    assert done == [Change("enable", "gamma"), Change("enable", "beta"), Change("enable", "alpha")]
    assert world.build().active == ("gamma", "beta", "alpha")
    with pytest.raises(PluginBlocked, match="beta requires it") as caught:
        disable(world.settings, world.database, "gamma", by="Ada")
    assert "--with-dependents" in caught.value.fix
    assert dependents(list(world.records().values()), "gamma") == ["beta", "alpha"]
    disable(world.settings, world.database, "gamma", by="Ada", with_dependents=True)
    assert world.build().active == ()


def test_a_missing_requirement_is_named(world: Any, make: Make) -> None:
    make("alpha", manifest={"requires": {"plugins": {"omega": ""}}})
    with pytest.raises(PluginBlocked, match="omega, which is not installed"):
        enable(world.settings, world.database, "alpha", by="Ada", with_requirements=True)


def test_several_changes_are_all_or_nothing(world: Any, make: Make) -> None:
    make("alpha")
    make("beta", "raise RuntimeError('boom')")
    with pytest.raises(PluginFailed):
        carry_out(world.settings, world.database, enable=["alpha", "beta"], by="Ada")
    records = world.records()
    assert (records["alpha"].desired, records["beta"].desired) == ("disabled", "disabled")


def test_two_administrators_at_once(world: Any, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make("alpha")
    make("beta")
    where = "toolbox_core.plugins.changes.activate"

    def meanwhile(*arguments: Any) -> Any:
        monkeypatch.setattr(where, activate)
        enable(world.settings, world.database, "beta", by="Bob")
        return activate(*arguments)

    monkeypatch.setattr(where, meanwhile)
    with pytest.raises(DatabaseProblem, match="Try again"):
        enable(world.settings, world.database, "alpha", by="Ada")
    assert world.records()["alpha"].desired == "disabled"
    assert world.records()["beta"].desired == "enabled"


def test_a_plugin_that_is_gone_can_be_disabled_and_not_enabled(any_world: Any, make: Make) -> None:
    make("alpha")
    enable(any_world.settings, any_world.database, "alpha", by="Ada")
    for gone in any_world.packages.glob("tried_alpha*"):
        shutil.rmtree(gone)
    with pytest.raises(PluginBlocked, match="not installed any more"):
        enable(any_world.settings, any_world.database, "alpha", by="Ada")
    disable(any_world.settings, any_world.database, "alpha", by="Ada")
    record = any_world.records()["alpha"]
    assert (record.desired, record.state, record.version) == ("disabled", "MISSING", "1.0.0")


def test_a_plugin_whose_manifest_broke_can_be_disabled(world: Any, make: Make) -> None:
    make("alpha")
    enable(world.settings, world.database, "alpha", by="Ada")
    make("alpha", manifest="manifest_version = [")
    assert (world.records()["alpha"].desired, world.records()["alpha"].state) == ("enabled", "INVALID")
    disable(world.settings, world.database, "alpha", by="Ada")
    assert world.records()["alpha"].desired == "disabled"


def test_disabling_keeps_configuration(world: Any, make: Make) -> None:
    make("alpha", manifest=CONFIGURED, files={"config.py": CONFIG})
    configure(world.settings, world.database, "alpha", {"page_size": 10}, by="Ada")
    enable(world.settings, world.database, "alpha", by="Ada")
    disable(world.settings, world.database, "alpha", by="Ada")
    assert disable(world.settings, world.database, "alpha", by="Ada") == []
    assert configuration(world.settings, world.database, "alpha")["page_size"] == 10


def test_configure_is_checked_by_the_schema(any_world: Any, make: Make) -> None:
    make("alpha", manifest=CONFIGURED, files={"config.py": CONFIG})
    settings, database = any_world.settings, any_world.database
    values = read_assignments(settings, database, "alpha", ["page_size=20", f"token={CANARY}", "tags=a, b"])
    assert values == {"page_size": 20, "token": CANARY, "tags": ["a", "b"]}
    configure(settings, database, "alpha", values, by="Ada")
    assert configuration(settings, database, "alpha") == {
        "token": "(set, not shown)",
        "page_size": 20,
        "tags": ["a", "b"],
        "mail": None,
    }
    configure(settings, database, "alpha", read_assignments(settings, database, "alpha", ["token="]), by="Ada")
    assert configuration(settings, database, "alpha")["token"] is None
    with pytest.raises(PluginBlocked, match="Did you mean 'page_size'"):
        read_assignments(settings, database, "alpha", ["page_siz=1"])
    with pytest.raises(PluginBlocked, match="'page_size' does not fit"):
        read_assignments(settings, database, "alpha", ["page_size=many"])
    with pytest.raises(PluginBlocked, match="key=value"):
        read_assignments(settings, database, "alpha", ["page_size"])
    with pytest.raises(PluginBlocked, match="does not fit"):
        configure(settings, database, "alpha", {"page_size": "many"}, by="Ada")
    with database.read() as session:
        assert session.get_one(PluginState, "alpha").config_version == 3


def test_secrets_are_in_no_message_log_or_audit(world: Any, make: Make, caplog: pytest.LogCaptureFixture) -> None:
    make("alpha", manifest=CONFIGURED, files={"config.py": CONFIG})
    secret = {"token": CANARY, "mail": {"host": "mail.example", "password": CANARY}}
    configure(world.settings, world.database, "alpha", secret, by="Ada")
    shown = configuration(world.settings, world.database, "alpha")
    assert shown["mail"] == {"host": "mail.example", "password": "(set, not shown)"}
    for broken in ({"token": [CANARY]}, {"mail": {"password": {"x": CANARY}}}):
        with pytest.raises(PluginBlocked) as caught:
            configure(world.settings, world.database, "alpha", broken, by="Ada")
        assert CANARY not in str(caught.value)
    with world.database.read() as session:
        assert all(CANARY not in str(entry.detail) for entry in audit.entries(session))
        assert audit.entries(session)[0].detail == {"keys": ["mail", "token"]}
    assert CANARY not in caplog.text
    assert all(CANARY not in str(record.to_dict()) for record in world.records().values())


def test_a_running_plugin_is_tried_with_its_new_configuration(world: Any, make: Make) -> None:
    code = (
        "from toolbox_core import hookimpl\n@hookimpl\ndef register_routes(context):\n"
        "    if context.config.page_size > 100: raise ValueError('too many')\n    return []\n"
    )
    make("alpha", code, CONFIGURED, files={"config.py": CONFIG})
    enable(world.settings, world.database, "alpha", by="Ada")
    with pytest.raises(PluginFailed, match="too many"):
        configure(world.settings, world.database, "alpha", {"page_size": 1000}, by="Ada")
    assert world.records()["alpha"].state == "ACTIVE"
    assert configuration(world.settings, world.database, "alpha")["page_size"] == 50
    assert configure(world.settings, world.database, "alpha", {"page_size": 60}, by="Ada")
    assert world.build().active == ("alpha",)


def test_a_plugin_that_needs_configuration_says_how(world: Any, make: Make) -> None:
    make("alpha", manifest=CONFIGURED, files={"config.py": CONFIG.replace('token: Secret = ""', "token: Secret")})
    with pytest.raises(PluginBlocked, match="toolbox plugins configure alpha"):
        enable(world.settings, world.database, "alpha", by="Ada")
    assert world.records()["alpha"].state == "NEEDS_CONFIG"
    configure(world.settings, world.database, "alpha", {"token": CANARY}, by="Ada")
    enable(world.settings, world.database, "alpha", by="Ada")
    assert world.records()["alpha"].state == "ACTIVE"


def test_a_plugin_without_configuration_says_so(world: Any, make: Make) -> None:
    make("alpha")
    for attempt in (
        lambda: configuration(world.settings, world.database, "alpha"),
        lambda: configure(world.settings, world.database, "alpha", {"a": 1}, by="Ada"),
    ):
        with pytest.raises(PluginBlocked, match="nothing to configure"):
            attempt()
