"""Merging gives what the standard's conformance tests expect, and says what it had to decide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_procurement import schema
from toolbox_procurement.merging import ListOverride, Merger

RULES = schema.merge_rules()
SUFFIXES = ("-compiled", "-versioned", "-append", "-by-position")


def _rules(official: Path, path: Path) -> schema.RuleTree:
    if path.parent.name == "1.0":
        return schema.rules_from_schema(json.loads((official / "schema/1.0/release-schema.json").read_text()))
    if path.parent.name == "schema":
        return schema.rules_from_schema(json.loads((official / "merge/schema.json").read_text()))
    return schema.merge_rules(())


@pytest.mark.shared_data
def test_every_official_case(official: Path) -> None:
    checked = 0
    for path in sorted((official / "merge").glob("*/*.json")):
        suffix = next((found for found in SUFFIXES if path.stem.endswith(found)), None)
        if suffix is None:
            continue
        releases = json.loads((path.parent / (path.stem.removesuffix(suffix) + ".json")).read_text())
        overrides: dict[tuple[str, ...], ListOverride] = {}
        if suffix in ("-append", "-by-position"):
            releases *= 2
            overrides = {("nested", "array"): ListOverride(suffix[1:])}
        merger = Merger(_rules(official, path), overrides=overrides)
        found = merger.versioned(releases) if suffix == "-versioned" else merger.compiled(releases)
        assert _plain(found) == json.loads(path.read_text()), path.stem
        checked += 1
    assert checked >= 20


@pytest.mark.shared_data
def test_real_processes_merge_as_the_reference_implementation_merges_them(official: Path) -> None:
    ocdsmerge = pytest.importorskip("ocdsmerge")
    processes: dict[str, list[dict[str, Any]]] = {}
    for line in (official / "paraguay_dncp/releases.jsonl").read_text(encoding="utf-8").splitlines():
        release = json.loads(line)
        processes.setdefault(release["ocid"], []).append(release)
    theirs = ocdsmerge.Merger(json.loads((official / "schema/1.1/release-schema.json").read_text()))
    ours = Merger(schema.merge_rules(()))
    for releases in processes.values():
        assert _plain(ours.compiled(releases)) == theirs.create_compiled_release(releases)
        assert _plain(ours.versioned(releases)) == theirs.create_versioned_release(releases)


def _plain(value: Any) -> Any:
    return json.loads(msgspec.json.encode(value))


def _release(date: str, **fields: Any) -> dict[str, Any]:
    return {"ocid": "ocds-213czf-1", "id": date, "date": date, "tag": ["tender"], **fields}


def test_releases_are_taken_in_the_order_of_their_dates() -> None:
    releases = [_release("2021-02-01", language="fr"), _release("2021-01-01", language="en")]
    found = Merger(RULES).compiled(releases)
    assert found is not None
    assert (found["language"], found["id"], found["tag"]) == ("fr", "ocds-213czf-1-2021-02-01", ["compiled"])


def test_null_removes_a_literal_but_not_an_object() -> None:
    releases = [
        _release("1", tender={"id": "t", "title": "Roof", "value": {"amount": 5}}),
        _release("2", tender={"id": "t", "title": None, "value": None}),
    ]
    found = Merger(RULES).compiled(releases)
    assert found is not None
    assert found["tender"] == {"id": "t", "value": {"amount": 5}}


def test_ids_are_compared_as_text() -> None:
    releases = [
        _release("1", awards=[{"id": 1, "title": "a"}]),
        _release("2", awards=[{"id": "1", "status": "active"}]),
    ]
    found = Merger(RULES).compiled(releases)
    assert found is not None
    assert found["awards"] == [{"id": 1, "title": "a", "status": "active"}]


def test_an_undated_release_among_several_is_left_out_and_told() -> None:
    told: list[tuple[str, str]] = []
    merger = Merger(RULES, notice=lambda rule, path, value: told.append((rule, path)))
    found = merger.compiled([_release("2021", language="en"), {"ocid": "o", "id": "x", "language": "fr"}])
    assert found is not None
    assert found["language"] == "en"
    assert told == [("release-date-missing", "/date")]
    assert merger.compiled([{"id": "a"}, {"id": "b"}]) is None


def test_a_single_release_needs_no_date() -> None:
    found = Merger(RULES).compiled([{"ocid": "o", "language": "en"}])
    assert found == {"tag": ["compiled"], "id": "o-None", "ocid": "o", "language": "en"}


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ({"a": 1}, 5, {"a": 1}),
        (5, {"a": 1}, {"a": 1}),
        ({"a": 1}, [{"id": 1}], [{"id": 1}]),
        ([{"id": 1}], "x", [{"id": 1}]),
    ],
)
def test_a_change_of_type_keeps_the_object_or_list_and_is_told(first: Any, second: Any, kept: Any) -> None:
    told: list[str] = []
    for versioned in (False, True):
        merger = Merger(RULES, notice=lambda rule, path, value: told.append(f"{rule} {path}"))
        releases = [_release("1", tender={"x": first}), _release("2", tender={"x": second})]
        found = merger.versioned(releases) if versioned else merger.compiled(releases)
        assert found is not None
        if not versioned:
            assert found["tender"]["x"] == kept
    assert set(told) == {"merge-type-conflict /tender/x"}


def test_duplicate_ids_are_told_and_the_last_wins() -> None:
    told: list[tuple[str, str, Any]] = []
    merger = Merger(RULES, notice=lambda *found: told.append(found))
    found = merger.compiled([_release("1", awards=[{"id": "a", "title": "x"}, {"id": "a", "title": "y"}])])
    assert found is not None
    assert found["awards"] == [{"id": "a", "title": "y"}]
    assert told == [("duplicate-id", "/awards", "a")]


def test_a_history_grows_only_when_a_value_changes() -> None:
    found = Merger(RULES).versioned(
        [_release("1", language="en"), _release("2", language="en"), _release("3", language="fr")]
    )
    assert found is not None
    assert [version["value"] for version in found["language"]] == ["en", "fr"]
    assert found["ocid"] == "ocds-213czf-1"


def test_merging_does_not_change_the_releases() -> None:
    releases = [_release("1", awards=[{"id": "a", "items": [{"id": "1"}]}]), _release("2", awards=[{"id": "a"}])]
    before = json.dumps(releases)
    Merger(RULES).compiled(releases)
    Merger(RULES).versioned(releases)
    assert json.dumps(releases) == before


_values = st.recursive(
    st.none() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "items", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(["tender", "awards", "language"]), _values, max_size=3), max_size=4))
def test_anything_merges(bodies: list[dict[str, Any]]) -> None:
    releases = [_release(str(number), **body) for number, body in enumerate(bodies)]
    merger = Merger(RULES)
    assert (merger.compiled(releases) is None) is (not releases)
    merger.versioned(releases)
