"""Does what is computed fit what was published? Asked by the health page and by ``toolbox doctor``."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core import DatasetVersion, HealthResult
from toolbox_procurement.models import Process, Release, Rollup, Source


def computed(session: Session) -> HealthResult:
    """Each source has the processes of its published releases, and the sums count all of them."""
    published = select(DatasetVersion.id).where(DatasetVersion.status == "published")
    wrong = []
    total = 0
    for source in session.scalars(select(Source).order_by(Source.slug)):
        releases = select(func.count(Release.ocid.distinct())).where(
            Release.source_id == source.id, Release.version_id.in_(published)
        )
        wanted = session.scalar(releases) or 0
        found = session.scalar(select(func.count()).where(Process.source_id == source.id)) or 0
        total += found
        if found > wanted or source.processes != found or (wanted and not found):
            wrong.append(source.slug)
    summed = session.scalar(select(Rollup.count).where(Rollup.kind == "all")) or 0
    if summed != total:
        wrong.append("the sums over all sources")
    if wrong:
        return HealthResult(
            level="bad",
            message=f"What is shown does not fit what was published: {', '.join(wrong)}.",
            fix="Run `toolbox procurement compute SOURCE` for each source.",
        )
    return HealthResult(level="ok", message=f"All {total:,} contracting processes are computed and counted.")
