"""The database room: declarative base, the host's tables, engines and sessions."""

from toolbox_core.db.base import Base, UtcDateTime, utcnow
from toolbox_core.db.engine import Database, describe_database_error

__all__ = ["Base", "Database", "UtcDateTime", "describe_database_error", "utcnow"]
