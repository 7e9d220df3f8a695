"""The commands print what scripts rely on, and end with one line when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from toolbox_core import ToolboxError
from toolbox_procurement.cli import procurement

RELEASES = [
    {"ocid": "ocds-213czf-1", "id": "1", "date": "2021-01-01T00:00:00Z", "tag": ["tender"], "language": "en"},
    {"ocid": "ocds-213czf-1", "id": "2", "date": "2021-02-01T00:00:00Z", "tag": ["award"], "language": "fr"},
]
SHORT = {
    "ocid": "F",
    "tag": ["compiled"],
    "tender": {"tenderPeriod": {"startDate": "2020-08-03T18:00:00-05:00", "endDate": "2020-08-04T18:00:00-05:00"}},
}


def _run(*arguments: Any, stdin: str | None = None) -> Result:
    return CliRunner().invoke(procurement, [str(one) for one in arguments], input=stdin)


def test_every_command_shows_an_example() -> None:
    for name, command in procurement.commands.items():
        assert isinstance(command, click.Command)
        assert "Example: toolbox procurement " + name in _run(name, "--help").output


def test_merge_prints_json_lines(write: Callable[..., Path]) -> None:
    result = _run("merge", write("file.json", RELEASES))
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["id"] == "ocds-213czf-1-2021-02-01T00:00:00Z"
    assert result.stderr == ""


def test_merge_keeps_history_and_takes_other_rules(write: Callable[..., Path]) -> None:
    path = write("file.json", RELEASES)
    assert len(json.loads(_run("merge", path, "--versioned").stdout)["language"]) == 2
    schema = write("schema.json", {"properties": {"language": {"omitWhenMerged": True}}})
    assert "language" not in json.loads(_run("merge", path, "--schema", schema).stdout)


def test_merge_takes_overrides(write: Callable[..., Path]) -> None:
    path = write("file.json", [{**one, "awards": [{"id": "a"}]} for one in RELEASES])
    found = json.loads(_run("merge", path, "--override", "awards=append").stdout)
    assert found["awards"] == [{"id": "a"}, {"id": "a"}]
    assert _run("merge", path, "--override", "awards=maybe").exit_code == 2


def test_merge_tells_what_it_could_not_use(write: Callable[..., Path]) -> None:
    result = _run("merge", write("file.json", [*RELEASES, {"tag": ["tender"]}]))
    assert len(result.stdout.splitlines()) == 1
    assert "ocid-missing" in result.stderr


def test_flags_in_cardinals_shape(write: Callable[..., Path]) -> None:
    path = write("file.jsonl", [SHORT], lines=True)
    result = _run("flags", path, "--compat", "cardinal")
    assert json.loads(result.stdout) == {"OCID": {"F": {"R003": 1.0}}, "Meta": {}}
    settings = write("s.ini", b"[R003]\nthreshold = 1\n")
    assert json.loads(_run("flags", path, "--compat", "cardinal", "--settings", settings, "--no-meta").stdout) == {}
    result = _run("flags", path, "--compat", "cardinal", "--map", "--count")
    assert json.loads(result.stdout)["Maps"] == {}
    assert "OCID: 1" in result.stderr


def test_flags_for_people_and_for_programs(write: Callable[..., Path]) -> None:
    path = write("file.jsonl", [SHORT], lines=True)
    text = _run("flags", path).stdout
    assert "F: Bidders had 1 day; the threshold is 15." in text
    assert "A flag is a question, not a verdict." in text
    document = json.loads(_run("flags", path, "--json", "--only", "R003").stdout)
    assert document["processes"] == 1
    assert document["flags"][0]["code"] == "R003"
    assert [one["code"] for one in document["indicators"]] == ["R003"]


def test_flags_merge_releases_first(write: Callable[..., Path]) -> None:
    first = {**SHORT, "id": "1", "date": "2020-01-01", "tag": ["planning"]}
    document = json.loads(_run("flags", write("file.json", [first]), "--json").stdout)
    assert document["processes"] == 1


def test_flags_refuse_unknown_codes_and_settings(write: Callable[..., Path]) -> None:
    path = write("file.jsonl", [SHORT], lines=True)
    assert "no indicator R999" in _run("flags", path, "--only", "R999").output
    result = _run("flags", path, "--settings", write("s.ini", b"[R003]\ntreshold = 1\n"))
    assert isinstance(result.exception, ToolboxError)
    assert "Did you mean threshold?" in str(result.exception)


def test_coverage_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    class Stream:
        buffer = io.BytesIO(b'{"a": 1}\n')

    from toolbox_procurement import compiled

    monkeypatch.setattr(sys, "stdin", Stream())
    with compiled.lines_of(Path("-")) as path:
        assert path.read_bytes() == b'{"a": 1}\n'


def test_coverage_prints_counts(write: Callable[..., Path]) -> None:
    assert json.loads(_run("coverage", write("f.jsonl", [{"a": 1}], lines=True)).stdout) == {"": 1, "/": 1, "/a": 1}


def test_prepare_prints_releases_and_tells_issues_as_csv(write: Callable[..., Path]) -> None:
    path = write("f.jsonl", [{"ocid": "a", "bids": {"details": [{"id": 1}]}}], lines=True)
    result = _run("prepare", path)
    assert result.stdout == '{"ocid":"a","bids":{"details":[{"id":1}]}}\n'
    assert result.stderr == "1,a,/bids/details[]/status,0,,not set\n"


@pytest.mark.parametrize("name", ["merge", "flags", "coverage", "prepare"])
def test_a_missing_file_is_one_sentence(name: str, tmp_path: Path) -> None:
    result = _run(name, tmp_path / "nowhere.json")
    assert isinstance(result.exception, ToolboxError)


@pytest.mark.shared_data
def test_cardinals_documented_examples(official: Path) -> None:
    expected = {"003": "OCID", "018": "OCID", "024": "OCID", "030": "OCID", "036": "OCID", "038": "Buyer"}
    settings = official / "cardinal/docs_examples/settings.ini"
    for number, group in expected.items():
        path = official / f"cardinal/docs_examples/R/{number}.jsonl"
        found = json.loads(_run("flags", path, "--compat", "cardinal", "--settings", settings, "--no-meta").stdout)
        assert any(f"R{number}" in flags for flags in found[group].values())


def test_check_reports_and_ends_with_1_when_not_valid(write: Callable[..., Path]) -> None:
    good = {**RELEASES[0], "initiationType": "tender"}
    result = _run("check", write("good.json", good))
    assert (result.exit_code, "Valid" in result.stdout) == (0, True)
    path = write("bad.json", {**good, "language": 5})
    result = _run("check", path)
    assert result.exit_code == 1
    assert "Not valid: 1 fault to correct." in result.stdout
    document = json.loads(_run("check", path, "--json").stdout)
    assert document["valid"] is False
    assert document["counts"]["releases"] == 1
    issue = document["issues"][0]
    assert (issue["rule"], issue["path"], issue["count"]) == ("type-wrong", "/language", 1)
    assert issue["samples"][0]["value"] == 5


def test_add_indicator_stamps_into_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "plugins/procurement/toolbox_procurement/indicators").mkdir(parents=True)
    result = _run("add-indicator", "R074", "Nobody", "bid", "--root", tmp_path)
    assert "r074_nobody_bid.py" in result.stdout
    assert "--refresh" in result.stdout
    assert "no indicator R999" in _run("add-indicator", "R999", "--refresh", "--root", tmp_path).output
