"""Wheels and source archives of strangers."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from toolbox_core.exceptions import InputError
from toolbox_core.policy import archives
from toolbox_core.policy.archives import archive_target, not_in_source, sha256, unpack_source, unpack_wheel

METADATA = "Metadata-Version: 2.4\nName: tried\nVersion: 1\n"


def wheel(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {"tried-1.dist-info/METADATA": METADATA, **files}.items():
            archive.writestr(name, text)
    return path


def source(path: Path, **files: str) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return path


def test_the_wheel_holds_nothing_that_the_source_does_not(tmp_path: Path) -> None:
    files = {"pkg/toolbox-plugin.toml": "", "pkg/a.py": "1", "pkg/t.mo": "made"}
    made = wheel(tmp_path / "w.whl", **files, **{"pkg/evil.py": "x"})
    twin = source(tmp_path / "s.tar.gz", **{"tried-1/pkg/toolbox-plugin.toml": "", "tried-1/pkg/a.py": "2"})
    target = archive_target("tried", made, twin, tmp_path / "work")
    assert target.distribution is not None
    assert target.distribution.metadata["Name"] == "tried"
    assert not_in_source(target) == ["pkg/a.py", "pkg/evil.py"]
    assert not_in_source(archive_target("tried", made, None, tmp_path / "other")) == []


@pytest.mark.parametrize("name", ["../x.py", "/etc/x.py", "a/../../x.py", "C:/x.py"])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="outside"):
        unpack_wheel(wheel(tmp_path / "w.whl", **{name: "x"}), tmp_path / "a")
    with pytest.raises(InputError, match="outside"):
        unpack_source(source(tmp_path / "s.tar.gz", **{name: "x"}), tmp_path / "b")


def test_links_bombs_and_junk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tarfile.open(tmp_path / "l.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("tried/x")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(InputError, match="link"):
        unpack_source(tmp_path / "l.tar.gz", tmp_path / "a")
    (tmp_path / "junk").write_bytes(b"junk")
    for unpack in (unpack_wheel, unpack_source):
        with pytest.raises(InputError, match="can be read"):
            unpack(tmp_path / "junk", tmp_path / "b")
    monkeypatch.setattr(archives, "LARGEST", 10)
    with pytest.raises(InputError, match="mebibytes"):
        unpack_wheel(wheel(tmp_path / "w.whl"), tmp_path / "c")
    with pytest.raises(InputError, match="0 plugins"):
        monkeypatch.undo()
        archive_target("tried", wheel(tmp_path / "w.whl"), None, tmp_path / "d")


def test_hashes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(InputError, match="cannot be read"):
        sha256(tmp_path / "none")
