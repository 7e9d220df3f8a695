"""The policy as a whole: the house lives by it, and every rule can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolbox_core.policy.policy import RULES
from toolbox_core.policy.rules import TIERS, judge
from toolbox_core.policy.targets import folder_target

ROOT = Path(__file__).parents[2]
HOUSE = [ROOT, *sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))]


@pytest.mark.parametrize("folder", HOUSE, ids=lambda path: path.name if path != ROOT else "host")
def test_our_own_house_is_gold(folder: Path) -> None:
    verdict = judge(folder_target(folder), RULES)
    below = [finding for finding in verdict.failed if finding.level != "platinum"]
    assert not below, below
    assert verdict.tier in ("gold", "platinum")


def test_every_rule_says_whom_it_serves_and_where_it_comes_from() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.level in TIERS[1:]
        assert all((rule.title, rule.reason, rule.source, rule.fix)), rule.id
        assert rule.fix.endswith(".")
        assert not rule.title.endswith(".")


def test_every_rule_is_documented() -> None:
    page = (ROOT / "docs/reference/policy.md").read_text(encoding="utf-8")
    missing = [rule.id for rule in RULES if f"| `{rule.id}` | {rule.level} |" not in page]
    assert not missing
