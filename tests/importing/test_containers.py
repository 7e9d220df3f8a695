"""What a person hands over: told by its bytes, unpacked as a stream, refused in one sentence when it is no table."""

from __future__ import annotations

import gzip
import os
import random
import time
import zipfile
from pathlib import Path

import pytest

from toolbox_core.config import LimitSettings
from toolbox_core.exceptions import UnreadableFile
from toolbox_core.importing.containers import RATIO_FLOOR, look, open_stream, refuse_binary
from toolbox_core.importing.tables import open_table

LIMITS = LimitSettings()
CSV = b"code,name\n001,x\n"


def pack(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def refusal(path: Path, limits: LimitSettings = LIMITS) -> str:
    with pytest.raises(UnreadableFile) as caught:
        look(path, limits=limits)
    assert caught.value.message.endswith(".")
    assert caught.value.fix
    return caught.value.message


def test_a_zip_with_one_table_and_junk_is_that_table(tmp_path: Path) -> None:
    path = pack(
        tmp_path / "b.zip",
        {
            "__MACOSX/._budget.csv": b"junk",
            "data/": b"",
            ".DS_Store": b"x",
            "data/budget.csv": CSV,
            "README.pdf": b"%PDF",
        },
    )
    with open_table(path) as table:
        assert table.name == "budget.csv"
        assert list(table.rows()) == [(2, ["001", "x"])]


def test_a_zip_with_several_tables_lists_them(tmp_path: Path) -> None:
    path = pack(tmp_path / "b.zip", {"2023.csv": CSV, "2024.csv": CSV})
    assert refusal(path) == "b.zip holds 2 tables: 2023.csv, 2024.csv."
    with open_table(path, member="2024.csv") as table:
        assert table.name == "2024.csv"
    with pytest.raises(UnreadableFile, match=r"holds no '2025.csv'"):
        look(path, limits=LIMITS, member="2025.csv")


def test_a_zip_without_a_table_lists_what_is_there(tmp_path: Path) -> None:
    assert (
        refusal(pack(tmp_path / "b.zip", {"a.jpg": b"x", "b.doc": b"y"})) == "b.zip holds no table, only a.jpg, b.doc."
    )
    assert "empty archive" in refusal(pack(tmp_path / "c.zip", {"__MACOSX/x": b""}))
    assert "is empty" in refusal(pack(tmp_path / "d.zip", {"a.csv": b""}))
    assert "binary data" in refusal(pack(tmp_path / "e.zip", {"a.csv": bytes(range(256))}))


def test_a_zip_that_declares_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(128):
            member.write(b"0" * (1 << 20))
    began = time.monotonic()
    assert "that is too much" in refusal(path)
    assert time.monotonic() - began < 1


def test_a_zip_that_lies_about_its_size_is_stopped_while_it_inflates(tmp_path: Path) -> None:
    path = tmp_path / "liar.gz"
    with gzip.open(path, "wb") as handle:
        handle.write(b"a,b\n")
        for _ in range(128):
            handle.write(b"1,2\n" * (1 << 18))
    with pytest.raises(UnreadableFile, match="bomb"), open_stream(look(path, limits=LIMITS), limits=LIMITS) as stream:
        while stream.read(1 << 20):
            pass


def test_small_files_that_squeeze_well_are_honest(tmp_path: Path) -> None:
    content = b"a,b\n" + b"0,0\n" * 500_000
    assert len(content) < RATIO_FLOOR
    with open_table(pack(tmp_path / "zeros.zip", {"zeros.csv": content})) as table:
        assert sum(1 for _ in table.rows()) == 500_000


def test_gzip_is_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "budget.csv.gz"
    path.write_bytes(gzip.compress(CSV))
    with open_table(path) as table:
        assert list(table.rows()) == [(2, ["001", "x"])]


@pytest.mark.parametrize("cut", [30, 200, 1000])
def test_archives_that_were_cut_short(tmp_path: Path, cut: int) -> None:
    noise = random.Random(1).randbytes(5000).hex().encode()
    whole = pack(tmp_path / "b.zip", {"a.csv": b"a,b\n1," + noise}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-cut])
    assert "cannot be unpacked" in refusal(tmp_path / "cut.zip")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n" + noise)[:-cut])
    with pytest.raises(UnreadableFile, match="cut short"), open_table(tmp_path / "cut.csv.gz") as table:
        list(table.rows())


def test_a_damaged_member_is_said(tmp_path: Path) -> None:
    path = pack(tmp_path / "b.zip", {"a.csv": b"a,b\n" + b"1,2\n" * 1000})
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="cannot be unpacked"), open_table(path) as table:
        list(table.rows())


def test_a_locked_zip_is_said(tmp_path: Path) -> None:
    path = pack(tmp_path / "b.zip", {"a.csv": CSV})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "password" in refusal(path)


def test_too_many_members(tmp_path: Path) -> None:
    path = pack(tmp_path / "b.zip", {f"{number}.csv": CSV for number in range(20)})
    with pytest.raises(UnreadableFile, match="holds 20 files; at most 10"):
        look(path, limits=LimitSettings(archive_members=10))


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"%PDF-1.7", "a PDF document"),
        (b"SQLite format 3\x00", "a SQLite database"),
        (b"PAR1", "a Parquet file"),
        (bytes(random.Random(7).randbytes(4000)), "binary data"),
    ],
)
def test_binary_junk_is_named(tmp_path: Path, head: bytes, words: str) -> None:
    path = tmp_path / "budget.csv"
    path.write_bytes(head + b"\x00\x01\x02" * 50)
    assert words in refusal(path)


def test_text_in_any_encoding_is_not_junk() -> None:
    text = "código;año\n001;España\n" * 10
    for encoding in ("utf-8", "cp1252", "cp850", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        refuse_binary(text.encode(encoding), "x")


def test_missing_folder_empty_device_and_too_large(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "none.csv")
    assert "is a folder" in refusal(tmp_path)
    (tmp_path / "empty.csv").write_bytes(b"")
    assert refusal(tmp_path / "empty.csv") == "empty.csv is empty."
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in refusal(tmp_path / "pipe")
    (tmp_path / "a.csv").write_bytes(CSV)
    assert "at most 5 are accepted" in refusal(tmp_path / "a.csv", LimitSettings(upload_bytes=5))
    with pytest.raises(UnreadableFile, match="cannot be read"):
        look(Path("a\0b"), limits=LIMITS)


def test_the_name_does_not_decide(tmp_path: Path) -> None:
    (tmp_path / "table.dat").write_bytes(CSV)
    with open_table(tmp_path / "table.dat") as table:
        assert table.columns == ["code", "name"]
    pack(tmp_path / "table.csv", {"a.csv": CSV})
    with open_table(tmp_path / "table.csv") as table:
        assert table.name == "a.csv"
