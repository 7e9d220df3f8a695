"""Which property of a file's features is their code and which their name: what each holds, and the choice from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolbox_core.exceptions import InputError
from toolbox_core.text import printable, words

_CODE_WORDS = frozenset(
    "code codigo codice kode id nuts iso insee geoid fips pcode gid ags ine istat dep ref key siglas hasc".split()
)
_NAME_WORDS = frozenset(
    "name nom nombre nome namn naam navn label title libelle denominacion nam region province district".split()
)
_SAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyEvidence:
    """One property: in how many features it is filled, how many values it has, and the first of them."""

    name: str
    filled: int
    distinct: int
    samples: tuple[str, ...]
    lengthy: float
    """Mean length of its values."""
    lettered: bool
    """Whether some value has three letters in a row that are not all capitals: a name rather than a code."""

    def sentence(self, features: int) -> str:
        """The evidence in words."""
        samples = ", ".join(self.samples)
        return (
            f"{self.name}: {self.distinct:,} different values in {self.filled:,} of {features:,} features ({samples})"
        )


def as_text(value: Any) -> str:
    """A property's value as text: whole numbers without a point, nothing for null, true, false and nested values."""
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return printable(str(value)).strip()


def choose_properties(
    features: Sequence[Mapping[str, Any]], *, code: str = "", label: str = ""
) -> tuple[tuple[PropertyEvidence, ...], str, str]:
    """The evidence of every property, the one that is the code, and the one that is the name.

    ``code`` and ``label`` are choices that a person made. Raises ``InputError`` when a chosen one does not exist, or
    when none can be the code.
    """
    names = list(dict.fromkeys(name for feature in features for name in feature))
    evidence = tuple(_evidence(name, features) for name in names)
    listed = "; ".join(one.sentence(len(features)) for one in evidence if one.filled) or "none"
    for chosen in (code, label):
        if chosen and chosen not in names:
            raise InputError(f"No feature has a property {chosen!r}.", fix=f"The file has: {listed}.")
    if not code:
        usable = [one for one in evidence if one.filled == one.distinct == len(features)]
        if not usable:
            raise InputError(
                "No property is filled and different in every feature, so none is surely the code.",
                fix=f"Choose one with --code. The file has: {listed}.",
            )
        code = max(usable, key=_like_a_code).name
    if not label:
        named = [one for one in evidence if one.filled and one.name != code]
        best = max(named, key=_like_a_name, default=None)
        label = best.name if best is not None and best.lettered else code
    return evidence, code, label


def _evidence(name: str, features: Sequence[Mapping[str, Any]]) -> PropertyEvidence:
    values = [text for feature in features if (text := as_text(feature.get(name)))]
    return PropertyEvidence(
        name=name,
        filled=len(values),
        distinct=len(set(values)),
        samples=tuple(dict.fromkeys(value[:40] for value in values))[:_SAMPLES],
        lengthy=sum(map(len, values)) / len(values) if values else 0.0,
        lettered=any(_lettered(value) for value in values),
    )


def _lettered(value: str) -> bool:
    return any(len(word) >= 3 and word.isalpha() and not word.isupper() for word in value.replace("-", " ").split())


def _like_a_code(one: PropertyEvidence) -> tuple[bool, bool, float]:
    """Named like a code, not worded like a name, short."""
    return _spoken(one.name, _CODE_WORDS), not one.lettered, -one.lengthy


def _like_a_name(one: PropertyEvidence) -> tuple[bool, bool, int, float]:
    """Worded like a name, named like one, different from region to region, long."""
    return one.lettered, _spoken(one.name, _NAME_WORDS), one.distinct, one.lengthy


def _spoken(name: str, known: frozenset[str]) -> bool:
    """Whether a property's name has one of the words in it: ``NUTS_ID``, ``reg_name``, ``codeRegion``."""
    apart = "".join(f" {letter}" if letter.isupper() else letter for letter in name) if not name.isupper() else name
    spoken = {*words(name), *words(apart)}
    return bool(spoken & known) or any(word.startswith(("code", "nom")) for word in spoken)
