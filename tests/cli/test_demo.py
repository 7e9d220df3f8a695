"""``toolbox demo``: a site is made once, filled by the plugins, and never made out of somebody's own folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolbox_core.cli import cli
from toolbox_core.testing.servers import run_toolbox, serve


def _demo(folder: Path, *options: str) -> dict[str, object]:
    answer = CliRunner().invoke(cli, ["demo", str(folder), "--no-serve", "--json", *options])
    assert answer.exit_code == 0, answer.output
    made: dict[str, object] = json.loads(answer.stdout)
    return made


def test_the_second_run_makes_nothing_anew(tmp_path: Path) -> None:
    first = _demo(tmp_path / "demo")
    size = (tmp_path / "demo" / "data" / "toolbox.sqlite").stat().st_size
    second = _demo(tmp_path / "demo")
    assert "budget_portal" in first["enabled"]  # type: ignore[operator]
    assert second["enabled"] == []
    assert (tmp_path / "demo" / "data" / "toolbox.sqlite").stat().st_size == size


def test_a_plugin_that_somebody_disabled_stays_so(tmp_path: Path) -> None:
    _demo(tmp_path / "demo")
    site = tmp_path / "demo"
    assert run_toolbox("plugins", "disable", "budget_portal", site=site).returncode == 0
    assert _demo(site)["enabled"] == []


@pytest.mark.parametrize("name", ["toolbox.toml", "thesis.odt"])
def test_other_folders_are_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    answer = run_toolbox("demo", str(tmp_path), "--no-serve")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert len(answer.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_demo_is_served_at_the_port_asked_for(tmp_path: Path) -> None:
    with serve(tmp_path, str(tmp_path / "demo"), command="demo") as running:
        assert running.url.startswith("http://127.0.0.1:")
