"""The same run on a Dask cluster: fold on its workers, merge and finish here, with equal results.

The cluster is an existing one, named by its scheduler's address. Every worker must have this plugin in the same version
and must be able to read the file under the same path (a shared folder). Dask sends pickled objects: use only a
scheduler that you trust, over a network that you trust, or with its TLS certificates.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from toolbox_procurement.exceptions import ClusterError
from toolbox_procurement.indicators.run import Results, Run, work

_RANGE: Final = 64 * 1024**2
"""Bytes of one task: small enough that a slow worker does not keep the others waiting for long."""
PATIENCE: Final = 10
"""Seconds in which the scheduler must answer."""


def over_cluster(run: Run, path: Path, scheduler: str, *, range_bytes: int = _RANGE) -> Results:
    """Compute over a file of one compiled release per line, on the cluster of ``scheduler`` (``tcp://host:8786``).

    Raises ClusterError when Dask is not installed, the scheduler does not answer, it has no workers, or a worker
    cannot do its part.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(
            "Dask is not installed here.", fix="pip install 'opengov-toolbox-procurement[dask]'"
        ) from error
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"The scheduler {scheduler} does not answer.", fix="Check its address, such as tcp://host:8786."
        ) from error
    with client:
        slots = sum(client.nthreads().values())
        if slots == 0:
            raise ClusterError(f"The scheduler {scheduler} has no workers.", fix="Start some: dask worker ADDRESS")
        size = path.stat().st_size
        parts = max(1, min(size, max(slots, -(-size // range_bytes))))
        futures = client.map(work, run.jobs(path.absolute(), parts), pure=False)
        try:
            return run.joined(client.gather(futures))
        except FileNotFoundError as error:
            raise ClusterError(
                f"A worker cannot read {path.absolute()}.", fix="Put the file where every worker sees it."
            ) from error
        except ImportError as error:
            raise ClusterError(
                f"A worker lacks this plugin: {error}.", fix="Install the same version on every worker."
            ) from error
