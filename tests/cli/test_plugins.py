"""``toolbox plugins``: every command, its JSON, its one-line refusals."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Make = Callable[..., Path]
CONFIG = (
    "import msgspec\nfrom toolbox_core import Secret\n"
    "class Config(msgspec.Struct, forbid_unknown_fields=True):\n    token: Secret = ''\n    page_size: int = 50\n"
)
CONFIGURED = {"config": {"schema": "tried_alpha.config:Config"}}
CANARY = "canary-2b4d"
MIGRATION = (
    "import sqlalchemy as sa\nfrom alembic import op\nrevision = '0001'\ndown_revision = None\n"
    "def upgrade():\n    op.create_table('alpha_one', sa.Column('id', sa.Integer, primary_key=True))\n"
)
MIGRATED = {"provides": {"migrations": "migrations/versions"}}


def test_list_is_a_list_of_the_promised_keys(command: Any, make: Make) -> None:
    make("alpha")
    make("beta", manifest="manifest_version = [")
    (alpha, beta) = command.json("plugins", "list")
    assert {"id", "version", "desired", "state", "phase", "error"} <= set(alpha)
    assert (alpha["id"], alpha["version"], alpha["desired"], alpha["state"]) == (
        "alpha",
        "1.0.0",
        "disabled",
        "DISABLED",
    )
    assert (alpha["phase"], alpha["error"]) == (None, None)
    assert (beta["state"], beta["phase"]) == ("INVALID", "manifest")
    text = command("plugins", "list").stdout
    assert "alpha  1.0.0    disabled  DISABLED" in text
    assert "beta: toolbox-plugin.toml is not valid TOML" in text


def test_enable_and_disable(command: Any, make: Make) -> None:
    make("alpha")
    assert command.json("plugins", "enable", "alpha") == {"changes": [{"action": "enable", "plugin": "alpha"}]}
    assert command.json("plugins", "list")[0]["state"] == "ACTIVE"
    assert command("plugins", "enable", "alpha").stdout == "alpha is enabled already.\n"
    assert command("plugins", "disable", "alpha").stdout == "disabled alpha\n"
    assert command("plugins", "disable", "alpha").stdout == "alpha is disabled already.\n"


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("raise RuntimeError('boom')", "import"),
        ("from toolbox_core import hookimpl\n@hookimpl\ndef register_api(): raise RuntimeError('boom')", "setup"),
        ("from toolbox_core import hookimpl\n@hookimpl\ndef register_navigaton(): return []", "hook"),
    ],
)
def test_a_plugin_that_fails_is_refused_in_one_line_and_listed(command: Any, make: Make, code: str, phase: str) -> None:
    make("alpha", code)
    make("beta")
    assert "alpha" in command.refused("plugins", "enable", "alpha")
    record = command.json("plugins", "list")[0]
    assert (record["desired"], record["phase"]) == ("disabled", phase)
    assert record["state"] == ("INVALID" if phase == "hook" else "FAILED")
    assert record["error"]
    assert command("plugins", "enable", "beta").exit_code == 0


def test_migrations_come_first(command: Any, make: Make) -> None:
    make("alpha", manifest=MIGRATED, files={"migrations/versions/0001.py": MIGRATION})
    assert "toolbox migrate" in command.refused("plugins", "enable", "alpha")
    assert command("plugins", "enable", "alpha", "--migrate").exit_code == 0
    assert command.json("plugins", "list")[0]["state"] == "ACTIVE"


def test_requirements_and_dependents(command: Any, make: Make) -> None:
    make("alpha", manifest={"requires": {"plugins": {"beta": ""}}})
    make("beta")
    assert "toolbox plugins enable beta" in command.refused("plugins", "enable", "alpha")
    assert command("plugins", "enable", "alpha", "--with-requirements").stdout == "enabled beta\nenabled alpha\n"
    assert "alpha requires it" in command.refused("plugins", "disable", "beta")
    assert command("plugins", "disable", "beta", "--with-dependents").exit_code == 0


def test_an_unknown_id_gets_a_hint(command: Any, make: Make) -> None:
    make("alpha")
    for verb in ("enable", "disable", "info", "check", "purge", "configure"):
        assert "Did you mean alpha?" in command.refused("plugins", verb, "alhpa")


def test_info(command: Any, make: Make) -> None:
    make("alpha", manifest={"plugin": {"actions": [7], "summary": "A test."}, "provides": {"addresses": ["/alpha"]}})
    data = command.json("plugins", "info", "alpha")
    assert (data["addresses"], data["actions"], data["summary"]) == (["/alpha"], [7], "A test.")
    text = command("plugins", "info", "alpha").stdout
    assert "/alpha" in text
    assert "A test." in text


def test_configure_shows_no_secret_anywhere(command: Any, make: Make) -> None:
    make("alpha", manifest=CONFIGURED, files={"config.py": CONFIG})
    outputs = [
        command("plugins", "configure", "alpha", f"token={CANARY}", "page_size=9"),
        command("plugins", "configure", "alpha", "--show"),
        command("plugins", "configure", "alpha", "page_size=8", "--show", "--json"),
        command("plugins", "configure", "alpha", "page_size=many"),
        command("plugins", "info", "alpha", "--json"),
        command("plugins", "list", "--json"),
        command("plugins", "purge", "alpha"),
        command("doctor"),
    ]
    assert all(CANARY not in result.stdout + result.stderr for result in outputs)
    assert outputs[0].stdout == "configured alpha\n"
    assert "token = (set, not shown)\npage_size = 9\n" in outputs[1].stdout
    assert outputs[3].exit_code == 2
    assert command.json("plugins", "configure", "alpha") == {"token": "(set, not shown)", "page_size": 8}
    assert "Did you mean 'page_size'" in command.refused("plugins", "configure", "alpha", "page_siz=2")


def test_check_tries_and_changes_nothing(command: Any, make: Make) -> None:
    make("alpha")
    make("beta", "raise RuntimeError('boom')")
    assert command("plugins", "check", "alpha").exit_code == 0
    data = command.json("plugins", "check", code=1)
    assert [(one["id"], one["state"]) for one in data] == [("alpha", "ACTIVE"), ("beta", "FAILED")]
    assert [one["state"] for one in command.json("plugins", "list")] == ["DISABLED", "DISABLED"]


def test_purge_lists_first(command: Any, make: Make) -> None:
    make("alpha", manifest=MIGRATED, files={"migrations/versions/0001.py": MIGRATION})
    command("plugins", "enable", "alpha", "--migrate")
    assert "only a disabled plugin can be purged" in command.refused("plugins", "purge", "alpha")
    command("plugins", "disable", "alpha")
    listed = command("plugins", "purge", "alpha").stdout
    assert "would remove table alpha_one: 0 rows" in listed
    assert "--yes" in listed
    data = command.json("plugins", "purge", "alpha", "--yes")
    assert (data["removed"], data["tables"], data["version_table"]) == (True, {"alpha_one": 0}, "alembic_version_alpha")
    assert command("plugins", "purge", "alpha").stdout == "alpha has stored nothing.\n"


def test_a_plugin_that_is_gone_can_be_purged(command: Any, make: Make) -> None:
    make("alpha", manifest=MIGRATED, files={"migrations/versions/0001.py": MIGRATION})
    command("plugins", "enable", "alpha", "--migrate")
    for gone in command.packages.glob("tried_alpha*"):
        shutil.rmtree(gone)
    assert command.json("plugins", "list")[0]["state"] == "MISSING"
    assert command("migrate").exit_code == 0
    assert "removed table alpha_one" in command("plugins", "purge", "alpha", "--yes").stdout
    assert command.json("plugins", "list") == []


def test_apply_prints_the_difference_first(command: Any, make: Make, tmp_path: Path) -> None:
    make("alpha")
    make("beta")
    command("plugins", "enable", "beta")
    file = tmp_path / "plugins.toml"
    file.write_text('enabled = ["alpha"]\n')
    assert command("plugins", "apply", str(file), "--dry-run").stdout == "disable    beta\nenable     alpha\n"
    assert [one["desired"] for one in command.json("plugins", "list")] == ["disabled", "enabled"]
    assert command("plugins", "apply", str(file)).stdout == "disable    beta\nenable     alpha\nDone.\n"
    assert [one["desired"] for one in command.json("plugins", "list")] == ["enabled", "disabled"]
    data = command.json("plugins", "apply", str(file))
    assert data == {"difference": {"enable": [], "disable": [], "configure": {}}, "applied": False}
    assert "as the file says already" in command("plugins", "apply", str(file)).stdout


def test_strict_list_fails_when_an_enabled_plugin_does_not_run(command: Any, make: Make) -> None:
    make("alpha")
    command("plugins", "enable", "alpha")
    assert command("--strict", "plugins", "list").exit_code == 0
    make("alpha", "raise RuntimeError('boom')")
    assert command("--strict", "plugins", "list").exit_code == 2
    assert command("plugins", "list").exit_code == 0


def test_safe_mode_loads_no_module(command: Any, make: Make) -> None:
    make("alpha")
    command("plugins", "enable", "alpha")
    (record,) = command.json("--safe-mode", "plugins", "list")
    assert (record["desired"], record["state"]) == ("enabled", "DISABLED")
    assert command.json("plugins", "list")[0]["state"] == "ACTIVE"


def test_without_a_site_or_a_database_each_command_says_what_to_do(bare: Any) -> None:
    assert "toolbox init" in bare.refused("plugins", "list")
    bare("init")
    shutil.rmtree(bare.folder / "data")
    assert "toolbox migrate" in bare.refused("plugins", "list")
    assert "toolbox migrate" in bare.refused("plugins", "enable", "alpha")
    assert bare("migrate").exit_code == 0
    assert bare("plugins", "list").exit_code == 0
