"""``toolbox backup`` and ``toolbox restore``, as an administrator types them."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_there_and_back(command: Any, tmp_path: Path) -> None:
    file, again = tmp_path / "site.tar.gz", tmp_path / "again"
    told = command.json("backup", str(file))
    assert told["file"] == str(file)
    assert told["left_out"] == []
    assert command("backup", str(file)).exit_code == 2
    said = command("restore", str(file), str(again), site=False)
    assert said.exit_code == 0, said.output
    assert f"toolbox --site {again} migrate" in said.output
    assert (again / "toolbox.toml").read_bytes() == (command.folder / "toolbox.toml").read_bytes()
    refused = command("restore", str(file), str(again), site=False)
    assert refused.exit_code == 2
    assert "is not empty. Restore into a new folder" in refused.output


def test_a_link_is_told(command: Any, tmp_path: Path) -> None:
    (command.folder / "link").symlink_to(tmp_path)
    said = command("backup", str(tmp_path / "site.tar.gz"))
    assert "link is a link or no ordinary file" in said.stderr
