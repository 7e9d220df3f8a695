"""A temporary folder for files that must be whole before they are sent, gone when the download ends or breaks off."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolbox_core.exceptions import ToolboxError


@contextmanager
def workspace() -> Iterator[Path]:
    """An empty folder. Raises ``ToolboxError`` when the system has no room for the file that is being made."""
    try:
        with tempfile.TemporaryDirectory(prefix="toolbox-") as name:
            yield Path(name)
    except OSError as error:
        raise ToolboxError(
            f"The file could not be made: {error.strerror or error}.", fix="Make room in the temporary folder."
        ) from error


def pieces(path: Path, size: int = 1 << 18) -> Iterator[bytes]:
    """The content of a file in pieces of so many bytes."""
    with path.open("rb") as handle:
        while piece := handle.read(size):
            yield piece
