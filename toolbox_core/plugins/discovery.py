"""Which plugins are installed. Reads package metadata and manifests only; no plugin is imported here.

Each distribution is looked at on its own, so that one broken package cannot hide the others. Everything is sorted by
id: in which order packages were installed, or lie on the disk, never matters.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolbox_core import __version__
from toolbox_core.exceptions import ManifestError

if TYPE_CHECKING:
    from toolbox_core.plugins.manifest import Manifest

GROUP = "toolbox.plugins"
HOST_DISTRIBUTION = "open-government-toolbox"
MANIFEST_FILE = "toolbox-plugin.toml"
NAME_LENGTH, VERSION_LENGTH = 128, 64
"""What the database has room for."""
NO_CODE = frozenset({"__pycache__", "templates", "static", "translations", "tests"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    """One line of a distribution's entry points: the plugin's id and its module (``package.plugin``)."""

    id: str
    module: str
    distribution: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One installed plugin. Either ``manifest`` is there, or ``error`` says in one sentence why it is not."""

    id: str
    module: str
    distribution: str
    version: str
    folder: Path | None = None
    manifest: Manifest | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginCommand:
    """A command group that an installed plugin's manifest names."""

    name: str
    plugin: str
    target: str
    help: str


def entry_points(distributions: Iterable[importlib.metadata.Distribution] | None = None) -> list[EntryPoint]:
    """Every entry point of the group ``toolbox.plugins``, sorted by id and distribution.

    Of several copies of one distribution the first on the import path counts, as for Python itself.
    """
    found: dict[tuple[str, str], EntryPoint] = {}
    seen: set[str] = set()
    for distribution in importlib.metadata.distributions() if distributions is None else distributions:
        entries = list(_entries_of(distribution))
        if not entries:
            continue
        name = entries[0].distribution
        normal = re.sub(r"[-_.]+", "-", name).lower()
        if normal in seen:
            continue
        seen.add(normal)
        for entry in entries:
            found.setdefault((entry.id, name), entry)
    return [found[key] for key in sorted(found)]


def _entries_of(distribution: importlib.metadata.Distribution) -> Iterator[EntryPoint]:
    """The plugins of one distribution; a distribution whose metadata cannot be read has none that could be run."""
    named = _named(distribution)
    if not named:
        return
    try:
        metadata = distribution.metadata
        name, version = str(metadata["Name"])[:NAME_LENGTH], str(metadata["Version"] or "")[:VERSION_LENGTH]
    except Exception:  # foreign metadata may be broken in any way; it must not hide other plugins
        return
    for plugin, module in named:
        yield EntryPoint(id=plugin, module=module, distribution=name, version=version)


def _named(distribution: importlib.metadata.Distribution) -> list[tuple[str, str]]:
    """``[(id, module)]`` from the text of ``entry_points.txt``.

    Reading these few lines here spares every start of the command the parser that ``importlib.metadata`` would use.
    """
    try:
        text = distribution.read_text("entry_points.txt")
    except Exception:  # as above
        return []
    if not text or GROUP not in text:
        return []
    named, inside = [], False
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            inside = line == f"[{GROUP}]"
        elif inside and "=" in line and not line.startswith(("#", ";")):
            plugin, _, module = line.partition("=")
            named.append((plugin.strip(), module.strip()))
    return named


def package_folder(module: str) -> Path:
    """The folder in which ``package.plugin`` lies, found without importing anything.

    Raises ``LookupError`` with a sentence when there is no such module.
    """
    parts = module.split(".")
    if ":" in module or len(parts) < 2 or not all(part.isidentifier() for part in parts):
        raise LookupError(f"Its entry point {module!r} must name a module, like 'toolbox_example.plugin'.")
    try:
        spec = importlib.util.find_spec(parts[0])
    except (ImportError, ValueError, AttributeError) as error:
        raise LookupError(f"Its package {parts[0]!r} cannot be found: {error}.") from error
    for location in (spec.submodule_search_locations if spec is not None else None) or ():
        folder = Path(location).joinpath(*parts[1:-1])
        if (folder / f"{parts[-1]}.py").is_file():
            return folder
    raise LookupError(f"Its module {module!r} is not installed.")


def fingerprint(folder: Path) -> str:
    """A text that changes whenever a Python file or the manifest below ``folder`` does; reads no file's content."""
    import hashlib

    digest = hashlib.sha256(__version__.encode())
    waiting = [str(folder)]
    while waiting:
        below = waiting.pop()
        try:
            entries = sorted(os.scandir(below), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir():
                if entry.name not in NO_CODE and not entry.is_symlink():
                    waiting.append(entry.path)
            elif entry.name.endswith((".py", ".toml")):
                status = entry.stat()
                digest.update(f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def discover(distributions: Iterable[importlib.metadata.Distribution] | None = None) -> list[Found]:
    """Every installed plugin with its manifest, sorted by id. Two packages that claim one id are one invalid plugin."""
    by_id: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(distributions):
        by_id.setdefault(entry.id, []).append(entry)
    return [_found(entries) for _, entries in sorted(by_id.items())]


def _found(entries: list[EntryPoint]) -> Found:
    from toolbox_core.plugins.manifest import read_manifest

    first = entries[0]
    if len(entries) > 1:
        names = " and ".join(entry.distribution for entry in entries)
        return Found(
            id=first.id,
            module=first.module,
            distribution=", ".join(entry.distribution for entry in entries)[:NAME_LENGTH],
            version="",
            error=f"The packages {names} both provide a plugin called {first.id!r}. Uninstall one of them.",
        )
    folder, manifest, error = None, None, ""
    try:
        folder = package_folder(first.module)
        manifest = read_manifest(folder / MANIFEST_FILE, first.id)
    except (LookupError, ManifestError) as problem:
        error = str(problem.args[0])
    if manifest is not None and manifest.plugin.kind == "default" and first.distribution != HOST_DISTRIBUTION:
        error, manifest = f'Kind "default" is for the host\'s own plugins; {first.id} must be kind "module".', None
    return Found(
        id=first.id,
        module=first.module,
        distribution=first.distribution,
        version=first.version,
        folder=folder,
        manifest=manifest,
        error=error,
    )


def commands() -> dict[str, PluginCommand]:
    """The command groups of installed plugins by name, for ``toolbox --help``.

    Only reads; a manifest that is broken here is explained by ``toolbox plugins list``. When two plugins name the same
    command, the first by id has it; enabling the second is refused.
    """
    named: dict[str, str] = {}
    for distribution in importlib.metadata.distributions():
        for plugin, module in _named(distribution):
            named.setdefault(plugin, module)
    found: dict[str, PluginCommand] = {}
    for plugin, module in sorted(named.items()):
        for command in _commands_of(plugin, module):
            found.setdefault(command.name, command)
    return found


def _commands_of(plugin: str, module: str) -> list[PluginCommand]:
    try:
        text = (package_folder(module) / MANIFEST_FILE).read_text(encoding="utf-8")
        if "cli" not in text:
            return []
        import tomllib

        groups = tomllib.loads(text)["provides"]["cli"].items()
        return [
            PluginCommand(name=name, plugin=plugin, target=str(group["target"]), help=str(group["help"]))
            for name, group in groups
        ]
    except (LookupError, OSError, ValueError, AttributeError, TypeError, RecursionError):
        return []
