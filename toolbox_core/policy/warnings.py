"""Reading a signed list of advisories, and signing one."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from toolbox_core.exceptions import InputError
from toolbox_core.policy.signatures import sign, verify
from toolbox_core.policy.yaml import read_yaml
from toolbox_core.services.policy.models import PolicyAdvisory

LARGEST = 4 << 20
"""Bytes."""


class Advisory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One warning about a range (PEP 440) of ``versions`` of a package; ``sentence`` says what to fear and to do."""

    id: str
    distribution: str
    versions: str
    sentence: str
    published: datetime.date
    url: str = ""


class AdvisoryList(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed."""

    advisories: tuple[Advisory, ...]
    issued: datetime.date


def read_list(text: bytes, trusted: Sequence[str]) -> tuple[str, list[PolicyAdvisory]]:
    """``(key, advisories)`` of a signed list. Raises ``InputError`` with a sentence.

    ``trusted`` are the public keys that the site believes.
    """
    if len(text) > LARGEST:
        raise InputError("The list of advisories is larger than four mebibytes.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("The list of advisories is not JSON.") from error
    data, key = verify(document)
    if key not in trusted:
        raise InputError(
            f"The list is signed with the key {key}, which this site does not trust.",
            fix="Add it to [policy] advisory_keys when you have made sure whose it is.",
        )
    listed = _checked(data)
    return key, [PolicyAdvisory(key=key, **msgspec.structs.asdict(one)) for one in listed.advisories]


def _checked(data: Any) -> AdvisoryList:
    try:
        listed = msgspec.convert(data, AdvisoryList)
        for one in listed.advisories:
            SpecifierSet(one.versions)
    except msgspec.ValidationError as error:
        raise InputError(f"The list of advisories is not as it should be: {error}.") from error
    except InvalidSpecifier as error:
        raise InputError(f"A version range of the list is none: {error}.") from error
    twice = sorted({one.id for one in listed.advisories if [other.id for other in listed.advisories].count(one.id) > 1})
    if twice:
        raise InputError(f"The advisory {twice[0]!r} is in the list twice.")
    return listed


def sign_list(path: Path, key: Path) -> dict[str, str]:
    """Sign a YAML file ``{issued, advisories: [{id, distribution, versions, sentence, published, url}]}``."""
    data = read_yaml(path.read_text(encoding="utf-8"), path.name)
    listed = _checked(data)
    return sign(msgspec.to_builtins(listed), key)
