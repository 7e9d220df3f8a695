"""``toolbox doctor``: look at everything that can be wrong with a site, and say how to mend each thing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import click

from toolbox_core.cli.context import CliContext, json_option
from toolbox_core.exceptions import ToolboxError

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db.engine import Database

GIGABYTE = 1 << 30
LEAST_FREE = GIGABYTE // 5
SAFE_SQLITE = (3, 51, 3)
"""Since then SQLite has no race between two connections that reset the write-ahead log (release notes of 3.51.3)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its level, one sentence, and the next step when it is not ``ok``."""

    check: str
    level: Literal["ok", "warn", "bad"]
    message: str
    fix: str = ""


@click.command(epilog="Example: toolbox doctor --json")
@json_option
@click.pass_obj
def doctor(context: CliContext, as_json: bool) -> None:
    """Look for what is wrong with the site, and say how to mend each thing.

    Exit code 1 when something must be mended. Plugins are brought to life once for their own health checks.
    """
    findings = examine(context)
    healthy = all(finding.level != "bad" for finding in findings)
    data = {"healthy": healthy, "findings": [asdict(finding) for finding in findings]}
    context.emit(data, as_json, lambda: "\n".join(_line(finding) for finding in findings))
    sys.exit(0 if healthy else 1)


def _line(finding: Finding) -> str:
    mark = {"ok": "ok  ", "warn": "note", "bad": "BAD "}[finding.level]
    return f"{mark}  {finding.check}: {finding.message}" + (f"\n      Next: {finding.fix}" if finding.fix else "")


def examine(context: CliContext) -> list[Finding]:
    """Every finding, in the order in which things depend on one another; what cannot be looked at is left out."""
    findings: list[Finding] = []

    def ask(check: str, question: Callable[[], Iterator[Finding]]) -> bool:
        try:
            found = list(question())
        except ToolboxError as error:
            found = [Finding(check, "bad", error.message, error.fix)]
        findings.extend(found)
        return all(finding.level != "bad" for finding in found)

    if not ask("settings", lambda: _settings(context)):
        return findings
    settings = context.settings()
    ask("addresses", lambda: _addresses(settings))
    ask("disk", lambda: _disk(settings))
    ask("originals", lambda: _originals(settings))
    database = context.database()
    if ask("database", lambda: _database(database)) and ask("migrations", lambda: _migrations(settings, database)):
        ask("people", lambda: _people(settings, database))
        ask("plugins", lambda: _plugins(context, settings, database))
    return findings


def _settings(context: CliContext) -> Iterator[Finding]:
    settings = context.settings()
    yield Finding("settings", "ok", f"{context.folder / 'toolbox.toml'} can be read.")
    from babel import Locale, UnknownLocaleError

    for language in settings.site.languages:
        try:
            Locale.parse(language, sep="-" if "-" in language else "_")
        except (UnknownLocaleError, ValueError):
            yield Finding(
                "settings",
                "bad",
                f"The language {language!r} is not known.",
                "Correct [site] languages in toolbox.toml.",
            )


def _addresses(settings: Settings) -> Iterator[Finding]:
    allowed = settings.server.allowed_hosts
    if "*" in allowed:
        yield Finding(
            "addresses",
            "warn",
            "The site answers to any host name.",
            "Set [server] allowed_hosts to the names that the site has.",
        )
    base = settings.site.base_url
    parts = urlsplit(base)
    if base and (parts.scheme not in ("http", "https") or not parts.hostname):
        yield Finding(
            "addresses", "bad", f"base_url {base!r} is not a web address.", "Write it like https://open.example.org."
        )
    elif base and "*" not in allowed and not _allows(allowed, str(parts.hostname)):
        yield Finding(
            "addresses",
            "bad",
            f"The site would refuse its own visitors: {parts.hostname} is not among the allowed hosts.",
            f'Add "{parts.hostname}" to [server] allowed_hosts.',
        )
    elif base and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1"):
        yield Finding("addresses", "warn", "base_url is not encrypted.", "Serve the site by https and say so there.")
    else:
        yield Finding("addresses", "ok", f"Allowed hosts: {', '.join(allowed)}.")


def _allows(allowed: tuple[str, ...], host: str) -> bool:
    return any(host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in allowed)


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.path / "data"
    if not folder.is_dir():
        yield Finding("disk", "bad", f"There is no folder {folder}.", f"Run `toolbox init {settings.path}`.")
        return
    if not os.access(folder, os.W_OK):
        yield Finding("disk", "bad", f"{folder} cannot be written.", "Give the toolbox's user write permission.")
    usage = shutil.disk_usage(folder)
    words = f"{usage.free / GIGABYTE:.1f} GB of {usage.total / GIGABYTE:.1f} GB are free."
    if usage.free < LEAST_FREE:
        yield Finding("disk", "bad", words, "Make room: imports would fail.")
    elif usage.free < GIGABYTE:
        yield Finding("disk", "warn", words, "Make room before the next large import.")
    else:
        yield Finding("disk", "ok", words)


def _originals(settings: Settings) -> Iterator[Finding]:
    """The bucket of originals, when the site has one, by writing, reading and deleting a small object."""
    remote = settings.files.remote
    if remote is None:
        return
    from toolbox_core.services.buckets import open_bucket

    open_bucket(remote).try_out()
    yield Finding("originals", "ok", f"{remote.files} can be written and read.")
    if remote.endpoint.startswith("http://") and urlsplit(remote.endpoint).hostname not in ("localhost", "127.0.0.1"):
        fix = "Name the store's https address in [storage] endpoint."
        yield Finding("originals", "warn", "Originals travel to their store without encryption.", fix)


def _database(database: Database) -> Iterator[Finding]:
    from sqlalchemy import text

    with database.read() as session:
        if database.dialect != "sqlite":
            version = str(session.execute(text("SHOW server_version")).scalar_one())
            yield Finding("database", "ok", f"PostgreSQL {version} answers.")
            return
        version = str(session.execute(text("SELECT sqlite_version()")).scalar_one())
        session.execute(text("SELECT count(*) FROM sqlite_master"))  # the version alone does not open the file
    where = f"SQLite {version} at {database.path}"
    if database.path is not None and not os.access(Path(database.path), os.W_OK):
        yield Finding("database", "bad", f"{where} is read-only.", "Give the toolbox's user write permission.")
    elif tuple(int(part) for part in version.split(".")[:3]) < SAFE_SQLITE:
        yield Finding(
            "database",
            "warn",
            f"{where} answers; releases before 3.51.3 have a rare fault when two programs write at once.",
            "Let only this site's processes write to the file, and update SQLite when your system offers it.",
        )
    else:
        yield Finding("database", "ok", f"{where} answers.")


def _migrations(settings: Settings, database: Database) -> Iterator[Finding]:
    from toolbox_core.migrate import CORE, pending

    waiting = pending(settings, database)
    for owner, revisions in waiting.items():
        level: Literal["bad", "warn"] = "bad" if owner == CORE else "warn"
        yield Finding("migrations", level, f"{owner} has pending: {', '.join(revisions)}.", "Run `toolbox migrate`.")
    if not waiting:
        yield Finding("migrations", "ok", "Nothing is pending.")


def _people(settings: Settings, database: Database) -> Iterator[Finding]:
    from toolbox_core.services.accounts.roles import administrators

    with database.read() as session:
        count = len(administrators(session))
    if count:
        yield Finding("people", "ok", f"{count} administrator{'s' if count > 1 else ''} can sign in.")
    else:
        fix = "Run `toolbox user add EMAIL --role administrator`."
        yield Finding("people", "warn", "Nobody can administer the site in a browser yet.", fix)
    oidc = settings.oidc
    if oidc.issuer and not oidc.client_id:
        yield Finding("people", "bad", "The identity provider knows no client.", "Set [oidc] client_id.")
    if oidc.issuer and importlib.util.find_spec("authlib") is None:
        fix = "Run `pip install 'open-government-toolbox[oidc]'`."
        yield Finding("people", "bad", "Signing in through an identity provider needs Authlib.", fix)


def _plugins(context: CliContext, settings: Settings, database: Database) -> Iterator[Finding]:
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner
    from toolbox_core.plugins.states import RESTING, State

    runner = Runner(settings.plugins)
    registry = build_registry(settings, database, runner, safe_mode=context.safe_mode)
    for record in registry.plugins.values():
        check = f"plugin {record.id}"
        if record.is_running:
            yield Finding(check, "ok", f"{record.name} {record.version} runs.")
        elif record.state == State.MISSING and not record.is_enabled:
            yield Finding(check, "warn", record.error)
        elif record.state not in RESTING:
            fix = f"`toolbox plugins info {record.id}` shows more; `toolbox plugins disable {record.id}` lets it rest."
            level: Literal["bad", "warn"] = "bad" if record.is_enabled else "warn"
            yield Finding(check, level, f"{record.state}: {record.error}", fix if record.is_enabled else "")
    for plugin, health in registry.health_checks:

        def question(asked: Any = health) -> Any:
            with database.read() as session:
                return asked.check(session)

        outcome = runner.call(plugin, "health", question, timeout=settings.plugins.call_timeout)
        if outcome.error is not None or outcome.value is None:
            yield Finding(f"{plugin}: {health.label}", "bad", str(outcome.error or "The check gave no answer."))
        else:
            result = outcome.value
            yield Finding(f"{plugin}: {health.label}", result.level, result.message, result.fix)
