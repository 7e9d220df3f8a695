"""Who may run: the required tier, waivers, advisories, each taken up by the next look at the plugins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolbox_core.config import PolicySettings
from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import PluginBlocked
from toolbox_core.plugins.lifecycle import disable, enable
from toolbox_core.policy.archives import unpack_source, unpack_wheel
from toolbox_core.policy.catalogue import in_catalogue, read_catalogue
from toolbox_core.policy.gate import rules_here
from toolbox_core.policy.installing import offer
from toolbox_core.policy.targets import sources_folder
from toolbox_core.services.policy import advisories, verdicts, waivers
from toolbox_core.services.policy.models import PolicyAdvisory

DAY = date(2026, 1, 2)
Make = Callable[..., Path]


@pytest.fixture
def strict(world: Any) -> Any:
    """The same site, which requires silver."""
    return replace(world, settings=msgspec.structs.replace(world.settings, policy=PolicySettings(require="silver")))


def warn(world: Any, *rows: tuple[str, str, str]) -> None:
    with world.database.write() as session:
        listed = [
            PolicyAdvisory(id=id_, distribution=name, versions=versions, sentence="It leaks.", published=DAY, key="k")
            for id_, name, versions in rows
        ]
        advisories.replace_list(session, "k", listed, by="Ada")


def state(world: Any, plugin: str) -> tuple[str, str]:
    record = world.records()[plugin]
    return str(record.state), record.phase


def test_nothing_is_required_unless_the_site_says_so(world: Any, make: Make) -> None:
    make("alpha")
    enable(world.settings, world.database, "alpha", by="Ada")
    assert state(world, "alpha") == ("ACTIVE", "")


def test_below_the_required_tier(strict: Any, world: Any, make: Make) -> None:
    make("alpha")
    with pytest.raises(PluginBlocked, match="reaches the tier none, and this site requires silver"):
        enable(strict.settings, strict.database, "alpha", by="Ada")
    enable(world.settings, world.database, "alpha", by="Ada")
    assert state(strict, "alpha") == ("BLOCKED", "policy")
    assert strict.build().active == ()
    assert state(world, "alpha") == ("ACTIVE", ""), "the site that requires nothing"


def test_a_waiver_lets_it_run_until_its_day(strict: Any, world: Any, make: Make) -> None:
    make("alpha")
    enable(world.settings, world.database, "alpha", by="Ada")
    with strict.database.write() as session:
        made = waivers.grant(session, "alpha", reason="Nothing else does it yet.", until=utcnow().date(), by="Ada")
        number = made.id
    assert state(strict, "alpha") == ("ACTIVE", "")
    with strict.database.write() as session:
        session.get(type(made), number).until = utcnow().date() - timedelta(days=1)
    assert state(strict, "alpha") == ("BLOCKED", "policy")


def test_a_kept_verdict_counts_for_the_code_it_was_made_of(strict: Any, world: Any, make: Make) -> None:
    folder = make("alpha")
    enable(world.settings, world.database, "alpha", by="Ada")
    with strict.database.write() as session:
        verdicts.keep(
            session, "alpha", fingerprint=strict.records()["alpha"].fingerprint, version="1", tier="gold", findings=[]
        )
    assert state(strict, "alpha") == ("ACTIVE", "")
    (folder / "more.py").write_text("# more\n")
    assert state(strict, "alpha") == ("BLOCKED", "policy")


@pytest.mark.xdist_group("sharing")
def test_rules_of_running_plugins_count_when_a_plugin_is_enabled(
    world: Any, make: Make, shared_catalogue: Path, tmp_path: Path
) -> None:
    (wheel,) = shared_catalogue.glob("files/*.whl")
    (source,) = shared_catalogue.glob("files/*.tar.gz")
    unpack_wheel(wheel, world.packages)
    kept = sources_folder(world.settings, "opengov-toolbox-bridges", "1.2.0")
    unpack_source(source, tmp_path / "unpacked").rename(_folder_for(kept))
    make(
        "strict",
        """
        from toolbox_core import PolicyRule, hookimpl

        def no_bridges(target):
            if "bridges" in target.name:
                yield "No bridges here."

        @hookimpl
        def register_policy_checks():
            return [PolicyRule(id="strict-names", level="bronze", title="T", reason="r", source="s", fix="f",
                               check=no_bridges)]
        """,
    )
    enable(world.settings, world.database, "strict", by="Ada")  # while nothing is required
    settings = msgspec.structs.replace(world.settings, policy=PolicySettings(require="gold"))
    with world.database.write() as session:
        waivers.grant(session, "strict", reason="It only holds rules.", until=utcnow().date(), by="Ada")
    with pytest.raises(PluginBlocked, match="reaches the tier none, and this site requires gold"):
        enable(settings, world.database, "bridges", by="Ada")
    assert "No bridges here." in str(_findings(world, "bridges"))
    (listed,) = in_catalogue(read_catalogue(str(shared_catalogue)), "city", str(shared_catalogue))
    with offer(settings, world.database, listed, rules_here(settings, world.database)) as found:
        assert "No bridges here." in found.refusals[0]
    disable(settings, world.database, "strict", by="Ada")
    enable(settings, world.database, "bridges", by="Ada")
    assert state(world, "bridges") == ("ACTIVE", "")
    assert {one["rule"] for one in _findings(world, "bridges") if not one["ok"]} == {"addresses-public"}


def _folder_for(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _findings(world: Any, plugin: str) -> list[dict[str, Any]]:
    with world.database.read() as session:
        return list(verdicts.kept(session)[plugin].findings)


def test_an_advisory_holds_back_the_versions_it_names(world: Any, make: Make) -> None:
    make("alpha", version="1.4")
    make("beta", version="1.4")
    for plugin in ("alpha", "beta"):
        enable(world.settings, world.database, plugin, by="Ada")
    warn(world, ("A-1", "Tried_Alpha", "<1.5"), ("A-2", "tried-beta", "<1.4"))
    assert state(world, "alpha") == ("BLOCKED", "advisory")
    assert "A-1: It leaks." in world.records()["alpha"].error
    assert state(world, "beta") == ("ACTIVE", "")
    with world.database.write() as session:
        waivers.grant(session, "alpha", reason="Not reachable here.", until=utcnow().date(), by="Ada", about="A-1")
    assert state(world, "alpha") == ("ACTIVE", "")
    warn(world, ("A-3", "tried-beta", ">=1"))
    assert state(world, "beta") == ("BLOCKED", "advisory")
    warn(world)
    assert state(world, "beta") == ("ACTIVE", "")


def test_who_needs_a_held_back_plugin_is_held_back_too(world: Any, make: Make) -> None:
    make("alpha")
    make("beta", manifest={"requires": {"plugins": {"alpha": ""}}})
    for plugin in ("alpha", "beta"):
        enable(world.settings, world.database, plugin, by="Ada")
    warn(world, ("A-1", "tried-alpha", ""))
    assert state(world, "beta") == ("BLOCKED", "requirements")


def test_a_running_server_takes_an_advisory_up(world: Any, make: Make) -> None:
    make("alpha")
    enable(world.settings, world.database, "alpha", by="Ada")
    before = world.build()
    warn(world, ("A-1", "tried-alpha", ""))
    after = world.build()
    assert (before.active, after.active) == (("alpha",), ())
    assert after.generation > before.generation
