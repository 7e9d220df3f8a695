"""Every error of the plugin is one line for a person and exit code 2."""

from __future__ import annotations

import pytest

from toolbox_budget_portal import exceptions
from toolbox_core import ToolboxError


@pytest.mark.parametrize("name", ["UnknownColumnType", "IncompleteDescriptor", "NothingToStore", "UnknownVersion"])
def test_errors_belong_to_the_host_s_tree(name: str) -> None:
    error = getattr(exceptions, name)("What happened.", fix="What to do.")
    assert isinstance(error, ToolboxError)
    assert (str(error), error.exit_code) == ("What happened. What to do.", 2)
