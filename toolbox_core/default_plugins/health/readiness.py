"""The answer to "is it ready?": database, migrations, plugins and their own checks, gathered into plain values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import text

from toolbox_core import __version__
from toolbox_core.exceptions import MigrationError, ToolboxError
from toolbox_core.migrate import CORE, pending

if TYPE_CHECKING:
    from toolbox_core.contracts import HealthResult
    from toolbox_core.web.host import Host

Level = Literal["ok", "degraded", "failing"]
# What an exception itself said may hold anything; the public sees which plugin, which phase, which line.
_OWN_WORDS = re.compile(r"^(Plugin \S+ raised .* in phase \S+(?: \([^()]*\))?): .*$", re.DOTALL)
_FOLDERS = re.compile(r"(?<![\w:/.])/(?:[^\s/:'\"()]+/)+")


def readiness(host: Host) -> dict[str, Any]:
    """Everything ``/health/ready`` says. Runs in the executor: it asks the database and each plugin's checks.

    ``status``: ``failing`` when the database or the host's own tables cannot be used, ``degraded`` when a part that
    should work does not, else ``ok``.
    """
    database = _database(host)
    waiting, migration_error = _migrations(host) if database["ok"] else ({}, "")
    plugins = _plugins(host)
    checks = _checks(host) if database["ok"] and CORE not in waiting else []
    status: Level = "ok"
    if (
        any(plugin["in_trouble"] for plugin in plugins.values())
        or any(check["level"] == "bad" for check in checks)
        or waiting
        or migration_error
        or host.status.rebuild_error
    ):
        status = "degraded"
    if not database["ok"] or CORE in waiting:
        status = "failing"
    return {
        "status": status,
        "version": __version__,
        "database": database,
        "migrations_pending": waiting,
        "migrations_error": migration_error or None,
        "rebuild_error": public_words(host.status.rebuild_error) or None,
        "generation": host.registry.generation,
        "safe_mode": host.safe_mode,
        "plugins": plugins,
        "checks": checks,
    }


def public_words(sentence: str) -> str:
    """A fault's sentence for everybody: without what the exception itself said, without the server's folders.

    ``toolbox plugins list`` shows it whole.
    """
    return _FOLDERS.sub("", _OWN_WORDS.sub(r"\1.", sentence))


def _database(host: Host) -> dict[str, Any]:
    error = ""
    try:
        with host.database.read() as session:
            session.execute(text("SELECT 1"))
    except ToolboxError as problem:
        error = public_words(str(problem))
    except Exception as problem:
        error = f"The database cannot be used ({type(problem).__name__})."
    return {"ok": not error, "dialect": host.database.dialect, "error": error or None}


def _migrations(host: Host) -> tuple[dict[str, list[str]], str]:
    try:
        return pending(host.settings, host.database), ""
    except MigrationError as error:
        return {}, public_words(str(error))


def _plugins(host: Host) -> dict[str, dict[str, Any]]:
    faults = host.runner.faults()
    result = {}
    for record in host.registry.plugins.values():
        state, phase, error = str(record.state), record.phase, record.error
        if record.id in host.registry.active and host.runner.is_degraded(record.id):
            phase, error, _ = faults[record.id]
            state = "DEGRADED"
        result[record.id] = {
            "name": record.name or record.id,
            "version": record.version,
            "desired": record.desired,
            "state": state,
            "phase": phase or None,
            "error": public_words(error) or None,
            "in_trouble": record.is_enabled and state != "ACTIVE",
        }
    return result


def _checks(host: Host) -> list[dict[str, Any]]:
    results = []
    for plugin, check in host.registry.health_checks:
        outcome = host.runner.call(
            plugin, "health", _ask, host, check.check, timeout=host.settings.plugins.call_timeout
        )
        level, message, fix = "bad", public_words(str(outcome.error)), ""
        if outcome.error is None and outcome.value is not None:
            level, message, fix = outcome.value.level, outcome.value.message, outcome.value.fix
        results.append(
            {"plugin": plugin, "id": check.id, "label": check.label, "level": level, "message": message, "fix": fix}
        )
    return results


def _ask(host: Host, check: Any) -> HealthResult:
    with host.database.read() as session:
        result: HealthResult = check(session)
    return result
