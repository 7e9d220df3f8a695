"""The command ``toolbox``. A command group is imported only when it is called; ``--help`` imports none of them.

The host's groups are in the table below; those of plugins come from the manifests of the installed packages, each with
its one line of help, and are imported only when they are called.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from toolbox_core import __version__
from toolbox_core.exceptions import ToolboxError

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("toolbox_core.cli.site:init", "Make a new site in a folder."),
    "demo": ("toolbox_core.cli.demo:demo", "Make the demo site and serve it."),
    "serve": ("toolbox_core.cli.serve:serve", "Serve the site."),
    "doctor": ("toolbox_core.cli.doctor:doctor", "Look for what is wrong and say how to mend it."),
    "migrate": ("toolbox_core.cli.migrate:migrate", "Bring the database up to the installed code."),
    "backup": ("toolbox_core.cli.backup:backup", "Write the whole site into one file."),
    "restore": ("toolbox_core.cli.backup:restore", "Make a site from a backup."),
    "new": ("toolbox_core.cli.new:new", "Make a new module, or bring one up to the template."),
    "dev": ("toolbox_core.cli.dev:dev", "Serve the site and follow every change of its modules."),
    "plugins": ("toolbox_core.cli.plugins:plugins", "List, install, enable, configure and share plugins."),
    "policy": ("toolbox_core.cli.policy:policy", "Ask the open-source policy, record waivers, read advisories."),
    "catalogue": ("toolbox_core.cli.catalogue:catalogue", "Build a catalogue of plugins; add, search and compare."),
    "user": ("toolbox_core.cli.user:user", "Add people, grant roles, make tokens, lock accounts."),
    "jobs": ("toolbox_core.cli.jobs:jobs", "List, run, cancel and repeat background work."),
    "worker": ("toolbox_core.cli.jobs:worker", "Run background work in a program of its own."),
    "personal-data": ("toolbox_core.cli.personal_data:personal_data", "Show or erase what is kept of one person."),
    "organisations": ("toolbox_core.cli.organisations:organisations", "List, import, merge and check organisations."),
    "search": ("toolbox_core.cli.search:search", "Build the search index anew, and count what is in it."),
    "maps": ("toolbox_core.cli.maps:maps", "Add, list and remove the boundaries that maps are drawn from."),
    "data": ("toolbox_core.cli.data:data", "List, export and verify the published data."),
}
"""``name: (where it lives, one line of help)``, in the order of ``--help``."""


class OneLine(click.ClickException):
    """A ``ToolboxError`` on the command line: its sentence on standard error, and exit code 2."""

    exit_code = ToolboxError.exit_code


class LazyGroup(click.Group):
    """The root: knows its commands by name and help alone, and turns the toolbox's errors into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The host's commands in their order, then those of plugins by name."""
        return [*COMMANDS, *sorted(name for name in _plugin_commands() if name not in COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command. Raises a one-line error when a plugin's command cannot be imported."""
        if cmd_name in COMMANDS:
            module, _, name = COMMANDS[cmd_name][0].partition(":")
            command = getattr(importlib.import_module(module), name)
            assert isinstance(command, click.Command)
            return command
        found = _plugin_commands().get(cmd_name)
        return _load_plugin_command(found.plugin, found.target) if found is not None else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the lists of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])
        offered = [(name, found.help) for name, found in sorted(_plugin_commands().items()) if name not in COMMANDS]
        if offered:
            with formatter.section("Commands of plugins"):
                formatter.write_dl(offered)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a hint for a misspelt name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            if not near or "did you mean" in error.message.lower():
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that is somebody's to mend ends in one line, not in a traceback."""
        try:
            return super().invoke(ctx)
        except ToolboxError as error:
            raise OneLine(str(error)) from error


def _plugin_commands() -> dict[str, Any]:
    from toolbox_core.plugins.discovery import commands

    return commands()


def _load_plugin_command(plugin: str, target: str) -> click.Command:
    from toolbox_core.exceptions import PluginFailed

    module, _, name = target.partition(":")
    try:
        command = getattr(importlib.import_module(module), name)
    except (Exception, SystemExit) as error:
        sentence = f"The commands of plugin {plugin} cannot be loaded: {type(error).__name__}: {error}."
        raise PluginFailed(plugin, sentence, phase="cli") from error
    if not isinstance(command, click.Command):
        raise PluginFailed(plugin, f"{target} of plugin {plugin} is not a command.", phase="cli")
    return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: toolbox --site /srv/open.example.org plugins list",
)
@click.option("--site", metavar="DIR", help="The site folder (else TOOLBOX_SITE, else the current folder).")
@click.option("--safe-mode", is_flag=True, help="Load no optional plugin and write no plugin state.")
@click.option("--strict", is_flag=True, help="Any plugin failure is fatal (for continuous integration).")
@click.version_option(__version__, prog_name="toolbox", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, site: str | None, safe_mode: bool, strict: bool) -> None:
    """Open Government Toolbox: a public site for budgets, contracts, action plans and open data."""
    import logging

    from toolbox_core.cli.context import CliContext

    # A command's answer is one sentence; tracebacks of plugins are for the log of the server, which sets its own.
    logging.getLogger("toolbox").addHandler(logging.NullHandler())
    ctx.obj = CliContext(site, safe_mode=safe_mode, strict=strict)
    ctx.call_on_close(ctx.obj.close)


def main() -> None:
    """Entry point of the console script."""
    try:
        cli(prog_name="toolbox")
    except BrokenPipeError:
        # Whoever read our output has gone (``toolbox … | head``); Python would complain again while it shuts down.
        sys.stderr.close()
        sys.exit(141)
