"""``toolbox maps``: the regions that maps are drawn from: add them from GeoJSON, list them, remove them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.geography.reading import Reading
    from toolbox_core.geography.simplifying import Simplified

_LISTED = 20
_MANY = 400
"""Regions from which a page with a map is heavy on a telephone."""


@click.group(epilog="Example: toolbox maps list")
def maps() -> None:
    """Add, list and remove the boundaries that maps are drawn from."""


@maps.command(
    epilog="Example: toolbox maps add provinces.geojson --name provinces --code PROV_CODE --licence CC-BY-4.0"
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", required=True, metavar="SLUG", help="A short name, such as provinces.")
@click.option("--title", default="", metavar="TEXT", help="What pages call it. Default: the short name.")
@click.option(
    "--code", default="", metavar="PROPERTY", help="The property that is the code. Default: chosen by the file."
)
@click.option(
    "--label", default="", metavar="PROPERTY", help="The property that is the name. Default: chosen by the file."
)
@click.option("--licence", default="", metavar="SPDX", help="The licence of the file, such as CC-BY-4.0.")
@click.option("--source", default="", metavar="TEXT", help="Who made it; named under every map.")
@click.option("--replace", is_flag=True, help="Take the place of boundaries that have this name.")
@json_option
@click.pass_obj
def add(
    context: CliContext,
    file: Path,
    name: str,
    title: str,
    code: str,
    label: str,
    licence: str,
    source: str,
    replace: bool,
    as_json: bool,
) -> None:
    """Read the regions of a GeoJSON file (WGS 84) and keep them for maps.

    Says which properties it took and why, what it mended, and how much lighter the drawing is than the file.
    """
    from toolbox_core.geography.reading import read_geojson
    from toolbox_core.geography.simplifying import simplify
    from toolbox_core.services.boundaries import add_boundaries

    reading = read_geojson(file, code=code, label=label)
    light = simplify(reading.regions)
    with context.database().write() as session:
        kept, _ = add_boundaries(
            session,
            context.settings().files,
            file,
            reading,
            slug=name,
            title=title,
            licence=licence,
            origin=source,
            by=context.actor,
            replace=replace,
            light=light,
        )
        answer = {
            "name": kept.slug,
            "title": kept.title,
            "sha256": kept.file.sha256,
            "code": reading.codes,
            "label": reading.labels,
            **kept.report,
            "evidence": [one.sentence(reading.features) for one in reading.evidence],
            "messages": [problem.message for problem in reading.problems],
        }
    context.emit(answer, as_json, lambda: _told(reading, light, name))


@maps.command("list", epilog="Example: toolbox maps list --json")
@json_option
@click.pass_obj
def list_(context: CliContext, as_json: bool) -> None:
    """List the boundaries that maps are drawn from."""
    from toolbox_core.services.boundaries import boundary_sets

    with context.database().read() as session:
        found: list[dict[str, Any]] = [
            {
                "name": one.slug,
                "title": one.title,
                "regions": one.report.get("regions", 0),
                "shapeless": one.report.get("shapeless", 0),
                "points": one.report.get("points", 0),
                "code": one.codes,
                "label": one.labels,
                "licence": one.licence or None,
                "source": one.origin or None,
                "file": one.file.name,
                "sha256": one.file.sha256,
                "added_by": one.added_by,
                "added_at": one.added_at.isoformat(),
            }
            for one in boundary_sets(session)
        ]
    lines = [
        f"{one['name']}  {one['title']}: {one['regions']:,} regions by {one['code']}, from {one['file']}"
        f" ({one['licence'] or 'no licence given'}), added by {one['added_by']}"
        for one in found
    ]
    context.emit(
        {"boundaries": found}, as_json, "\n".join(lines) or "There are no boundaries. Add some: toolbox maps add"
    )


@maps.command(epilog="Example: toolbox maps remove provinces")
@click.argument("name")
@json_option
@click.pass_obj
def remove(context: CliContext, name: str, as_json: bool) -> None:
    """Take boundaries away. The original file stays among the site's originals."""
    from toolbox_core.services.boundaries import remove_boundaries

    with context.database().write() as session:
        remove_boundaries(session, name, by=context.actor)
    context.emit({"removed": name}, as_json, f"The boundaries {name} are gone; the original file stays.")


def _told(reading: Reading, light: Simplified, name: str) -> str:
    """What happened, for people."""
    lines = [
        f"Each region's code is {reading.codes!r}, its name {reading.labels!r}. The file has:",
        *(f"  {one.sentence(reading.features)}" for one in reading.evidence if one.filled),
    ]
    seen: Counter[str] = Counter()
    for problem in reading.problems:
        seen[problem.rule] += 1
        if seen[problem.rule] <= _LISTED:
            lines.append(problem.message)
    lines += [f"… and {count - _LISTED:,} more of the kind {rule}." for rule, count in seen.items() if count > _LISTED]
    lines.append(
        f"{name}: {len(reading.regions):,} regions of {reading.features:,} features, "
        f"{len(reading.shapeless):,} without a shape; {light.points:,} of {light.before:,} points are drawn"
        + (f", {light.specks:,} islands or holes are too small to be seen." if light.specks else ".")
    )
    if len(reading.regions) > _MANY:
        lines.append("So many regions make a heavy page: a map of larger regions would serve readers better.")
    return "\n".join(lines)
