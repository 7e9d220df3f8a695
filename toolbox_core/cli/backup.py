"""``toolbox backup`` and ``toolbox restore``: a whole site in one file, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolbox_core import __version__
from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.backup import Told


@click.command(epilog="Example: toolbox --site /srv/open.example.org backup /backups/open-2026-11-27.tar.gz")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def backup(context: CliContext, file: Path, as_json: bool) -> None:
    """Write the whole site into FILE: database, kept originals, settings, templates.

    The site may be in use meanwhile. FILE must not exist yet; only its owner may read it, because it holds what the
    site holds: accounts, letters, secrets of the settings. Originals that are kept in a bucket ([storage] files)
    stay there and are not in FILE: the bucket needs a copy or versions of its own.
    """
    from toolbox_core.backup import write_backup

    made = write_backup(context.settings(), context.database(), file, version=__version__, told=_progress())
    for name in made.manifest.left_out:
        click.echo(f"{name} is a link or no ordinary file, and is not in the backup.", err=True)
    words = (
        f"{made.path}: {len(made.manifest.members):,} files, {made.bytes / 1e6:,.1f} MB unpacked. "
        f"Try it on another machine: toolbox restore {made.path.name} DIR"
    )
    answer = {
        "file": str(made.path),
        "files": len(made.manifest.members),
        "bytes": made.bytes,
        "left_out": list(made.manifest.left_out),
        "elsewhere": made.manifest.elsewhere,
    }
    if made.manifest.elsewhere:
        words += f"\nThe originals are NOT in it. They are in {made.manifest.elsewhere}: back that up, too."
    context.emit(answer, as_json, words)


@click.command(epilog="Example: toolbox restore /backups/open-2026-11-27.tar.gz /srv/open.example.org")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--database",
    "database_url",
    default="",
    metavar="URL",
    help="Put the database there instead of where the settings in the backup say. For PostgreSQL: an empty one.",
)
@json_option
@click.pass_obj
def restore(context: CliContext, file: Path, folder: Path | None, database_url: str, as_json: bool) -> None:
    """Make a site from a backup, in DIR, which must not exist or be empty.

    Every byte is checked against the backup's own list before anything is put in place.
    """
    from toolbox_core.backup import restore_backup

    target = folder.resolve() if folder is not None else context.folder
    made = restore_backup(file, target, database_url=database_url, told=_progress())
    words = (
        f"The site of {made.manifest.made:%Y-%m-%d %H:%M} UTC (toolbox {made.manifest.toolbox}) is in {target}.\n"
        f"Next: toolbox --site {target} migrate, then toolbox --site {target} data verify"
    )
    answer = {
        "folder": str(target),
        "files": len(made.manifest.members),
        "made": made.manifest.made.isoformat(),
        "toolbox": made.manifest.toolbox,
        "elsewhere": made.manifest.elsewhere,
    }
    if made.manifest.elsewhere:
        words += f"\nThe originals were not in it: the site reads them from {made.manifest.elsewhere}."
    context.emit(answer, as_json, words)


def _progress() -> Told | None:
    if not sys.stderr.isatty():
        return None

    def told(done: int, total: int) -> None:
        click.echo(f"\r\033[K{done / 1e6:,.0f} of {total / 1e6:,.0f} MB", nl=done >= total, err=True)

    return told
