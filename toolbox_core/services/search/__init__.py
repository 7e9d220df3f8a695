"""Full-text search over everything modules register, behind one face on SQLite and PostgreSQL."""

from toolbox_core.contracts import SearchDocument, SearchSource
from toolbox_core.services.search.finding import FACETS, MOST, Findings, Result, find
from toolbox_core.services.search.index import put, put_some, remove, remove_some, size, sizes
from toolbox_core.services.search.rebuilding import Rebuilt, rebuild
from toolbox_core.services.search.suggesting import suggest

__all__ = [
    "FACETS",
    "MOST",
    "Findings",
    "Rebuilt",
    "Result",
    "SearchDocument",
    "SearchSource",
    "find",
    "put",
    "put_some",
    "rebuild",
    "remove",
    "remove_some",
    "size",
    "sizes",
    "suggest",
]
