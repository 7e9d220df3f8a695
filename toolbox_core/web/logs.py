"""Logs for machines: one JSON object a line on standard error, without secrets or visitors' addresses."""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec

# What Python puts on every record; everything else came with `extra` and belongs into the line.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_PASSWORD = re.compile(r"(\w+://[^\s:/@]*):[^\s@/]+@")


class JsonLines(logging.Formatter):
    """One record as one line of JSON: time (UTC), level, logger, message, then the record's extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end. Values that JSON does not know are written as text."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": hide_passwords(record.getMessage()),
        }
        entry.update((name, value) for name, value in vars(record).items() if name not in _STANDARD)
        if record.exc_info:
            entry["exception"] = hide_passwords(self.formatException(record.exc_info))
        return msgspec.json.encode(entry, enc_hook=str).decode()


def hide_passwords(text: str) -> str:
    """``text`` with the passwords of database and other addresses blotted out."""
    return _PASSWORD.sub(r"\1:***@", text)


def configure_logging(stream: TextIO | None = None) -> None:
    """Send the toolbox's and the server's logs to ``stream`` (standard error) as JSON lines. Safe to call twice."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("toolbox").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
