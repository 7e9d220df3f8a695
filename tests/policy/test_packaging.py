"""Packaging a plugin into a catalogue."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_core.exceptions import InputError
from toolbox_core.policy.catalogue import facts_of, read_catalogue
from toolbox_core.policy.packaging import package
from toolbox_core.policy.policy import RULES
from toolbox_core.policy.signatures import new_key

pytestmark = pytest.mark.xdist_group("sharing")
DAY = datetime.date(2026, 1, 2)


def test_wheel_source_and_entry(shared_catalogue: Path) -> None:
    (entry,) = read_catalogue(str(shared_catalogue))
    assert (entry.id, entry.version, entry.tier, entry.tests) == ("bridges", "1.2.0", "gold", "1 passed")
    assert [one.kind for one in entry.files] == ["wheel", "source"]
    assert entry.permissions == ("bridges.close",)
    assert {finding["rule"] for finding in entry.findings} == {"addresses-public"}
    assert sorted(path.name for path in (shared_catalogue / "files").iterdir()) == sorted(
        one.name for one in entry.files
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("tests/test_bridges.py", "== 2", "== 3", "do not pass: 1 failed"),
        ("publiccode.yml", "softwareType: addon", "softwareType: module", "does not reach bronze"),
        ("toolbox_bridges/toolbox-plugin.toml", 'api = ">=1.0,<2"', "", "does not reach bronze"),
    ],
)
def test_nothing_is_written_when_something_is_wrong(
    make_project: Callable[[Path], Path], tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    folder = make_project(tmp_path / "bridges")
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        package(folder, tmp_path / "catalogue", RULES, day=DAY)
    assert not (tmp_path / "catalogue").exists()


def test_a_signed_wheel(make_project: Callable[[Path], Path], tmp_path: Path) -> None:
    public = new_key(tmp_path / "key.pem")
    folder = make_project(tmp_path / "bridges")
    made = package(folder, tmp_path / "catalogue", RULES, day=DAY, run_tests=False, key=tmp_path / "key.pem")
    (entry,) = read_catalogue(str(tmp_path / "catalogue"))
    assert entry.signature is not None
    assert (entry.signature.key, facts_of(entry, DAY)["signature"]) == (public, public)
    assert [finding.ok for finding in made.verdict.findings if finding.rule == "signature"] == [True]
    assert entry.conformance is None
    assert facts_of(entry, DAY)["conformance"] == "not run"
    with pytest.raises(InputError, match="There is no key"):
        package(folder, tmp_path / "other", RULES, day=DAY, run_tests=False, key=tmp_path / "none.pem")
    assert not (tmp_path / "other").exists()


def test_what_does_not_build_or_is_no_plugin(make_project: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = make_project(tmp_path / "bridges")
    text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(text.replace('packages = ["toolbox_bridges"]', 'packages = "x"'), "utf-8")
    with pytest.raises(InputError, match="could not be built"):
        package(folder, tmp_path / "catalogue", RULES, day=DAY, run_tests=False)
    (folder / "toolbox_bridges/toolbox-plugin.toml").unlink()
    with pytest.raises(InputError, match="holds no plugin"):
        package(folder, tmp_path / "catalogue", RULES, day=DAY, run_tests=False)
