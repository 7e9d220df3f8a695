"""Uploaded files on their way to a draft: where they wait, and the two background jobs of each importer.

The first job looks at the files and proposes, the second stores what they hold, in one transaction with the news that
it is done. Files that became no draft are swept away after a week.
"""

from __future__ import annotations

import secrets
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from toolbox_core.importing.importers import ImportAnswers
from toolbox_core.services import audit
from toolbox_core.services.jobs import queue

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.importing.importers import Importer
    from toolbox_core.plugins.registry import Registry
    from toolbox_core.services.jobs.worker import JobFunction, JobRun

INSPECT, DRAFT = "inspect", "draft"
KEPT_SECONDS = 7 * 86400


def upload_folder(settings: Settings, key: str) -> Path:
    """The folder of one upload; ``key`` as ``new_upload`` gave it."""
    return settings.path / "data" / "uploads" / key


def new_upload(settings: Settings) -> str:
    """Make a folder for one upload and return its key."""
    key = secrets.token_hex(12)
    upload_folder(settings, key).mkdir(parents=True)
    return key


def sweep_uploads(settings: Settings, *, now: float | None = None) -> int:
    """Delete uploads that became no draft within a week; returns how many."""
    moment = time.time() if now is None else now
    base = upload_folder(settings, "")
    old = [folder for folder in base.glob("*") if folder.stat().st_mtime < moment - KEPT_SECONDS]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def kind_of(plugin: str, act: str, importer: Importer) -> str:
    """The kind under which an importer's job is queued."""
    return f"{plugin}:{act}-{importer.id}"


def jobs_of(registry: Registry) -> dict[str, JobFunction]:
    """The jobs of every importer of every active plugin, by kind."""
    found: dict[str, JobFunction] = {}
    for plugin, importer in registry.importers:
        found[kind_of(plugin, INSPECT, importer)] = _inspecting(importer)
        found[kind_of(plugin, DRAFT, importer)] = _drafting(importer)
    return found


def _inspecting(importer: Importer) -> JobFunction:
    def run(job: JobRun) -> dict[str, Any]:
        folder = upload_folder(job.settings, job.payload["upload"])
        paths, limits = [folder / name for name in job.payload["names"]], job.settings.limits
        like = job.payload.get("like")
        if like and importer.replay is not None:
            with job.database.read() as session:
                proposal = importer.replay(session, paths, like, job.settings.files, limits)
        else:
            proposal = importer.inspect(paths, limits)
        return {"proposal": msgspec.to_builtins(proposal)}

    return run


def _drafting(importer: Importer) -> JobFunction:
    def run(job: JobRun) -> dict[str, Any] | None:
        with job.database.read() as session:
            inspected = queue.find(session, job.payload["inspected"]).result
        folder = upload_folder(job.settings, job.payload["upload"])
        answers = ImportAnswers(
            state=inspected["proposal"]["state"],
            fields=job.payload["fields"],
            columns=job.payload["columns"],
            folder=folder,
            files=job.settings.files,
            limits=job.settings.limits,
            by=job.by,
            progress=lambda _: job.check(),
        )
        with job.database.write() as session:
            versions = list(importer.draft(session, answers))
            for version in versions:
                detail = {"importer": importer.id, "files": job.payload["names"]}
                audit.record(session, actor=job.by, action="version.draft", target=f"version:{version}", detail=detail)
            job.finish(session, {"versions": versions})
        shutil.rmtree(folder, ignore_errors=True)
        return None

    return run
