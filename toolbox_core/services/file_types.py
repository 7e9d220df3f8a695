"""What a file is, by its first bytes and its name together: a file that is not what its name says is refused.

For files that a person hands in to be offered again (evidence, redacted copies). What an importer reads is looked at
much closer, by the importing rooms.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from toolbox_core.exceptions import UnreadableFile

HEAD = 1 << 16
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TEXT: tuple[bytes, ...] = ()
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    "csv": ("text/csv", _TEXT),
    "tsv": ("text/tab-separated-values", _TEXT),
    "txt": ("text/plain", _TEXT),
    "md": ("text/markdown", _TEXT),
    "json": ("application/json", _TEXT),
    "jsonl": ("application/x-ndjson", _TEXT),
    "geojson": ("application/geo+json", _TEXT),
    "xml": ("application/xml", _TEXT),
    "pdf": ("application/pdf", (b"%PDF-",)),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", _ZIP),
    "docx": (_OFFICE + "wordprocessingml.document", _ZIP),
    "pptx": (_OFFICE + "presentationml.presentation", _ZIP),
    "ods": (_OPEN_DOCUMENT + "spreadsheet", _ZIP),
    "odt": (_OPEN_DOCUMENT + "text", _ZIP),
    "odp": (_OPEN_DOCUMENT + "presentation", _ZIP),
    "zip": ("application/zip", _ZIP),
    "gz": ("application/gzip", (b"\x1f\x8b",)),
    "parquet": ("application/vnd.apache.parquet", (b"PAR1",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "webp": ("image/webp", (b"RIFF",)),
}
"""Endings with their media types (IANA's registry) and the bytes that such a file begins with; none for text."""


def checked_type(path: Path, name: str, *, most_bytes: int = 0) -> str:
    """The media type of a file that came in under ``name``.

    Raises ``UnreadableFile`` when it is empty, larger than ``most_bytes`` (0: any size), of an ending that is not
    taken, or not what its ending says.
    """
    size = path.stat().st_size
    if not size:
        raise UnreadableFile(f"{name} is empty.")
    if most_bytes and size > most_bytes:
        raise UnreadableFile(f"{name} has {size:,} bytes; at most {most_bytes:,} are taken.", fix="Make it smaller.")
    ending = Path(name).suffix.lower().removeprefix(".")
    if ending not in TYPES:
        raise UnreadableFile(f"{name}: files of this kind are not taken.", fix=f"Taken are {', '.join(sorted(TYPES))}.")
    media_type, beginnings = TYPES[ending]
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    if not (head.startswith(beginnings) if beginnings else _is_text(head)):
        raise UnreadableFile(f"{name} is not what its ending says.", fix="Save it again in that format.")
    return media_type


def _is_text(head: bytes) -> bool:
    """Text has no zero bytes, except in UTF-16 and UTF-32, which begin with a mark; a script is no text to offer."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return True
    return b"\0" not in head and not head.startswith(b"#!")
