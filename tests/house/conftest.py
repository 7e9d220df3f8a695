"""Where things are, for tests about the shape of the repository itself."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the whole repository."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def plugin_folders(root: Path) -> list[Path]:
    """The folder of each plugin of this repository."""
    return sorted(path.parent for path in (root / "plugins").glob("*/pyproject.toml"))
