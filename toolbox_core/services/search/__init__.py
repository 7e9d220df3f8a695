"""Full-text search over everything modules register, behind one face on SQLite and PostgreSQL."""

from toolbox_core.contracts import SearchDocument, SearchSource
from toolbox_core.services.search.finding import FACETS, MOST, Findings, Result, find, find_keys
from toolbox_core.services.search.index import put, put_some, remove, remove_some, size, sizes
from toolbox_core.services.search.rebuilding import Rebuilt, rebuild
from toolbox_core.services.search.suggesting import suggest

put_search, remove_search, add_search = put, remove, put_some
"""``put``, ``remove`` and ``put_some``, by the names they have at the front door."""
search_keys = find_keys
"""``find_keys``, by the name it has at the front door."""

__all__ = [
    "FACETS",
    "MOST",
    "Findings",
    "Rebuilt",
    "Result",
    "SearchDocument",
    "SearchSource",
    "add_search",
    "find",
    "find_keys",
    "put",
    "put_search",
    "put_some",
    "rebuild",
    "remove",
    "remove_search",
    "remove_some",
    "search_keys",
    "size",
    "sizes",
    "suggest",
]
