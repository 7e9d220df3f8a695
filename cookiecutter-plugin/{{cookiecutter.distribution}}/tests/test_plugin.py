"""The module is found and comes to life."""

from __future__ import annotations

import json
from typing import Any

import pytest

PLUGIN = "{{ cookiecutter.id }}"


@pytest.mark.plugins(PLUGIN)
def test_it_is_active(toolbox: Any) -> None:
    plugins = {one["id"]: one for one in json.loads(toolbox("plugins", "list", "--json").stdout)}
    assert plugins[PLUGIN]["state"] == "ACTIVE", plugins[PLUGIN]["error"]
