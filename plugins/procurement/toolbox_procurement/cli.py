"""The commands ``toolbox procurement …``. Those that read files work without a site; heavy imports wait until needed.

What changes a site is in ``site_cli``.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_procurement.rates_cli import rates
from toolbox_procurement.site_cli import add_site_commands

if TYPE_CHECKING:
    from toolbox_core import CliContext
    from toolbox_procurement.issues import Issues

FILE = click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
SETTINGS = click.option(
    "--settings",
    "-s",
    type=click.Path(path_type=Path),
    metavar="FILE.ini",
    help="Settings, by Cardinal's names and ours.",
)


@click.group()
def procurement() -> None:
    """Load, check, merge and flag public procurement data (OCDS)."""


add_site_commands(procurement)
procurement.add_command(rates)


@procurement.command(epilog="Example: toolbox procurement check releases.json")
@FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--schema",
    "schemas",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Use this release schema, or add this extension's release-schema.json; may be repeated.",
)
@click.option(
    "--earlier",
    type=click.Path(path_type=Path),
    help="An older file of the same publisher: tell what vanished or changed since.",
)
@click.pass_context
def check(ctx: click.Context, file: Path, as_json: bool, schemas: tuple[Path, ...], earlier: Path | None) -> None:
    """Check FILE against the standard and against itself: schema, codes, references, dates, amounts.

    FILE may hold packages, records or releases, in JSON, JSON Lines, gzip, zip or tar; - is standard input. Nothing is
    fetched. The exit code is 0 when the data is valid and 1 when it is not.
    """
    from toolbox_procurement.checking.report import lines
    from toolbox_procurement.checking.run import check_file

    report = check_file(file, schemas, earlier)
    if as_json:
        _print_json(report.to_dict())
    else:
        for line in lines(report):
            click.echo(line)
    if not report.valid:
        ctx.exit(1)


@procurement.command(epilog="Example: toolbox procurement merge releases.jsonl > compiled.jsonl")
@FILE
@click.option("--versioned", is_flag=True, help="Keep the history of every value.")
@click.option("--schema", type=click.Path(path_type=Path), help="Take the merge rules from this release schema.")
@click.option("--upgrade", is_flag=True, help="Bring releases in the form of OCDS 1.0 to 1.1 first.")
@click.option(
    "--override",
    "overrides",
    multiple=True,
    metavar="PATH=append|by-position",
    help="How to merge a list whose ids cannot be trusted; may be repeated.",
)
def merge(file: Path, versioned: bool, schema: Path | None, upgrade: bool, overrides: tuple[str, ...]) -> None:
    """Print the compiled release of every contracting process in FILE, one a line.

    FILE may hold packages, records or releases, in JSON, JSON Lines, gzip, zip or tar; - is standard input. What could
    not be merged is told on standard error.
    """
    from toolbox_procurement.issues import Issues
    from toolbox_procurement.preparing import encode
    from toolbox_procurement.processes import merged
    from toolbox_procurement.schema import read_schema_file, rules_from_schema

    rules = rules_from_schema(read_schema_file(schema)) if schema else None
    issues = Issues()
    found = merged(file, issues, versioned=versioned, rules=rules, overrides=_overrides(overrides), upgrade=upgrade)
    write = sys.stdout.buffer.write
    for release in found:
        write(encode(release) + b"\n")
    _tell(issues)


def _overrides(given: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
    from toolbox_procurement.merging import ListOverride

    found = {}
    for text in given:
        path, _, how = text.partition("=")
        if how not in ("append", "by-position") or not path.strip("/"):
            raise click.BadParameter(f"{text!r} is not PATH=append or PATH=by-position.", param_hint="--override")
        found[tuple(path.strip("/").split("/"))] = ListOverride(how)
    return found


@procurement.command(epilog="Example: toolbox procurement flags compiled.jsonl --settings settings.ini")
@FILE
@click.option("--compat", type=click.Choice(["cardinal"]), help="Compute as Cardinal does, and print its JSON.")
@SETTINGS
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--only", multiple=True, metavar="CODE", help="Only this indicator; may be repeated.")
@click.option(
    "--workers", type=click.IntRange(min=1), help="How many processes share the work (else as many as are useful)."
)
@click.option("--scheduler", metavar="ADDRESS", help="Do the work on the Dask cluster of this scheduler.")
@click.option("--map", "maps", is_flag=True, help="With --compat: add Maps, from processes to organizations.")
@click.option("--no-meta", is_flag=True, help="With --compat: leave out Meta, the quartiles and fences.")
@click.option("--count", is_flag=True, help="With --compat: print the number of results per group on standard error.")
@click.pass_obj
def flags(
    context: CliContext | None,
    file: Path,
    compat: str | None,
    settings: Path | None,
    as_json: bool,
    only: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    maps: bool,
    no_meta: bool,
    count: bool,
) -> None:
    """Compute red flags over FILE: what is unusual, with the numbers, and what it may mean.

    FILE is read as it is when it holds one compiled release a line (and always with --compat); otherwise its releases
    are merged first. On a site, the indicators that its other plugins register are computed, too.
    """
    from toolbox_procurement.compiled import compiled_lines, lines_of
    from toolbox_procurement.indicators import output
    from toolbox_procurement.indicators.base import GROUPS
    from toolbox_procurement.indicators.guests import HOOK, guests_of
    from toolbox_procurement.indicators.run import Run, known
    from toolbox_procurement.indicators.settings import check_names, read_settings
    from toolbox_procurement.issues import Issues

    guests = guests_of(context.collected(HOOK)) if context is not None and not compat else ()
    found = replace(read_settings(settings), guests=guests)
    indicators = known(guests)
    check_names(found, indicators)
    unknown = [code for code in only if code not in indicators]
    if unknown:
        raise click.BadParameter(f"There is no indicator {unknown[0]}.", param_hint="--only")
    run = Run(found, compat=compat is not None, maps=maps, codes=only)
    issues = Issues()
    _readable(file)
    with lines_of(file) if compat else compiled_lines(file, issues) as lines:
        if scheduler:
            from toolbox_procurement.indicators.cluster import over_cluster

            results = over_cluster(run, lines, scheduler)
        else:
            results = run.over_file(lines, workers)
    issues.merge(results.issues)
    if compat:
        answer = output.cardinal(results, meta=not no_meta, maps=maps)
        _print_json(answer)
        if count:
            for group in GROUPS:
                if group in answer:
                    click.echo(f"{group}: {len(answer[group])}", err=True)
    elif as_json:
        _print_json({**output.document(results), "issues": issues.to_list()})
        return
    else:
        for line in output.report(results):
            click.echo(line)
    _tell(issues)


@procurement.command(epilog="Example: toolbox procurement coverage compiled.jsonl")
@FILE
def coverage(file: Path) -> None:
    """Count how often each field is filled in, over the lines of JSON in FILE; print {path: count}."""
    from toolbox_procurement.compiled import lines_of
    from toolbox_procurement.coverage import coverage_of_file
    from toolbox_procurement.issues import Issues

    issues = Issues()
    with lines_of(file) as lines:
        _print_json(coverage_of_file(lines, issues))
    _tell(issues)


@procurement.command(epilog="Example: toolbox procurement prepare compiled.jsonl --settings settings.ini > clean.jsonl")
@FILE
@SETTINGS
def prepare(file: Path, settings: Path | None) -> None:
    """Clean the compiled releases in FILE, one a line, by the settings.

    The cleaned releases are printed; what stays wrong is told on standard error as CSV: line, ocid, path, positions in
    the lists, value, what is wrong.
    """
    import csv

    from toolbox_procurement.compiled import lines_of
    from toolbox_procurement.indicators.run import registered
    from toolbox_procurement.indicators.settings import check_names, read_settings
    from toolbox_procurement.issues import Issues
    from toolbox_procurement.preparing import prepared

    found = read_settings(settings)
    check_names(found, registered())
    issues = Issues()
    rows = csv.writer(sys.stderr, lineterminator="\n")
    write = sys.stdout.buffer.write
    _readable(file)
    with lines_of(file) as lines, lines.open("rb") as stream:
        for line, wrong in prepared(stream, found, issues):
            write(line + b"\n")
            rows.writerows(wrong)
    _tell(issues)


@procurement.command(epilog="Example: toolbox procurement flatten releases.json tables/")
@FILE
@click.argument("target", type=click.Path(path_type=Path))
def flatten(file: Path, target: Path) -> None:
    """Write the releases of FILE as flat tables: into the folder TARGET as CSV, or into a workbook TARGET.xlsx.

    One table for the releases and one for each of their lists; headings are JSON pointers, as `import` reads them.
    """
    import tempfile
    from contextlib import closing

    from toolbox_procurement.flattening import Flattener, csv_files, write_workbook
    from toolbox_procurement.issues import Issues
    from toolbox_procurement.reading.releases import decoded, read_releases

    _readable(file)
    issues = Issues()
    with tempfile.TemporaryDirectory(prefix="procurement-") as folder, closing(Flattener(Path(folder))) as flattener:
        for release in read_releases(file, issues):
            value = decoded(release, issues)
            if value is not None:
                flattener.add(value)
        if target.suffix.lower() == ".xlsx":
            write_workbook(flattener, target)
        else:
            target.mkdir(parents=True, exist_ok=True)
            for name, pieces in csv_files(flattener):
                with (target / name).open("wb") as stream:
                    stream.writelines(pieces())
        for table in flattener.tables:
            click.echo(f"{table.name}: {table.count:,}")
    _tell(issues)


@procurement.command("add-indicator", epilog="Example: toolbox procurement add-indicator R074 'Name of the flag'")
@click.argument("code")
@click.argument("name", nargs=-1)
@click.option("--refresh", is_flag=True, help="Write result and page of an indicator again from its code and example.")
@click.option(
    "--root", type=click.Path(path_type=Path), default=Path(), help="The repository's folder (else the current folder)."
)
def add_indicator(code: str, name: tuple[str, ...], refresh: bool, root: Path) -> None:
    """Begin a new indicator in a checkout: its module, example and test. With --refresh: its result and its page."""
    from toolbox_procurement.indicators import stamping

    if refresh:
        from toolbox_procurement.indicators.run import registered

        if code not in registered():
            raise click.BadParameter(f"There is no indicator {code}.", param_hint="CODE")
        written = stamping.refresh(root, code)
    else:
        written = stamping.stamp(root, code, " ".join(name))
    for path in written:
        click.echo(path)
    if not refresh:
        click.echo(f"Write the indicator, then: toolbox procurement add-indicator {code} --refresh")


def _readable(file: Path) -> None:
    from toolbox_procurement.exceptions import ProcurementFileError

    if str(file) == "-":
        return
    if file.is_dir():
        raise ProcurementFileError(f"{file} is a folder.", fix="Name the files inside it.")
    if not file.is_file():
        raise ProcurementFileError(f"{file} does not exist.")


def _print_json(value: Any) -> None:
    import msgspec

    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")


def _tell(issues: Issues) -> None:
    """Issues in short on standard error; the full report is that of ``check``."""
    from toolbox_procurement.issues import RULES

    for issue in issues.sorted():
        place = f" at {issue.path}" if issue.path else ""
        click.echo(f"{issue.count:,} × {RULES[issue.rule].says[:-1]}{place} ({issue.rule}).", err=True)
