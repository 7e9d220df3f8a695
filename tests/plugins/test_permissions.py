"""Permissions across plugins: who names another's falls with it, and so does who requires the fallen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolbox_core.plugins.lifecycle import disable, enable

Make = Callable[..., Path]
HEAD = """\
from toolbox_core import Permission, Route, hookimpl
async def page(request): ...
"""


def plugin(make: Make, name: str, *, declares: str = "", names: str = "", requires: str = "") -> None:
    code = HEAD
    if declares:
        code += f"@hookimpl\ndef register_permissions(): return [Permission(id={declares!r}, label='X')]\n"
    if names:
        route = f"Route(path='/{name}', endpoint=page, name='{name}:home', permission={names!r})"
        code += f"@hookimpl\ndef register_routes(): return [{route}]\n"
    make(
        name,
        code,
        {"provides": {"addresses": [f"/{name}"]}, "requires": {"plugins": {requires: ""} if requires else {}}},
    )


def test_a_route_may_name_another_plugin_s_permission(world: Any, make: Make) -> None:
    plugin(make, "alpha", declares="alpha.see")
    plugin(make, "beta", names="alpha.see")
    for name in ("alpha", "beta"):
        enable(world.settings, world.database, name, by="Ada")

    assert world.build().active == ("alpha", "beta")


def test_without_it_the_plugin_falls_and_those_that_require_it(world: Any, make: Make) -> None:
    plugin(make, "alpha", declares="alpha.see")
    plugin(make, "beta", declares="beta.see", names="alpha.see")
    plugin(make, "gamma", requires="beta")
    plugin(make, "delta", names="beta.see")
    plugin(make, "omega")
    for name in ("alpha", "beta", "gamma", "delta", "omega"):
        enable(world.settings, world.database, name, by="Ada")
    disable(world.settings, world.database, "alpha", by="Ada")
    registry = world.build()

    assert registry.active == ("omega",)
    assert registry.permissions == registry.routes == ()
    beta = registry.plugins["beta"]
    assert (beta.state, beta.phase) == ("FAILED", "setup")
    assert "'alpha.see', which no active plugin declares" in beta.error
    assert registry.plugins["delta"].state == "FAILED"
    assert registry.plugins["gamma"].state == "BLOCKED"
