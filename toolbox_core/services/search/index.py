"""Keeping the index: put documents in, take them out, build everything anew. The tables' triggers do the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError
from toolbox_core.services.search.models import SearchRow
from toolbox_core.text import words

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """Something that can be found.

    ``key`` is the module's own and unique within it; ``address`` the page to open; ``text`` what is searched besides
    the title; ``shown`` a figure or a date to show beside the result. ``organisation`` is a slug of the directory,
    ``permission`` what one needs to see it (empty: everybody), ``weight`` 0 … 100 lifts important things.
    """

    key: str
    kind: str
    title: str
    address: str
    text: str = ""
    shown: str = ""
    language: str = ""
    organisation: str = ""
    year: int | None = None
    permission: str = ""
    weight: int = 0


def put(session: Session, plugin: str, documents: Iterable[SearchDocument], *, dataset: str = "") -> int:
    """Make the documents of one dataset of one plugin exactly these, and return how many they are.

    Everything found under ``dataset`` before is taken out first, in the caller's transaction. Documents are taken
    from the iterable a thousand at a time. Raises ``InputError`` for an address that leads off the site.
    """
    session.execute(delete(SearchRow).where(SearchRow.plugin == plugin, SearchRow.dataset == dataset))
    total = 0
    for batch in _batches(documents):
        session.execute(insert(SearchRow), [_row(plugin, dataset, document) for document in batch])
        total += len(batch)
    return total


def remove(session: Session, plugin: str, *, dataset: str | None = None) -> int:
    """Take out everything of a plugin, or of one of its datasets; returns how many documents went."""
    gone = delete(SearchRow).where(SearchRow.plugin == plugin)
    if dataset is not None:
        gone = gone.where(SearchRow.dataset == dataset)
    return len(session.execute(gone.returning(SearchRow.id)).all())


def rebuild(
    session: Session,
    sources: Iterable[tuple[str, Iterable[tuple[str, Iterable[SearchDocument]]]]],
    progress: Callable[[str, int], None] | None = None,
) -> dict[str, int]:
    """Build the index anew from ``(plugin, [(dataset, documents) …])``; returns the number of documents by plugin.

    Plugins that are not named lose their documents: the index never shows what nobody answers for.
    """
    session.execute(delete(SearchRow))
    totals: dict[str, int] = {}
    for plugin, datasets in sources:
        for dataset, documents in datasets:
            totals[plugin] = totals.get(plugin, 0) + put(session, plugin, documents, dataset=dataset)
            if progress is not None:
                progress(plugin, totals[plugin])
    return totals


def size(session: Session) -> int:
    """How many documents can be found."""
    return session.scalar(select(func.count()).select_from(SearchRow)) or 0


def _row(plugin: str, dataset: str, document: SearchDocument) -> dict[str, object]:
    if not document.address.startswith("/") or document.address.startswith("//"):
        raise InputError(f"{document.address!r} is not an address on this site.", fix="It begins with one slash.")
    return {
        "plugin": plugin,
        "dataset": dataset,
        "key": document.key,
        "kind": document.kind,
        "address": document.address,
        "title": document.title,
        "text": document.text,
        "shown": document.shown,
        "language": document.language,
        "organisation": document.organisation,
        "year": document.year,
        "permission": document.permission,
        "weight": document.weight,
        "folded_title": " ".join(words(document.title)),
        "folded_text": " ".join(words(document.text)),
    }


def _batches(documents: Iterable[SearchDocument]) -> Iterator[list[SearchDocument]]:
    source = iter(documents)
    while batch := list(islice(source, BATCH)):
        yield batch
