"""What people may ask about, and what modules keep of persons: declared, checked, found in the registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.exceptions import PluginFailed
from toolbox_core.plugins.lifecycle import enable

Make = Callable[..., Path]
HEAD = "from toolbox_core import About, Concern, FeedbackObject, PersonalData, hookimpl\n"


def registry_with(world: Any, make: Make, code: str) -> Any:
    make("alpha", HEAD + code)
    enable(world.settings, world.database, "alpha", by="Ada")
    return world.build()


def test_register_feedback(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "def find(session, key):\n"
        "    return About(plugin='alpha', kind='tree', key=key, title='A tree', address='/alpha/' + key)\n"
        "@hookimpl\ndef register_feedback(context):\n"
        "    return [FeedbackObject(kind='tree', label='Tree', find=find)]\n",
    )
    ((plugin, item),) = registry.feedback_objects
    assert (plugin, item.kind, item.label) == ("alpha", "tree", "Tree")
    assert item.find(None, "7").address == "/alpha/7"


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        ("FeedbackObject(kind='Tree', label='Tree', find=id)", "must be a short id"),
        ("FeedbackObject(kind='a:b', label='Tree', find=id)", "must be a short id"),
        (
            "FeedbackObject(kind='tree', label='Tree', find=id), FeedbackObject(kind='tree', label='Tree', find=id)",
            "is there twice",
        ),
        ("FeedbackObject(kind='tree', label='T', find=id, concerns=[Concern(id='A b', label='A')])", "concern 'A b'"),
        (
            "FeedbackObject(kind='tree', label='T', find=id, concerns=[Concern(id='a', label='A')] * 2)",
            "concern of 'tree' 'a' is there twice",
        ),
    ],
)
def test_a_kind_that_does_not_fit_is_refused(world: Any, make: Make, objects: str, words: str) -> None:
    with pytest.raises(PluginFailed, match=words):
        registry_with(world, make, f"@hookimpl\ndef register_feedback(): return [{objects}]\n")


def test_register_personal_data(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_personal_data(context):\n"
        "    return [PersonalData(id='letters', label='Letters', export=lambda session, email: [email],\n"
        "                         erase=lambda session, email, by: 3)]\n",
    )
    ((plugin, item),) = registry.personal_data
    assert (plugin, item.export(None, "a@e.org"), item.erase(None, "a@e.org", "Ada")) == ("alpha", ["a@e.org"], 3)
