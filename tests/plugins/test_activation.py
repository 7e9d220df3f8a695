"""Activation: what a plugin may hand over, and the fault for each thing it may not."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from toolbox_core.config import PluginSettings, Settings
from toolbox_core.hookspecs import hookimpl
from toolbox_core.plugins.activation import Activated, Fault, activate, hook_fault, lies_under
from toolbox_core.plugins.discovery import discover
from toolbox_core.plugins.preflight import survey
from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.plugins.runner import Runner

Make = Callable[..., Path]
HEAD = """\
from toolbox_core import ApiRoute, NavigationLink, Permission, Route, hookimpl
async def page(request): ...
def plain(request): ...
"""
PROVIDES = {"provides": {"addresses": ["/alpha"], "api": "/alpha"}}


@pytest.fixture
def try_out(make: Make) -> Callable[..., Activated | Fault]:
    def run(
        code: str, patience: PluginSettings | None = None, package: str = "", **sections: dict[str, object]
    ) -> Activated | Fault:
        make("alpha", code, {**PROVIDES, **sections}, package=package)
        (record,) = survey(discover(), {}, {}, {}, desired={"alpha": "enabled"})
        settings = Settings(plugins=patience or PluginSettings())
        return activate(record, settings, Runner(settings.plugins))

    return run


Try = Callable[..., Activated | Fault]


def test_a_plugin_that_contributes(try_out: Try) -> None:
    result = try_out(
        HEAD + "@hookimpl\ndef register_routes(context):\n"
        "    yield Route(path='/alpha', endpoint=page, name='alpha:home', public=True)\n"
        "    yield Route(path='/alpha/{year:int}', endpoint=page, name='alpha:year', permission='alpha.read')\n"
        "@hookimpl\ndef register_permissions():\n    return [Permission(id='alpha.read', label='Read')]\n"
        "@hookimpl\ndef register_navigation():\n    return [NavigationLink(label='Alpha', route='alpha:home')]\n"
    )
    assert isinstance(result, Activated)
    assert [route.name for route in result.contributions["routes"]] == ["alpha:home", "alpha:year"]
    assert len(result.contributions["navigation"]) == 1
    assert result.contributions["datasets"] == ()


def routes(*arguments: str) -> str:
    """Code that registers one page for each text of arguments."""
    made = ", ".join(f"Route({argument})" for argument in arguments)
    return f"@hookimpl\ndef register_routes(context): return [{made}]"


FINE = "path='/alpha', endpoint=page, name='alpha:a', public=True"
API = (
    "@hookimpl\ndef register_api(): return [ApiRoute(path='/beta', endpoint=page, name='a', summary='s', public=True)]"
)
TWO = "@hookimpl\ndef register_routes(): return []\n@hookimpl(specname='register_routes')\ndef more(): return []"


@pytest.mark.parametrize(
    ("code", "state", "phase", "words"),
    [
        ("raise RuntimeError('boom')", "FAILED", "import", "boom"),
        ("import no_such_module_here", "FAILED", "import", "no_such_module_here"),
        ("def broken(:", "FAILED", "import", "SyntaxError"),
        ("raise SystemExit(1)", "FAILED", "import", "SystemExit"),
        ("@hookimpl\ndef register_routs(context): return []", "INVALID", "hook", "Did you mean 'register_routes'?"),
        ("@hookimpl\ndef zzz(): return []", "INVALID", "hook", "The hooks are"),
        ("@hookimpl\ndef register_routes(request): return []", "INVALID", "hook", "request"),
        ("@hookimpl\nasync def register_routes(context): return []", "INVALID", "hook", "asynchronous"),
        ("@hookimpl(wrapper=True)\ndef register_routes(): return (yield)", "INVALID", "hook", "wraps"),
        (TWO, "INVALID", "hook", "twice"),
        ("@hookimpl\ndef register_routes(context): 1 / 0", "FAILED", "setup", "ZeroDivisionError"),
        ("@hookimpl\ndef register_routes(context): return 3", "FAILED", "setup", "must return a list of Route"),
        ("@hookimpl\ndef register_routes(context): return ['/x']", "FAILED", "setup", "not str"),
        (routes(FINE.replace(", public=True", "")), "FAILED", "setup", "public=True or permission"),
        (routes(FINE + ", permission='p'"), "FAILED", "setup", "not both"),
        (routes(FINE.replace("/alpha", "/alphabet")), "FAILED", "setup", "outside the manifest's addresses"),
        (routes(FINE.replace("alpha:a", "home")), "FAILED", "setup", "must begin with 'alpha:'"),
        (routes(FINE.replace("page", "plain")), "FAILED", "setup", "async function"),
        (routes(FINE, FINE), "FAILED", "setup", "there twice"),
        (API, "FAILED", "setup", "outside the manifest's provides.api"),
    ],
)
def test_each_fault_has_its_state_phase_and_sentence(
    try_out: Try, code: str, state: str, phase: str, words: str
) -> None:
    result = try_out(HEAD + code)
    assert isinstance(result, Fault)
    assert (result.state, result.phase) == (state, phase)
    assert words in result.error


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("import time\ntime.sleep(60)", "import"),
        ("import time\nfrom toolbox_core import hookimpl\n@hookimpl\ndef register_routes(): time.sleep(60)", "setup"),
    ],
)
def test_a_plugin_that_sleeps_for_a_minute_does_not_hang_the_host(try_out: Try, code: str, phase: str) -> None:
    began = time.monotonic()
    result = try_out(code, PluginSettings(import_timeout=0.3, setup_timeout=0.3), f"sleeps_at_{phase}")
    assert time.monotonic() - began < 10
    assert isinstance(result, Fault)
    assert (result.state, result.phase) == ("FAILED", phase)
    assert "took longer than 0.3 s" in result.error


def test_the_configuration_is_checked_and_handed_over(try_out: Try, make: Make) -> None:
    config = "import msgspec\nclass Config(msgspec.Struct):\n    token: str\n"
    code = HEAD + "seen = []\n@hookimpl\ndef register_routes(context):\n    seen.append(context)\n    return []\n"
    make("alpha", files={"config.py": config})
    result = try_out(code, config={"schema": "tried_alpha.config:Config"})
    assert isinstance(result, Fault)
    assert (result.state, result.phase) == ("NEEDS_CONFIG", "config")
    assert "token" in result.error
    assert "toolbox plugins configure alpha" in result.error


def test_a_schema_that_is_none_or_breaks(try_out: Try, make: Make) -> None:
    make("alpha", files={"config.py": "Config = 3\n", "broken.py": "raise RuntimeError('boom')\n"})
    for target in ("config:Config", "broken:Config", "config:Nothing"):
        result = try_out(HEAD, config={"schema": f"tried_alpha.{target}"})
        assert isinstance(result, Fault)
        assert (result.state, result.phase) == ("FAILED", "import")


def test_an_optional_hook_of_somebody_else_is_no_mistake() -> None:
    module = ModuleType("alpha")
    module.other_hook = hookimpl(optionalhook=True)(lambda: None)  # type: ignore[attr-defined]
    assert hook_fault("alpha", module) == ""


def test_a_failed_import_can_be_tried_again(try_out: Try, record_of: Callable[[], PluginRecord]) -> None:
    assert isinstance(try_out("raise RuntimeError('boom')"), Fault)
    assert record_of().module not in sys.modules


@pytest.fixture
def record_of() -> Callable[[], PluginRecord]:
    return lambda: survey(discover(), {}, {}, {})[0]


@pytest.mark.parametrize(
    ("path", "address", "answer"),
    [
        ("/budget", "/budget", True),
        ("/budget/2021", "/budget", True),
        ("/budget.csv", "/budget", True),
        ("/budgets", "/budget", False),
        ("/", "/", True),
        ("/anything", "/", False),
    ],
)
def test_what_lies_under_an_address(path: str, address: str, answer: bool) -> None:
    assert lies_under(path, address) is answer
