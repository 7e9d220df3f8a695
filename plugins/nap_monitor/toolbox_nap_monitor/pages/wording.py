"""Codes and texts in the reader's language: what templates call ``w``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolbox_core import locale_for, translate
from toolbox_nap_monitor.exceptions import Sentence
from toolbox_nap_monitor.texts import Said, pick
from toolbox_nap_monitor.words import (
    ASSESSOR_NAMES,
    EVIDENCE_WORDS,
    INDICATOR_WORDS,
    MARKS,
    PHASE_WORDS,
    ROLE_WORDS,
    RULE_WORDS,
    SHAPES,
    STATUS_WORDS,
    TAG_WORDS,
    TEXT_WORDS,
    TONES,
    VALUE_WORDS,
)

if TYPE_CHECKING:
    from starlette.requests import Request


class Words:
    """Puts codes and texts into the reader's language. Templates have it as ``w``."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.language = str(locale_for(request)).replace("_", "-")

    def _(self, message: str, **variables: Any) -> str:
        """A message of this plugin in the reader's language."""
        return translate(self._request, message, **variables)

    def sentence(self, said: str) -> str:
        """What is wrong, in the reader's language where it knows its message."""
        return self._(said.message, **said.values) if isinstance(said, Sentence) else said

    def text(self, texts: Mapping[str, str] | None) -> Said:
        """The text in the reader's language, or in another, which it then names."""
        return pick(texts, self.language)

    def status(self, code: str) -> str:
        """The word for a status, a verdict or a nothing."""
        return self._(STATUS_WORDS[code]) if code in STATUS_WORDS else code

    def tone(self, code: str) -> str:
        """The tone of a status."""
        return TONES.get(code, "idle")

    def shape(self, code: str) -> str:
        """The shape that stands beside a status; empty for that of its tone."""
        return SHAPES.get(code, "")

    def mark(self, code: str) -> str:
        """The class of a status in drawings."""
        return MARKS.get(code, "gap")

    def of(self, table: Mapping[str, str], code: str) -> str:
        """The word for a code in one of this module's tables; the code itself when it is not there."""
        return self._(table[code]) if code in table else code

    def assessor(self, code: str) -> str:
        """Who judges."""
        return self.of(ASSESSOR_NAMES, code)

    def role(self, code: str) -> str:
        """What an institution does."""
        return self.of(ROLE_WORDS, code)

    def phase(self, code: str) -> str:
        """Where a plan is."""
        return self.of(PHASE_WORDS, code)

    def evidence(self, code: str) -> str:
        """What kind of proof something is."""
        return self.of(EVIDENCE_WORDS, code)

    def long_text(self, code: str) -> str:
        """The heading of a commitment's long text."""
        return self.of(TEXT_WORDS, code)

    def tag(self, scheme: str) -> str:
        """What a classification is called."""
        return self.of(TAG_WORDS, scheme)

    def value(self, scheme: str, word: str) -> str:
        """A word of a classification."""
        return self.of(VALUE_WORDS, word) if scheme == "value" else word

    def indicator(self, code: str) -> str:
        """What a verdict is about."""
        return self.of(INDICATOR_WORDS, code)

    def rule(self, code: str) -> str:
        """Which rule gave a status."""
        return self.of(RULE_WORDS, code)
