"""``toolbox plugins package`` and ``toolbox plugins install``: sharing a plugin through a catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.policy.installing import Offer


@click.command(epilog="Example: toolbox plugins package ./bridges --catalogue ../catalogue")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "--catalogue", required=True, type=click.Path(path_type=Path), help="The catalogue's folder; made when missing."
)
@click.option("--skip-tests", is_flag=True, help="Ask neither its tests nor the conformance suite; the entry says so.")
@click.option(
    "--sign", "key", type=click.Path(path_type=Path), help="Sign the wheel with this private key; made when missing."
)
@json_option
@click.pass_obj
def package(
    context: CliContext, path: Path, catalogue: Path, skip_tests: bool, key: Path | None, as_json: bool
) -> None:
    """Judge, build and test a plugin, ask the conformance suite about the wheel, and write it into a catalogue.

    Nothing is written when it is below bronze, or when its tests or the conformance suite fail.
    """
    import msgspec

    from toolbox_core.db.base import utcnow
    from toolbox_core.policy.packaging import package as make
    from toolbox_core.policy.policy import RULES
    from toolbox_core.policy.signatures import new_key

    if key is not None and not key.exists():
        click.echo(f"New key {key}; its public half is {new_key(key)}", err=True)
    made = make(path, catalogue, RULES, day=utcnow().date(), run_tests=not skip_tests, key=key)
    entry = made.entry
    data = {
        "entry": str(made.path),
        "id": entry.id,
        "version": entry.version,
        "tier": entry.tier,
        "tests": entry.tests,
        "conformance": msgspec.to_builtins(entry.conformance),
        "signed_by": entry.signature.key if entry.signature else "",
        "files": {one.name: one.sha256 for one in entry.files},
    }
    asked = entry.conformance or "not run"
    lines = [f"{entry.id} {entry.version}: {entry.tier}; tests: {entry.tests}; conformance: {asked}"]
    lines += [f"not asked     {sentence}" for sentence in entry.conformance.not_asked] if entry.conformance else []
    lines += [f"signed with    {entry.signature.key}"] if entry.signature else []
    lines.append(f"Written to {made.path}")
    lines += [f"{one.sha256}  {one.name}" for one in entry.files]
    context.emit(data, as_json, "\n".join(lines))


@click.command(epilog="Example: toolbox plugins install bridges --from ../catalogue")
@click.argument("name")
@click.option("--from", "location", metavar="PATH|URL", help="This catalogue, instead of those of the site.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--index", "use_index", is_flag=True, help="Let pip fetch what the plugin needs from its index.")
@json_option
@click.pass_obj
def install(context: CliContext, name: str, location: str | None, yes: bool, use_index: bool, as_json: bool) -> None:
    """Install a plugin from a catalogue, after showing licence, tier, permissions and hashes.

    The site judges the files itself and refuses what its policy refuses. Works offline from a folder.
    """
    from toolbox_core.exceptions import InputError
    from toolbox_core.policy.catalogue import find, in_catalogue, read_catalogue
    from toolbox_core.policy.gate import rules_here
    from toolbox_core.policy.installing import install as carry_out
    from toolbox_core.policy.installing import offer
    from toolbox_core.services import audit

    settings, database = context.settings(), context.database()
    if location is not None:
        listed = in_catalogue(read_catalogue(location, settings.policy.catalogue_hosts), location, location)
    else:
        from toolbox_core.cli.catalogue import listed_by_site

        listed = listed_by_site(context)
    rules = rules_here(settings, database, safe_mode=context.safe_mode)
    with offer(settings, database, find(listed, name), rules) as found:
        data = _offer(found)
        if not as_json:
            click.echo(_words(data))
        if found.refusals:
            raise InputError(f"{found.listed.entry.id} is refused. {' '.join(found.refusals)}")
        if not yes and not click.confirm("Install it?"):
            raise click.Abort
        carry_out(settings, found, use_index=use_index)
    with database.write() as session:
        detail = {key: data[key] for key in ("version", "licence", "tier", "signed_by", "files", "catalogue")}
        audit.record(
            session, actor=context.actor, action="plugin.install", target=f"plugin:{data['id']}", detail=detail
        )
    context.emit(
        {**data, "installed": True}, as_json, f"Installed. Next: toolbox plugins enable {data['id']} --migrate"
    )


def _offer(found: Offer) -> dict[str, Any]:
    entry = found.listed.entry
    return {
        "id": entry.id,
        "name": entry.name,
        "version": found.target.version,
        "licence": found.target.licence,
        "tier": found.verdict.tier,
        "claimed_tier": entry.tier,
        "permissions": list(found.permissions),
        "personal_data": bool(found.target.section("data").get("personal_data")),
        "signature": "good" if found.signed_by else "wrong" if entry.signature else "none",
        "signed_by": found.signed_by,
        "trusted_key": found.trusted,
        "catalogue": found.listed.catalogue,
        "files": {one.name: one.sha256 for one in entry.files},
        "refusals": list(found.refusals),
    }


def _words(data: dict[str, Any]) -> str:
    told = "" if data["tier"] == data["claimed_tier"] else f" (the catalogue says {data['claimed_tier']})"
    lines = [
        f"{data['name']} {data['version']}, from {data['catalogue']}",
        f"licence       {data['licence']}",
        f"tier          {data['tier']}, computed here{told}",
        f"permissions   {', '.join(data['permissions']) or 'none of its own'}",
        f"personal data {'yes' if data['personal_data'] else 'no'}",
        f"signature     {_signature(data)}",
        *(f"sha256        {sha256}  {name}" for name, sha256 in data["files"].items()),
        "A plugin is code: once it is enabled, it has the rights of the toolbox itself.",
    ]
    return "\n".join(lines)


def _signature(data: dict[str, Any]) -> str:
    if data["signature"] == "none":
        return "none: nobody vouches for these files"
    if data["signature"] == "wrong":
        return "wrong: it is not of this wheel"
    known = "which this site knows" if data["trusted_key"] else "which is not in [policy] signing_keys"
    return f"good, of the key {data['signed_by']}, {known}"
