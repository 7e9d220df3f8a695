"""Figures for Prometheus: counted in each process, added up over all that live."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import Settings, load_settings
from toolbox_core.web.metrics import Metrics, exposition


def lines(text: str) -> dict[str, float]:
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    }


def test_answers_and_times_are_counted(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.observe("budget_portal", 200, 0.004)
    metrics.observe("budget_portal", 200, 0.3)
    metrics.observe("budget_portal", 500, 20.0)
    metrics.write()

    found = lines(exposition(tmp_path, {}))

    assert found['toolbox_answers_total{module="budget_portal",status="200"}'] == 2
    assert found['toolbox_answers_total{module="budget_portal",status="500"}'] == 1
    assert found['toolbox_answer_seconds_bucket{module="budget_portal",le="0.005"}'] == 1
    assert found['toolbox_answer_seconds_bucket{module="budget_portal",le="0.5"}'] == 2
    assert found['toolbox_answer_seconds_bucket{module="budget_portal",le="10.0"}'] == 2
    assert found['toolbox_answer_seconds_bucket{module="budget_portal",le="+Inf"}'] == 3
    assert found['toolbox_answer_seconds_count{module="budget_portal"}'] == 3
    assert found['toolbox_answer_seconds_sum{module="budget_portal"}'] == pytest.approx(20.304)


def test_processes_that_live_are_added_up_and_dead_ones_forgotten(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.observe("home", 200, 0.1)
    metrics.write()
    mine = tmp_path / f"metrics-{os.getpid()}.json"
    parent = tmp_path / f"metrics-{os.getppid()}.json"
    parent.write_bytes(mine.read_bytes())
    dead = tmp_path / "metrics-4194303.json"
    dead.write_bytes(mine.read_bytes())

    assert lines(exposition(tmp_path, {}))['toolbox_answers_total{module="home",status="200"}'] == 2
    assert not dead.exists()


def test_a_file_half_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / f"metrics-{os.getpid()}.json").write_text("{", encoding="utf-8")

    assert lines(exposition(tmp_path, {"toolbox_jobs": ("Jobs.", {'status="failed"': 2.0})})) == {
        'toolbox_jobs{status="failed"}': 2.0
    }


def test_a_full_disk_is_not_the_visitor_s_trouble(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file where the folder should be", encoding="utf-8")

    Metrics(tmp_path / "run").observe("home", 200, 0.1)


def answer(settings: Settings, client: str) -> tuple[int, str]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000", client=(client, 50000)) as http:
        http.get("/health")
        found = http.get("/metrics")
        return found.status_code, found.text


def test_by_default_only_this_machine_reads_them(settings: Settings) -> None:
    status, text = answer(settings, "127.0.0.1")

    assert status == 200
    assert 'toolbox_answers_total{module="health",status="200"} 1' in text
    assert 'toolbox_plugin_running{module="health"} 1' in text
    assert answer(settings, "192.0.2.7")[0] == 404


@pytest.mark.parametrize(("value", "status"), [("public", 200), ("off", 404)])
def test_the_owner_opens_or_closes_them(site: Path, value: str, status: int) -> None:
    settings = load_settings(site, environ={"TOOLBOX_SERVER_METRICS": value})

    assert answer(settings, "192.0.2.7")[0] == status
