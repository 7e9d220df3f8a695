"""``toolbox demo``: a site is made once, filled by the plugins, and never made out of somebody's own folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolbox_core import find_metric
from toolbox_core.cli import cli
from toolbox_core.config import load_settings
from toolbox_core.db import Database
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


def test_commitments_of_the_demo_point_at_figures_of_other_modules(tmp_path: Path) -> None:
    _demo(tmp_path / "demo")
    database = Database(load_settings(tmp_path / "demo", environ={}).database_url)
    with database.read() as session:
        names = ("procurement:processes", "budget_portal:documents_on_time")
        figures = [find_metric(session, name) for name in names]
    database.close()
    values = [found.newest.value for found in figures if found is not None and found.newest is not None]
    assert values[0] == 311
    assert values[1] is not None
    assert 0 < values[1] < 100


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
