"""The tree of errors: drawn as it is, and each one a sentence with a next step."""

from __future__ import annotations

import re

from toolbox_core import exceptions
from toolbox_core.exceptions import InputError, ToolboxError, UnknownPlugin


def all_errors() -> set[str]:
    return {
        name for name, value in vars(exceptions).items() if isinstance(value, type) and issubclass(value, ToolboxError)
    }


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = re.findall(r"(?:^|── )\s*([A-Z]\w+)", str(exceptions.__doc__), flags=re.MULTILINE)

    assert all_errors() <= set(drawn)


def test_an_error_reads_as_what_happened_and_what_to_do() -> None:
    assert str(InputError("The file is empty.", fix="Choose another.")) == "The file is empty. Choose another."
    assert str(InputError("The file is empty.")) == "The file is empty."


def test_an_unknown_plugin_comes_with_the_nearest_names() -> None:
    assert "Did you mean budget_portal?" in str(UnknownPlugin("budgetportal", ["budget_portal"]))
    assert "toolbox plugins list" in str(UnknownPlugin("x"))
