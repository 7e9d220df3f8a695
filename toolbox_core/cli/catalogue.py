"""``toolbox catalogue``: build a catalogue, add catalogues to the site, search and compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.policy.catalogue import Listed


@click.group()
def catalogue() -> None:
    """Build a catalogue of plugins; add, search and compare those of others."""


@catalogue.command(epilog="Example: toolbox catalogue build ../catalogue --output public")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--output", type=click.Path(path_type=Path), help="Where to; else FOLDER/public.")
@click.option("--title", default="Open-government modules", help="The title of its pages.")
@click.option("--languages", default="en,fr", help="Of the pages, separated by commas; the first lies on top.")
@json_option
@click.pass_obj
def build(context: CliContext, folder: Path, output: Path | None, title: str, languages: str, as_json: bool) -> None:
    """Build a catalogue folder into static HTML and JSON, after checking every entry and hash."""
    from toolbox_core.db.base import utcnow
    from toolbox_core.policy.publishing import build as make

    into = output or folder / "public"
    codes = [code.strip() for code in languages.split(",") if code.strip()]
    files = make(folder, into, title=title, today=utcnow().date(), languages=codes)
    context.emit({"output": str(into), "files": files}, as_json, f"{len(files)} files in {into}")


@catalogue.command(epilog="Example: toolbox catalogue add ../catalogue --name ministry")
@click.argument("location", metavar="URL|PATH")
@click.option("--name", help="How to call it; else the last part of its address.")
@json_option
@click.pass_obj
def add(context: CliContext, location: str, name: str | None, as_json: bool) -> None:
    """Add a catalogue to the site, or read it anew: a folder, or the address of a built one."""
    from toolbox_core.policy.catalogue import address_of, is_address, read_catalogue
    from toolbox_core.policy.entries import Entry
    from toolbox_core.services.policy import catalogues

    entries: list[Entry] = read_catalogue(location, context.settings().policy.catalogue_hosts)
    where = address_of(location) if is_address(location) else str(Path(location).resolve())
    called = name or where.rstrip("/").rpartition("/")[2] or "catalogue"
    import msgspec

    with context.database().write() as session:
        catalogues.put(session, called[:64], where, [msgspec.to_builtins(one) for one in entries], by=context.actor)
    data = {"name": called, "location": where, "entries": [one.id for one in entries]}
    context.emit(data, as_json, f"{called}: plugins: {len(entries)}, from {where}")


@catalogue.command(epilog="Example: toolbox catalogue remove ministry")
@click.argument("name")
@json_option
@click.pass_obj
def remove(context: CliContext, name: str, as_json: bool) -> None:
    """Forget a catalogue. What was installed from it stays."""
    from toolbox_core.services.policy import catalogues

    with context.database().write() as session:
        catalogues.remove(session, name, by=context.actor)
    context.emit({"removed": name}, as_json, f"{name} is forgotten.")


@catalogue.command("list", epilog="Example: toolbox catalogue list --json")
@json_option
@click.pass_obj
def list_catalogues(context: CliContext, as_json: bool) -> None:
    """List the site's catalogues."""
    from toolbox_core.services.policy import catalogues

    with context.database().read() as session:
        data = [
            {"name": row.name, "location": row.location, "entries": len(row.entries), "read_at": row.read_at}
            for row in catalogues.all_catalogues(session)
        ]
    lines = [f"{one['name']}  plugins: {one['entries']}  {one['location']}" for one in data]
    context.emit(data, as_json, "\n".join(lines) or "This site reads no catalogue. `toolbox catalogue add` adds one.")


def listed_by_site(context: CliContext) -> list[Listed]:
    """Every entry of the site's catalogues: folders as they are now, addresses as they were last read."""
    from toolbox_core.policy.catalogue import in_catalogue, is_address, read_catalogue
    from toolbox_core.policy.entries import parse_entry
    from toolbox_core.services.policy import catalogues

    with context.database().read() as session:
        kept = [(row.name, row.location, list(row.entries)) for row in catalogues.all_catalogues(session)]
    found = []
    for name, location, entries in kept:
        read = [parse_entry(one, name) for one in entries] if is_address(location) else read_catalogue(location)
        found += in_catalogue(read, name, location)
    return found


@catalogue.command(epilog="Example: toolbox catalogue search budget --action 7 --language fr")
@click.argument("words", nargs=-1)
@click.option("--action", help="The number of a collective action.")
@click.option("--commitment", help="The number of an action-plan commitment, such as FR0019.")
@click.option("--country", help="A country code.")
@click.option("--language", help="A language tag.")
@click.option("--standard", help="Part of the name of an open standard.")
@click.option("--licence", help="An SPDX expression.")
@click.option("--vitality", type=click.Choice(["lively", "quiet", "faint", "obsolete", "delisted"]))
@click.option("--tier", type=click.Choice(["bronze", "silver", "gold", "platinum"]))
@click.option("--from", "location", metavar="PATH|URL", help="This catalogue, instead of those of the site.")
@json_option
@click.pass_obj
def search(
    context: CliContext, /, words: tuple[str, ...], location: str | None, as_json: bool, **facets: str | None
) -> None:
    """Search the catalogues by words and facets. Exit code 1 when nothing is found."""
    from toolbox_core.db.base import utcnow
    from toolbox_core.policy import catalogue as room

    today = utcnow().date()
    wanted = {name: value for name, value in facets.items() if value}
    found = room.search(_listed(context, location), " ".join(words), wanted, today=today)
    data = [
        {
            "id": one.entry.id,
            "name": one.entry.name,
            "version": one.entry.version,
            "summary": one.entry.summary,
            "catalogue": one.catalogue,
            **room.facets_of(one.entry, today),
        }
        for one in found
    ]
    lines = [f"{one['id']} {one['version']}  {one['tier'][0]}, {one['vitality'][0]}  {one['summary']}" for one in data]
    context.emit(data, as_json, "\n".join(lines) or "Nothing was found.")
    sys.exit(0 if data else 1)


@catalogue.command(epilog="Example: toolbox catalogue compare bridges roads")
@click.argument("names", nargs=-1, required=True)
@click.option("--from", "location", metavar="PATH|URL", help="This catalogue, instead of those of the site.")
@json_option
@click.pass_obj
def compare(context: CliContext, names: tuple[str, ...], location: str | None, as_json: bool) -> None:
    """Show the same facts of two to four plugins side by side."""
    from toolbox_core.db.base import utcnow
    from toolbox_core.policy import catalogue as room

    listed = _listed(context, location)
    rows = room.compare([room.find(listed, name).entry for name in names], utcnow().date())
    data = {fact: dict(zip(names, values, strict=True)) for fact, values in rows}
    width = max(len(value) for _, values in rows for value in (*values, *names)) + 2
    lines = [" " * 15 + "".join(name.ljust(width) for name in names).rstrip()]
    lines += [fact.ljust(15) + "".join(value.ljust(width) for value in values).rstrip() for fact, values in rows]
    context.emit(data, as_json, "\n".join(lines))


@catalogue.command(epilog="Example: toolbox catalogue heard bridges heartbeat.json --catalogue ../catalogue")
@click.argument("plugin")
@click.argument("heartbeat", metavar="FILE|URL")
@click.option("--catalogue", "folder", required=True, type=click.Path(path_type=Path), help="The catalogue's folder.")
@json_option
@click.pass_obj
def heard(context: CliContext, plugin: str, heartbeat: str, folder: Path, as_json: bool) -> None:
    """Write into an entry that a site runs the plugin, from its signed heartbeat (/.well-known/toolbox.json)."""
    import msgspec

    from toolbox_core.db.base import utcnow
    from toolbox_core.policy import catalogue as room
    from toolbox_core.policy.entries import read_entry, write_entry

    document: Any
    if room.is_address(heartbeat):
        from toolbox_core import outbound

        document = outbound.get_json(heartbeat)
    else:
        from toolbox_core.policy.yaml import read_yaml

        path = Path(heartbeat)
        document = read_yaml(path.read_text(encoding="utf-8") if path.is_file() else None, path.name)
    path = folder / "entries" / f"{plugin}.yml"
    entry = room.with_deployment(read_entry(path), document, utcnow().date())
    write_entry(path, entry)
    told = entry.deployments[-1]
    context.emit(msgspec.to_builtins(told), as_json, f"{told.organisation} runs {plugin} {told.version} at {told.url}")


def _listed(context: CliContext, location: str | None) -> list[Listed]:
    from toolbox_core.policy.catalogue import in_catalogue, read_catalogue

    if location is not None:
        hosts = context.settings().policy.catalogue_hosts if context.has_site else ()
        return in_catalogue(read_catalogue(location, hosts), location, location)
    return listed_by_site(context)
