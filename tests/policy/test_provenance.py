"""Installed files against the RECORD they came with."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.metadata import Distribution
from pathlib import Path

from toolbox_core.policy.provenance import altered_files, source_folder


def installed(tmp_path: Path, direct: object = None) -> Distribution:
    info = tmp_path / "tried-1.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tried\nVersion: 1\n")
    lines = []
    for name in ("tried.py", "other.py"):
        (tmp_path / name).write_text(f"# {name}\n")
        digest = base64.urlsafe_b64encode(hashlib.sha256((tmp_path / name).read_bytes()).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},1")
    (info / "RECORD").write_text("\n".join([*lines, "tried-1.dist-info/RECORD,,"]) + "\n")
    if direct is not None:
        (info / "direct_url.json").write_text(json.dumps(direct))
    return next(iter(Distribution.discover(path=[str(tmp_path)])))


def test_files_as_they_came(tmp_path: Path) -> None:
    found = installed(tmp_path)
    assert altered_files(found) == []
    (tmp_path / "tried.py").write_text("import os\n")
    (tmp_path / "other.py").unlink()
    assert altered_files(found) == ["other.py", "tried.py"]


def test_only_an_editable_installation_has_a_folder(tmp_path: Path) -> None:
    assert source_folder(installed(tmp_path)) is None
    here = {"url": tmp_path.as_uri(), "dir_info": {"editable": True}}
    assert source_folder(installed(tmp_path, here)) == tmp_path
    assert source_folder(installed(tmp_path, {**here, "dir_info": {}})) is None
    assert source_folder(installed(tmp_path, {**here, "url": "https://code.example.org"})) is None
    assert source_folder(installed(tmp_path, ["x"])) is None
