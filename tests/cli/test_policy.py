"""``toolbox policy`` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "plugins/budget_portal"


def test_a_folder_without_a_site(bare: Any) -> None:
    told = bare.json("policy", "check", str(PLUGIN))
    assert set(told) == {"tier", "findings"}
    assert told["tier"] == "gold"
    assert set(told["findings"][0]) == {"rule", "level", "ok", "message", "fix"}
    assert not any(finding["rule"].startswith("data-") for finding in told["findings"])


def test_the_wanted_tier_decides(bare: Any) -> None:
    assert bare("policy", "check", str(PLUGIN), "--require", "gold").exit_code == 0
    refused = bare("policy", "check", str(PLUGIN), "--require", "platinum")
    assert refused.exit_code == 1
    assert "placeholder" in refused.stdout


def test_rules_of_plugins_are_asked_inside_a_site(command: Any, make: Callable[..., Path]) -> None:
    code = (
        "from toolbox_core import PolicyRule, hookimpl\n"
        "@hookimpl\ndef register_policy_checks():\n"
        "    return [PolicyRule(id='strict-name', level='bronze', title='T', reason='r', source='s', fix='Do.',\n"
        "            check=lambda target: [f'{target.name} is no good name.'])]\n"
    )
    make("strict", code)
    assert command("plugins", "enable", "strict").exit_code == 0
    told = command.json("policy", "check", str(PLUGIN), code=1)
    assert told["tier"] == "none"
    assert [one["message"] for one in told["findings"] if one["rule"] == "strict-name"] == [
        "opengov-toolbox-budget-portal is no good name."
    ]
    assert "strict-name" in [rule["id"] for rule in command.json("policy", "rules")]


def test_what_is_not_there(bare: Any, tmp_path: Path) -> None:
    assert "is not a folder" in bare.refused("policy", "check", f"{tmp_path}/none")
    assert "no pyproject.toml" in bare.refused("policy", "check", str(tmp_path))
    assert "no plugin called" in bare.refused("policy", "check", "nothing")
