"""On a real Dask cluster of two processes the results are those of one process; what lacks is said in a sentence."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from toolbox_procurement.cli import procurement
from toolbox_procurement.exceptions import ClusterError
from toolbox_procurement.indicators import output
from toolbox_procurement.indicators.cluster import over_cluster
from toolbox_procurement.indicators.run import Run
from toolbox_procurement.indicators.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples" / "indicators"
# What Dask's own threads leave to the collector when a cluster closes is not ours to fail on.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A scheduler and two workers, each a process of its own, on loopback."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, worker_dashboard_address=None
    ) as running:
        yield running


@pytest.fixture
def lines(write: Callable[..., Path]) -> Path:
    return write("all.jsonl", b"".join(path.read_bytes() for path in sorted(EXAMPLES.glob("*.jsonl"))))


@pytest.mark.parametrize("compat", [True, False])
def test_a_cluster_finds_what_one_process_finds(cluster: LocalCluster, lines: Path, compat: bool) -> None:
    run = Run(Settings(), compat=compat)
    alone = output.document(run.over_file(lines, 1))
    spread = output.document(over_cluster(run, lines, cluster.scheduler_address, range_bytes=40_000))
    assert spread == alone
    assert alone["processes"] > 50


def test_the_command_takes_the_address(cluster: LocalCluster, lines: Path) -> None:
    runner = CliRunner()
    alone = runner.invoke(procurement, ["flags", str(lines), "--json"])
    spread = runner.invoke(procurement, ["flags", str(lines), "--json", "--scheduler", cluster.scheduler_address])
    assert (alone.exit_code, spread.exit_code) == (0, 0)
    assert spread.stdout == alone.stdout


def test_nobody_answers(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolbox_procurement.indicators.cluster.PATIENCE", 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(ClusterError, match="does not answer"):
            over_cluster(Run(Settings()), lines, address)


def test_no_workers(lines: Path) -> None:
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as idle,
        pytest.raises(ClusterError, match="has no workers"),
    ):
        over_cluster(Run(Settings()), lines, idle.scheduler_address)


def test_a_worker_that_cannot_see_the_file(cluster: LocalCluster, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(Settings())
    elsewhere = [job._replace(path="/nowhere/all.jsonl") for job in run.jobs(lines, 2)]
    monkeypatch.setattr(run, "jobs", lambda *_: elsewhere)
    with pytest.raises(ClusterError, match="cannot read"):
        over_cluster(run, lines, cluster.scheduler_address)
