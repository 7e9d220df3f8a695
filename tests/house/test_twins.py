"""One noun, one module, one test file: each module of the host and of each plugin has its twin in ``tests/``."""

from __future__ import annotations

from pathlib import Path

from toolbox_core.testing.sources import python_files

WITHOUT_TWIN = {
    "toolbox_core/__init__.py": "the front door: tests/house/test_front_door.py",
    "toolbox_core/contracts.py": "dataclasses without behaviour",
    "toolbox_core/hookspecs.py": "signatures only: tests/house/test_hooks.py asks for a test of every hook",
    "toolbox_core/db/base.py": "tests/db/test_engine.py uses every type",
    "toolbox_core/cli/__main__.py": "one call: tests/cli/test_dev.py runs it",
    "toolbox_core/testing/browser.py": "tests/journeys uses all of it",
    "toolbox_budget_portal/plugin.py": "a table of contents: tests/house/test_hooks.py",
    "toolbox_nap_monitor/plugin.py": "a table of contents: tests/house/test_hooks.py",
    "toolbox_budget_portal/demo/plan.py": "a table of invented names: tests/demo/test_lines.py checks that it adds up",
}


def test_every_core_module_has_a_test_file(root: Path) -> None:
    missing = _missing(root / "toolbox_core", root / "tests", root, depth=3)
    assert not missing, f"These modules have no test file: {missing}"


def test_every_plugin_module_has_a_test_file(plugin_folders: list[Path]) -> None:
    missing = [
        name
        for folder in plugin_folders
        for package in folder.glob("toolbox_*")
        for name in _missing(package, folder / "tests", folder, depth=2)
    ]
    assert not missing, f"These modules have no test file: {missing}"


def test_every_exception_is_still_needed(root: Path, plugin_folders: list[Path]) -> None:
    here = {str(path.relative_to(base)) for base in (root, *plugin_folders) for path in python_files(base)}
    stale = sorted(set(WITHOUT_TWIN) - here)
    assert not stale, f"These modules are excused and do not exist: {stale}"


def test_no_tests_folder_is_a_package(root: Path, plugin_folders: list[Path]) -> None:
    found = [path for base in (root, *plugin_folders) for path in (base / "tests").rglob("__init__.py")]
    assert not found, f"Two packages called tests hide one another: remove {found}"


def _missing(package: Path, tests: Path, base: Path, *, depth: int) -> list[str]:
    """Modules of ``package`` without a file ``test_<name>.py`` at the same place in ``tests``.

    A package's ``__init__.py`` needs none when it holds only a docstring and imports, nor do ``models.py`` (tables
    without behaviour, made by the migration tests) and migrations. Default plugins are tested as a whole by
    ``tests/default_plugins/test_<id>.py``, and so may be what lies ``depth`` folders deep: a service, or a
    plugin's room, of several modules.
    """
    missing = []
    for path in python_files(package):
        inside = path.relative_to(package)
        name = str(path.relative_to(base))
        if name in WITHOUT_TWIN or "migrations" in inside.parts:
            continue
        if path.name == "models.py" and "services" in inside.parts and "def " not in path.read_text(encoding="utf-8"):
            continue
        if path.name == "models.py":
            continue
        if path.name == "__init__.py" and "def " not in path.read_text(encoding="utf-8"):
            continue
        if inside.parts[0] == "default_plugins":
            twins = [tests / "default_plugins" / f"test_{inside.parts[1]}.py"]
        elif path.name == "__init__.py":
            twins = [tests / inside.parent / f"test_{inside.parent.name}.py", tests / f"test_{inside.parent.name}.py"]
        else:
            twins = [tests / inside.parent / f"test_{path.stem}.py"]
            if len(inside.parts) == depth:
                twins += (tests / inside.parent).glob("test_*.py")
        if not any(twin.is_file() for twin in twins):
            missing.append(name)
    return missing
