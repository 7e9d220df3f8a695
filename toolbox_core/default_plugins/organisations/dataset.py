"""The directory as an open dataset: one row for each organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from toolbox_core import N_, Column, DatasetDescription
from toolbox_core.services import organisations

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.config import Settings

SLUG = "directory"
COLUMNS = (
    Column(name="id", title=N_("Short name"), description=N_("Its part of the page's address; it never changes.")),
    Column(name="name", title=N_("Name")),
    Column(name="kind", title=N_("Kind")),
    Column(name="jurisdiction", title=N_("Jurisdiction"), description=N_("An ISO 3166 code where there is one.")),
    Column(name="language", title=N_("Language"), description=N_("Of the name, as a code.")),
    Column(
        name="identifiers",
        title=N_("Identifiers"),
        description=N_("Scheme and number joined as org-id.guide asks, several separated by spaces."),
    ),
    Column(name="parent", title=N_("Part of"), description=N_("The short name of the organisation above it.")),
    Column(name="added", type="datetime", title=N_("Added")),
)


def describe(session: Session, *, settings: Settings) -> list[DatasetDescription]:
    """The one dataset; none while the directory is empty."""
    modified = organisations.newest(session)
    if modified is None:
        return []
    return [
        DatasetDescription(
            id=f"organisations/{SLUG}",
            title="Directory of organisations",
            description="Public bodies, companies and other organisations that the data on this site names, each once.",
            columns=COLUMNS,
            version=1,
            version_ids=(),
            publisher=settings.site.organisation or settings.site.name,
            licence=settings.site.licence,
            modified=modified,
            row_count=organisations.total(session),
            frequency="CONT",
            landing="/organisations/",
            keywords=("organisations", "public bodies", "companies"),
        )
    ]


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """One row for each organisation that is not merged, by name."""
    del slug
    for organisation, identifiers, parent in organisations.every(session):
        yield (
            organisation.slug,
            organisation.name,
            organisation.kind,
            organisation.jurisdiction,
            organisation.language,
            " ".join(f"{scheme}-{value}" for scheme, value in identifiers),
            parent,
            organisation.created_at,
        )
