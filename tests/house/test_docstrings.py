"""Every module, and everything public in it, says what it is for."""

from __future__ import annotations

from pathlib import Path

from toolbox_core.testing.sources import python_files, undocumented

LONG = 400
"""Lines at which a file must be looked at for a seam; about 300 is the aim."""

ALLOWED_LONG: dict[str, str] = {
    "plugins/budget_portal/toolbox_budget_portal/demo/plan.py": "a table",
    "plugins/nap_monitor/toolbox_nap_monitor/demo/promises.py": "a table",
}


def test_everything_public_has_a_docstring(root: Path, plugin_folders: list[Path]) -> None:
    packages = [root / "toolbox_core", *(package for folder in plugin_folders for package in folder.glob("toolbox_*"))]
    missing = [
        f"{path.relative_to(root)}: {name}"
        for package in packages
        for path in python_files(package)
        if "versions" not in path.parts
        for name in undocumented(path)
    ]
    assert not missing, "Without a docstring:\n" + "\n".join(missing)


def test_every_test_file_says_what_it_is_about(root: Path) -> None:
    missing = [
        str(path.relative_to(root))
        for folder in (root / "tests", *(root / "plugins").glob("*/tests"), root / "benchmarks")
        for path in python_files(folder)
        if "the module (1)" in undocumented(path)
    ]
    assert not missing


def test_files_stay_small(root: Path) -> None:
    long = {
        str(path.relative_to(root)): lines
        for folder in (root / "toolbox_core", root / "plugins")
        for path in python_files(folder)
        if "tests" not in path.parts and (lines := path.read_text(encoding="utf-8").count("\n")) > LONG
    }
    assert set(long) <= set(ALLOWED_LONG), f"Look for a seam in {long}"
