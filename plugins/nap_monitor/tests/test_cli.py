"""``toolbox nap …``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.plugins("nap_monitor")


def test_the_group_says_what_it_is_for(toolbox: Callable[..., Any]) -> None:
    assert "action plans" in toolbox("nap", "--help").stdout
