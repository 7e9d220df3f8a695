"""Preflight: states, phases and sentences, from manifests alone."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.db.models import PluginState
from toolbox_core.plugins.discovery import HOST_DISTRIBUTION, Found
from toolbox_core.plugins.manifest import parse_manifest
from toolbox_core.plugins.preflight import api_mismatch, survey
from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.testing.plugins import manifest_text


def found(plugin: str, /, *, version: str = "1.0", distribution: str = "", **sections: Any) -> Found:
    return Found(
        id=plugin,
        module=f"{plugin}.plugin",
        distribution=distribution or plugin,
        version=version,
        folder=None,
        manifest=parse_manifest(manifest_text(plugin, sections), plugin),
    )


def row(plugin: str, desired: str = "enabled", **values: Any) -> PluginState:
    return PluginState(id=plugin, desired=desired, **{"state": "ACTIVE", "config": {}, "table_prefix": "", **values})


def judge(
    *items: Found, enabled: str = "", rows: tuple[PluginState, ...] = (), **options: Any
) -> dict[str, PluginRecord]:
    known = {name: row(name) for name in enabled.split()} | {one.id: one for one in rows}
    pending, faults = options.pop("pending", {}), options.pop("faults", {})
    return {record.id: record for record in survey(items, known, pending, faults, **options)}


def test_installed_is_not_enabled() -> None:
    record = judge(found("alpha"))["alpha"]
    assert (record.desired, record.state) == ("disabled", "DISABLED")


def test_an_enabled_plugin_may_run() -> None:
    record = judge(found("alpha"), enabled="alpha")["alpha"]
    assert (record.desired, record.state, record.error) == ("enabled", "DISCOVERED", "")


def test_default_plugins_are_on_unless_switched_off() -> None:
    home = found("home", distribution=HOST_DISTRIBUTION, plugin={"kind": "default"})
    assert judge(home)["home"].is_enabled
    assert not judge(home, rows=(row("home", "disabled"),))["home"].is_enabled


def test_an_invalid_manifest() -> None:
    record = judge(Found(id="alpha", module="m.n", distribution="d", version="1", error="It is odd."), enabled="alpha")
    assert (record["alpha"].state, record["alpha"].phase, record["alpha"].error) == (
        "INVALID",
        "manifest",
        "It is odd.",
    )


def test_an_api_range_that_does_not_fit() -> None:
    record = judge(found("alpha", plugin={"api": ">=9"}), enabled="alpha")["alpha"]
    assert (record.state, record.phase) == ("INCOMPATIBLE", "api")
    assert ">=9" in record.error
    assert "this host offers" in record.error
    assert "is not a version range" in api_mismatch("at least one")


def test_a_package_that_is_gone() -> None:
    gone = row("alpha", distribution="tried-alpha", table_prefix="alpha_", version="2")
    record = judge(found("beta"), enabled="beta", rows=(gone,))
    assert record["alpha"].state == "MISSING"
    assert "tried-alpha" in record["alpha"].error
    assert "plugins purge alpha" in record["alpha"].error
    assert record["beta"].state == "DISCOVERED"


def test_a_requirement_that_is_not_enabled() -> None:
    record = judge(found("alpha", requires={"plugins": {"beta": ""}}), found("beta"), enabled="alpha")["alpha"]
    assert (record.state, record.phase) == ("BLOCKED", "requirements")
    assert "toolbox plugins enable beta" in record.error
    assert "--with-requirements" in record.error


def test_a_requirement_that_is_not_installed() -> None:
    record = judge(found("alpha", requires={"plugins": {"beta": ""}}), enabled="alpha")["alpha"]
    assert (record.state, record.phase) == ("BLOCKED", "requirements")
    assert "not installed" in record.error


def test_a_requirement_of_another_version() -> None:
    alpha = found("alpha", requires={"plugins": {"beta": ">=2"}})
    record = judge(alpha, found("beta", version="1.5"), enabled="alpha beta")["alpha"]
    assert (record.state, record.error) == ("INCOMPATIBLE", "It requires beta >=2, and beta 1.5 is installed.")
    assert judge(alpha, found("beta", version="2.1"), enabled="alpha beta")["alpha"].state == "DISCOVERED"


def test_a_range_that_is_none() -> None:
    record = judge(found("alpha", requires={"plugins": {"beta": "new"}}), found("beta"), enabled="alpha beta")["alpha"]
    assert record.state == "INVALID"


def test_a_requirement_that_cannot_run_holds_its_dependents() -> None:
    record = judge(
        found("alpha", requires={"plugins": {"beta": ""}}), found("beta", plugin={"api": ">=9"}), enabled="alpha beta"
    )["alpha"]
    assert record.state == "BLOCKED"
    assert "INCOMPATIBLE" in record.error


def test_a_circle_is_named() -> None:
    records = judge(
        found("alpha", requires={"plugins": {"beta": ""}}),
        found("beta", requires={"plugins": {"gamma": ""}}),
        found("gamma", requires={"plugins": {"alpha": ""}}),
        found("delta"),
        enabled="alpha beta gamma delta",
    )
    for name in ("alpha", "beta", "gamma"):
        assert records[name].state == "INVALID"
        assert "alpha, beta, gamma" in records[name].error
    assert records["delta"].state == "DISCOVERED"


def test_a_circle_of_mere_wishes_is_ignored() -> None:
    records = judge(
        found("alpha", requires={"after": ["beta"]}), found("beta", requires={"after": ["alpha"]}), enabled="alpha beta"
    )
    assert {record.state for record in records.values()} == {"DISCOVERED"}


@pytest.mark.parametrize(
    ("provides", "words"),
    [
        ({"addresses": ["/open"]}, "the address /open"),
        ({"api": "/open"}, "/api/v1/open"),
        ({"cli": {"open": {"target": "a.b:c", "help": "x"}}}, "`toolbox open`"),
    ],
)
def test_two_plugins_cannot_have_the_same_thing(provides: dict[str, Any], words: str) -> None:
    records = judge(found("alpha", provides=provides), found("beta", provides=provides), enabled="alpha beta")
    assert records["alpha"].state == "DISCOVERED"
    assert (records["beta"].state, records["beta"].phase) == ("BLOCKED", "addresses")
    assert words in records["beta"].error
    assert "alpha" in records["beta"].error


def test_pending_migrations() -> None:
    records = judge(found("alpha"), found("beta"), enabled="alpha beta", pending={"alpha": ["0001", "0002"]})
    assert (records["alpha"].state, records["alpha"].phase) == ("NEEDS_MIGRATION", "migrations")
    assert "toolbox migrate" in records["alpha"].error
    assert records["beta"].state == "DISCOVERED"


def test_migrations_that_cannot_run() -> None:
    record = judge(found("alpha"), enabled="alpha", faults={"alpha": "Too old."})["alpha"]
    assert (record.state, record.phase, record.error) == ("BLOCKED", "migrations", "Too old.")


def test_safe_mode_lets_only_the_hosts_own_run() -> None:
    home = found("home", distribution=HOST_DISTRIBUTION, plugin={"kind": "default"})
    records = judge(home, found("alpha"), enabled="alpha", safe_mode=True)
    assert (records["home"].state, records["alpha"].state, records["alpha"].desired) == (
        "DISCOVERED",
        "DISABLED",
        "enabled",
    )


def test_a_refused_trial_is_shown_until_the_code_changes() -> None:
    failed = row("alpha", "disabled", state="FAILED", phase="import", error="Boom.", fingerprint="")
    assert judge(found("alpha"), rows=(failed,))["alpha"].error == "Boom."
    failed.fingerprint = "older"
    assert judge(found("alpha"), rows=(failed,))["alpha"].state == "DISABLED"


@given(st.data())
def test_the_order_depends_on_ids_and_manifests_only(data: st.DataObject) -> None:
    names = ["a1", "b1", "c1", "d1", "e1"]
    needs = {name: data.draw(st.sets(st.sampled_from(names))) - {name} for name in names}
    items = [found(name, requires={"plugins": dict.fromkeys(sorted(needs[name]), "")}) for name in names]
    orders = set()
    for shuffled in itertools.islice(itertools.permutations(items), 0, 120, 17):
        records = survey(shuffled, {}, {}, {})
        orders.add(tuple((record.id, record.state) for record in records))
    assert len(orders) == 1
    (order,) = orders
    place = {name: number for number, (name, _) in enumerate(order)}
    states = dict(order)
    for name in names:
        if states[name] != "INVALID":
            assert all(place[other] < place[name] for other in needs[name] if states[other] != "INVALID")
