"""Targets, findings and the tier that follows."""

from __future__ import annotations

import pytest

from toolbox_core.policy.rules import PolicyRule, PolicyTarget, RuleDoesNotApply, Verdict, judge, reaches


def rule(name: str, level: str, wrong: list[str], only: str = "") -> PolicyRule:
    return PolicyRule(
        id=name,
        level=level,  # type: ignore[arg-type]
        title=name.title(),
        reason="",
        source="",
        fix="Mend it.",
        check=lambda target: wrong,
        only=only,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("broken", "tier"),
    [("", "platinum"), ("platinum", "gold"), ("gold", "silver"), ("silver", "bronze"), ("bronze", "none")],
)
def test_the_tier_is_the_highest_below_the_first_gap(broken: str, tier: str) -> None:
    rules = [
        rule(level, level, ["It is broken."] if level == broken else [])
        for level in "bronze silver gold platinum".split()
    ]
    verdict = judge(PolicyTarget(name="x"), rules)
    assert verdict.tier == tier
    assert verdict.to_dict()["tier"] == tier
    assert [finding.rule for finding in verdict.failed] == ([broken] if broken else [])
    assert set(verdict.to_dict()["findings"][0]) == {"rule", "level", "ok", "message", "fix"}


def test_nothing_asked_is_nothing_reached() -> None:
    assert Verdict("x").tier == "none"


def test_each_sentence_is_a_finding_with_the_fix() -> None:
    verdict = judge(PolicyTarget(name="x"), [rule("a", "bronze", ["One.", "Two."]), rule("b", "bronze", [])])
    assert [(one.rule, one.ok, one.message, one.fix) for one in verdict.findings] == [
        ("a", False, "One.", "Mend it."),
        ("a", False, "Two.", "Mend it."),
        ("b", True, "B.", ""),
    ]


def test_a_rule_that_raises_does_not_hold() -> None:
    def breaks(target: PolicyTarget) -> list[str]:
        raise KeyError("gone")

    broken = PolicyRule(id="a", level="bronze", title="A", reason="", source="", fix="", check=breaks)
    verdict = judge(PolicyTarget(name="x"), [broken])
    assert verdict.tier == "none"
    assert "KeyError" in verdict.findings[0].message


def test_a_rule_that_does_not_apply_says_nothing() -> None:
    def leaves_out(target: PolicyTarget) -> list[str]:
        raise RuleDoesNotApply

    left_out = PolicyRule(id="a", level="bronze", title="A", reason="", source="", fix="", check=leaves_out)
    assert judge(PolicyTarget(name="x"), [left_out, rule("b", "bronze", [])]).findings[0].rule == "b"


def test_rules_without_anything_to_look_at() -> None:
    rules = [rule("p", "bronze", [], "plugin"), rule("i", "bronze", [], "installed"), rule("s", "silver", [], "source")]
    verdict = judge(PolicyTarget(name="x"), rules)
    assert [(one.rule, one.ok) for one in verdict.findings] == [("s", False)]


def test_a_broken_pyproject_says_nothing(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "pyproject.toml").write_text("[project\n")
    target = PolicyTarget(name="x", folder=tmp_path)
    assert (target.licence, target.version, target.project) == ("", "", {})
    assert target.publiccode_or_empty == {}


def test_reaches() -> None:
    assert reaches("gold", "silver")
    assert reaches("none", "none")
    assert not reaches("bronze", "silver")
    assert not reaches("", "bronze")
