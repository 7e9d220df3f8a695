"""Guess the encoding of a text file. A guess is a proposal; a person decides.

A byte order mark decides; else the whole file is tried as strict UTF-8; else every legacy code page is
scored by how plausible the decoded words look. A code page that merely decodes without an error proves nothing
(Latin-1 never fails), so what counts is letters inside words, capital and small letters, control characters, line
drawing, and the accented letters that the languages of public administrations really use.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolbox_core.exceptions import UnreadableFile
from toolbox_core.importing.alphabets import LANGUAGES, Language

CHUNK = 1 << 18
MOST_WORDS = 4000
"""Different words that are weighed; more change nothing."""
WEIGHED_BYTES = 2 << 20
"""Bytes of pieces with anything above ASCII whose words are weighed. Being UTF-8 is checked to the end of the file."""
PLAIN_BYTES = 1 << 18
"""Bytes at the beginning in which the commonest plain words are counted."""
LEGACY = (
    "cp1252", "iso8859-15", "latin-1", "cp850", "cp437", "cp1250", "mac-roman", "cp1251", "cp852", "iso8859-2",
    "cp1254", "cp1257", "cp1253", "koi8-r", "cp866",
)  # fmt: skip
"""Candidates, likelier first: among those that read a file alike, the first is proposed."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CLOSE = 2.0
"""Two candidates whose summed scores differ by less than this (one or two letters' worth) cannot be told apart."""
PLAUSIBLE = 0.0
"""Below this score, no candidate makes words."""


_ONE_LETTER_WORDS = "àèéêóôòùåöáíаивсокуяіη"


@dataclass(frozen=True, slots=True)
class EncodingCandidate:
    """One way to read the file: the language it looks like, and sample words as they would read.

    ``score`` is per character above ASCII, about −4 to +2; ``total`` is its sum over all those characters.
    """

    encoding: str
    score: float
    total: float
    language: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """The proposed encoding, the evidence as a sentence, the best candidates, and whether a person must choose.

    ``damage`` names traces of an earlier wrong conversion that no choice of encoding can undo.
    """

    encoding: str
    evidence: str
    candidates: tuple[EncodingCandidate, ...] = ()
    ambiguous: bool = False
    damage: str = ""


def sniff_encoding(source: Path | bytes) -> EncodingGuess:
    """Propose an encoding for a file or for bytes. The file is read once, in pieces; memory use is flat.

    Raises ``UnreadableFile`` when the file cannot be read.
    """
    return sniff_chunks(iter([source]) if isinstance(source, bytes) else _chunks(source))


def sniff_chunks(chunks: Iterator[bytes]) -> EncodingGuess:
    """The same for bytes that arrive in pieces, as from a zip member."""
    first = next(chunks, b"")
    for mark, encoding in MARKS:
        if first.startswith(mark):
            return EncodingGuess(
                encoding, f"The file begins with the byte order mark of {encoding.removesuffix('-sig').upper()}."
            )
    wide = _sniff_wide(first)
    if wide:
        return wide
    evidence = _Evidence()
    evidence.add(first)
    for chunk in chunks:
        if evidence.enough:
            break
        evidence.add(chunk)
    return evidence.finish()


class _Evidence:
    """Collects, piece by piece, what speaks for UTF-8 and the words that hold bytes above 127."""

    _word = re.compile(rb"[0-9]?[A-Za-z'\x80-\xff]*[\x80-\xff][A-Za-z'\x80-\xff]*[0-9]?")
    _lost = re.compile(rb"[A-Za-z]\?[A-Za-z]")
    # What "á", "É" and a curly apostrophe become when UTF-8 is read as Windows 1252 or Latin-1 and saved as UTF-8.
    _doubled = re.compile(
        rb"\xc3\x83(?:\xc2[\xa1-\xbf]|\xe2\x80[\x98-\xb0]|\xe2\x82\xac|\xc5[\x92\x93\xa0-\xbe])|\xc3\xa2\xe2\x82\xac"
    )
    _ascii_word = re.compile(rb"(?<![\x80-\xffA-Za-z])[A-Za-z]{1,5}(?![\x80-\xffA-Za-z])")

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._rest = b""
        self._read = 0
        self._weighed = 0
        self.utf8_fault = ""
        self.words: Counter[bytes] = Counter()
        self.plain: Counter[bytes] = Counter()
        self.lost = 0
        self.doubled = 0

    @property
    def enough(self) -> bool:
        """Whether reading on can change nothing: it is not UTF-8, and there are words enough to judge by."""
        return bool(self.utf8_fault) and self._weighed >= WEIGHED_BYTES

    def add(self, chunk: bytes) -> None:
        if not self.utf8_fault:
            self._try_utf8(chunk)
        data = self._rest + chunk
        cut = max(data.rfind(b"\n"), len(data) - 4096) if len(data) > 4096 else len(data)
        data, self._rest = data[:cut], data[cut:]
        self._collect(data)
        self._read += len(chunk)

    def finish(self) -> EncodingGuess:
        self._collect(self._rest)
        if not self.utf8_fault:
            self._try_utf8(b"", final=True)
        if not self.utf8_fault:
            return self._as_utf8()
        return _judge(self)

    def _try_utf8(self, chunk: bytes, *, final: bool = False) -> None:
        try:
            self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            self.utf8_fault = f"byte {error.object[error.start]:#04x} near position {self._read + error.start}"

    def _collect(self, data: bytes) -> None:
        if b"?" in data:
            self.lost += len(self._lost.findall(data))
        if self._read < PLAIN_BYTES:
            self.plain.update(word.lower() for word in self._ascii_word.findall(data))
        if data.isascii():
            return
        self.lost += data.count(b"\xef\xbf\xbd")
        if b"\xc3\x83" in data or b"\xc3\xa2" in data:
            self.doubled += len(self._doubled.findall(data))
        if self._weighed < WEIGHED_BYTES:
            self._weighed += len(data)
            self.words.update(self._word.findall(data))

    def _as_utf8(self) -> EncodingGuess:
        damage = self.damage()
        if not self.words:
            return EncodingGuess("utf-8", "Every byte is plain ASCII, which UTF-8 contains.", damage=damage)
        words = tuple(word.decode() for word, _ in self.words.most_common(8) if _decodes(word, "utf-8"))
        sentence = f"The whole file is valid UTF-8, with words such as {', '.join(words[:4])}."
        return EncodingGuess(
            "utf-8", sentence, (EncodingCandidate("utf-8", 2.0, 2.0 * len(words), "", words),), damage=damage
        )

    def damage(self) -> str:
        if self.doubled:
            return f"{self.doubled} places look like UTF-8 that was read in another encoding and saved again."
        if self.lost >= 3:
            return f"{self.lost} letters seem to be lost already: a question mark stands inside words."
        return ""


def _judge(evidence: _Evidence) -> EncodingGuess:
    """Score every legacy code page and put the winner, its rivals and the reasons into a guess."""
    utf8 = sum(count for word, count in evidence.words.items() if _decodes(word, "utf-8"))
    total = sum(evidence.words.values())
    if utf8 > 4 and utf8 >= 0.8 * total:
        return EncodingGuess(
            "utf-8",
            f"{utf8} of {total} words with accents are UTF-8, but {evidence.utf8_fault} is not: encodings are mixed.",
            ambiguous=True,
            damage="Two encodings are mixed in this file; ask its publisher for a clean one.",
        )
    counts = Counter(dict(evidence.words.most_common(MOST_WORDS)))
    prior = _language_prior(evidence.plain)
    candidates = sorted(
        (candidate for encoding in LEGACY if (candidate := _score(counts, encoding, prior))),
        key=lambda candidate: (-round(candidate.score, 6), LEGACY.index(candidate.encoding)),
    )
    if not candidates:
        return EncodingGuess("", "No known encoding can read this file.", ambiguous=True, damage=evidence.damage())
    best = candidates[0]
    texts = {c.encoding: _texts(counts, c.encoding) for c in candidates if best.total - c.total < CLOSE}
    alike = [name for name, text in texts.items() if text == texts[best.encoding] and name != best.encoding]
    rivals = [c for c in candidates[1:] if c.encoding in texts and c.encoding not in alike]
    others = [c for c in candidates[1:] if c.encoding not in alike][:3]
    sentence = f"Not UTF-8 ({evidence.utf8_fault}). As {best.encoding} it has words such as {', '.join(best.words[:4])}"
    sentence += f", which look {best.language}." if best.language else "."
    if others:
        sentence += f" As {others[0].encoding} they would read {', '.join(others[0].words[:4])}."
    if alike:
        sentence += f" {' and '.join(alike)} would read this file the same."
    ambiguous = bool(rivals) or best.score < PLAUSIBLE
    if rivals:
        sentence += f" It is too close to tell from {' and '.join(c.encoding for c in rivals)}: please check the words."
    elif ambiguous:
        sentence += " No encoding makes convincing words: please check them."
    return EncodingGuess(best.encoding, sentence, (best, *others), ambiguous, evidence.damage())


def _score(words: Counter[bytes], encoding: str, prior: dict[str, float]) -> EncodingCandidate | None:
    """How plausible the words look in one encoding, per character above ASCII; ``None`` when it cannot decode them."""
    looks = 0.0
    letters: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    weight = 0
    try:
        for word, count in words.items():
            times = min(count, 20)  # One word repeated on every row must not outvote the others.
            text = f" {word.decode(encoding)} "
            for before, character, after in zip(text, text[1:], text[2:], strict=False):
                if character < "\x80":
                    continue
                weight += times
                looks += times * _looks(before, character, after)
                if character.isalpha():
                    small = character.lower()
                    letters[small] += times
                    pairs[before.lower() + small] += times
                    pairs[small + after.lower()] += times
    except UnicodeDecodeError:
        return None
    if not weight:
        return None
    fits = {name: _fit(letters, pairs, item) + prior[name] * letters.total() for name, item in LANGUAGES.items()}
    language = max(fits, key=lambda name: fits[name])
    total = looks + (fits[language] if letters else 0.0)
    shown = tuple(word.decode(encoding) for word in _telling(words))
    return EncodingCandidate(encoding, total / weight, total, language if letters else "", shown)


def _looks(before: str, character: str, after: str) -> float:  # noqa: PLR0911 - one line per kind of character
    """How well one character above ASCII sits between its neighbours."""
    if "\x80" <= character <= "\x9f" or character == "\ufffd":
        return -4.0
    if "\u2500" <= character <= "\u25ff":
        return -3.0
    inside = before.isalpha() and after.isalpha()
    if character in "ªº":
        return -2.0 if inside else 0.3
    if not character.isalpha():
        if character in "’‘ʼ·":
            return 1.2 if inside else 0.5
        if inside:
            return -3.0
        return 0.6 if character in "\u00a0«»“”„–—…€£°§¿¡²³½•®©™" else -1.0
    if character >= "\u0370" and (_is_latin(before) or _is_latin(after)):
        return -3.0  # Greek or Cyrillic letters do not mix with Latin ones in a word.
    if before.isdigit() or after.isdigit():
        return -1.0
    if character.isupper() and before.islower():
        return -2.0
    if character.islower() and before.isupper() and after.isupper():
        return -2.0
    if character.isupper() and after.islower() and before.isupper():
        return -1.0
    if not (before.isalpha() or after.isalpha()):
        return 0.0 if character.lower() in _ONE_LETTER_WORDS else -1.0
    return 0.0


def _is_latin(character: str) -> bool:
    return character.isalpha() and character < "\u0250"


def _fit(letters: Counter[str], pairs: Counter[str], language: Language) -> float:
    known = sum(count for letter, count in letters.items() if letter in language.letters)
    typical = sum(count for pair, count in pairs.items() if pair in language.pairs)
    return 0.8 * known - 1.5 * (letters.total() - known) + 0.4 * typical


def _language_prior(plain: Counter[bytes]) -> dict[str, float]:
    """What the commonest words in the plain part of the file say for or against each language, per letter."""
    words = Counter({word.decode("ascii"): count for word, count in plain.items()})
    hits = {name: sum(words[word] for word in item.words) for name, item in LANGUAGES.items()}
    most = max(hits.values())
    if most < 10:
        return dict.fromkeys(LANGUAGES, 0.0)
    return {name: 0.6 * hits[name] / most - 0.4 for name in LANGUAGES}


def _telling(words: Counter[bytes]) -> Sequence[bytes]:
    """Words worth showing: frequent, a few letters long."""
    ranked = sorted(words, key=lambda word: (not 4 <= len(word) <= 16, -words[word], word))
    return ranked[:8]


def _texts(words: Counter[bytes], encoding: str) -> list[str]:
    return [word.decode(encoding) for word in words]


def _decodes(word: bytes, encoding: str) -> bool:
    try:
        word.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _sniff_wide(first: bytes) -> EncodingGuess | None:
    """UTF-16 without a mark: every other byte of spaces, digits and delimiters is zero."""
    sample = first[: 1 << 16]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.04 * half and others <= 0.1 * zeros and _reads_as(sample, encoding):
            return EncodingGuess(encoding, f"Every other byte of most characters is zero, as in {encoding.upper()}.")
    return None


def _reads_as(sample: bytes, encoding: str) -> bool:
    """Whether nearly all of a sample is readable text in that encoding."""
    text = sample.decode(encoding, "replace")
    good = sum(character.isprintable() or character in "\r\n\t" for character in text) - text.count("\ufffd")
    return good >= 0.98 * len(text)


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(CHUNK):
                yield chunk
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}.", fix="Check the name and the folder.") from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
