"""Logs: one JSON object a line, extra fields kept, passwords blotted out."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolbox_core.web.logs import JsonLines, configure_logging, hide_passwords


def line(message: str, *arguments: object, **extra: object) -> dict[str, object]:
    record = logging.getLogger("toolbox.test").makeRecord(
        "toolbox.test", logging.INFO, "", 0, message, arguments, None, extra=extra or None
    )
    text = JsonLines().format(record)
    assert "\n" not in text
    parsed: dict[str, object] = json.loads(text)
    return parsed


def test_a_line_is_json() -> None:
    entry = line("Served %s\nand more", "é", status=200, folder=Path("x"))
    assert entry["message"] == "Served é\nand more"
    assert (entry["level"], entry["logger"], entry["status"], entry["folder"]) == ("info", "toolbox.test", 200, "x")
    assert str(entry["time"]).endswith("+00:00")


def test_passwords_are_never_written() -> None:
    address = "postgresql+psycopg://toolbox:s3cret@db/toolbox"
    assert hide_passwords(address) == "postgresql+psycopg://toolbox:***@db/toolbox"
    assert "s3cret" not in str(line("Cannot reach %s", address))
    try:
        raise RuntimeError(address)
    except RuntimeError as error:
        record = logging.LogRecord("toolbox", logging.ERROR, "", 0, "failed", (), (type(error), error, None))
    text = JsonLines().format(record)
    assert "s3cret" not in text
    assert "RuntimeError" in text


@pytest.fixture
def untouched() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("toolbox", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.usefixtures("untouched")
def test_configuring_twice_writes_once() -> None:
    stream = io.StringIO()
    configure_logging(stream)
    configure_logging(stream)
    logging.getLogger("toolbox.access").info("request", extra={"status": 200})
    logging.getLogger("sqlalchemy").info("not ours")
    assert [json.loads(text)["status"] for text in stream.getvalue().splitlines()] == [200]
