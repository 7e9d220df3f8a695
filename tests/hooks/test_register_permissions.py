"""Permissions: what a plugin declares ends up in the registry, and a route can name only what is declared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.exceptions import PluginFailed
from toolbox_core.plugins.lifecycle import enable

Make = Callable[..., Path]
HEAD = """\
from toolbox_core import ApiRoute, Permission, Route, hookimpl
async def page(request): ...
"""
MANIFEST = {"provides": {"addresses": ["/alpha"], "api": "/alpha"}}
DECLARED = (
    "@hookimpl\ndef register_permissions(context):\n"
    "    return [Permission(id='alpha.publish', label='Publish', default_roles=('publisher',))]\n"
)


def guarded(permission: str) -> str:
    return (
        "@hookimpl\ndef register_routes():\n"
        f"    return [Route(path='/alpha', endpoint=page, name='alpha:home', permission={permission!r})]\n"
    )


def test_register_permissions(world: Any, make: Make) -> None:
    make("alpha", HEAD + DECLARED + guarded("alpha.publish"), MANIFEST)
    enable(world.settings, world.database, "alpha", by="Ada")
    registry = world.build()

    ((plugin, permission),) = registry.permissions
    assert (plugin, permission.id, permission.label, permission.default_roles) == (
        "alpha",
        "alpha.publish",
        "Publish",
        ("publisher",),
    )
    assert registry.plugins["alpha"].state == "ACTIVE"


@pytest.mark.parametrize(
    ("permissions", "words"),
    [
        ("[Permission(id='beta.publish', label='Publish')]", "must be 'alpha.' and a verb"),
        ("[Permission(id='alpha.Publish', label='Publish')]", "must be 'alpha.' and a verb"),
        ("[Permission(id='alpha', label='Publish')]", "must be 'alpha.' and a verb"),
        ("[Permission(id='alpha.see', label=' ')]", "has no label"),
        ("[Permission(id='alpha.see', label='See'), Permission(id='alpha.see', label='Look')]", "there twice"),
        ("['alpha.see']", "Permission objects, not str"),
    ],
)
def test_what_does_not_fit_is_refused(world: Any, make: Make, permissions: str, words: str) -> None:
    make("alpha", f"{HEAD}@hookimpl\ndef register_permissions(): return {permissions}\n", MANIFEST)

    with pytest.raises(PluginFailed, match=words):
        enable(world.settings, world.database, "alpha", by="Ada")


def test_a_route_cannot_name_an_own_permission_that_is_not_declared(world: Any, make: Make) -> None:
    make("alpha", HEAD + DECLARED + guarded("alpha.publsh"), MANIFEST)

    with pytest.raises(PluginFailed, match=r"Did you mean 'alpha.publish'"):
        enable(world.settings, world.database, "alpha", by="Ada")


def test_an_operation_cannot_either(world: Any, make: Make) -> None:
    operation = "ApiRoute(path='/alpha/x', endpoint=page, name='x', summary='X.', permission='alpha.write')"
    make("alpha", f"{HEAD}@hookimpl\ndef register_api(): return [{operation}]\n", MANIFEST)

    with pytest.raises(PluginFailed, match="which no active plugin declares"):
        enable(world.settings, world.database, "alpha", by="Ada")
