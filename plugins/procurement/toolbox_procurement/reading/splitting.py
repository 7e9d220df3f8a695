"""Cutting a stream of JSON into values without building them, in flat memory and past every kind of damage.

Three ways, fastest first:

* JSON Lines: one value a line.
* A whole document that fits into a window: checked in C and handed over as it is.
* Anything else (a package of many gigabytes, values one after the other, a damaged file): a scanner that walks the
  bytes. Inside a long list it learns the separator between two entries, cuts there, and lets C check the piece, so
  that its own slow walk is needed only where the text is irregular.

Depth costs nothing here: no step recurses over the nesting of the text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

import msgspec

from toolbox_procurement.issues import Issues

WINDOW: Final = 16 * 1024**2
"""Bytes held at once; a single value may be longer, then it is held whole."""
_READ: Final = 1024**2
_MAX_METADATA: Final = 1024**2
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]|"', re.DOTALL)
_START: Final = re.compile(rb"[{\[]")
_LITERAL: Final = re.compile(rb"[^\s,\]}]+")
_SPACE: Final = b" \t\r\n"
_LISTS: Final = ("releases", "records")

_check_value = msgspec.json.Decoder(msgspec.Raw).decode
_check_list = msgspec.json.Decoder(list[msgspec.Raw]).decode


@dataclass(slots=True)
class Envelope:
    """What stands around the entries of a package that is too large to hold: its other fields, as JSON text.

    Filled while the entries are read, so fields that stand behind the list are known only after it.
    """

    fields: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """One JSON value. ``kind`` is ``value`` at the top level, or the list of a large package that it is an entry of.

    ``line`` counts lines in JSON Lines, and values or entries otherwise, from 1.
    """

    text: bytes
    line: int
    kind: str = "value"
    envelope: Envelope | None = None


def split(stream: IO[bytes], issues: Issues, name: str = "") -> Iterator[Piece]:
    """Every value of ``stream``. Damage is counted in ``issues``; nothing is raised, and nothing lost silently."""
    first = stream.readline(WINDOW)
    while first and not first.strip():
        first = stream.readline(WINDOW)
    if first.endswith(b"\n") and first.lstrip()[:1] in (b"{", b"[") and _is_json(first):
        yield from _lines(first, stream, issues, name)
        return
    head = first + stream.read(max(0, WINDOW - len(first)))
    if len(head) < WINDOW and _is_json(head):
        yield Piece(head, 1)
        return
    yield from _Scanner(head, stream, issues, name).values()


def salvage(text: bytes, issues: Issues, name: str = "") -> Iterator[Piece]:
    """The entries of a package that is not valid JSON as a whole, each on its own: most of them usually are."""
    start = text.find(b"{")
    yield from _Scanner(text[start:], io.BytesIO(), issues, name).object()


def _is_json(text: bytes) -> bool:
    try:
        _check_value(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return True


def _lines(first: bytes, stream: IO[bytes], issues: Issues, name: str) -> Iterator[Piece]:
    yield Piece(first, 1)
    for number, line in enumerate(stream, 2):
        if line.isspace():
            continue
        # A line is checked when it is decoded; only its look is judged here, so that good files cost nothing more.
        if line.lstrip()[:1] in (b"{", b"["):
            yield Piece(line, number)
        else:
            issues.add("line-not-json", "", line[:80].decode("utf-8", "replace").strip(), pointer=name, line=number)


class _Scanner:
    """Walks a stream through a window: ``_text`` from ``_at`` on is what has not been used yet."""

    def __init__(self, head: bytes, stream: IO[bytes], issues: Issues, name: str) -> None:
        self._text, self._at, self._stream, self._ended = head, 0, stream, False
        self._issues, self._name = issues, name
        self._told = False

    def values(self) -> Iterator[Piece]:
        """Top-level values; large objects are gone into, so that the entries of their lists come out one by one."""
        count = 0
        while self._skip_space():
            if self._text[self._at : self._at + 1] not in (b"{", b"["):
                self._skip_junk()
                continue
            count += 1
            end = self._value_end(limit=WINDOW)
            if end is not None:
                yield from self._checked(end, count)
            elif self._text[self._at : self._at + 1] == b"{":
                yield from self.object()
            else:
                self._at += 1
                yield from self._entries("value", None)

    def _checked(self, end: int, count: int) -> Iterator[Piece]:
        text, self._at = self._text[self._at : end], end
        yield Piece(text, count)

    # -- the window -----------------------------------------------------------------------------------------------

    def _more(self) -> bool:
        """Read on. What was used is let go."""
        data = b"" if self._ended else self._stream.read(max(_READ, len(self._text) - self._at))
        if not data:
            self._ended = True
            return False
        self._text, self._at = self._text[self._at :] + data, 0
        return True

    def _skip_space(self) -> bool:
        while True:
            rest = len(self._text) - self._at
            stripped = self._text[self._at : self._at + 4096].lstrip(_SPACE)
            skipped = min(4096, rest) - len(stripped)
            self._at += skipped
            if stripped:
                return True
            if rest <= skipped and not self._more():
                return False

    def _skip_junk(self) -> None:
        """Go on to the next bracket and say what was passed over."""
        found = _START.search(self._text, self._at)
        end = found.start() if found else len(self._text)
        junk = self._text[self._at : end].strip(_SPACE + b",")
        if junk:
            self._issues.add("file-not-json", "", junk[:80].decode("utf-8", "replace"), pointer=self._name)
        self._at = end
        if not found:
            self._more()

    # -- one value ------------------------------------------------------------------------------------------------

    def _value_end(self, *, limit: int = 0) -> int | None:
        """Where the value under the window's position ends; ``None`` when it is longer than ``limit`` or cut off."""
        depth, offset = 0, 0
        while True:
            base = self._at
            for token in _TOKEN.finditer(self._text, base + offset):
                mark = self._text[token.start()]
                if mark in b"{[":
                    depth += 1
                elif mark in b"}]":
                    depth -= 1
                    if depth == 0:
                        return token.end()
                elif token.end() - token.start() == 1:
                    break  # a string that goes on behind the window: taken up again when more is read
                offset = token.end() - base
            if (limit and len(self._text) - self._at > limit) or not self._more():
                return None

    def _string_end(self) -> int | None:
        while True:
            found = _TOKEN.match(self._text, self._at)
            if found and found.end() - found.start() > 1:
                return found.end()
            if not self._more():
                return None

    def _string(self) -> str | None:
        """The field name under the position, which moves behind it."""
        if not self._skip_space() or self._text[self._at : self._at + 1] != b'"':
            return None
        end = self._string_end()
        if end is None:
            return None
        text, self._at = self._text[self._at + 1 : end - 1], end
        return text.decode("utf-8", "replace")

    def object(self) -> Iterator[Piece]:
        """A package too large to hold: its lists entry by entry, its other fields into the envelope."""
        envelope, found_list = Envelope(), False
        self._at += 1
        while self._skip_space():
            mark = self._text[self._at : self._at + 1]
            if mark == b"}":
                self._at += 1
                if not found_list:
                    self._issues.add("object-not-recognised", "", ", ".join(envelope.fields), pointer=self._name)
                return
            if mark == b",":
                self._at += 1
                continue
            key = self._string()
            if key is None:
                if not self._ended:
                    self._skip_junk()
                    return
                break
            if self._skip_space() and self._text[self._at : self._at + 1] == b":":
                self._at += 1
            self._skip_space()
            if key in _LISTS and self._text[self._at : self._at + 1] == b"[":
                self._at += 1
                found_list = True
                yield from self._entries(key, envelope)
            else:
                self._field(key, envelope)
        self._truncated()

    def _field(self, key: str, envelope: Envelope) -> None:
        if self._text[self._at : self._at + 1] in (b"{", b"["):
            end = self._value_end()
        elif self._text[self._at : self._at + 1] == b'"':
            end = self._string_end()
        else:
            found = _LITERAL.match(self._text, self._at)
            end = found.end() if found else self._at + 1
        if end is None:
            self._at = len(self._text)
            return
        if end - self._at <= _MAX_METADATA:
            envelope.fields[key] = self._text[self._at : end]
        self._at = end

    # -- entries of a long list -----------------------------------------------------------------------------------

    def _entries(self, kind: str, envelope: Envelope | None) -> Iterator[Piece]:
        count, separator = 0, b""
        while self._skip_space():
            mark = self._text[self._at : self._at + 1]
            if mark == b"]":
                self._at += 1
                return
            if mark == b",":
                self._at += 1
                continue
            if separator:
                block = self._block(separator)
                for entry in block:
                    count += 1
                    yield Piece(bytes(entry), count, kind, envelope)
                if block:
                    continue
            if mark not in (b"{", b"["):
                count += 1
                self._skip_literal(kind, count)
                continue
            end = self._value_end()
            if end is None:
                break
            count += 1
            text, self._at = self._text[self._at : end], end
            yield Piece(text, count, kind, envelope)
            separator = separator or self._learned()
        self._truncated()

    def _skip_literal(self, kind: str, count: int) -> None:
        """Pass over an entry that is no object and say so."""
        found = _LITERAL.match(self._text, self._at)
        end = found.end() if found else self._at + 1
        shown = self._text[self._at : end][:80].decode("utf-8", "replace")
        self._issues.add("value-not-an-object", f"/{kind}", shown, line=count)
        self._at = end

    def _learned(self) -> bytes:
        """The text between two entries, up to the first key of the second: rare enough to cut at."""
        while len(self._text) - self._at < 512 and self._more():
            pass
        found = re.match(rb'\s*,\s*\{\s*"[^"\\]{1,40}"\s*:', self._text[self._at : self._at + 512])
        return b"}" + found.group() if found else b""

    def _block(self, separator: bytes) -> list[msgspec.Raw]:
        """As many whole entries as the window holds, when they can be cut and checked in C; else none."""
        while len(self._text) - self._at < WINDOW // 2 and self._more():
            pass
        cut = self._text.rfind(separator, self._at)
        if cut <= self._at:
            return []
        try:
            entries = _check_list(b"[" + self._text[self._at : cut + 1] + b"]")
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return []
        self._at = cut + 1
        return entries

    def _truncated(self) -> None:
        """Say once that the text ends too early; nothing is left to read."""
        if not self._told:
            rest = self._text[self._at :].strip(_SPACE)
            self._issues.add("file-truncated", "", rest[-60:].decode("utf-8", "replace"), pointer=self._name)
        self._told = True
        self._at = len(self._text)
