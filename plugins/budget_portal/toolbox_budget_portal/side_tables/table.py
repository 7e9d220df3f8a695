"""A kind of side table: its words, its columns and how its rows are read; what all kinds do with that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Entity
from toolbox_core import (
    Column,
    ContentTable,
    DatasetDescription,
    DatasetProvider,
    DatasetVersion,
    NotFound,
    SearchDocument,
    current_versions,
    find_version,
)

PLUGIN = "budget_portal"
YEAR = r"\d{4}"
"""The part of a table that has one dataset for each fiscal year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTable:
    """One kind of side table. An entity has one dataset of it for each ``part``: a fiscal year, a scheme, a kind.

    ``id`` names the family of datasets to the host, ``name`` the rows in the publication log. ``mark`` is a key that
    the mapping of each of its versions has. ``dataset`` and ``landing`` are written with ``{entity}`` and ``{part}``,
    ``part`` is a regular expression without hyphens. ``records(session, version)`` yields the rows of a version as
    ``columns`` name them; ``stored`` are the classes of its rows in the database, rows before what they belong to.
    ``summed`` is the column of amounts that add up to something.
    ``themes`` are of the European vocabulary of data themes, ``themes_of`` those of single parts that differ.
    ``announce(session, version, by)`` is called inside the transaction that publishes.
    ``finds(session, version)`` yields what the site's search finds of a published version.
    """

    id: str
    name: str
    mark: str
    dataset: str
    part: str = YEAR
    landing: str
    description: str
    columns: tuple[Column, ...]
    records: Callable[[Session, DatasetVersion], Iterable[tuple[Any, ...]]]
    stored: tuple[type[Any], ...] = ()
    keywords: tuple[str, ...] = ("budget",)
    themes: tuple[str, ...] = ("ECON",)
    themes_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    frequency: str = "ANNUAL"
    summed: str = ""
    announce: Callable[[Session, DatasetVersion, str], None] | None = None
    finds: Callable[[Session, DatasetVersion], Iterable[SearchDocument]] | None = None

    def dataset_of(self, entity: str, part: object) -> str:
        """The name of a dataset."""
        return f"{PLUGIN}/{self.dataset.format(entity=entity, part=part)}"

    def named(self, dataset: str) -> tuple[str, str] | None:
        """The entity's slug and the part of a dataset; ``None`` when it is of another kind."""
        pattern = f"{PLUGIN}/{self.dataset.format(entity='(.+)', part=f'({self.part})')}"
        found = re.fullmatch(pattern, dataset)
        return None if found is None else (found[1], found[2])

    def holds(self, version: DatasetVersion) -> bool:
        """Whether a version is of this kind."""
        return version.plugin == PLUGIN and self.mark in version.mapping and self.named(version.dataset) is not None

    def address(self, version: DatasetVersion) -> str:
        """The page on which a version is read."""
        entity, part = self.of(version)
        return self.landing.format(entity=entity, part=part)

    def of(self, version: DatasetVersion) -> tuple[str, str]:
        """The entity's slug and the part of a version of this kind."""
        found = self.named(version.dataset)
        assert found is not None  # It was made by `open_draft`.
        return found

    def current(self, session: Session, entity: str, part: object) -> DatasetVersion | None:
        """The published version of a dataset with its original file loaded; ``None`` when there is none."""
        found = [one for one in current_versions(session, self.dataset_of(entity, part)) if self.holds(one)]
        if not found:
            return None
        found[-1].sources[0].source  # noqa: B018 - loaded now, because pages are written when the session is closed
        return found[-1]

    def describe(self, session: Session) -> list[DatasetDescription]:
        """One open dataset for each published version."""
        query = select(DatasetVersion).where(DatasetVersion.plugin == PLUGIN, DatasetVersion.status == "published")
        versions = [one for one in session.scalars(query.order_by(DatasetVersion.id)) if self.holds(one)]
        slugs = {self.of(version)[0] for version in versions}
        owners = {owner.slug: owner for owner in session.scalars(select(Entity).where(Entity.slug.in_(slugs)))}
        return [self._description(version, owners) for version in versions]

    def _description(self, version: DatasetVersion, owners: dict[str, Entity]) -> DatasetDescription:
        slug, part = self.of(version)
        assert version.published_at is not None  # Its status says that it was published.
        return DatasetDescription(
            id=version.dataset,
            title=version.title,
            description=self.description,
            columns=self.columns,
            version=version.number,
            version_ids=(version.id,),
            publisher=owners[slug].name,
            licence=version.licence,
            modified=version.published_at,
            row_count=version.row_count,
            spatial=owners[slug].country,
            frequency=self.frequency,
            landing=self.address(version),
            keywords=(*self.keywords, part),
            themes=self.themes_of.get(part, self.themes),
        )

    def rows(self, session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
        """The rows of one dataset by its slug. Raises ``NotFound``."""
        found = [one for one in current_versions(session, f"{PLUGIN}/{slug}") if self.holds(one)]
        if not found:
            raise NotFound(f"There is no dataset {slug[:64]!r}.")
        yield from self.records(session, found[-1])

    def search_datasets(self, session: Session) -> Iterator[str]:
        """The published datasets that the search finds something of."""
        query = select(DatasetVersion).where(DatasetVersion.plugin == PLUGIN, DatasetVersion.status == "published")
        for version in session.scalars(query.order_by(DatasetVersion.id)):
            if self.finds is not None and self.holds(version):
                yield version.dataset

    def documents(self, session: Session, dataset: str) -> Iterator[SearchDocument]:
        """What can be found of a dataset: of its published version; nothing when there is none."""
        for version in current_versions(session, dataset):
            if self.finds is not None and self.holds(version):
                yield from self.finds(session, version)

    def version_tables(self, session: Session, version_id: int) -> list[ContentTable]:
        """What one version consists of, for the publication log. Raises ``NotFound``."""
        version = find_version(session, version_id)
        if not self.holds(version):
            raise NotFound(f"Version {version_id} is of another kind than {self.id}.")
        return [(self.name, self.columns, iter(self.records(session, version)))]

    def provider(self) -> DatasetProvider:
        """The family of datasets, for the host."""
        return DatasetProvider(id=self.id, describe=self.describe, rows=self.rows, version_tables=self.version_tables)
