"""Full-text search over everything modules register, behind one face on SQLite and PostgreSQL."""

from toolbox_core.services.search.finding import Findings, Result, find
from toolbox_core.services.search.index import SearchDocument, put, rebuild, remove, size

__all__ = ["Findings", "Result", "SearchDocument", "find", "put", "rebuild", "remove", "size"]
