"""The documentation leads where it says: links, commands, and the index of decisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
NOT_TARGETS = {"sure", "it", "an", "a", "the", "sense", "them"}


def _pages(root: Path) -> list[Path]:
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *root.glob("plugins/*/*.md")]
    assert len(pages) > 5
    return sorted(pages)


def test_every_link_leads_somewhere(root: Path) -> None:
    broken = []
    for page in _pages(root):
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in LINK.findall(text):
            path, _, anchor = target.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            there = (page.parent / path) if path else page
            if not there.exists() or (anchor and there.suffix == ".md" and anchor not in _anchors(there)):
                broken.append(f"{page.relative_to(root)}: {target}")
    assert not broken, "\n".join(broken)


def test_every_make_command_exists(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    wrong = [
        f"{page.relative_to(root)}: make {name}"
        for page in _pages(root)
        for code in re.findall(r"`[^`\n]+`|```.*?```", page.read_text(encoding="utf-8"), re.DOTALL)
        for name in MAKE.findall(code)
        if name not in targets | NOT_TARGETS
    ]
    assert not wrong


def test_every_target_explains_itself(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    silent = [name for name in phony.group(1).split() if not re.search(rf"^{name}:.*## \w", makefile, re.MULTILINE)]
    assert not silent


def test_the_readme_shows_the_site_and_the_two_commands(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme
    assert re.search(r"!\[[^\]]{20,}\]\(docs/pictures/[\w-]+\.png\)", readme), "a picture with words for the blind"


def test_every_decision_is_in_the_index(root: Path) -> None:
    index = (root / "docs/decisions/README.md").read_text(encoding="utf-8")
    missing = [path.name for path in (root / "docs/decisions").glob("0*.md") if f"({path.name})" not in index]
    assert not missing


def test_every_page_can_be_found(root: Path) -> None:
    docs = root / "docs"
    index = (docs / "index.md").read_text(encoding="utf-8")
    folders = ("tutorials", "how-to", "reference", "explanation")
    pages = [page.relative_to(docs).as_posix() for folder in folders for page in (docs / folder).glob("*.md")]
    lost = sorted(page for page in pages if f"({page})" not in index)
    assert not lost, f"docs/index.md does not lead to {lost}"


def test_the_house_names_every_room(root: Path) -> None:
    page = (root / "docs/explanation/the-house.md").read_text(encoding="utf-8")
    rooms = [
        path.name if path.suffix else f"{path.name}/"
        for path in (root / "toolbox_core").iterdir()
        if path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))
    ]
    unnamed = [room for room in rooms if room != "__init__.py" and f"`{room}`" not in page]
    assert not unnamed, f"docs/explanation/the-house.md does not name {unnamed}"


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "LICENSE", "publiccode.yml", "pyproject.toml"])
def test_every_plugin_has_its_papers(plugin_folders: list[Path], name: str) -> None:
    missing = [folder.name for folder in plugin_folders if not (folder / name).is_file()]
    assert not missing, f"{name} is missing in {missing}"


def test_every_plugin_is_installed_for_development(root: Path, plugin_folders: list[Path]) -> None:
    listed = (root / "requirements-dev.txt").read_text(encoding="utf-8")
    missing = [folder.name for folder in plugin_folders if f"-e ./plugins/{folder.name}" not in listed]
    assert not missing, f"requirements-dev.txt does not install {missing}"


def _anchors(page: Path) -> set[str]:
    """Anchors as code forges make them of headings."""
    headings = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
