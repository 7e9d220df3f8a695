"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS), read in a jailed child process that pipes the rows back as text.

The reader needs the whole sheet in memory and a hostile file can make it abort; so it runs apart, with limits on
memory and time, and the host holds only the batch of rows that is passing through.
"""

from __future__ import annotations

import logging
import math
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core.config import LimitSettings
from toolbox_core.exceptions import UnreadableFile
from toolbox_core.importing.containers import Container, open_stream
from toolbox_core.importing.tables import Records, Table

logger = logging.getLogger(__name__)
_CHUNK = 1 << 20
_LAST_WORDS = 2000


def open_sheet(container: Container, *, sheet: str | None, limits: LimitSettings) -> Table:
    """A table over one sheet; ``table.sheets`` lists all of them. Raises ``UnreadableFile``."""
    resources = ExitStack()
    try:
        path = container.path
        if container.packed:
            path = resources.enter_context(_unpacked(container, limits))

        def records() -> Records:
            with _reader(path, container.name, table.sheet, limits) as messages:
                next(messages)
                number = 0
                for rows in messages:
                    for cells in rows:
                        number += 1
                        yield number, number, cells

        table = Table(container, records, resources)
        with _reader(path, container.name, sheet or "", limits) as messages:
            first = next(messages)
            table.sheet, table.sheets = first["sheet"], tuple(first["sheets"])
    except BaseException:
        resources.close()
        raise
    return table


@contextmanager
def _reader(path: Path, name: str, sheet: str, limits: LimitSettings) -> Iterator[Iterator[Any]]:
    """The child's messages: first the list of sheets, then batches of rows. The child is gone when the block ends."""
    seconds = max(1, math.ceil(limits.parse_seconds))
    command = [sys.executable, "-I", "-m", "toolbox_core.importing.sheet_reader", str(path.resolve()), sheet]
    child = subprocess.Popen(  # noqa: S603 - our own module, no shell
        [*command, str(seconds), str(limits.parse_memory_bytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
    )
    with child:
        try:
            yield messages(child, name, seconds)
        except UnreadableFile:
            child.kill()
            assert child.stderr is not None
            if last_words := child.stderr.read(_LAST_WORDS).decode("utf-8", "replace").strip():
                logger.warning("the reader of %s ended badly: %s", name, last_words)
            raise
        finally:
            child.kill()


def messages(child: subprocess.Popen[bytes], name: str, patience: float) -> Iterator[Any]:
    """What a reader sends, decoded. Raises ``UnreadableFile`` when it says so, dies, or is silent for so many seconds.

    Only waiting counts: the reader limits its own processor time, and a slow store must not end it.
    """
    while True:
        length = int.from_bytes(_receive(child, 4, name, patience), "big")
        message = msgspec.msgpack.decode(_receive(child, length, name, patience))
        if isinstance(message, dict):
            if "error" in message:
                raise UnreadableFile(f"{name} could not be read as a workbook: {message['error']}.")
            if "rows" in message:
                return
        yield message


def _receive(child: subprocess.Popen[bytes], length: int, name: str, patience: float) -> bytes:
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    data = bytearray()
    while len(data) < length:
        ready, _, _ = select.select([pipe], [], [], patience)
        piece = os.read(pipe, length - len(data)) if ready else b""
        if not piece:
            raise UnreadableFile(
                f"{name} could not be read as a workbook: its reader ran out of memory or time, or it is damaged.",
                fix="Save the sheet as CSV, or raise [limits] parse_memory_bytes and parse_seconds.",
            )
        data += piece
    return bytes(data)


@contextmanager
def _unpacked(container: Container, limits: LimitSettings) -> Iterator[Path]:
    """A workbook from inside a zip, as a temporary file that goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix="toolbox-") as folder:
        path = Path(folder) / "workbook"
        with open_stream(container, limits=limits) as stream, path.open("wb") as target:
            while chunk := stream.read(_CHUNK):
                target.write(chunk)
        yield path
