"""Building the index anew: every source is asked for every dataset, one short transaction each.

While it runs, people find what was there before, dataset by dataset replaced, and others can write in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from toolbox_core.contracts import SearchSource
from toolbox_core.db.engine import Database
from toolbox_core.services.search.index import put, remove
from toolbox_core.services.search.models import SearchRow

Progress = Callable[[int, int, str], None]
"""``progress(datasets done, datasets in all, the one that was just done)``."""


@dataclass(slots=True)
class Rebuilt:
    """What came of it: documents by plugin, and a sentence for each source that could not answer.

    What a silent source had in the index before stays there.
    """

    documents: dict[str, int] = field(default_factory=dict)
    removed: int = 0
    faults: list[str] = field(default_factory=list)


def rebuild(
    database: Database, sources: Iterable[tuple[str, SearchSource]], progress: Progress | None = None
) -> Rebuilt:
    """Ask all ``(plugin, source)`` pairs anew. Documents that nobody answers for any more are taken out at the end."""
    outcome = Rebuilt()
    plan: list[tuple[str, SearchSource, str]] = []
    silent: set[str] = set()
    for plugin, source in sources:
        outcome.documents.setdefault(plugin, 0)
        try:
            with database.read() as session:
                plan += [(plugin, source, dataset) for dataset in source.datasets(session)]
        except Exception as error:  # whatever a module does wrong must not cost the others' documents
            silent.add(plugin)
            outcome.faults.append(_sentence(plugin, source.id, error))
    for done, (plugin, source, dataset) in enumerate(plan, start=1):
        try:
            with database.write() as session:
                outcome.documents[plugin] += put(session, plugin, source.documents(session, dataset), dataset=dataset)
        except Exception as error:
            outcome.faults.append(_sentence(plugin, f"{source.id}, {dataset}", error))
        if progress is not None:
            progress(done, len(plan), f"{plugin} {dataset}".strip())
    with database.write() as session:
        outcome.removed = _sweep(session, {(plugin, dataset) for plugin, _, dataset in plan}, silent)
    if database.dialect == "sqlite":
        with database.write() as session:
            # One large piece of index instead of many small ones: each query then looks in one place.
            session.execute(text("INSERT INTO core_search_fts(core_search_fts) VALUES ('optimize')"))
    else:
        with database.write() as session:
            session.execute(text("ANALYZE core_search"))
    return outcome


def _sweep(session: Session, kept: set[tuple[str, str]], silent: set[str]) -> int:
    there = session.execute(select(SearchRow.plugin, SearchRow.dataset).distinct()).all()
    removed = 0
    for plugin, dataset in there:
        if (plugin, dataset) not in kept and plugin not in silent:
            removed += remove(session, plugin, dataset=dataset)
    return removed


def _sentence(plugin: str, what: str, error: Exception) -> str:
    return f"Module {plugin} ({what}) could not tell what can be found: {type(error).__name__}: {error}"
