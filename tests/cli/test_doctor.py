"""``toolbox doctor``: each finding names its fix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolbox_core.config import StorageSettings

Make = Callable[..., Path]
CHECKS = """\
from toolbox_core import HealthCheck, HealthResult, hookimpl
def good(session): return HealthResult(level="ok", message="All is well.")
def bad(session): return HealthResult(level="bad", message="The year 2025 is empty.", fix="Import it.")
def broken(session): raise RuntimeError("boom")
@hookimpl
def register_health_checks():
    return [HealthCheck(id=f.__name__, label=f.__name__, check=f) for f in ({})]
"""


def findings(command: Any, code: int = 0) -> dict[str, dict[str, str]]:
    return {one["check"]: one for one in command.json("doctor", code=code)["findings"]}


def test_a_fresh_site_is_healthy(command: Any) -> None:
    found = findings(command)
    assert all(one["level"] != "bad" for one in found.values())
    assert "SQLite" in found["database"]["message"]
    assert found["migrations"]["level"] == "ok"
    assert "free" in found["disk"]["message"]


def test_no_site(bare: Any) -> None:
    (finding,) = bare.json("doctor", code=1)["findings"]
    assert "toolbox init" in finding["fix"]


def test_no_database(command: Any) -> None:
    (command.folder / "data" / "toolbox.sqlite").unlink()
    assert "toolbox migrate" in findings(command, 1)["database"]["fix"]


def test_a_database_that_is_none(command: Any) -> None:
    for file in (command.folder / "data").glob("toolbox.sqlite*"):
        file.unlink()
    (command.folder / "data" / "toolbox.sqlite").write_bytes(b"not a database" * 100)
    assert findings(command, 1)["database"]["level"] == "bad"


def test_settings_that_contradict_themselves(command: Any) -> None:
    (command.folder / "toolbox.toml").write_text(
        '[site]\nlanguages = ["en", "qqx"]\nbase_url = "https://open.example.org"\n'
    )
    result = command("doctor")
    assert result.exit_code == 1
    assert "The language 'qqx' is not known" in result.stdout
    (command.folder / "toolbox.toml").write_text('[site]\nbase_url = "https://open.example.org"\n')
    found = findings(command, 1)["addresses"]
    assert 'Add "open.example.org" to [server] allowed_hosts' in found["fix"]
    (command.folder / "toolbox.toml").write_text('[server]\nallowed_hosts = ["*"]\n')
    assert "any host name" in command("doctor").stdout


def test_plugins_and_their_own_checks(command: Any, make: Make) -> None:
    make("alpha", CHECKS.format("good, bad, broken"))
    make("beta")
    for plugin in ("alpha", "beta"):
        command("plugins", "enable", plugin)
    make("beta", "raise RuntimeError('boom')")
    found = findings(command, 1)
    assert found["plugin alpha"]["level"] == "ok"
    assert found["alpha: good"]["level"] == "ok"
    assert (found["alpha: bad"]["fix"], found["alpha: bad"]["level"]) == ("Import it.", "bad")
    assert "boom" in found["alpha: broken"]["message"]
    assert "FAILED" in found["plugin beta"]["message"]
    assert "toolbox plugins" in found["plugin beta"]["fix"]
    assert "Next: Import it." in command("doctor").stdout


def test_pending_migrations_of_a_plugin_are_a_note(command: Any, make: Make) -> None:
    make(
        "alpha",
        manifest={"provides": {"migrations": "migrations"}},
        files={"migrations/0001.py": "revision = '0001'\ndown_revision = None\ndef upgrade(): pass\n"},
    )
    found = findings(command)
    assert (found["migrations"]["level"], found["migrations"]["fix"]) == ("warn", "Run `toolbox migrate`.")


def test_a_bucket_that_answers_and_one_that_does_not(command: Any, bucket: StorageSettings) -> None:
    settings = f'[storage]\nfiles = "{bucket.files}"\nendpoint = "{bucket.endpoint}"\ntimeout = 1.0\n'
    keys = 'access_key_id = "key"\nsecret_access_key = "secret"\n'
    file = command.folder / "toolbox.toml"
    file.write_text(settings + keys, encoding="utf-8")
    assert findings(command)["originals"]["message"] == f"{bucket.files} can be written and read."
    file.write_text((settings + keys).replace(bucket.endpoint, "http://127.0.0.1:9"), encoding="utf-8")
    found = findings(command, 1)["originals"]
    assert found["message"] == f"The store {bucket.files} cannot be reached."
    assert "[storage] endpoint" in found["fix"]
