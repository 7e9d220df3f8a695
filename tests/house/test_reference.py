"""The reference pages cannot lie: every setting with its default, every name that templates can use."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolbox_core.app import create_app
from toolbox_core.config import Settings


def sections() -> list[tuple[str, msgspec.Struct]]:
    defaults = Settings()
    return [
        (field.name, value)
        for field in msgspec.structs.fields(Settings)
        if isinstance(value := getattr(defaults, field.name), msgspec.Struct)
    ]


@pytest.mark.parametrize(("name", "defaults"), sections())
def test_every_setting_is_documented_with_its_default(root: Path, name: str, defaults: msgspec.Struct) -> None:
    page = (root / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert f"## `[{name}]`" in page
    part = page.split(f"## `[{name}]`")[1].split("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| `(.+?)` \|", part, re.MULTILINE))
    assert list(told) == [field.name for field in msgspec.structs.fields(defaults)]
    for key, text in told.items():
        value: Any = tomllib.loads(f"value = {text}")["value"]
        default = getattr(defaults, key)
        assert (list(default) if isinstance(default, tuple) else default) == value, f"[{name}] {key}"


def test_every_name_of_the_templates_is_documented(root: Path, settings: Settings) -> None:
    page = (root / "docs/reference/templates.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)", page))
    environment = create_app(settings).host.environments["en"]
    from jinja2.defaults import DEFAULT_NAMESPACE

    ours = {name for name in environment.globals if name not in DEFAULT_NAMESPACE and name != "gettext"}
    missing = {name for name in ours if name not in told and not name.startswith(("budget_portal_",))}
    assert not missing
