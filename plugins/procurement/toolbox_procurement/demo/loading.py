"""Taking the demo's releases through the ordinary import and publication."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from toolbox_core import FileStore, current_versions
from toolbox_procurement.demo import releases
from toolbox_procurement.loading.draft import load_files
from toolbox_procurement.publishing.act import PLUGIN, publish_version

SEED = 2025
NATIONAL, CITY = 220, 90
"""How many processes there are."""
PUBLISHER = "Demo"
LICENCE = "CC-BY-4.0"


def load_demo(session: Session, files: FileStore, workdir: Path) -> None:
    """Publish the contracts of the republic's ministries and of the city, unless they are there.

    ``files`` is the site's folder of kept originals, ``workdir`` an empty folder for the files made on the way.
    """
    _publish(session, files, workdir, "aldora", "Republic of Aldora", "aldora", releases.national(SEED, NATIONAL))
    _publish(session, files, workdir, "port-sennen", "City of Port Sennen", "", releases.city(SEED + 1, CITY))


def _publish(
    session: Session, files: FileStore, workdir: Path, slug: str, name: str, place: str, made: Iterable[dict[str, Any]]
) -> None:
    if current_versions(session, f"{PLUGIN}/{slug}"):
        return
    path = workdir / f"releases-{slug}.jsonl"
    with path.open("wb") as stream:
        stream.writelines(msgspec.json.encode(release) + b"\n" for release in made)
    outcome = load_files(
        lambda: nullcontext(session),
        files,
        [path],
        source=slug,
        name=name,
        jurisdiction=place,
        licence=LICENCE,
        by=PUBLISHER,
    )
    if outcome.version is not None:
        publish_version(session, outcome.version, by=PUBLISHER)
