"""Next year's files read with the saved descriptor of an earlier version."""

from __future__ import annotations

import copy
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal.descriptor import Package, parse_package
from toolbox_budget_portal.exceptions import UnknownVersion
from toolbox_budget_portal.models import BudgetVersion, Entity
from toolbox_budget_portal.rows import fold
from toolbox_core import DatasetVersion, FileStore, InputError, NotFound, find_version, open_table, source_path


def package_like(
    session: Session, originals: FileStore, version_id: int, files: Sequence[Path], entity: str
) -> tuple[Package, str]:
    """The descriptor of a version with other files in the place of its own, and the entity's slug.

    Each file takes the place of the resource whose file name or columns it shares. Code lists without a new file are
    used again as kept in ``originals`` (the site's folder of kept files); other resources without a file are left out
    (last year had consolidation entries, this year has none). Raises ``InputError`` when a file fits none.
    """
    version, slug = _saved(session, version_id)
    raw: dict[str, Any] = copy.deepcopy(dict(version.mapping))
    folder = Path(os.path.commonpath([path.resolve().parent for path in files]))
    resources: list[dict[str, Any]] = list(raw.get("resources", []))
    placed: dict[int, Path] = {}
    for path in files:
        at = _place(path, resources, placed)
        placed[at] = path
    lists = {found.name for found in parse_package(raw, folder).code_lists()}
    sources = {link.resource: source_path(originals, link.source) for link in version.sources}
    used, again = [], {}
    for at, resource in enumerate(resources):
        name = str(resource.get("name", ""))
        if at in placed:
            used.append({**resource, "path": placed[at].resolve().relative_to(folder).as_posix()})
        elif name in lists and name in sources:
            used.append(resource)
            again[name] = sources[name]
    raw["resources"] = used
    return replace(parse_package(raw, folder), kept=again), entity or slug


def _saved(session: Session, version_id: int) -> tuple[DatasetVersion, str]:
    budget = session.get(BudgetVersion, version_id)
    try:
        version = find_version(session, version_id)
    except NotFound:
        version = None
    if budget is None or version is None:
        raise UnknownVersion(f"There is no budget version {version_id}.", fix="`toolbox budget versions` lists them.")
    return version, session.get_one(Entity, budget.entity_id).slug


def _place(path: Path, resources: Sequence[dict[str, Any]], placed: dict[int, Path]) -> int:
    """Which resource a file takes the place of: the same file name, else the most columns in common."""
    free = [at for at in range(len(resources)) if at not in placed]
    for at in free:
        if Path(str(resources[at].get("path", ""))).name == path.name:
            return at
    with open_table(path) as table:
        header = {fold(name) for name in table.columns}
    scores = {at: _share(resources[at], header) for at in free}
    best = max(scores, key=lambda at: scores[at], default=None)
    if best is None or scores[best] < 0.5:
        raise InputError(
            f"{path.name} fits no file of the earlier version by its name or its columns.",
            fix="Propose a new descriptor with `toolbox budget inspect`.",
        )
    return best


def _share(resource: dict[str, Any], header: set[str]) -> float:
    names = {fold(str(entry.get("name", ""))) for entry in resource.get("schema", {}).get("fields", [])}
    return len(names & header) / len(names | header) if names else 0.0
