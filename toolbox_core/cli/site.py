"""``toolbox init``: making a site."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_core.cli.context import CliContext, json_option

SETTINGS_TEXT = """\
# Settings of this site. Every key is optional; the values below are the defaults.
# An environment variable overrides a key: TOOLBOX_SERVER_PORT=9000 is [server] port.

[site]
name = "Open Government Toolbox"
# tagline = "Open government"
# organisation = ""                # who publishes
# contact_email = ""
languages = ["en", "fr"]
default_language = "en"
# base_url = "https://open.example.org"   # the public address, without a slash at the end
# timezone = "UTC"
# licence = "CC-BY-4.0"            # of what is published, an SPDX id

[database]
url = "sqlite:///data/toolbox.sqlite"
# url = "postgresql://user@localhost/toolbox"

[server]
# host = "127.0.0.1"
# port = 8000
# workers = 1
# allowed_hosts = ["127.0.0.1", "localhost", "[::1]"]   # add the name of your site
# trusted_proxies = ["127.0.0.1"]

[accounts]
# idle_minutes = 30                # signed out after so long without use
# session_hours = 12               # and in any case after so long

[oidc]                             # your own identity provider (OpenID Connect)
# issuer = "https://id.example.org"
# client_id = ""                   # its secret: TOOLBOX_OIDC_CLIENT_SECRET in the environment
# name = ""                        # what the button says, such as "your ministry account"

[limits]
# upload_bytes = 1073741824
# parse_seconds = 600.0

[plugins]
# import_timeout = 10.0            # seconds
# setup_timeout = 10.0
# call_timeout = 5.0
# failure_threshold = 5            # failures in a row before a plugin is left alone for a while
# retry_after = 60.0
"""
FOLDERS = ("data", "templates", "static", "translations")


@click.command(epilog="Example: toolbox init /srv/open.example.org")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@json_option
@click.pass_obj
def init(context: CliContext, folder: Path | None, as_json: bool) -> None:
    """Make a new site: toolbox.toml, its folders and its database.

    In a folder that is a site already, only what is missing is made; toolbox.toml is never overwritten.
    """
    from toolbox_core.cli.context import CliContext as Context
    from toolbox_core.migrate import migrate
    from toolbox_core.plugins.lifecycle import survey_plugins

    target = folder.resolve() if folder is not None else context.folder
    made = make_site(target)
    inside = Context(str(target))
    try:
        settings, database = inside.settings(), inside.database()
        applied = migrate(settings, database, by=context.actor)
        survey_plugins(settings, database)
    finally:
        inside.close()
    words = (
        f"The site is ready in {target}. Next: toolbox --site {target} serve\n"
        f"To administer it in a browser: toolbox --site {target} user add YOU@EXAMPLE.ORG --role administrator"
    )
    context.emit({"folder": str(target), "created": made, "applied": applied}, as_json, words)


def make_site(folder: Path) -> list[str]:
    """Make what a site folder lacks and say what was made. Raises ``SettingsError`` when it cannot be written."""
    from toolbox_core.config import SETTINGS_FILE
    from toolbox_core.exceptions import SettingsError

    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / SETTINGS_FILE).exists():
            (folder / SETTINGS_FILE).write_text(SETTINGS_TEXT, encoding="utf-8")
            made.append(SETTINGS_FILE)
        for name in FOLDERS:
            if not (folder / name).is_dir():
                (folder / name).mkdir()
                made.append(f"{name}/")
    except OSError as error:
        raise SettingsError(f"No site can be made in {folder}: {error.strerror or error}.") from error
    return made
