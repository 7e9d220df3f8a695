"""Installing a plugin from a catalogue: the site judges the files itself, says what it found, then installs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolbox_core.exceptions import InputError
from toolbox_core.plugins.preflight import api_mismatch
from toolbox_core.policy import attestation
from toolbox_core.policy.archives import LARGEST, archive_target, not_in_source, sha256
from toolbox_core.policy.catalogue import Listed, address_of, host_rules, is_address
from toolbox_core.policy.entries import CatalogueFile, Signature, declared_permissions
from toolbox_core.policy.rules import PolicyRule, PolicyTarget, Verdict, judge, reaches
from toolbox_core.policy.targets import sources_folder
from toolbox_core.services.policy import advisories

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db.engine import Database

PIP_SECONDS = 900
DOWNLOAD_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be installed, as the site found it: nothing here is taken from the entry's own word but its name.

    ``signed_by`` is the public key that signed the wheel, empty when nobody did; ``trusted``: the site knows that key.
    """

    listed: Listed
    wheel: Path
    source: Path | None
    target: PolicyTarget
    verdict: Verdict
    permissions: tuple[str, ...]
    signed_by: str
    trusted: bool
    refusals: tuple[str, ...]


@contextmanager
def offer(settings: Settings, database: Database, listed: Listed, rules: Sequence[PolicyRule]) -> Iterator[Offer]:
    """Fetch the files, check their hashes and judge them; the files are gone when the block ends.

    Raises ``InputError`` when a file is missing or is not the one of the entry.
    """
    entry, hosts = listed.entry, settings.policy.catalogue_hosts
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        wheel = _fetch(listed, entry.file("wheel"), work, hosts)
        if wheel is None:
            raise InputError(f"The entry of {entry.id} names no wheel to install.")
        source = _fetch(listed, entry.file("source"), work, hosts)
        target = archive_target(entry.id, wheel, source, work / "unpacked")
        signed_by, wrong = _signer(entry.signature, wheel)
        if entry.signature is not None and target.distribution is not None:
            record = attestation.record_of(target.distribution)
            target = replace(target, signature=attestation.Kept(signature=entry.signature, record=record))
        verdict = judge(target, rules)
        with database.read() as session:
            warned = advisories.concerning(advisories.all_advisories(session), _name(target), target.version)
            refusals = [f"{row.id} warns of it: {row.sentence}" for row in warned]
        trusted = signed_by in settings.policy.signing_keys
        refusals += wrong + _unsigned(settings, signed_by, trusted)
        refusals += _refusals(settings, listed, target, verdict)
        permissions = declared_permissions(target.package) if target.package is not None else []
        yield Offer(listed, wheel, source, target, verdict, tuple(permissions), signed_by, trusted, tuple(refusals))


def _signer(signature: Signature | None, wheel: Path) -> tuple[str, list[str]]:
    """``(public key, what is wrong)``."""
    if signature is None:
        return "", []
    try:
        return attestation.signer(signature, wheel), []
    except InputError as error:
        return "", [error.message]


def _unsigned(settings: Settings, signed_by: str, trusted: bool) -> list[str]:
    if not settings.policy.require_signature or trusted:
        return []
    told = f"It is signed with the key {signed_by}, which is not among them." if signed_by else "It is not signed."
    return [f"This site installs only what a key in [policy] signing_keys has signed. {told}"]


def _name(target: PolicyTarget) -> str:
    return str(target.distribution.metadata["Name"]) if target.distribution is not None else target.name


def _refusals(settings: Settings, listed: Listed, target: PolicyTarget, verdict: Verdict) -> list[str]:
    entry, required = listed.entry, settings.policy.require
    found = []
    if entry.delisted is not None:
        found.append(f"It was taken out of the catalogue on {entry.delisted.day}: {entry.delisted.reason}")
    if target.section("plugin").get("id") != entry.id or target.version != entry.version:
        found.append("The files hold another plugin or another version than the entry says.")
    found += [f"The wheel holds a file that its source does not: {name}." for name in not_in_source(target)[:5]]
    if sentence := api_mismatch(str(target.section("plugin").get("api", ""))):
        found.append(sentence)
    least = required if required != "none" else "bronze"
    if not reaches(verdict.tier, least):
        missing = [finding.message for finding in verdict.failed if reaches(least, finding.level)]
        found.append(f"It reaches the tier {verdict.tier}, and {least} is required: {' '.join(missing[:5])}")
    return found


def _fetch(listed: Listed, wanted: CatalogueFile | None, work: Path, hosts: Collection[str]) -> Path | None:
    if wanted is None:
        return None
    path = work / wanted.name
    if is_address(listed.location):
        from toolbox_core import outbound

        outbound.download(
            f"{address_of(listed.location)}/files/{wanted.name}",
            path,
            most_bytes=LARGEST,
            seconds=DOWNLOAD_SECONDS,
            **host_rules(listed.location, hosts),
        )
    else:
        there = Path(listed.location) / "files" / wanted.name
        if not there.is_file():
            raise InputError(f"The file {wanted.name} is missing in {listed.location}.")
        shutil.copy(there, path)
    found = sha256(path)
    if found != wanted.sha256:
        raise InputError(
            f"{wanted.name} is not the file of the entry: its SHA-256 is {found}, and {wanted.sha256} is expected.",
            fix="Tell whoever keeps the catalogue.",
        )
    return path


def install(settings: Settings, found: Offer, *, use_index: bool = False) -> None:
    """Install the wheel with pip and keep its source. Raises ``InputError`` when something refuses it or pip fails.

    Without ``use_index`` pip looks for what the plugin needs only here and among the catalogue's files.
    """
    if found.refusals:
        raise InputError(f"{found.listed.entry.id} is refused. {' '.join(found.refusals)}")
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    if not use_index:
        command.append("--no-index")
    if not is_address(found.listed.location):
        command += ["--find-links", str(Path(found.listed.location).resolve() / "files")]
    answer = subprocess.run(  # noqa: S603 - a fixed command, and a file whose hash was checked
        [*command, str(found.wheel)], capture_output=True, text=True, timeout=PIP_SECONDS, check=False
    )
    if answer.returncode != 0:
        told = [line.removeprefix("ERROR: ") for line in answer.stderr.splitlines() if line.startswith("ERROR")]
        raise InputError(
            f"pip could not install {found.wheel.name}: {' '.join(told[:2]) or 'it gave no reason.'}",
            fix=""
            if use_index
            else "If something that it needs is missing, put its wheel into the catalogue, or use --index.",
        )
    if found.target.folder is not None:
        kept = sources_folder(settings, _name(found.target), found.target.version)
        if kept.exists():
            shutil.rmtree(kept)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(found.target.folder, kept)
        attestation.keep(kept, found.target.signature)
