"""Whether installed files are those that the package came with: its RECORD lists a hash of each (PyPA, recording
installed projects)."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
from importlib.metadata import Distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit


def altered_files(distribution: Distribution, record: str | None = None) -> list[str]:
    """Names of installed files that are missing or have another hash than the RECORD says, sorted.

    ``record``: this one instead of the one that is installed.
    """
    # RECORD itself is read: some providers of ``Distribution.files`` leave out what is missing from the disk.
    wrong = []
    for name, wanted, *_ in csv.reader(
        (distribution.read_text("RECORD") or "" if record is None else record).splitlines()
    ):
        mode, _, value = wanted.partition("=")
        if not value or name.endswith(".pyc"):
            continue
        try:
            digest = hashlib.new(mode, Path(str(distribution.locate_file(name))).read_bytes()).digest()
        except (OSError, ValueError):
            wrong.append(name)
            continue
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != value:
            wrong.append(name)
    return sorted(wrong)


def source_folder(distribution: Distribution) -> Path | None:
    """The folder of an editable installation (``direct_url.json``, PEP 610), or ``None``."""
    try:
        direct = json.loads(distribution.read_text("direct_url.json") or "{}")
    except (OSError, ValueError):
        return None
    if not (
        isinstance(direct, dict) and isinstance(direct.get("dir_info"), dict) and direct["dir_info"].get("editable")
    ):
        return None
    parts = urlsplit(str(direct.get("url", "")))
    folder = Path(unquote(parts.path))
    return folder if parts.scheme == "file" and folder.is_dir() else None
