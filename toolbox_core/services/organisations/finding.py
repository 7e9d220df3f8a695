"""Organisations as search documents: every name and identifier of one leads to its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from toolbox_core.contracts import SearchDocument
from toolbox_core.services import search
from toolbox_core.services.organisations.models import Organisation, OrganisationIdentifier, OrganisationName

PLUGIN = "organisations"
DATASET = "organisations/directory"
KIND_OF_DOCUMENT = "Organisation"
CHUNK = 500
WEIGHT = 60
"""An organisation comes before what merely mentions it."""


def index_organisations(session: Session, ids: Iterable[int]) -> int:
    """Let these organisations be found as they are now; merged ones are found under what they became."""
    total = 0
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        standing = session.execute(_standing().where(Organisation.id.in_(part))).all()
        documents = list(_documents(session, standing))
        search.remove_some(session, PLUGIN, [str(one) for one in set(part) - {row.id for row in standing}])
        total += search.put_some(session, PLUGIN, documents, dataset=DATASET)
    return total


def search_documents(session: Session, dataset: str) -> Iterator[SearchDocument]:
    """Every organisation, for building the index anew; ``dataset`` is always the one."""
    del dataset
    last = 0
    while True:
        query = _standing().where(Organisation.id > last).order_by(Organisation.id).limit(CHUNK)
        rows = session.execute(query).all()
        if not rows:
            return
        last = rows[-1].id
        yield from list(_documents(session, rows))


def _standing() -> Select[int, str, str, str]:
    """What a document needs of the organisations that stand for themselves."""
    columns = (Organisation.id, Organisation.slug, Organisation.name, Organisation.language)
    return select(*columns).where(Organisation.merged_into.is_(None))


def _documents(session: Session, organisations: Iterable[Row[int, str, str, str]]) -> Iterator[SearchDocument]:
    """Documents with the names and identifiers of the organisations and of what was merged into them."""
    listed = list(organisations)
    stands_for = {one.id: one.id for one in listed}
    frontier = list(stands_for)
    while frontier:
        query = select(Organisation.id, Organisation.merged_into).where(Organisation.merged_into.in_(frontier))
        below = {one: into for one, into in session.execute(query) if one not in stands_for}
        stands_for.update({one: stands_for[into] for one, into in below.items() if into is not None})
        frontier = list(below)
    words: dict[int, dict[str, None]] = {one.id: {} for one in listed}
    everyone = list(stands_for)
    for start in range(0, len(everyone), CHUNK):
        part = everyone[start : start + CHUNK]
        names = select(OrganisationName.organisation_id, OrganisationName.name)
        for organisation, name in session.execute(names.where(OrganisationName.organisation_id.in_(part))):
            words[stands_for[organisation]].setdefault(name)
        held = select(OrganisationIdentifier.organisation_id, OrganisationIdentifier.identifier)
        for organisation, value in session.execute(held.where(OrganisationIdentifier.organisation_id.in_(part))):
            words[stands_for[organisation]].setdefault(value)
    for one in listed:
        others = [text for text in words[one.id] if text != one.name]
        yield _document(one, others)


def _document(organisation: Row[int, str, str, str], others: Iterable[str]) -> SearchDocument:
    """How one organisation is found; ``others`` are its other names and its identifiers."""
    return SearchDocument(
        key=str(organisation.id),
        kind=KIND_OF_DOCUMENT,
        title=organisation.name,
        address=f"/organisations/{organisation.slug}",
        text=" · ".join(others),
        language=organisation.language,
        organisation=organisation.slug,
        weight=WEIGHT,
    )
