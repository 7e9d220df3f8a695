"""Boundaries: the regions that maps are drawn from. An administrator loads them; every module may draw them.

The file is kept as it came, with its hash; beside it stands what is drawn, made light once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from toolbox_core.config import FileStore
from toolbox_core.db.generation import renew_pages
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.geography.matching import Matching, match_regions
from toolbox_core.geography.reading import Reading
from toolbox_core.geography.shapes import Region, Shape, read_shape, write_shape
from toolbox_core.geography.simplifying import Simplified, simplify
from toolbox_core.services.audit import record
from toolbox_core.services.boundaries.models import BoundaryRegion, BoundarySet
from toolbox_core.services.provenance import store_source
from toolbox_core.text import printable

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MEDIA_TYPE = "application/geo+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """A set of regions ready to draw, and what must be said of it: title, licence (SPDX), who made it."""

    slug: str
    title: str
    licence: str
    origin: str
    regions: tuple[Region, ...]


def boundary_sets(session: Session) -> list[BoundarySet]:
    """Every set, by name."""
    return list(session.scalars(select(BoundarySet).order_by(BoundarySet.slug)))


def find_boundaries(session: Session, slug: str) -> Boundaries | None:
    """One set with its regions in the file's order; ``None`` when there is none of that name."""
    found = session.scalar(select(BoundarySet).where(BoundarySet.slug == slug))
    return _whole(session, found) if found is not None else None


def best_boundaries(session: Session, named: Mapping[str, str]) -> tuple[Boundaries, Matching] | None:
    """The set that knows most of the data, and how they match; ``None`` when no set knows any.

    ``named`` is ``{key: name}``: codes, or whatever the data call their regions (see ``match_regions``). Of two sets
    that know equally much, the one with fewer regions is meant.
    """
    best: tuple[tuple[int, int, int], Boundaries, Matching] | None = None
    for one in boundary_sets(session):
        boundaries = _whole(session, one)
        matching = match_regions(boundaries.regions, named)
        rank = (matching.found, len(matching.by_code), -len(boundaries.regions))
        if matching.found and (best is None or rank > best[0]):
            best = (rank, boundaries, matching)
    return best[1:] if best is not None else None


def add_boundaries(
    session: Session,
    files: FileStore,
    path: Path,
    reading: Reading,
    *,
    slug: str,
    title: str = "",
    licence: str = "",
    origin: str = "",
    by: str,
    replace: bool = False,
    light: Simplified | None = None,
    name: str = "",
) -> tuple[BoundarySet, Simplified]:
    """Keep a file's regions under ``slug``, and the file itself. Pages are made anew.

    ``light`` is what ``simplify`` made of the regions, for callers that spare the database a long transaction;
    ``name`` is what the file was called, when it is not called so on the disk.

    Raises ``InputError`` for a name that is no short name, or one that is taken unless ``replace``.
    """
    if not _SLUG.match(slug) or len(slug) > 64:
        raise InputError(
            f"{slug!r} is no short name.", fix="Use small letters, figures and hyphens, such as provinces."
        )
    known = session.scalar(select(BoundarySet).where(BoundarySet.slug == slug))
    if known is not None:
        if not replace:
            raise InputError(f"There are boundaries called {slug} already.", fix="Choose another name or --replace.")
        _erase(session, known)
    light = light or simplify(reading.regions)
    source = store_source(
        session, files, path, name=printable(name or path.name), media_type=MEDIA_TYPE, licence=licence
    )
    kept = BoundarySet(
        slug=slug,
        title=title or slug.replace("-", " ").capitalize(),
        source_id=source.id,
        licence=licence,
        origin=origin,
        codes=reading.codes,
        labels=reading.labels,
        report={
            "features": reading.features,
            "regions": len(reading.regions),
            "shapeless": len(reading.shapeless),
            "points": light.points,
            "points_before": light.before,
            "specks": light.specks,
            "problems": dict(Counter(problem.rule for problem in reading.problems)),
        },
        added_by=by,
    )
    session.add(kept)
    session.flush()
    session.execute(
        insert(BoundaryRegion),
        [
            {
                "set_id": kept.id,
                "code": region.code,
                "position": position,
                "label": region.label[:255],
                "shape": write_shape(region.shape) if region.shape else "",
            }
            for position, region in enumerate(light.regions)
        ],
    )
    record(session, actor=by, action="map.add", target=slug, detail={"file": source.name, "sha256": source.sha256})
    renew_pages(session)
    session.refresh(kept)
    return kept, light


def remove_boundaries(session: Session, slug: str, *, by: str) -> None:
    """Take a set away; the original stays in the store, with the entry of the audit log. Raises ``NotFound``."""
    found = session.scalar(select(BoundarySet).where(BoundarySet.slug == slug))
    if found is None:
        names = ", ".join(one.slug for one in boundary_sets(session)) or "none"
        raise NotFound(f"There are no boundaries called {slug!r}.", fix=f"There are: {names}.")
    record(session, actor=by, action="map.remove", target=slug, detail={"sha256": found.file.sha256})
    _erase(session, found)
    renew_pages(session)


def _erase(session: Session, found: BoundarySet) -> None:
    session.execute(delete(BoundaryRegion).where(BoundaryRegion.set_id == found.id))
    session.delete(found)
    session.flush()


def _whole(session: Session, found: BoundarySet) -> Boundaries:
    rows = session.execute(
        select(BoundaryRegion.code, BoundaryRegion.label, BoundaryRegion.shape)
        .where(BoundaryRegion.set_id == found.id)
        .order_by(BoundaryRegion.position)
    )
    return Boundaries(
        slug=found.slug,
        title=found.title,
        licence=found.licence,
        origin=found.origin,
        regions=tuple(
            Region(code=code, label=label, shape=read_shape(shape) if shape else Shape()) for code, label, shape in rows
        ),
    )
