"""Findings are counted, sampled, ordered and merged."""

from __future__ import annotations

from toolbox_procurement.issues import MAX_SAMPLES, RULES, Issues, severity, shown


def test_equal_findings_are_counted_with_a_few_samples() -> None:
    issues = Issues()
    for number in range(8):
        issues.add("type-wrong", "/awards/value", number, ocid="o", pointer=f"/awards/{number}/value", line=number + 1)
    (found,) = issues.to_list()
    assert found["count"] == 8
    assert len(found["samples"]) == MAX_SAMPLES
    assert found["samples"][2] == {"value": 2, "ocid": "o", "pointer": "/awards/2/value", "line": 3}
    assert issues.errors == 8


def test_errors_come_first_and_the_most_frequent_of_them() -> None:
    issues = Issues()
    issues.add("amount-zero", "/a")
    issues.add("field-empty", "/b")
    issues.add("type-wrong", "/c")
    for _ in range(3):
        issues.add("required-missing", "/d")
    assert [issue.path for issue in issues.sorted()] == ["/d", "/c", "/b", "/a"]
    assert issues.errors == 4


def test_two_collections_merge() -> None:
    first, second = Issues(), Issues()
    for _ in range(4):
        first.add("field-empty", "/a", "")
        second.add("field-empty", "/a", "")
    second.add("field-empty", "/b")
    first.merge(second)
    assert {issue.path: issue.count for issue in first.sorted()} == {"/a": 8, "/b": 1}
    assert first.kinds == 2


def test_values_are_short_in_a_report() -> None:
    assert shown("x" * 500) == "x" * 119 + "…"
    assert shown({"a": 1}) == "an object"
    assert shown([1, 2]) == "a list of 2"
    assert shown(None) is None
    assert isinstance(shown(10**30), str)


def test_every_rule_says_what_is_wrong_and_what_to_do() -> None:
    for name, rule in RULES.items():
        assert rule.says.endswith("."), name
        assert rule.advice.endswith("."), name
        assert severity(name) in ("error", "warning", "info")
