"""``toolbox policy`` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from toolbox_core.db.base import utcnow
from toolbox_core.policy.signatures import public_key

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
    installed = command.json("policy", "check", "strict", code=1)
    assert "strict is no good name." in [one["message"] for one in installed["findings"]]
    assert "strict-name" in [rule["id"] for rule in command.json("policy", "rules")]


def test_what_is_not_there(bare: Any, tmp_path: Path) -> None:
    assert "is not a folder" in bare.refused("policy", "check", f"{tmp_path}/none")
    assert "no pyproject.toml" in bare.refused("policy", "check", str(tmp_path))
    assert "no plugin called" in bare.refused("policy", "check", "nothing")


def test_waivers_are_granted_listed_and_ended(command: Any, make: Callable[..., Path]) -> None:
    make("alpha")
    until = (utcnow().date() + timedelta(days=30)).isoformat()
    made = command.json("policy", "waive", "alpha", "--reason", "Nothing else does it yet.", "--until", until)
    assert (made["state"], made["until"]) == ("in force", until)
    assert "There is no plugin" in command.refused("policy", "waive", "x", "--reason", "None at all.", "--until", until)
    assert "a year at most" in command.refused(
        "policy", "waive", "alpha", "--reason", "For ever and ever.", "--until", "2999-01-01"
    )
    assert command.json("policy", "end-waiver", str(made["id"]))["state"] == "ended"
    assert "no waiver" in command.refused("policy", "end-waiver", str(made["id"]))
    assert [one["state"] for one in command.json("policy", "waivers")] == ["ended"]


def test_a_signed_list_of_warnings(command: Any, make: Callable[..., Path], tmp_path: Path) -> None:
    make("alpha")
    assert command("plugins", "enable", "alpha").exit_code == 0
    (tmp_path / "list.yml").write_text(
        "issued: 2026-01-02\nadvisories:\n  - {id: A-1, distribution: tried-alpha, versions: '<2', "
        "sentence: It leaks., published: 2026-01-02}\n"
    )
    signed = command("policy", "sign", str(tmp_path / "list.yml"), "--key", str(tmp_path / "key.pem"))
    assert signed.exit_code == 0, signed.output
    (tmp_path / "list.json").write_text(signed.stdout)
    assert "does not trust" in command.refused("policy", "advisories", str(tmp_path / "list.json"))
    with (command.folder / "toolbox.toml").open("a") as settings:
        settings.write(f'\n[policy]\nadvisory_keys = ["{public_key(tmp_path / "key.pem")}"]\n')
    assert command.json("policy", "advisories", str(tmp_path / "list.json"))["advisories"] == 1
    (listed,) = [one for one in command.json("plugins", "list") if one["id"] == "alpha"]
    assert (listed["state"], listed["phase"]) == ("BLOCKED", "advisory")
    assert command.json("policy", "advisories")[0]["id"] == "A-1"
    (tmp_path / "list.json").write_text(signed.stdout.replace('"signature": "', '"signature": "AAAA'))
    assert "signature" in command.refused("policy", "advisories", str(tmp_path / "list.json"))
    assert "cannot be read" in command.refused("policy", "advisories", str(tmp_path / "none.json"))
