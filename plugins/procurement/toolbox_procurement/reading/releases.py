"""From JSON values to releases: packages, records, lists and bare releases, in OCDS 1.0 and 1.1.

Records: embedded releases come first; when a record only links to its releases, its compiled release is used; links
are never followed. Whatever cannot be used is counted in the issues.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues
from toolbox_procurement.reading import splitting
from toolbox_procurement.reading.containers import members
from toolbox_procurement.reading.spreadsheets import is_spreadsheet, read_flat

_VERSIONS: Final = ("1.0", "1.1")
_WRAPPERS: Final = ("results", "data", "items", "release", "record")
_EMPTY: Final = msgspec.Raw()


@dataclass(frozen=True, slots=True)
class Package:
    """What an envelope says: its kind, version (1.0 when absent), extension addresses, and the whole as an object.

    ``envelope`` has no releases and records in it; it is empty for bare releases.
    """

    kind: str = ""
    version: str = ""
    extensions: tuple[Any, ...] = ()
    envelope: dict[str, Any] = field(default_factory=dict)


BARE: Final = Package()


@dataclass(slots=True)
class ReleaseText:
    """One release as JSON text, and where it came from. ``compiled`` marks the compiled release of a record.

    ``prefix`` is the JSON pointer of the release in its file, as far as its package tells.
    """

    text: bytes | msgspec.Raw
    package: Package
    line: int
    prefix: str = ""
    compiled: bool = False


class _Shape(msgspec.Struct):
    """What tells packages, records and releases apart, left as text."""

    ocid: msgspec.Raw = _EMPTY
    releases: msgspec.Raw = _EMPTY
    records: msgspec.Raw = _EMPTY
    compiledRelease: msgspec.Raw = _EMPTY  # noqa: N815 - the standard's name
    versionedRelease: msgspec.Raw = _EMPTY  # noqa: N815 - the standard's name
    tag: msgspec.Raw = _EMPTY
    tender: msgspec.Raw = _EMPTY
    date: msgspec.Raw = _EMPTY


_decode_shape = msgspec.json.Decoder(_Shape).decode
_decode_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_any = msgspec.json.Decoder(Any, float_hook=Decimal).decode
_decode_fast = msgspec.json.Decoder(Any).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode
_BROKEN: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def read_releases(path: Path, issues: Issues) -> Iterator[ReleaseText]:
    """Every release of a file (or of standard input, ``-``), one at a time.

    Raises ProcurementFileError when nothing in the file is JSON.
    """
    if str(path) != "-" and is_spreadsheet(path):
        yield from _flat(path, issues)
        return
    found = False
    for member in members(path, issues):
        reader = _Reader(issues, member.name)
        for piece in splitting.split(member.stream, issues, member.name):
            found = True
            yield from reader.piece(piece)
    if not found:
        raise ProcurementFileError(f"{path} holds no JSON.", fix="Give releases, records or packages of OCDS as JSON.")


def _flat(path: Path, issues: Issues) -> Iterator[ReleaseText]:
    """The releases of a table or a workbook; ``prefix`` is the sheet, ``line`` its row."""
    found = read_flat(path, issues)
    fields = {"version": "1.1", **found.envelope}
    package = _package("release package", fields, issues) if found.envelope else BARE
    for release in found.releases:
        text = _encode(release.value)
        yield ReleaseText(text, package, release.line, f"/{release.sheet}" if release.sheet else "")


def decoded(release: ReleaseText, issues: Issues, *, exact: bool = True) -> dict[str, Any] | None:
    """The release as an object; ``None`` (and an issue) when that cannot be.

    With ``exact`` decimal numbers keep every digit; without, they are floating point, for checks that only compare.
    """
    text = bytes(release.text)
    try:
        value = _decode_any(text) if exact else _decode_fast(text)
    except UnicodeDecodeError:
        issues.add("encoding-not-utf-8", "", "windows-1252", pointer=release.prefix, line=release.line)
        mended = text.decode("cp1252", "replace").encode()
        return decoded(ReleaseText(mended, release.package, release.line, release.prefix), issues, exact=exact)
    except _BROKEN as error:
        issues.add(_fault(error), "", _excerpt(text), pointer=release.prefix, line=release.line)
        return None
    if not isinstance(value, dict):
        issues.add("value-not-an-object", "", value, pointer=release.prefix, line=release.line)
        return None
    return value


def _fault(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nesting-too-deep"
    return "number-too-large" if "out of range" in str(error) else "line-not-json"


def _excerpt(text: bytes | msgspec.Raw) -> str:
    return bytes(memoryview(text)[:80]).decode("utf-8", "replace").strip()


def _start(text: bytes | msgspec.Raw) -> bytes:
    """The first byte that is not white space."""
    return bytes(memoryview(text)[:64]).lstrip()[:1]


def _there(text: msgspec.Raw) -> bool:
    return memoryview(text).nbytes > 0


class _Reader:
    def __init__(self, issues: Issues, name: str) -> None:
        self._issues, self._name = issues, name
        self._envelopes: dict[int, Package] = {}

    def piece(self, piece: splitting.Piece) -> Iterator[ReleaseText]:
        if piece.kind == "value":
            yield from self._value(piece.text, piece.line, "")
            return
        package = self._streamed_package(piece)
        if piece.kind == "records":
            yield from self._record(piece.text, package, piece.line, f"/records/{piece.line - 1}")
        else:
            yield ReleaseText(piece.text, package, piece.line, f"/releases/{piece.line - 1}")

    def _streamed_package(self, piece: splitting.Piece) -> Package:
        """The package of a streamed entry: what its envelope has told so far; a version not yet seen counts as 1.1."""
        envelope = piece.envelope
        known = self._envelopes.get(id(envelope))
        if known is not None and len(known.envelope) == len(envelope.fields if envelope else {}):
            return known
        fields: dict[str, Any] = {"version": "1.1"}
        for key, text in (envelope.fields if envelope else {}).items():
            try:
                fields[key] = _decode_any(text)
            except _BROKEN:
                self._issues.add("line-not-json", f"/{key}", _excerpt(text), pointer=f"/{key}")
        package = _package("release package" if piece.kind == "releases" else "record package", fields, self._issues)
        self._envelopes = {id(envelope): package}
        return package

    def _value(self, text: bytes | msgspec.Raw, line: int, prefix: str) -> Iterator[ReleaseText]:
        start = _start(text)
        if start == b"[":
            yield from self._list(text, line, prefix)
            return
        if start != b"{":
            self._issues.add("value-not-an-object", "", _excerpt(text), pointer=prefix, line=line)
            return
        try:
            shape = _decode_shape(text)
        except _BROKEN as error:
            yield from self._broken(bytes(text), line, prefix, error)
            return
        if _there(shape.records) and not _there(shape.tag):
            yield from self._package(text, shape.records, "record package", "records", line, prefix)
        elif (
            _there(shape.compiledRelease)
            or _there(shape.versionedRelease)
            or (_there(shape.releases) and _there(shape.ocid))
        ):
            yield from self._record(text, BARE, line, prefix)
        elif _there(shape.releases):
            yield from self._package(text, shape.releases, "release package", "releases", line, prefix)
        elif any(_there(part) for part in (shape.ocid, shape.tag, shape.tender, shape.date)):
            yield ReleaseText(text, BARE, line, prefix)
        else:
            yield from self._wrapped(text, line, prefix)

    def _broken(self, text: bytes, line: int, prefix: str, error: Exception) -> Iterator[ReleaseText]:
        """Not JSON as a whole: if it looks like a package, its entries are tried one by one."""
        if isinstance(error, RecursionError) or not any(
            f'"{name}"'.encode() in text for name in ("releases", "records")
        ):
            self._issues.add(_fault(error), "", _excerpt(text), pointer=prefix, line=line)
            return
        self._issues.add("file-not-json", "", str(error), pointer=self._name, line=line)
        for piece in splitting.salvage(text, self._issues, self._name):
            yield from self.piece(piece)

    def _wrapped(self, text: bytes | msgspec.Raw, line: int, prefix: str) -> Iterator[ReleaseText]:
        try:
            fields = _decode_fields(text)
        except _BROKEN as error:
            self._issues.add(_fault(error), "", _excerpt(text), pointer=prefix, line=line)
            return
        for wrapper in _WRAPPERS:
            if wrapper in fields and _start(fields[wrapper]) in (b"{", b"["):
                self._issues.add("package-wrapped", f"/{wrapper}", None, pointer=f"{prefix}/{wrapper}", line=line)
                yield from self._value(fields[wrapper], line, f"{prefix}/{wrapper}")
                return
        self._issues.add("object-not-recognised", "", ", ".join(list(fields)[:6]) or "{}", pointer=prefix, line=line)

    def _list(self, text: bytes | msgspec.Raw, line: int, prefix: str) -> Iterator[ReleaseText]:
        try:
            entries = _decode_list(text)
        except _BROKEN as error:
            self._issues.add(_fault(error), "", _excerpt(text), pointer=prefix, line=line)
            return
        if not entries:
            self._issues.add("package-empty", "", None, pointer=prefix, line=line)
        for position, entry in enumerate(entries):
            yield from self._value(entry, line if len(entries) == 1 else position + 1, f"{prefix}/{position}")

    def _package(
        self, text: bytes | msgspec.Raw, entries: msgspec.Raw, kind: str, key: str, line: int, prefix: str
    ) -> Iterator[ReleaseText]:
        fields = {
            name: _decoded_or_none(value, self._issues, f"{prefix}/{name}", line)
            for name, value in _decode_fields(text).items()
            if name not in ("releases", "records")
        }
        package = _package(kind, fields, self._issues)
        start = _start(entries)
        place = f"{prefix}/{key}"
        if start == b"{":
            self._issues.add("list-expected", f"/{key}", "an object", pointer=place, line=line)
            found = [entries]
        elif start != b"[":
            self._issues.add("list-expected", f"/{key}", _excerpt(entries), pointer=place, line=line)
            return
        else:
            found = _decode_list(entries)
        if not found:
            self._issues.add("package-empty", f"/{key}", None, pointer=place, line=line)
        for position, entry in enumerate(found):
            at = f"{place}/{position}"
            number = line if len(found) == 1 else position + 1
            if _start(entry) != b"{":
                self._issues.add("value-not-an-object", f"/{key}", _excerpt(entry), pointer=at, line=number)
            elif key == "records":
                yield from self._record(entry, package, number, at)
            else:
                yield ReleaseText(entry, package, number, at)

    def _record(self, text: bytes | msgspec.Raw, package: Package, line: int, prefix: str) -> Iterator[ReleaseText]:
        try:
            shape = _decode_shape(text)
            releases = _decode_list(shape.releases) if _start(shape.releases) == b"[" else []
            headers = [_decode_shape(entry) for entry in releases if _start(entry) == b"{"]
        except _BROKEN as error:
            self._issues.add(_fault(error), "", _excerpt(text), pointer=prefix, line=line)
            return
        embedded = [
            (position, entry)
            for position, (entry, header) in enumerate(zip(releases, headers, strict=False))
            if _there(header.ocid) or _there(header.tender)
        ]
        has_compiled = _start(shape.compiledRelease) == b"{"
        if embedded:
            for position, entry in embedded:
                yield ReleaseText(entry, package, line, f"{prefix}/releases/{position}")
        elif has_compiled:
            if headers:
                self._issues.add("record-linked", "/records/releases", None, pointer=f"{prefix}/releases", line=line)
            yield ReleaseText(shape.compiledRelease, package, line, f"{prefix}/compiledRelease", compiled=True)
        else:
            self._issues.add("record-not-mergeable", "/records", None, pointer=prefix, line=line)


def _decoded_or_none(text: msgspec.Raw, issues: Issues, pointer: str, line: int) -> Any:
    try:
        return _decode_any(text)
    except _BROKEN as error:
        issues.add(_fault(error), "", _excerpt(text), pointer=pointer, line=line)
        return None


def _package(kind: str, fields: dict[str, Any], issues: Issues) -> Package:
    version = fields.get("version", "1.0")
    if version not in _VERSIONS:
        issues.add("version-unknown", "/version", version)
        version = "1.1"
    extensions = fields.get("extensions")
    return Package(kind, version, tuple(extensions) if isinstance(extensions, list) else (), fields)
