"""``toolbox init``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolbox_core.cli.site import FOLDERS, SETTINGS_TEXT
from toolbox_core.config import Settings, load_settings


def test_a_site_is_made_and_ready(bare: Any) -> None:
    result = bare("init")
    assert result.exit_code == 0, result.output
    assert str(bare.folder) in result.stdout
    assert all((bare.folder / name).is_dir() for name in FOLDERS)
    assert (bare.folder / "data" / "toolbox.sqlite").is_file()
    assert bare("migrate", "--check").exit_code == 0


def test_a_folder_can_be_named(bare: Any, tmp_path: Path) -> None:
    data = bare.json("init", str(tmp_path / "deep" / "other"))
    assert data["folder"] == str(tmp_path / "deep" / "other")
    assert data["created"] == ["toolbox.toml", "data/", "templates/", "static/", "translations/"]
    assert "core:0001" in data["applied"]


def test_an_existing_site_keeps_its_settings(bare: Any) -> None:
    bare("init")
    text = '[site]\nname = "Ours"\n'
    (bare.folder / "toolbox.toml").write_text(text)
    (bare.folder / "static").rmdir()
    assert bare.json("init") == {"folder": str(bare.folder), "created": ["static/"], "applied": []}
    assert (bare.folder / "toolbox.toml").read_text() == text


def test_a_place_that_cannot_be_written_is_one_line(bare: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "No site can be made" in bare.refused("init", str(tmp_path / "file" / "site"))


def test_the_comments_in_the_settings_file_tell_the_real_defaults(tmp_path: Path) -> None:
    assert load_settings_text(tmp_path, SETTINGS_TEXT) == Settings(folder=str(tmp_path))
    keys = re.compile(r"# (?=\w+ = )")
    lines = [keys.sub("", line, count=1) for line in SETTINGS_TEXT.splitlines()]
    uncommented = tomllib.loads(
        "\n".join(line for line in lines if "postgresql://" not in line and "example" not in line)
    )
    default = msgspec.to_builtins(Settings())
    for section, values in uncommented.items():
        for key, value in values.items():
            assert list_of(default[section][key]) == list_of(value), f"[{section}] {key}"


def list_of(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple) else value


def load_settings_text(folder: Path, text: str) -> Settings:
    (folder / "toolbox.toml").write_text(text)
    return load_settings(folder, environ={})


@pytest.mark.parametrize("name", ["sité ünïcode", "with space", "100%"])
def test_odd_folder_names_work(bare: Any, tmp_path: Path, name: str) -> None:
    assert bare("init", str(tmp_path / name)).exit_code == 0
