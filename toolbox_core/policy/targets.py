"""Finding what is to be judged: a source folder by its path, or an installed plugin by its id."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from toolbox_core.exceptions import InputError, UnknownPlugin
from toolbox_core.policy.packages import HOST
from toolbox_core.policy.provenance import source_folder
from toolbox_core.policy.rules import PolicyTarget

if TYPE_CHECKING:
    from toolbox_core.config import Settings

MANIFEST_FILE = "toolbox-plugin.toml"


def folder_target(folder: Path) -> PolicyTarget:
    """A project's source folder; its own installed package is looked at with it when it is the one from there.

    Raises ``InputError`` when there is no ``pyproject.toml``.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder.")
    if not (folder / "pyproject.toml").is_file():
        raise InputError(f"{folder} has no pyproject.toml.", fix="Name the folder of a plugin's or the host's source.")
    manifests = sorted(path for path in folder.glob(f"*/{MANIFEST_FILE}"))
    target = PolicyTarget(name=folder.name, folder=folder, package=manifests[0].parent if manifests else None)
    name = str(target.project.get("name") or "")
    found = _installed(name)
    if found is not None and source_folder(found) != folder:
        found = None
    return PolicyTarget(name=name or folder.name, folder=folder, distribution=found, package=target.package)


def plugin_target(plugin: str, sources: Path | None = None) -> PolicyTarget:
    """An installed plugin by id, or ``host``. ``sources``: its unpacked source archive, where one is kept.

    Raises ``UnknownPlugin``.
    """
    from toolbox_core.plugins.discovery import discover
    from toolbox_core.policy.attestation import kept_beside

    if plugin in ("host", HOST):
        found = _installed(HOST)
        return PolicyTarget(name="host", folder=source_folder(found) if found else sources, distribution=found)
    record = next((one for one in discover() if one.id == plugin), None)
    if record is None:
        raise UnknownPlugin(plugin)
    held = _installed(record.distribution)
    editable = source_folder(held) if held is not None else None
    signature = kept_beside(sources) if editable is None else None
    return PolicyTarget(
        name=plugin, folder=editable or sources, distribution=held, package=record.folder, signature=signature
    )


def kept_source(settings: Settings, name: str, version: str) -> Path | None:
    """The source that the site kept when it installed this version of this package, or ``None``."""
    folder = sources_folder(settings, name, version)
    return folder if folder.is_dir() else None


def sources_folder(settings: Settings, name: str, version: str) -> Path:
    """Where the site keeps the source of a plugin that it installs, to be judged again."""
    return settings.path / "data" / "software" / f"{re.sub(r'[-_.]+', '-', name).lower()}-{version}"


def find_target(named: str, settings: Settings | None = None) -> PolicyTarget:
    """A path when it looks like one or exists, else an installed plugin's id in the site of ``settings``."""
    path = Path(named)
    if path.exists() or "/" in named or named.startswith("."):
        return folder_target(path)
    if settings is None:
        return plugin_target(named)
    found = plugin_target(named)
    if found.folder is None and found.distribution is not None:
        kept = kept_source(settings, str(found.distribution.metadata["Name"]), found.distribution.version)
        return plugin_target(named, kept)
    return found


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name) if name else None
    except (PackageNotFoundError, ValueError):
        return None
