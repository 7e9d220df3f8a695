"""What the host's search is told about the entries."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session
from toolbox_core import N_, SearchDocument

from {{ cookiecutter.package }} import queries

KIND = N_("Entry")
BATCH = 500


def datasets(session: Session) -> list[str]:
    """What can be renewed: the entries, once something is public."""
    return [queries.DATASET] if queries.current(session) is not None else []


def documents(session: Session, dataset: str) -> Iterator[SearchDocument]:
    """One document for each public entry, lazily."""
    del dataset
    last: str | None = None
    while batch := queries.entries_after(session, last, kind="", limit=BATCH):
        for entry in batch:
            yield SearchDocument(
                key=entry.code,
                kind=KIND,
                title=entry.name,
                text=f"{entry.code} {entry.kind}".strip(),
                address={% if cookiecutter.pages %}f"{queries.LANDING}{entry.code}"{% else %}f"/data/{queries.DATASET}"{% endif %},
                year=entry.since.year if entry.since else None,
            )
        last = batch[-1].code
