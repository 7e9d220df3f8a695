"""What goes wrong here is an input error of the host: one line, exit code 2."""

from __future__ import annotations

import pytest

from toolbox_core import InputError
from toolbox_procurement import exceptions


@pytest.mark.parametrize("name", ["ProcurementFileError", "ProcurementSettingsError", "SchemaFileError"])
def test_the_tree(name: str) -> None:
    error = getattr(exceptions, name)("It is so.", fix="Do this.")
    assert isinstance(error, InputError)
    assert str(error) == "It is so. Do this."
