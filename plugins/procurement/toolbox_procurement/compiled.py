"""A file of any form as a file of compiled releases, one a line, which is what indicators read.

A file that is that already is used as it is, so that nothing is written and many workers can read it at once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from toolbox_procurement.issues import Issues
from toolbox_procurement.preparing import encode
from toolbox_procurement.processes import merged


class _Head(msgspec.Struct):
    ocid: str | None = None
    tag: list[str] | None = None


@contextmanager
def compiled_lines(path: Path, issues: Issues) -> Iterator[Path]:
    """The path of a file of compiled releases, one a line; a temporary one when ``path`` had to be merged first."""
    if str(path) != "-" and _is_compiled(path):
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="procurement-", suffix=".jsonl") as stream:
        for release in merged(path, issues, upgrade=True):
            stream.write(encode(release) + b"\n")
        stream.flush()
        yield Path(stream.name)


@contextmanager
def lines_of(path: Path) -> Iterator[Path]:
    """The path itself, or standard input (``-``) as a temporary file: what needs to be read in ranges needs a file."""
    if str(path) != "-":
        yield path
        return
    import shutil
    import sys

    with tempfile.NamedTemporaryFile(prefix="procurement-", suffix=".jsonl") as stream:
        shutil.copyfileobj(sys.stdin.buffer, stream)
        stream.flush()
        yield Path(stream.name)


def _is_compiled(path: Path) -> bool:
    """Whether the first line is a whole compiled release (marked by its tag)."""
    try:
        with path.open("rb") as stream:
            head = msgspec.json.decode(stream.readline(), type=_Head)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return head.ocid is not None and head.tag == ["compiled"]
