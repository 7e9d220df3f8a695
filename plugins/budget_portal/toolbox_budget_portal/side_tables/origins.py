"""Where the figures of a side table came from: the published version and its original file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from toolbox_core import DatasetVersion


@dataclass(frozen=True, slots=True)
class Origin:
    """A published version of a side table."""

    version: int
    number: int
    dataset: str
    title: str
    published_at: datetime
    licence: str
    file: str
    sha256: str


def origin_of(version: DatasetVersion) -> Origin:
    """The origin of a version whose original file is loaded."""
    source = version.sources[0].source
    assert version.published_at is not None  # Its status says that it was published.
    return Origin(
        version.id,
        version.number,
        version.dataset,
        version.title,
        version.published_at,
        version.licence,
        source.name,
        source.sha256,
    )
