"""Installed packages, from their own metadata: versions, licences, sources, and what they depend on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution

from packaging.requirements import InvalidRequirement, Requirement

HOST = "open-government-toolbox"
SOURCE_LABELS = ("source", "source code", "repository", "code", "github", "gitlab", "homepage", "home")


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package. ``licence`` is an SPDX expression where the package gives one."""

    name: str
    version: str
    licence: str
    source: str
    summary: str = ""


def package(name: str) -> Package:
    """What a package says of itself; empty fields when it is not installed any more."""
    try:
        found = distribution(name)
    except (PackageNotFoundError, ValueError):
        return Package(name, "", "", "")
    metadata = found.metadata
    return Package(
        name=field_of(metadata, "Name") or name,
        version=found.version,
        licence=licence_of(found),
        source=source_of(found),
        summary=field_of(metadata, "Summary"),
    )


def licence_of(found: Distribution) -> str:
    """The licence expression (PEP 639), else a short licence field, else what the classifiers say."""
    metadata = found.metadata
    expression = field_of(metadata, "License-Expression")
    if expression:
        return expression
    field = field_of(metadata, "License").strip()
    if field and len(field) <= 60 and "\n" not in field and field.upper() != "UNKNOWN":
        return field
    classifiers = [str(line) for line in metadata.get_all("Classifier") or () if str(line).startswith("License ::")]
    return ", ".join(line.rsplit(" :: ", 1)[-1] for line in classifiers)


def source_of(found: Distribution) -> str:
    """The https address of the package's source, as its metadata names it."""
    metadata = found.metadata
    named: dict[str, str] = {}
    for line in metadata.get_all("Project-URL") or ():
        label, _, address = str(line).partition(",")
        named[label.strip().lower()] = address.strip()
    named.setdefault("homepage", field_of(metadata, "Home-page"))
    for label in SOURCE_LABELS:
        if named.get(label, "").startswith("https://"):
            return named[label]
    return ""


def field_of(metadata: PackageMetadata, name: str) -> str:
    """One field, empty when it is not there: some readers of metadata answer ``None`` then, others raise."""
    return str(metadata[name] or "") if name in metadata else ""


def dependencies(names: Iterable[str], *, without: Iterable[str] = ()) -> list[Package]:
    """Everything installed that ``names`` need, directly or through others, sorted by name; extras are left out."""
    seen = {_normal(name) for name in (*names, *without)}
    waiting = list(names)
    found: list[Package] = []
    while waiting:
        try:
            requires = distribution(waiting.pop()).requires or []
        except (PackageNotFoundError, ValueError):
            continue
        for line in requires:
            name = _needed(line)
            if name and _normal(name) not in seen:
                seen.add(_normal(name))
                waiting.append(name)
                entry = package(name)
                if entry.version:
                    found.append(entry)
    return sorted(found, key=lambda entry: _normal(entry.name))


def needed(lines: Iterable[str]) -> list[str]:
    """The names in requirement lines that apply here, without extras."""
    return [name for name in map(_needed, lines) if name]


def _needed(line: str) -> str:
    """The name in a requirement line, when its marker applies here without extras."""
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return ""
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return ""
    return requirement.name


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
