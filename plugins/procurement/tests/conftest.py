"""Small files for the tests of this plugin, and the official ones where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture
def official(shared_data: Path) -> Path:
    """The folder with the official schemas, conformance tests and real data."""
    return shared_data / "procurement"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """``write("name.json", value)``: a file of JSON (bytes as they are, a list of lines as JSON Lines)."""

    def put(name: str, value: Any, *, lines: bool = False) -> Path:
        path = tmp_path / name
        if isinstance(value, bytes):
            path.write_bytes(value)
        elif lines:
            path.write_text("".join(json.dumps(one) + "\n" for one in value), encoding="utf-8")
        else:
            path.write_text(json.dumps(value), encoding="utf-8")
        return path

    return put


@pytest.fixture
def documented_example() -> Callable[[str], None]:
    """Compute one indicator over its example and compare with what its page says comes out."""

    def check(code: str) -> None:
        from toolbox_procurement.indicators.examples import computed, expected

        assert computed(code, EXAMPLES / "indicators") == expected(code, EXAMPLES / "indicators")

    return check
