"""Next year's files read with the saved descriptor of an earlier version."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal.descriptor import Package, parse_package
from toolbox_budget_portal.descriptor.proposal import Proposal
from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.descriptor.resuming import resume
from toolbox_budget_portal.descriptor.words import file_is_elimination
from toolbox_budget_portal.exceptions import UnknownVersion
from toolbox_budget_portal.models import BudgetVersion, Entity
from toolbox_budget_portal.rows import fold
from toolbox_core import (
    DatasetVersion,
    FileStore,
    InputError,
    LimitSettings,
    NotFound,
    find_version,
    open_table,
    source_path,
)


def package_like(
    session: Session, originals: FileStore, version_id: int, files: Sequence[Path], entity: str
) -> tuple[Package, str]:
    """The descriptor of a version with other files in the place of its own, and the entity's slug.

    Each file takes the place of the resource whose file name or columns it shares. Code lists without a new file are
    used again as kept in ``originals`` (the site's folder of kept files); other resources without a file are left out
    (last year had consolidation entries, this year has none). Raises ``InputError`` when a file fits none.
    """
    version, slug = saved(session, version_id)
    raw: dict[str, Any] = copy.deepcopy(dict(version.mapping))
    folder = Path(os.path.commonpath([path.resolve().parent for path in files]))
    resources: list[dict[str, Any]] = list(raw.get("resources", []))
    places = place(files, resources)
    for path in files:
        if path not in places:
            raise InputError(
                f"{path.name} fits no file of the earlier version by its name or its columns.",
                fix="Propose a new descriptor with `toolbox budget inspect`.",
            )
    placed = {at: path for path, at in places.items()}
    again = kept_lists(session, originals, version_id)
    used = []
    for at, resource in enumerate(resources):
        if at in placed:
            used.append({**resource, "path": placed[at].resolve().relative_to(folder).as_posix()})
        elif str(resource.get("name", "")) in again:
            used.append(resource)
    raw["resources"] = used
    return replace(parse_package(raw, folder), kept=_without(again, placed, resources)), entity or slug


def kept_lists(session: Session, originals: FileStore, version_id: int) -> dict[str, Path]:
    """The code lists of a version as they are kept, by resource. Raises ``UnknownVersion``."""
    version, _ = saved(session, version_id)
    lists = {found.name for found in parse_package(dict(version.mapping), Path()).code_lists()}
    return {link.resource: source_path(originals, link.source) for link in version.sources if link.resource in lists}


def _without(
    again: Mapping[str, Path], placed: Mapping[int, Path], resources: Sequence[Mapping[str, Any]]
) -> dict[str, Path]:
    new = {str(resources[at].get("name", "")) for at in placed}
    return {name: path for name, path in again.items() if name not in new}


def saved(session: Session, version_id: int) -> tuple[DatasetVersion, str]:
    """A version and the slug of its entity. Raises ``UnknownVersion``."""
    budget = session.get(BudgetVersion, version_id)
    try:
        version = find_version(session, version_id)
    except NotFound:
        version = None
    if budget is None or version is None:
        raise UnknownVersion(f"There is no budget version {version_id}.", fix="`toolbox budget versions` lists them.")
    return version, session.get_one(Entity, budget.entity_id).slug


def place(paths: Sequence[Path], resources: Sequence[Mapping[str, Any]]) -> dict[Path, int]:
    """Which resource each file takes the place of: first by the same file name, then by the most columns in common.

    Consolidation entries only take the place of consolidation entries. Files that fit nothing are left out.
    """
    found: dict[Path, int] = {}
    names = {Path(str(resource.get("path", ""))).name: at for at, resource in reversed(list(enumerate(resources)))}
    for path in paths:
        if path.name in names and names[path.name] not in found.values():
            found[path] = names[path.name]
    for path in paths:
        if path in found:
            continue
        with open_table(path) as table:
            header = {fold(name) for name in table.columns}
        moved = file_is_elimination(path.stem)
        scores = {
            at: _share(resource, header)
            for at, resource in enumerate(resources)
            if at not in found.values() and moved == file_is_elimination(Path(str(resource.get("path", ""))).stem)
        }
        best = max(scores, key=lambda at: scores[at], default=None)
        if best is not None and scores[best] >= 0.5:
            found[path] = best
    return found


def _share(resource: Mapping[str, Any], header: set[str]) -> float:
    names = {fold(str(entry.get("name", ""))) for entry in resource.get("schema", {}).get("fields", [])}
    return len(names & header) / len(names | header) if names else 0.0


def propose_like(
    session: Session, originals: FileStore, version_id: int, files: Sequence[Path], limits: LimitSettings | None = None
) -> tuple[Proposal, dict[str, Path]]:
    """A proposal that reads the files as a version was read, and the code lists of that version that go on.

    A file that takes no earlier file's place is proposed by its own content, and said to be new; what is different in
    the others stands in their questions. Raises ``UnknownVersion``, ``UnreadableFile`` or ``InputError``.
    """
    version, _ = saved(session, version_id)
    when = str(session.get_one(BudgetVersion, version_id).fiscal_year)
    fresh = propose(files, limits=limits)
    resources = list(dict(version.mapping).get("resources", []))
    places = place(files, resources)
    again = _without(kept_lists(session, originals, version_id), {at: path for path, at in places.items()}, resources)
    used, names = [], {str(resources[at].get("name", "")) for at in places.values()} | set(again)
    for path, file, own in zip(files, fresh.files, fresh.descriptor["resources"], strict=True):
        if path in places:
            used.append(resume(resources[places[path]], file, own, when))
            continue
        while own["name"] in names:
            own["name"] += "-new"
        names.add(own["name"])
        file.questions.insert(0, f"{path.name} has no counterpart in {when}: check each of its columns.")
        used.append(own)
    for at, resource in enumerate(resources):
        if str(resource.get("name", "")) in again:
            used.append(resource)
        elif at not in places.values():
            fresh.files[0].questions.append(
                f"{resource.get('path')} of {when} has no counterpart now: nothing is read for it."
            )
    descriptor = {**copy.deepcopy(dict(version.mapping)), "resources": used}
    return Proposal(fresh.files, descriptor), again
