"""``toolbox dev``: the site for somebody who writes a module: every change is served a moment later."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolbox_core.cli.context import CliContext

if TYPE_CHECKING:
    from toolbox_core.config import Settings

FOLLOWED = frozenset({".py", ".toml", ".html", ".css", ".js", ".svg", ".po", ".txt", ".json"})
GRACE_SECONDS = 15


@click.command(epilog="Example: toolbox --site demo-site dev --port 8001")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (else [server] port).")
@click.pass_obj
def dev(context: CliContext, port: int | None) -> None:
    """Serve the site and follow every change of its modules, until stopped with Ctrl+C.

    After a change of a module's code, templates, translations or manifest, or of the site's settings, the catalogues
    are compiled, waiting migrations are run, and the server begins anew. For developing only.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        from toolbox_core.exceptions import InputError

        raise InputError(
            "Following changes needs watchfiles, which is not installed.",
            fix="pip install 'open-government-toolbox[author]'",
        ) from error
    settings = context.settings()
    folders = followed_folders(settings)
    click.echo(f"Following {', '.join(str(folder) for folder in folders)}", err=True)
    # Whoever ends this program ends the server with it; Python's own way of dying would leave it behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = _start(settings, port)
    try:
        for changes in watch(*folders, watch_filter=lambda _, path: matters(path), raise_interrupt=False):
            names = ", ".join(sorted({Path(path).name for _, path in changes}))
            click.echo(f"Changed: {names}. Beginning anew …", err=True)
            _stop(server)
            server = _start(settings, port)
    finally:
        _stop(server)


def followed_folders(settings: Settings) -> list[Path]:
    """The folders of the installed modules that can be edited (not those in a site-packages folder), and the site's."""
    from toolbox_core.plugins.discovery import discover

    found = {plugin.folder for plugin in discover() if plugin.folder is not None}
    editable = {folder for folder in found if "site-packages" not in folder.parts and folder.is_dir()}
    inner = [folder for folder in editable if not any(other in folder.parents for other in editable)]
    return [settings.path, *sorted(inner)]


def matters(path: str) -> bool:
    """Whether a changed file is part of what is served; databases, uploads and compiled files are not."""
    file = Path(path)
    return file.suffix in FOLLOWED and not {"data", "__pycache__"} & set(file.parts[-4:-1])


def _start(settings: Settings, port: int | None) -> subprocess.Popen[bytes]:
    """Compile, migrate, serve: each in a process of its own, so that it runs the code as it is now."""
    program = [sys.executable, "-m", "toolbox_core.cli", "--site", settings.folder]
    _compile(followed_folders(settings))
    subprocess.run([*program, "migrate"], check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    wanted = [] if port is None else ["--port", str(port)]
    return subprocess.Popen([*program, "serve", *wanted])  # noqa: S603 - our own command


def _compile(folders: Iterable[Path]) -> None:
    """Write ``messages.mo`` beside every catalogue that is newer. A catalogue that cannot be read is said and left."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    for file in (file for folder in folders for file in folder.glob("translations/*/LC_MESSAGES/messages.po")):
        target = file.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= file.stat().st_mtime_ns:
            continue
        try:
            with file.open("rb") as stream:
                catalogue = read_po(stream, locale=file.parts[-3].replace("-", "_"), abort_invalid=True)
        except (PoFileError, ValueError) as error:
            click.echo(f"{file} cannot be read: {error}", err=True)
            continue
        with target.open("wb") as stream:
            write_mo(stream, catalogue)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Let the server finish what it is answering; one that does not end is ended."""
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
