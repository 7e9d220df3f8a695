"""Throw-away plugins for tests: a package and its metadata, written to a folder that is put on the import path."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from types import TracebackType
from typing import Any

EMPTY_PLUGIN = '"""A plugin that does nothing."""\n'


def make_plugin(
    folder: Path,
    plugin: str,
    code: str = EMPTY_PLUGIN,
    manifest: str | Mapping[str, Mapping[str, Any]] | None = None,
    *,
    files: Mapping[str, str] | None = None,
    distribution: str = "",
    version: str = "1.0.0",
    package: str = "",
) -> Path:
    """Write an installed plugin into ``folder`` and return the folder of its package.

    ``code`` is the text of ``plugin.py``. ``manifest`` is the whole text of ``toolbox-plugin.toml``, or sections that
    are laid over a small valid one. ``files`` maps further paths inside the package to their texts. Nothing is put on
    the import path: see ``ImportPath``.
    """
    package = package or f"tried_{plugin}"
    distribution = distribution or f"tried-{plugin.replace('_', '-')}"
    root = folder / package
    root.mkdir(parents=True, exist_ok=True)
    texts = {
        "__init__.py": '"""A throw-away plugin."""\n',
        "plugin.py": dedent(code),
        "toolbox-plugin.toml": manifest if isinstance(manifest, str) else manifest_text(plugin, manifest or {}),
        **{name: dedent(text) for name, text in (files or {}).items()},
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(f"[toolbox.plugins]\n{plugin} = {package}.plugin\n", encoding="utf-8")
    (info / "RECORD").write_text("", encoding="utf-8")
    importlib.invalidate_caches()
    return root


def manifest_text(plugin: str, sections: Mapping[str, Mapping[str, Any]]) -> str:
    """A valid manifest of ``plugin``, ``sections`` such as ``{"requires": {"after": ["a"]}}`` laid over."""
    data: dict[str, dict[str, Any]] = {"plugin": {"id": plugin, "name": plugin.title(), "api": ">=1.0,<2"}}
    for section, values in sections.items():
        data.setdefault(section, {}).update(values)
    lines = ["manifest_version = 1"]
    for section, values in data.items():
        lines.append(f"\n[{section}]")
        lines += [f"{json.dumps(key)} = {_toml(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    return json.dumps(value)


class ImportPath:
    """Puts a folder on the import path for a while; afterwards everything imported from it is forgotten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        return self.folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.path.remove(str(self.folder))
        forget(self.folder)


def forget(folder: Path) -> None:
    """Forget every module that was imported from below ``folder``, as a new process would know none."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).is_relative_to(folder):
            del sys.modules[name]
    importlib.invalidate_caches()
