"""``toolbox demo``: a site of an invented republic, made by the installed plugins and served at once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db.engine import Database

SETTINGS_TEXT = """\
# The demo site. Everything in it is invented; delete the folder and run `toolbox demo` to have it anew.

[site]
name = "Open Government"
tagline = "See what your government spends"
organisation = "Republic of Aldora"
contact_email = "open@aldora.example"
languages = ["en", "fr"]
default_language = "en"
licence = "CC-BY-4.0"
demo = true
"""


@click.command(epilog="Example: toolbox demo /tmp/aldora --port 9000")
@click.argument("folder", type=click.Path(path_type=Path), default="demo-site", metavar="[DIR]")
@click.option("--no-serve", is_flag=True, help="Make the site and stop.")
@click.option("--host", metavar="ADDRESS", default=None, help="Address to listen on (127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, help="Port to listen on (8000; 0 takes a free one)."
)
@json_option
@click.pass_context
def demo(ctx: click.Context, folder: Path, no_serve: bool, host: str | None, port: int | None, as_json: bool) -> None:
    """Make the demo site in DIR (demo-site), with every installed plugin, and serve it.

    The second time only what is missing is made, so that it starts at once. A site of your own is never touched.
    """
    parent: CliContext = ctx.obj
    target = folder.resolve()
    new = _prepare(target)
    inside = CliContext(str(target), safe_mode=parent.safe_mode, strict=parent.strict)
    ctx.call_on_close(inside.close)
    if new:
        click.echo("Making the demo site (once, less than a minute) …", err=True)
    enabled, loaded = _fill(inside.settings(), inside.database(), inside.actor)
    inside.close()
    if no_serve:
        words = f"The demo site is ready in {target}. Next: toolbox --site {target} serve"
        parent.emit({"folder": str(target), "enabled": enabled, "loaded": loaded}, as_json, words)
        return
    from toolbox_core.cli.serve import serve

    ctx.obj = inside
    ctx.invoke(serve, host=host, port=port)


def _prepare(target: Path) -> bool:
    """Make the folder a demo site; whether it is new. Raises ``SettingsError`` when it is something else already."""
    from toolbox_core.cli.site import make_site
    from toolbox_core.config import SETTINGS_FILE, load_settings
    from toolbox_core.exceptions import SettingsError

    fix = "Choose another folder: `toolbox demo DIR`."
    settings_file = target / SETTINGS_FILE
    if settings_file.exists():
        if not load_settings(target).site.demo:
            raise SettingsError(f"{target} is a site of your own, not a demo site; it stays as it is.", fix=fix)
        make_site(target)
        return False
    try:
        if target.exists() and any(target.iterdir()):
            raise SettingsError(f"{target} holds other files; a demo site wants an empty folder.", fix=fix)
        target.mkdir(parents=True, exist_ok=True)
        settings_file.write_text(SETTINGS_TEXT, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"No demo site can be made in {target}: {error.strerror or error}.", fix=fix) from error
    make_site(target)
    return True


def _fill(settings: Settings, database: Database, by: str) -> tuple[list[str], list[str]]:
    """Migrate, enable the plugins that nobody decided about yet, load what they offer; say which of both."""
    from toolbox_core.config import site_today
    from toolbox_core.exceptions import PluginError
    from toolbox_core.migrate import migrate
    from toolbox_core.plugins.lifecycle import build_registry, enable
    from toolbox_core.plugins.overview import look
    from toolbox_core.plugins.runner import Runner
    from toolbox_core.policy.gate import judge_modules
    from toolbox_core.services.metrics import record_metrics

    migrate(settings, database, by=by)
    enabled = []
    _, rows, records = look(database)
    for record in records:
        row = rows.get(record.id)
        if record.kind != "module" or record.is_enabled or (row is not None and row.changed_by):
            continue
        try:
            changes = enable(settings, database, record.id, by=by, with_requirements=True, run_migrations=True)
        except PluginError as error:
            click.echo(
                f"Warning: {error}", err=True
            )  # the demo shows what works; one broken plugin is no reason to stop
        else:
            enabled += [change.plugin for change in changes]
    registry = build_registry(settings, database, Runner(settings.plugins))
    judge_modules(settings, database, registry)
    loaded = []
    for plugin, demo_set in sorted(registry.demo_sets, key=lambda pair: (pair[1].order, pair[0], pair[1].id)):
        with tempfile.TemporaryDirectory(prefix="toolbox-demo-") as workdir, database.write() as session:
            demo_set.load(session, settings.files, Path(workdir))
        loaded.append(f"{plugin}/{demo_set.id}")
    record_metrics(database, registry.metrics, site_today(settings))  # the worker would do it within the hour
    return enabled, loaded
