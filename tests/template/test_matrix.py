"""Whatever is chosen of the template's parts, the module that comes out is green at once.

The choices cover every pair of parts: for any two of them there is a module with both, with neither, and with either
alone, as far as parts that need tables allow.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import pytest

from toolbox_core.scaffold import NEED_TABLES, PARTS, licences

pytestmark = pytest.mark.slow

CHOICES: dict[str, tuple[str, ...]] = {
    "everything": PARTS,
    "nothing": (),
    "pages alone": ("pages",),
    "tables and words": ("tables", "translations"),
    "pages and words": ("pages", "translations"),
    "for programs": ("tables", "api", "job"),
    "for readers": ("tables", "pages", "importer"),
    "no files": ("tables", "pages", "api", "job", "translations"),
    "no pages": ("tables", "api", "importer", "translations"),
    "in the background": ("tables", "importer", "job", "pages"),
}


def test_the_choices_cover_every_pair() -> None:
    def possible(first: str, second: str, with_first: bool, with_second: bool) -> bool:
        chosen = {first: with_first, second: with_second}
        return not any(chosen.get(part) and chosen.get("tables") is False for part in NEED_TABLES)

    missing = [
        (first, with_first, second, with_second)
        for first, second in combinations(PARTS, 2)
        for with_first, with_second in product((True, False), repeat=2)
        if possible(first, second, with_first, with_second)
        and not any((first in one) == with_first and (second in one) == with_second for one in CHOICES.values())
    ]
    assert not missing


@pytest.mark.parametrize("choice", [name for name in CHOICES if name != "everything"])
def test_it_is_green_at_once(choice: str, bake: Callable[..., Any]) -> None:
    parts = set(CHOICES[choice])
    # A long name and id, another script, quotes and braces, another licence each time: what fits here fits everywhere.
    number = list(CHOICES).index(choice)
    made = bake(
        "Register of everything that is long" if number % 2 else "Реестр «всего» & <города>",
        parts=parts,
        id="register_of_everything_that_is_long",
        description='Trees "old" & {{ 7 * 7 }} {% no %} <new>, 100 % of the city\'s.',
        organisation='Ville d\'Évreux, "X"',
        licence=licences()[number % len(licences())],
    )
    _lint(made)
    _wheel(made, parts)
    tested = made.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser and not postgresql")
    assert tested.returncode == 0, tested.stdout[-3000:] + tested.stderr[-2000:]


def test_everything_with_every_check(bake: Callable[..., Any]) -> None:
    made = bake("Street trees")
    _lint(made)
    _wheel(made, set(PARTS))
    types = made.run("-m", "mypy", "--no-error-summary", made.package.name, "tests")
    assert types.returncode == 0, types.stdout
    tested = made.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser")
    assert tested.returncode == 0, tested.stdout[-3000:] + tested.stderr[-2000:]


def _lint(made: Any) -> None:
    for command in (
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "ruff", "check", "."),
        ("-m", "toolbox_core.cli", "policy", "check", ".", "--require", "gold"),
    ):
        done = made.run(*command)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    if (made.folder / "babel.cfg").is_file():
        words = made.run("-m", "toolbox_core.testing.catalogues", "--check")
        assert words.returncode == 0, words.stdout


def _wheel(made: Any, parts: set[str]) -> None:
    """Every file of the package is in what was installed, catalogues compiled."""
    package = made.package
    installed = made.packages / package.name
    sources = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sources <= {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert ("translations/fr/LC_MESSAGES/messages.mo" in sources) == ("translations" in parts)
    assert ("migrations/versions/0001_create_entries.py" in sources) == ("tables" in parts)
