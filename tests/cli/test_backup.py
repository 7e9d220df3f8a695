"""``toolbox backup`` and ``toolbox restore``, as an administrator types them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolbox_core.config import StorageSettings


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


def test_originals_in_a_bucket_are_not_in_it_and_it_says_so(
    command: Any, bucket: StorageSettings, tmp_path: Path
) -> None:
    (command.folder / "toolbox.toml").write_text(
        f'[storage]\nfiles = "{bucket.files}"\nendpoint = "{bucket.endpoint}"\n', encoding="utf-8"
    )
    copies = command.folder / "data" / "files" / "ab"
    copies.mkdir(parents=True)
    (copies / ("ab" * 32)).write_bytes(b"a copy that was used here")
    said = command("backup", str(tmp_path / "site.tar.gz"))
    assert f"The originals are NOT in it. They are in {bucket.files}" in said.output
    assert command.json("backup", str(tmp_path / "two.tar.gz"))["elsewhere"] == bucket.files
    said = command("restore", str(tmp_path / "site.tar.gz"), str(tmp_path / "again"), site=False)
    assert f"the site reads them from {bucket.files}" in said.output
    assert not (tmp_path / "again" / "data" / "files").exists()
