"""Ways in for files: declared with permissions of their own, found in the registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.exceptions import PluginFailed
from toolbox_core.plugins.lifecycle import enable

Make = Callable[..., Path]
CODE = """\
from toolbox_core import Importer, ImportProposal, Permission, hookimpl

@hookimpl
def register_permissions():
    return [Permission(id="alpha.load", label="Load")]

@hookimpl
def register_importers(context):
    return [
        Importer(
            id={id!r}, label="Trees", permission={permission!r}, publish_permission="alpha.load",
            inspect=lambda paths, limits: ImportProposal(files=(), choices={{}}),
            draft=lambda session, answers: [7], publish=lambda session, version, by, accepted: None,
            discard=lambda session, version: None,
        )
    ]
"""


def test_register_importers(world: Any, make: Make) -> None:
    make("alpha", CODE.format(id="trees", permission="alpha.load"))
    enable(world.settings, world.database, "alpha", by="Ada")
    ((plugin, importer),) = world.build().importers
    assert (plugin, importer.id, importer.label) == ("alpha", "trees", "Trees")
    assert importer.draft(None, None) == [7]


@pytest.mark.parametrize(
    ("identity", "permission", "words"),
    [
        ("Trees", "alpha.load", "must have a short id"),
        ("trees", "beta.load", "which is not its own"),
        ("trees", "alpha.fell", "which it does not declare"),
    ],
)
def test_an_importer_that_does_not_fit_is_refused(
    world: Any, make: Make, identity: str, permission: str, words: str
) -> None:
    make("alpha", CODE.format(id=identity, permission=permission))
    with pytest.raises(PluginFailed, match=words):
        enable(world.settings, world.database, "alpha", by="Ada")
