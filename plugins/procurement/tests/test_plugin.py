"""The plugin activates and contributes its pages and its link."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.mark.plugins("procurement")
def test_it_is_active(toolbox: Callable[..., Any]) -> None:
    listed = json.loads(toolbox("plugins", "list", "--json").stdout)
    found = json.dumps(listed)
    assert "procurement" in found
    assert "FAILED" not in found


@pytest.mark.plugins("procurement")
def test_the_navigation_leads_to_it(client: TestClient) -> None:
    assert 'href="/procurement/"' in client.get("/").text
