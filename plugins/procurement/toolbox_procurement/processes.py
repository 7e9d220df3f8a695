"""From the releases of a file to its contracting processes: grouped by ocid and merged, in flat memory.

Releases of one process may lie anywhere in a file. Up to a limit they are grouped in memory; beyond it they are dealt
out to temporary files by a hash of their ocid, and each of these is grouped on its own.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from toolbox_procurement import schema
from toolbox_procurement.issues import Issues
from toolbox_procurement.merging import ListOverride, Merger
from toolbox_procurement.reading.releases import BARE, ReleaseText, decoded, read_releases
from toolbox_procurement.reading.upgrade import is_old_form, upgraded

IN_MEMORY: Final = 64 * 1024**2
"""Bytes of release text that are grouped in memory before temporary files are used."""
_PARTS: Final = 128

Release = dict[str, Any]


class _Header(msgspec.Struct):
    ocid: Any = None


class _Kept(msgspec.Struct, array_like=True):
    """One release as it waits for the others of its process."""

    ocid: str
    line: int
    prefix: str
    old: bool
    text: bytes


_header = msgspec.json.Decoder(_Header).decode
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(_Kept).decode


def grouped(path: Path, issues: Issues, *, upgrade: bool = False) -> Iterator[tuple[str, list[Release]]]:
    """``(ocid, its releases as they came)`` for every process of a file.

    Up to :data:`IN_MEMORY` bytes in the order in which the processes first appear; larger files in no promised order.
    With ``upgrade``, releases in the form of OCDS 1.0 are brought to 1.1.
    """
    waiting: dict[str, list[_Kept]] = {}
    size = 0
    with tempfile.TemporaryDirectory(prefix="procurement-") as folder:
        parts: list[IO[bytes]] = []
        for release in read_releases(path, issues):
            kept = _kept(release, issues)
            if kept is None:
                continue
            if parts:
                _put(parts, kept)
                continue
            waiting.setdefault(kept.ocid, []).append(kept)
            size += len(kept.text)
            if size > IN_MEMORY:
                parts = [(Path(folder) / str(number)).open("w+b") for number in range(_PARTS)]
                for group in waiting.values():
                    for one in group:
                        _put(parts, one)
                waiting = {}
        yield from _groups(waiting, issues, upgrade=upgrade)
        for part in parts:
            yield from _groups(_taken(part), issues, upgrade=upgrade)
            part.close()


def merged(
    path: Path,
    issues: Issues,
    *,
    versioned: bool = False,
    rules: schema.RuleTree | None = None,
    overrides: dict[tuple[str, ...], ListOverride] | None = None,
    upgrade: bool = False,
) -> Iterator[Release]:
    """The compiled (or versioned) release of every process of a file; what could not be merged is in ``issues``."""
    current = ""

    def notice(rule: str, place: str, value: Any) -> None:
        issues.add(rule, place, value, ocid=current)

    merger = Merger(rules if rules is not None else schema.merge_rules(), overrides=overrides, notice=notice)
    for ocid, releases in grouped(path, issues, upgrade=upgrade):
        current = ocid
        try:
            result = merger.versioned(releases) if versioned else merger.compiled(releases)
        except RecursionError:
            issues.add("nesting-too-deep", "", None, ocid=ocid)
            continue
        if result is not None:
            yield result


def _kept(release: ReleaseText, issues: Issues) -> _Kept | None:
    text = bytes(release.text)
    try:
        ocid = _header(text).ocid
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        value = decoded(release, issues)  # counts what is wrong, and mends a wrong encoding
        if value is None:
            return None
        text, ocid = msgspec.json.Encoder(decimal_format="number").encode(value), value.get("ocid")
    if not isinstance(ocid, str) or not ocid:
        issues.add("ocid-missing", "/ocid", ocid, pointer=f"{release.prefix}/ocid", line=release.line)
        return None
    return _Kept(
        ocid, release.line, release.prefix, release.package is not BARE and release.package.version == "1.0", text
    )


def _put(parts: list[IO[bytes]], kept: _Kept) -> None:
    data = _pack(kept)
    part = parts[zlib.crc32(kept.ocid.encode("utf-8", "surrogatepass")) % _PARTS]
    part.write(len(data).to_bytes(4, "little") + data)


def _taken(part: IO[bytes]) -> dict[str, list[_Kept]]:
    part.seek(0)
    found: dict[str, list[_Kept]] = {}
    while length := part.read(4):
        kept = _unpack(part.read(int.from_bytes(length, "little")))
        found.setdefault(kept.ocid, []).append(kept)
    return found


def _groups(waiting: dict[str, list[_Kept]], issues: Issues, *, upgrade: bool) -> Iterator[tuple[str, list[Release]]]:
    for ocid, group in waiting.items():
        releases = []
        for kept in group:
            value = decoded(ReleaseText(kept.text, BARE, kept.line, kept.prefix), issues)
            if value is None:
                continue
            if upgrade and (kept.old or is_old_form(value)):
                value = upgraded(value)
            releases.append(value)
        if releases:
            yield ocid, releases
