"""Who may import what, beyond the floors that import-linter holds."""

from __future__ import annotations

from pathlib import Path

from toolbox_core.testing.sources import decorated_with, imports, python_files

OPEN_DOORS = ("toolbox_core", "toolbox_core.testing")
ROOMS_WITHOUT_SQL = ("pages", "api", "importers", "rows")
ENVIRONMENT_READERS = {
    "toolbox_core/config.py": "the one place for settings",
    "toolbox_core/testing/plugin.py": "CI turns a missing tool from a skip into a failure",
    "toolbox_core/testing/servers.py": "passes the tester's environment on to the command",
    "toolbox_core/policy/conforming.py": "passes the environment on to a process, without what belongs to a site",
}


def test_plugins_import_only_the_front_door(plugin_folders: list[Path]) -> None:
    wrong = [
        f"{path.name}:{found.line} {found.module}"
        for folder in plugin_folders
        for package in folder.glob("toolbox_*")
        for path in python_files(package)
        for found in imports(path)
        if found.module.split(".")[0] == "toolbox_core" and found.module not in OPEN_DOORS
    ]
    assert not wrong, f"Plugins write `from toolbox_core import …` and nothing deeper: {wrong}"


def test_plugins_do_not_import_one_another(plugin_folders: list[Path]) -> None:
    packages = {package.name: folder for folder in plugin_folders for package in folder.glob("toolbox_*")}
    wrong = [
        f"{path}:{found.line} {found.module}"
        for folder in plugin_folders
        for path in python_files(folder)
        for found in imports(path)
        if packages.get(found.module.split(".")[0], folder) != folder
    ]
    assert not wrong, f"Plugins meet through hooks and published datasets: {wrong}"


def test_the_host_never_imports_a_plugin(root: Path) -> None:
    wrong = [
        f"{path}:{found.line}"
        for path in python_files(root / "toolbox_core")
        for found in imports(path)
        if found.module.startswith("toolbox_") and found.module.split(".")[0] != "toolbox_core"
    ]
    assert not wrong, f"The host knows no plugin: {wrong}"


def test_pages_and_importers_know_no_sql(plugin_folders: list[Path]) -> None:
    wrong = [
        f"{path}:{found.line}"
        for folder in plugin_folders
        for package in folder.glob("toolbox_*")
        for path in python_files(package)
        if {*path.relative_to(package).with_suffix("").parts} & set(ROOMS_WITHOUT_SQL)
        for found in imports(path)
        if found.module.split(".")[0] == "sqlalchemy" and not found.typing_only
    ]
    assert not wrong, f"Questions to the database belong in queries.py, changes in services.py: {wrong}"


def test_only_plugin_files_implement_hooks(root: Path, plugin_folders: list[Path]) -> None:
    wrong = [
        str(path)
        for base in (root / "toolbox_core", *plugin_folders)
        for path in python_files(base)
        if path.name != "plugin.py" and "tests" not in path.parts and decorated_with(path, "hookimpl")
    ]
    assert not wrong, f"@hookimpl belongs in plugin.py: {wrong}"


def test_no_relative_imports(root: Path) -> None:
    wrong = [f"{path}:{found.line}" for path in _all_sources(root) for found in imports(path) if found.level]
    assert not wrong


def test_no_middleware_that_costs_most_of_the_speed(root: Path) -> None:
    wrong = [
        f"{path}:{found.line}"
        for path in _all_sources(root)
        for found in imports(path)
        if "BaseHTTPMiddleware" in (found.name, found.module)
    ]
    assert not wrong, f"Write pure ASGI middleware; Starlette's base class costs four fifths of the throughput: {wrong}"


def test_only_config_reads_the_environment(root: Path) -> None:
    wrong = [
        str(path.relative_to(root))
        for path in python_files(root / "toolbox_core")
        if "os.environ" in (text := path.read_text(encoding="utf-8")) or "os.getenv" in text
    ]
    assert sorted(set(wrong) - set(ENVIRONMENT_READERS)) == []


def _all_sources(root: Path) -> list[Path]:
    return [path for part in ("toolbox_core", "plugins", "tests", "benchmarks") for path in python_files(root / part)]
