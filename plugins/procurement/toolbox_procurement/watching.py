"""The watched folder: what is put into ``<folder>/<source>/`` is loaded, then moved to ``loaded/`` or ``refused/``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from toolbox_core import JobRun, ToolboxError
from toolbox_procurement.config import Config
from toolbox_procurement.indicators.guests import Guest
from toolbox_procurement.indicators.run import known
from toolbox_procurement.indicators.settings import Settings, check_names, read_settings
from toolbox_procurement.loading.draft import load_files
from toolbox_procurement.publishing.act import publish_version
from toolbox_procurement.schema import site_schemas

QUIET_SECONDS: Final = 10
"""A file that changed less than so long ago may still be on its way."""
_UNFINISHED: Final = (".part", ".tmp", ".filepart", ".crdownload")
FLAGS: Final = "procurement.ini"
LOADED: Final = "loaded"
REFUSED: Final = "refused"


def flag_settings(site: Path, guests: tuple[Guest, ...] = ()) -> Settings:
    """The site's settings of red flags: those of ``procurement.ini`` in its folder, or the defaults without one.

    ``guests`` are the indicators of other plugins. Raises ``ProcurementSettingsError`` for a file that names something
    unknown.
    """
    path = site / FLAGS
    if not path.is_file():
        return Settings(guests=guests)
    found = replace(read_settings(path), guests=guests)
    check_names(found, known(guests))
    return found


def watch(
    job: JobRun, config: Config | None, guests: tuple[Guest, ...] = (), *, now: float | None = None
) -> dict[str, Any] | None:
    """Load every file that waits. Leaves no trace when none does. ``guests``: indicators of other plugins."""
    folder = (config or Config()).watch
    waiting = list(_waiting(job.settings.path / folder, time.time() if now is None else now)) if folder else []
    if not waiting:
        job.leave_no_trace()
        return None
    loaded: list[str] = []
    refused: list[str] = []
    for path in waiting:
        job.check()
        try:
            outcome = load_files(
                job.database.write,
                job.settings.files,
                [path],
                source=path.parent.name,
                by="watched folder",
                schemas=site_schemas(job.settings.path),
            )
            if outcome.version is not None and (config or Config()).watch_publish and not outcome.rejected:
                with job.database.write() as session:
                    settings = flag_settings(job.settings.path, guests)
                    publish_version(session, outcome.version, by="watched folder", settings=settings)
        except ToolboxError as error:
            job.note(f"{path.name}: {error}", "warning")
            _move(path, REFUSED)
            refused.append(path.name)
        else:
            job.note(f"{path.name}: {outcome.releases:,} releases, {outcome.duplicates:,} known before.")
            _move(path, LOADED)
            loaded.append(path.name)
    return {"loaded": loaded, "refused": refused}


def _waiting(folder: Path, now: float) -> Iterator[Path]:
    """Files at rest in the sources' folders, the oldest first."""
    found = [
        (path.stat().st_mtime, path)
        for path in folder.glob("*/*")
        if path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _UNFINISHED
    ]
    yield from (path for changed, path in sorted(found) if changed <= now - QUIET_SECONDS)


def _move(path: Path, where: str) -> None:
    target = path.parent / where
    target.mkdir(exist_ok=True)
    place, number = target / path.name, 1
    while place.exists():
        number += 1
        place = target / f"{path.stem}-{number}{path.suffix}"
    path.rename(place)
