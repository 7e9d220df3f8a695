"""What commands are given."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.cli.context import CliContext
from toolbox_core.exceptions import PluginBlocked, SiteNotFound, UnknownPlugin
from toolbox_core.plugins.changes import enable

Make = Callable[..., Path]


def test_the_site_is_the_option_then_the_environment_then_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOOLBOX_SITE", raising=False)
    assert CliContext().folder == tmp_path
    monkeypatch.setenv("TOOLBOX_SITE", str(tmp_path / "a"))
    assert CliContext().folder == tmp_path / "a"
    assert CliContext(str(tmp_path / "b")).folder == tmp_path / "b"


def test_a_folder_that_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(SiteNotFound, match="toolbox init"):
        CliContext(str(tmp_path)).settings()


def test_emit_writes_one_document_or_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    context = CliContext(str(tmp_path))
    context.emit({"name": "Ümlaut", "path": tmp_path}, True, "words")
    assert json.loads(capsys.readouterr().out) == {"name": "Ümlaut", "path": str(tmp_path)}
    context.emit({}, False, "words")
    context.emit({}, False, lambda: "more words")
    context.emit({}, False, "")
    context.emit([1], False)
    assert capsys.readouterr().out == "words\nmore words\n[\n  1\n]\n"


def test_a_plugin_is_required(world: Any, make: Make) -> None:
    make("alpha")
    folder = Path(world.settings.folder)
    (folder / "toolbox.toml").write_text("")
    context = CliContext(str(folder))
    with pytest.raises(UnknownPlugin):
        context.require_plugin("beta")
    with pytest.raises(PluginBlocked, match="toolbox plugins enable alpha"):
        context.require_plugin("alpha")
    enable(world.settings, world.database, "alpha", by="Ada")
    assert context.require_plugin("alpha").id == "alpha"
    make("alpha", manifest={"plugin": {"api": ">=9"}})
    with pytest.raises(PluginBlocked, match="INCOMPATIBLE"):
        context.require_plugin("alpha")
    context.close()


def test_who_types_is_known_for_the_audit_log() -> None:
    assert "command line" in CliContext().actor
