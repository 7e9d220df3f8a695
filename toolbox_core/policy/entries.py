"""Entries of a catalogue: one YAML file for each plugin, checked when it is read and when it is written."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core.exceptions import InputError
from toolbox_core.policy.rules import PolicyTarget, Verdict
from toolbox_core.policy.yaml import read_yaml, write_yaml

FORMAT = 1


class CatalogueFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the entry: ``kind`` is ``wheel`` or ``source``."""

    kind: str
    name: str
    sha256: str
    bytes: int


class UseCase(msgspec.Struct, frozen=True, kw_only=True):
    """Who uses the plugin for what; ``commitment`` is the number of the action-plan commitment it serves."""

    title: str
    organisation: str = ""
    country: str = ""
    commitment: str = ""
    url: str = ""


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """A site that runs the plugin, as its signed heartbeat told on the day ``seen``."""

    url: str
    organisation: str
    country: str
    version: str
    seen: datetime.date


class Delisting(msgspec.Struct, frozen=True, kw_only=True):
    """Since when the plugin is not offered any more, and why."""

    day: datetime.date
    reason: str


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """An open standard."""

    name: str
    url: str


class Conformance(msgspec.Struct, frozen=True, kw_only=True):
    """What the conformance suite said of the wheel: how many questions it passed, and which could not be asked.

    ``host`` is the version of the toolbox whose questions were asked; ``not_asked`` are sentences with the reason.
    """

    passed: int
    not_asked: tuple[str, ...] = ()
    host: str = ""

    def __str__(self) -> str:
        others = f", {len(self.not_asked)} not asked" if self.not_asked else ""
        return f"{self.passed} passed{others}"


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who vouches for the wheel: a signed document as in ``policy.signatures``, each part in base64."""

    payload: str
    key: str
    signature: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One plugin in a catalogue. ``tier`` and ``findings`` were computed when the entry was written.

    ``conformance`` is what ``toolbox plugins package`` found; ``None`` when it was told not to ask. ``signature`` is
    ``None`` when nobody signed the wheel.
    """

    id: str
    name: str
    distribution: str
    version: str
    licence: str
    tier: str
    packaged: datetime.date
    files: tuple[CatalogueFile, ...]
    format: int = FORMAT
    summary: str = ""
    api: str = ""
    actions: tuple[int, ...] = ()
    standards: tuple[Standard, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    personal_data: bool = False
    maintenance: str = ""
    source: str = ""
    tests: str = ""
    conformance: Conformance | None = None
    signature: Signature | None = None
    publiccode: dict[str, Any] = {}
    findings: tuple[dict[str, Any], ...] = ()
    use_cases: tuple[UseCase, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    delisted: Delisting | None = None

    def file(self, kind: str) -> CatalogueFile | None:
        """The file of that kind."""
        return next((one for one in self.files if one.kind == kind), None)


def describe(
    target: PolicyTarget,
    verdict: Verdict,
    files: Sequence[CatalogueFile],
    *,
    tests: str,
    conformance: Conformance | None,
    day: datetime.date,
) -> Entry:
    """The entry of a plugin that was packaged. Raises ``InputError`` when the papers do not say enough."""
    plugin, data = target.section("plugin"), target.publiccode_or_empty
    audience, localisation, maintenance = (
        value if isinstance(value := data.get(key), dict) else {}
        for key in ("intendedAudience", "localisation", "maintenance")
    )
    return parse_entry(
        {
            "id": plugin.get("id"),
            "name": plugin.get("name"),
            "distribution": target.project.get("name") or target.name,
            "version": target.version,
            "licence": target.licence,
            "tier": verdict.tier,
            "packaged": day,
            "files": [msgspec.to_builtins(one) for one in files],
            "summary": plugin.get("summary", ""),
            "api": plugin.get("api", ""),
            "actions": plugin.get("actions", []),
            "standards": target.section("policy").get("standards", []),
            "countries": [str(one).upper() for one in audience.get("countries") or ()],
            "languages": localisation.get("availableLanguages") or [],
            "permissions": declared_permissions(target.package) if target.package is not None else [],
            "personal_data": target.section("data").get("personal_data", False),
            "maintenance": maintenance.get("type", ""),
            "source": str(data.get("url") or ""),
            "tests": tests,
            "conformance": msgspec.to_builtins(conformance),
            "publiccode": msgspec.to_builtins(dict(data)),
            "findings": [finding.to_dict() for finding in verdict.failed],
        },
        str(plugin.get("id")),
    )


def parse_entry(data: Any, name: str) -> Entry:
    """Check one entry. Raises ``InputError`` with a sentence that names it."""
    try:
        entry = msgspec.convert(data, Entry)
    except msgspec.ValidationError as error:
        raise InputError(f"The entry {name} is not as it should be: {error}.") from error
    if entry.format != FORMAT:
        raise InputError(f"The entry {name} has format {entry.format}; this toolbox reads {FORMAT}.")
    for one in entry.files:
        if one.name != Path(one.name).name or one.name.startswith("."):
            raise InputError(f"The entry {name} names a file outside its folder: {one.name!r}.")
    return entry


def read_entry(path: Path) -> Entry:
    """The entry in a YAML file; its name must be the plugin's id. Raises ``InputError``."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not written in UTF-8.") from error
    entry = parse_entry(read_yaml(text, path.name), path.name)
    if entry.id != path.stem:
        raise InputError(f"{path.name} holds the entry of {entry.id!r}; the file must be called {entry.id}.yml.")
    return entry


def write_entry(path: Path, entry: Entry) -> None:
    """Write an entry; an older one keeps its use cases and deployments."""
    data = {key: value for key, value in msgspec.to_builtins(entry).items() if value not in ("", [], {}, None)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_yaml(data), encoding="utf-8")


def declared_permissions(package: Path) -> list[str]:
    """The ids in every ``Permission(id="…")`` of a package, read and never imported."""
    found = set()
    for path in sorted(package.rglob("*.py")):
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Permission":
                found |= {
                    word.value.value
                    for word in node.keywords
                    if word.arg == "id" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
                }
    return sorted(found)
