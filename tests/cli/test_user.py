"""``toolbox user``: people, roles and tokens, and passwords that are never an argument."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from toolbox_core.cli import cli
from toolbox_core.cli.user import user

Make = Callable[..., Path]
GOOD = "violet harbour twelve kettles"
PLUGIN = """\
from toolbox_core import Permission, hookimpl
@hookimpl
def register_permissions():
    return [Permission(id="alpha.load", label="Load", default_roles=("editor",)),
            Permission(id="alpha.publish", label="Publish")]
"""


@pytest.fixture
def site(command: Any, make: Make) -> Any:
    """A site with a plugin that declares two permissions, and Ana, an administrator."""
    make("alpha", PLUGIN)
    assert command("plugins", "enable", "alpha").exit_code == 0
    added = typed(command, "user", "add", "Ana@example.org", "--name", "Ana", "--role", "administrator")
    assert added.exit_code == 0, added.output
    return command


def typed(command: Any, *words: str, password: str = GOOD) -> Any:
    """A command that is given a password on standard input."""
    arguments = ["--site", str(command.folder), *words, "--password-stdin"]
    return CliRunner().invoke(cli, arguments, input=password + "\n", prog_name="toolbox")


def people(command: Any) -> dict[str, dict[str, Any]]:
    return {one["email"]: one for one in command.json("user", "list")["people"]}


def test_an_administrator_is_added(site: Any) -> None:
    ana = people(site)["ana@example.org"]
    assert (ana["name"], ana["password"], ana["locked"], ana["second_factor"]) == ("Ana", True, False, False)
    assert ana["roles"] == [{"role": "administrator", "for": ""}]
    assert "ana@example.org  Ana  administrator" in site("user", "list").stdout


def test_nobody_yet(command: Any) -> None:
    assert "toolbox user add" in command("user", "list").stdout


@pytest.mark.parametrize(
    ("password", "words"), [("short", "12 characters"), ("password1234", "too easy"), ("", "12 char")]
)
def test_a_password_that_will_not_do_adds_nobody(site: Any, password: str, words: str) -> None:
    result = typed(site, "user", "add", "ben@example.org", password=password)
    assert result.exit_code == 2
    assert words in result.stderr
    assert list(people(site)) == ["ana@example.org"]


def test_a_password_is_never_an_argument(site: Any) -> None:
    for command in user.commands.values():
        for parameter in command.params:
            assert parameter.name != "password"
    assert "nobody here to type" in site.refused("user", "add", "ben@example.org")


def test_an_unknown_role_adds_nobody(site: Any) -> None:
    result = typed(site, "user", "add", "ben@example.org", "--role", "emperor")
    assert result.exit_code == 2
    assert "administrator, editor" in result.stderr
    assert list(people(site)) == ["ana@example.org"]


def test_roles_come_and_go(site: Any) -> None:
    site.json("user", "add", "ben@example.org", "--no-password")
    granted = site.json("user", "grant", "ben@example.org", "editor", "--for", "port-sennen")
    assert granted["roles"] == [{"role": "editor", "for": "port-sennen"}]
    assert "editor for port-sennen" in site("user", "list").stdout
    assert site.json("user", "revoke", "ben@example.org", "editor", "--for", "port-sennen")["roles"] == []
    assert "does not have the role" in site.refused("user", "revoke", "ben@example.org", "editor")
    assert "last administrator" in site.refused("user", "revoke", "ana@example.org", "administrator")
    assert "no account" in site.refused("user", "grant", "zoe@example.org", "editor")


def test_roles_are_listed_and_composed(site: Any) -> None:
    assert site.json("user", "roles") == {"administrator": ["*"], "editor": ["alpha.load"]}
    made = site.json("user", "role", "reviewer", "--permission", "alpha.load", "--permission", "alpha.publish")
    assert made == {"role": "reviewer", "label": "Reviewer", "permissions": ["alpha.load", "alpha.publish"]}
    assert "reviewer: alpha.load, alpha.publish" in site("user", "roles").stdout
    assert "Did you mean 'alpha.publish'" in site.refused("user", "role", "x", "--permission", "alpha.publsh")


def test_accounts_are_locked_and_opened(site: Any) -> None:
    assert "last administrator" in site.refused("user", "disable", "ana@example.org")
    site.json("user", "add", "ben@example.org", "--no-password")
    assert site("user", "disable", "ben@example.org").exit_code == 0
    assert people(site)["ben@example.org"]["locked"]
    assert "locked" in site("user", "list").stdout
    assert site("user", "enable", "ben@example.org").exit_code == 0
    assert not people(site)["ben@example.org"]["locked"]


def test_a_new_password_may_be_temporary(site: Any) -> None:
    from toolbox_core.config import load_settings
    from toolbox_core.db import Database
    from toolbox_core.services.accounts.users import find_user

    assert typed(site, "user", "password", "ana@example.org", "--temporary", password=GOOD + " more").exit_code == 0
    database = Database(load_settings(site.folder, environ={}).database_url)
    with database.read() as session:
        assert find_user(session, "ana@example.org").must_change_password
    database.close()
    assert site("user", "reset-second-factor", "ana@example.org").exit_code == 0


def test_a_token_is_written_once(site: Any) -> None:
    made = site.json("user", "token", "ana@example.org", "--label", "nightly", "--permission", "alpha.load")
    assert made["token"].startswith("tbx_")
    [listed] = site.json("user", "tokens", "ana@example.org")["tokens"]
    assert (listed["label"], listed["permissions"], listed["revoked"]) == ("nightly", ["alpha.load"], False)
    assert made["token"] not in site("user", "tokens", "ana@example.org").stdout
    assert site("user", "revoke-token", "ana@example.org", str(listed["id"])).exit_code == 0
    assert site.json("user", "tokens", "ana@example.org")["tokens"][0]["revoked"]
    assert "no such token" in site.refused("user", "revoke-token", "ana@example.org", "99")
    assert "There are: alpha.load" in site.refused(
        "user", "token", "ana@example.org", "--label", "x", "--permission", "zzz"
    )


def test_an_identity_is_linked(site: Any) -> None:
    assert "no identity provider" in site.refused("user", "link", "ana@example.org", "s-1")
    text = (site.folder / "toolbox.toml").read_text()
    (site.folder / "toolbox.toml").write_text(text.replace("# issuer =", "issuer ="))
    assert "https://id.example.org may sign ana@example.org in" in site("user", "link", "ana@example.org", "s-1").stdout
    assert "already" in site.refused("user", "link", "ana@example.org", "s-1")


def test_the_doctor_asks_for_an_administrator(command: Any, make: Make) -> None:
    found = {one["check"]: one for one in command.json("doctor")["findings"]}["people"]
    assert (found["level"], "toolbox user add" in found["fix"]) == ("warn", True)
    typed(command, "user", "add", "ana@example.org", "--role", "administrator")
    found = {one["check"]: one for one in command.json("doctor")["findings"]}["people"]
    assert (found["level"], found["message"]) == ("ok", "1 administrator can sign in.")


def test_init_says_how_to_become_administrator(bare: Any) -> None:
    assert "user add YOU@EXAMPLE.ORG --role administrator" in bare("init").stdout
