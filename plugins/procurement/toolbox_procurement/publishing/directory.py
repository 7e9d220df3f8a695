"""Parties join the site's directory, so that a body's page shows its budget and its contracts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from toolbox_core import Mention, link_organisations
from toolbox_procurement.models import Party, Source
from toolbox_procurement.privacy import REDACTED

PLUGIN = "procurement"
_LONGEST = 255
_SCHEMES = 32


def reference(source: str, key: str) -> str:
    """How the directory's links name a party of a source."""
    return f"{source}/{key}"[:_LONGEST]


def link_parties(session: Session, source: Source, *, by: str) -> int:
    """Link the parties of a source that are not linked yet; returns how many there were.

    Those whose name is redacted stay out: two of them are not the same, and neither is to be found.
    """
    query = select(Party.id, Party.key, Party.name, Party.scheme, Party.identifier, Party.kind)
    wanted = (Party.source_id == source.id, Party.slug == "", Party.name != REDACTED)
    rows = session.execute(query.where(*wanted).order_by(Party.id)).all()
    linked = link_organisations(session, PLUGIN, _mentions(source, rows), by=by)
    slugs = [
        {"id": row.id, "slug": linked[reference(source.slug, row.key)].slug}
        for row in rows
        if reference(source.slug, row.key) in linked
    ]
    if slugs:
        session.execute(update(Party), slugs)
    return len(slugs)


def _mentions(source: Source, rows: Iterable[Any]) -> Iterator[Mention]:
    for row in rows:
        scheme = row.scheme if 0 < len(row.scheme) <= _SCHEMES else ""
        yield Mention(
            reference=reference(source.slug, row.key),
            name=row.name or row.key,
            identifiers=((scheme, row.identifier),) if scheme and row.identifier else (),
            jurisdiction=source.jurisdiction,
            kind=row.kind,
        )
