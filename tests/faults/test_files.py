"""Files that cannot be used, and descriptors that cannot be meant."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.testing.servers import run_toolbox

pytestmark = [pytest.mark.plugins("budget_portal")]


def _junk() -> bytes:
    return b"\x00\x01\x02\xff" + random.Random(1).randbytes(200_000)


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


BAD_FILES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "only line ends": lambda: b"\r\n\r\n\n",
    "binary junk": _junk,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + _junk(),
    "a header without rows": lambda: b"code,name,approved,executed\n",
    "a zip of two texts": lambda: _zip({"a.txt": b"x,y\n1,2\n", "b.txt": b"x,y\n1,2\n"}),
    "a zip of junk": lambda: _zip({"one.exe": _junk(), "two.bin": _junk()}),
    "a zip that climbs out": lambda: _zip({"../../evil.csv": b"code\n"}),
    "half a zip": lambda: _zip({"budget.csv": b"code,name\n1,2\n" * 999})[:60],
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_inspecting_a_bad_file_says_what_it_is(site: Path, tmp_path: Path, refused: Any, kind: str) -> None:
    path = tmp_path / "budget.csv"
    path.write_bytes(BAD_FILES[kind]())
    assert "budget.csv" in refused(run_toolbox("budget", "inspect", str(path), site=site))


@pytest.mark.parametrize("kind", BAD_FILES)
def test_importing_a_bad_file_stores_nothing(
    package: Any, load: Any, refused: Any, nothing_stored: Any, kind: str
) -> None:
    refused(load(package(data=BAD_FILES[kind]())))
    nothing_stored()


def test_a_missing_file_and_a_folder(site: Path, tmp_path: Path, refused: Any) -> None:
    assert "nowhere.csv" in refused(run_toolbox("budget", "inspect", str(tmp_path / "nowhere.csv"), site=site))
    assert "folder" in refused(run_toolbox("budget", "inspect", str(tmp_path), site=site))


def test_a_missing_descriptor(load: Any, refused: Any, tmp_path: Path) -> None:
    assert "datapackage.json" in refused(load(tmp_path / "datapackage.json"))


def test_a_descriptor_whose_file_is_missing(package: Any, load: Any, refused: Any, nothing_stored: Any) -> None:
    descriptor = package()
    (descriptor.parent / "budget.csv").unlink()
    assert "budget.csv" in refused(load(descriptor))
    nothing_stored()


@pytest.mark.slow
def test_a_zip_that_inflates_to_gigabytes(
    site: Path, tmp_path: Path, package: Any, load: Any, refused: Any, nothing_stored: Any
) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("budget.csv", "w", force_zip64=True) as member,
    ):
        block = b"0" * (1 << 24)
        for _ in range(320):  # five gigabytes of noughts
            member.write(block)
    assert path.stat().st_size < 8 << 20
    line = refused(run_toolbox("budget", "inspect", str(path), site=site, timeout=60))
    assert "inflate" in line.lower()
    descriptor = package(data=path.read_bytes())
    refused(load(descriptor, timeout=60))
    nothing_stored()


def test_a_line_of_a_hundred_megabytes(
    site: Path, tmp_path: Path, package: Any, load: Any, refused: Any, nothing_stored: Any
) -> None:
    data = b"code,name,approved,executed\n001," + b"x" * (100 << 20) + b",1,1\n"
    path = tmp_path / "budget.csv"
    path.write_bytes(data)
    assert "line" in refused(run_toolbox("budget", "inspect", str(path), site=site, timeout=60)).lower()
    refused(load(package(data=data), timeout=60))
    nothing_stored()


def test_ragged_rows_are_listed_and_never_lost(package: Any, load: Any, stored: Any) -> None:
    data = b"code,name,approved,executed\n001,Streets,1.00,2.00\n002,Schools,3.00\n003,Parks,5.00,6.00,7.00,8.00\n"
    answer = load(package(data=data), "--json")
    assert "Traceback" not in answer.stderr
    report = json.loads(answer.stdout)
    assert report["rows_read"] == report["rows_stored"] + report["rows_rejected"] == 3
    named = {problem["row"] for problem in report["problems"]}
    assert {3, 4} <= named
    assert all(problem["message"].endswith((".", "?")) for problem in report["problems"])
    assert stored()["budget_portal_line"] == report["rows_stored"]


def test_an_encoding_that_does_not_fit_is_never_guessed_away(package: Any, load: Any, nothing_stored: Any) -> None:
    data = "code,name,approved,executed\n001,Économie,1.00,2.00\n".encode("cp1252")
    answer = load(package(data=data), "--json")
    assert "Traceback" not in answer.stderr
    if answer.returncode == 2:
        nothing_stored()
    else:
        report = json.loads(answer.stdout)
        assert report["rows_rejected"] == 1, "a name with a lost letter must not be stored as if it were right"


def test_a_number_in_another_spelling_is_never_misread(package: Any, load: Any) -> None:
    rows = [("001", "Streets", "1.234,56", "1.00"), ("002", "Schools", "2.00", "2.00")]
    report = json.loads(load(package(rows), "--json").stdout)
    assert [(problem["row"], problem["value"]) for problem in report["problems"]] == [(2, "1.234,56")]
    assert report["rows_rejected"] == 1


def test_the_same_code_twice_is_two_lines(package: Any, load: Any, stored: Any) -> None:
    rows = [("001", "Streets", "1.00", "2.00"), ("001", "Streets", "3.00", "4.00")]
    answer = load(package(rows), "--json")
    assert json.loads(answer.stdout)["totals"]["approved"]["expenditure"] == "4.00"
    assert stored()["budget_portal_line"] == 2


def test_an_unknown_column_type_is_named_with_the_nearest(
    package: Any, load: Any, refused: Any, nothing_stored: Any
) -> None:
    columns = {"code": "administrative-clasification:generic:code", "approved": "value"}
    line = refused(load(package([("001", "1.00")], columns=columns)))
    assert "administrative-clasification" in line
    assert "Did you mean" in line
    nothing_stored()


def test_a_control_total_that_differs_says_by_how_much(
    package: Any, load: Any, refused: Any, nothing_stored: Any
) -> None:
    line = refused(load(package(), "--control-total", "executed=528455.00"))
    assert "0.19" in line
    nothing_stored()


def test_a_control_total_for_a_phase_that_is_not_there(
    package: Any, load: Any, refused: Any, nothing_stored: Any
) -> None:
    assert "exekuted" in refused(load(package(), "--control-total", "exekuted=1.00"))
    nothing_stored()


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "https://example.org/a.csv", "..\\secret.csv"])
def test_a_descriptor_that_points_outside_its_folder(
    package: Any, load: Any, refused: Any, nothing_stored: Any, path: str
) -> None:
    def change(document: dict[str, Any]) -> None:
        document["resources"][0]["path"] = path

    descriptor = package(change=change)
    (descriptor.parents[1] / "secret.csv").write_text("code,approved\n1,1\n")
    refused(load(descriptor))
    nothing_stored()


def test_a_link_that_leads_out_of_the_folder(
    package: Any, load: Any, refused: Any, nothing_stored: Any, tmp_path: Path
) -> None:
    descriptor = package()
    (tmp_path / "secret.csv").write_text("code,name,approved,executed\n1,a,1,1\n")
    (descriptor.parent / "budget.csv").unlink()
    (descriptor.parent / "budget.csv").symlink_to(tmp_path / "secret.csv")
    refused(load(descriptor))
    nothing_stored()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"resources": []}', '{"resources": "x"}', "\x00", "[" * 100_000])
def test_a_descriptor_that_is_none(load: Any, refused: Any, nothing_stored: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    refused(load(tmp_path / "datapackage.json"))
    nothing_stored()


def test_publishing_what_is_not_there(site: Path, refused: Any) -> None:
    assert "41" in refused(run_toolbox("budget", "publish", "41", site=site))
