"""What every command is given: the site folder, and from it settings and database when they are asked for."""

from __future__ import annotations

import getpass
import json
import platform
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db.engine import Database
    from toolbox_core.plugins.registry import PluginRecord


class CliContext:
    """The object behind ``@click.pass_obj``. Nothing is read or opened before it is asked for."""

    def __init__(self, site: str | None = None, *, safe_mode: bool = False, strict: bool = False) -> None:
        self._site = site
        self.safe_mode = safe_mode
        self.strict = strict
        self._settings: Settings | None = None
        self._database: Database | None = None

    @property
    def folder(self) -> Path:
        """The chosen site folder; it need not be a site yet."""
        from toolbox_core.config import site_folder

        return site_folder(self._site)

    @property
    def has_site(self) -> bool:
        """Whether the chosen folder is a site."""
        from toolbox_core.config import SETTINGS_FILE

        return (self.folder / SETTINGS_FILE).is_file()

    @property
    def actor(self) -> str:
        """Who types, for the audit log: the name of the operating system's user."""
        try:
            return f"{getpass.getuser()} (command line)"
        except (KeyError, OSError, ImportError):
            return "command line"

    def settings(self) -> Settings:
        """The site's settings. Raises ``SiteNotFound`` or ``SettingsError``."""
        if self._settings is None:
            from toolbox_core.config import load_settings

            self._settings = load_settings(self.folder)
        return self._settings

    def database(self) -> Database:
        """The site's database; closed when the command ends. Opening it does not connect yet."""
        if self._database is None:
            from toolbox_core.db.engine import Database
            from toolbox_core.services.audit import acting_from

            acting_from(f"cli {platform.node()}")

            settings = self.settings()
            self._database = Database(
                settings.database_url,
                threads=settings.server.threads,
                busy_timeout=settings.database.busy_timeout,
            )
        return self._database

    def require_plugin(self, plugin: str) -> PluginRecord:
        """The record of a plugin that is enabled and may run.

        Raises ``UnknownPlugin`` or ``PluginBlocked`` with the next step. Commands of a plugin call this first.
        """
        from toolbox_core.exceptions import PluginBlocked
        from toolbox_core.plugins.overview import known_plugin, look
        from toolbox_core.plugins.states import State

        _, _, records = look(self.database(), safe_mode=self.safe_mode)
        record = known_plugin(records, plugin)
        if not record.is_enabled:
            raise PluginBlocked(
                plugin, f"Plugin {plugin} is not enabled.", fix=f"Run `toolbox plugins enable {plugin}`."
            )
        if record.state != State.DISCOVERED:
            raise PluginBlocked(plugin, f"Plugin {plugin} is {record.state}. {record.error}", phase=record.phase)
        return record

    def collected(self, hook: str) -> tuple[tuple[str, Any], ...]:
        """What the site's plugins handed to a hook that a plugin offers: ``(plugin id, what was taken)``.

        Brings the plugins to life, each isolated and timed; nothing without a site.
        """
        from toolbox_core.config import SETTINGS_FILE
        from toolbox_core.plugins.lifecycle import build_registry
        from toolbox_core.plugins.runner import Runner

        if not (self.folder / SETTINGS_FILE).is_file():
            return ()
        settings = self.settings()
        registry = build_registry(settings, self.database(), Runner(settings.plugins), safe_mode=self.safe_mode)
        return registry.collected.get(hook, ())

    def emit(self, data: Any, as_json: bool, text: Callable[[], str] | str | None = None) -> None:
        """Write a command's answer on standard output: exactly one JSON document, or ``text`` for people.

        Without ``text`` the data itself is written as indented JSON either way. Dates, decimals and paths become text.
        """
        if not as_json and text is not None:
            words = text() if callable(text) else text
            if words:
                click.echo(words)
            return
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))

    def close(self) -> None:
        """Let go of the database."""
        if self._database is not None:
            self._database.close()
            self._database = None


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--json`` of every command that reports, as the argument ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Write one JSON document on standard output.")(function)
