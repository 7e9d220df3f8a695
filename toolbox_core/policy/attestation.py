"""Who vouches for a plugin's files: an Ed25519 signature over the hash of its wheel and over the list of its files.

It is made when the plugin is packaged and travels in the entry of the catalogue. The list (the wheel's ``RECORD``) is
signed as well, because pip writes a new one when it installs: so the installed files can be held against what was
signed for as long as they are there.
"""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core.exceptions import InputError
from toolbox_core.policy.archives import sha256
from toolbox_core.policy.entries import Signature
from toolbox_core.policy.provenance import altered_files
from toolbox_core.policy.signatures import sign, verify


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a site keeps of an installed plugin's signature: the signature, and the list of files that was signed."""

    signature: Signature
    record: str


def sign_wheel(wheel: Path, distribution: Distribution, key: Path) -> Signature:
    """Sign a wheel, which ``distribution`` is the unpacked form of, with the private key in a file.

    Raises ``InputError`` when there is no such key.
    """
    data = {
        "distribution": _normal(str(distribution.metadata["Name"])),
        "version": distribution.version,
        "wheel": wheel.name,
        "sha256": sha256(wheel),
        "record": _digest(record_of(distribution)),
    }
    return msgspec.convert(sign(data, key), Signature)


def record_of(distribution: Distribution) -> str:
    """The list of files that a wheel came with."""
    return distribution.read_text("RECORD") or ""


def signer(signature: Signature, wheel: Path) -> str:
    """The public key that signed exactly this wheel. Raises ``InputError`` when the signature is not of this file."""
    data, key = _statement(signature)
    if data["sha256"] != sha256(wheel):
        raise InputError(f"The signature is not of the file {wheel.name}.")
    return key


def faults(kept: Kept, distribution: Distribution) -> list[str]:
    """What is wrong between a signature and the installed (or unpacked) files, each in a sentence."""
    try:
        data, _ = _statement(kept.signature)
    except InputError as error:
        return [error.message]
    named = (_normal(str(distribution.metadata["Name"])), distribution.version)
    if (data["distribution"], data["version"]) != named:
        return [f"The signature is of {data['distribution']} {data['version']}, and this is {' '.join(named)}."]
    if data["record"] != _digest(kept.record):
        return ["The list of files that was kept is not the one that was signed."]
    wrong = altered_files(distribution, kept.record)
    return [f"{len(wrong)} files are not those that were signed: {', '.join(wrong[:5])}."] if wrong else []


def _statement(signature: Signature) -> tuple[dict[str, Any], str]:
    data, key = verify(msgspec.to_builtins(signature))
    names = ("distribution", "version", "sha256", "record")
    if not isinstance(data, dict) or not all(isinstance(data.get(name), str) for name in names):
        raise InputError("What is signed is no statement about a wheel.")
    return data, key


def keep(source: Path, kept: Kept | None) -> None:
    """Keep a signature beside the source that the site keeps of a plugin; ``None`` forgets an older one."""
    if kept is None:
        _beside(source).unlink(missing_ok=True)
        return
    source.parent.mkdir(parents=True, exist_ok=True)
    _beside(source).write_bytes(msgspec.json.encode(kept))


def kept_beside(source: Path | None) -> Kept | None:
    """The signature beside that source, or ``None``; one that cannot be read counts as a wrong one."""
    path = _beside(source) if source is not None else None
    if path is None or not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return Kept(signature=Signature(payload="", key="", signature=""), record="")


def _beside(source: Path) -> Path:
    return source.with_name(f"{source.name}.signature.json")


def _normal(name: str) -> str:
    """The name of a package as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
