"""``toolbox data``: the published data of all plugins: list it, write it to a file, prove that nobody changed it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.contracts import DatasetDescription, DatasetProvider
    from toolbox_core.db.models import DatasetVersion


@click.group(epilog="Example: toolbox data list")
def data() -> None:
    """List, export and verify the published data."""


@data.command("list", epilog="Example: toolbox data list --versions --json")
@click.option("--versions", is_flag=True, help="List every version, drafts and withdrawn ones too.")
@json_option
@click.pass_obj
def list_(context: CliContext, versions: bool, as_json: bool) -> None:
    """List the published datasets, or every version of them."""
    if versions:
        _list_versions(context, as_json)
        return
    catalogue = _Catalogue(context)
    with context.database().read() as session:
        found = [_summary(plugin, item) for plugin, _, item in catalogue.datasets(session)]
    for sentence in catalogue.silent:
        click.echo(sentence, err=True)
    lines = [f"{item['id']}  version {item['version']}, {item['rows']:,} rows, {item['title']}" for item in found]
    context.emit({"datasets": found}, as_json, "\n".join(lines) or "Nothing is published yet.")


@data.command(
    epilog="Example: toolbox data export budget_portal/port-sennen-2025 --format parquet --output budget.parquet"
)
@click.argument("dataset", metavar="DATASET")
@click.option("--format", "format_id", metavar="FORMAT", default="csv", show_default=True, help="csv, xlsx, json …")
@click.option("--output", metavar="FILE", help="Where to write it; - is standard output. Default: a name of its own.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@json_option
@click.pass_obj
def export(context: CliContext, dataset: str, format_id: str, output: str | None, force: bool, as_json: bool) -> None:
    """Write a published dataset to a file: csv, xlsx, json, jsonl, parquet or datapackage."""
    from toolbox_core.exceptions import InputError
    from toolbox_core.exporting.formats import export_file_name, stream_rows

    if output == "-" and as_json:
        raise InputError("--json and --output - both write on standard output.", fix="Choose one of them.")
    with context.database().read() as session:
        provider, description = _Catalogue(context).find(session, dataset)
        slug = dataset.partition("/")[2]
        pieces = stream_rows(format_id, description, provider.rows(session, slug), source=_address(context, dataset))
        if output == "-":
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        path = Path(output or export_file_name(description, format_id))
        size = _write(path, pieces, force=force)
    answer = {"dataset": dataset, "format": format_id, "file": str(path), "bytes": size, "rows": description.row_count}
    context.emit(answer, as_json, f"Wrote {description.row_count:,} rows ({size:,} bytes) to {path}.")


@data.command(epilog="Example: toolbox data verify --json")
@json_option
@click.pass_obj
def verify(context: CliContext, as_json: bool) -> None:
    """Prove that what is published is what was published.

    Recomputes the chain of the publication log, the hash of every kept original, and the hash of the rows of every
    published version. Exit code 1 when anything differs.
    """
    from toolbox_core.services.provenance import publication_log, verify_content, verify_log, verify_sources

    providers = _Catalogue(context).providers
    with context.database().read() as session:
        log, files = verify_log(session), verify_sources(session, context.settings().files)
        unchecked: list[str] = []
        rows, compared = verify_content(session, lambda version: _rehash(session, providers, version, unchecked))
        newest = publication_log(session, limit=1)
    faults = [*log, *files, *rows]
    answer = {
        "ok": not faults,
        "faults": faults,
        "log": log,
        "originals": files,
        "content": rows,
        "versions_compared": compared,
        "not_compared": unchecked,
        "entries": newest[0].number if newest else 0,
        "last_entry_sha256": newest[0].entry_sha256 if newest else "",
    }
    intact = f"All intact: {answer['entries']} log entries, {compared} versions compared with their published hash."
    context.emit(answer, as_json, "\n".join([*faults, *unchecked, *([] if faults else [intact])]))
    sys.exit(1 if faults else 0)


def _list_versions(context: CliContext, as_json: bool) -> None:
    from toolbox_core.services.provenance import all_versions

    with context.database().read() as session:
        found = [
            {
                "id": version.id,
                "dataset": version.dataset,
                "number": version.number,
                "status": version.status,
                "slices": version.slices,
                "rows": version.row_count,
                "title": version.title,
                "created_at": version.created_at.isoformat(),
                "published_at": version.published_at.isoformat() if version.published_at else None,
                "content_sha256": version.content_sha256,
            }
            for version in all_versions(session)
        ]
    lines = [f"{v['id']:>6}  {v['dataset']} {v['number']}  {v['status']}, {v['rows']:,} rows" for v in found]
    context.emit({"versions": found}, as_json, "\n".join(lines) or "There are no versions yet.")


class _Catalogue:
    """What the active plugins publish. One that raises costs nobody else's; ``silent`` says which did."""

    def __init__(self, context: CliContext) -> None:
        from toolbox_core.plugins.lifecycle import build_registry
        from toolbox_core.plugins.runner import Runner

        settings = context.settings()
        self._runner = Runner(settings.plugins)
        registry = build_registry(
            settings, context.database(), self._runner, safe_mode=context.safe_mode, strict=context.strict
        )
        self.providers = registry.datasets
        self.silent: list[str] = []

    def datasets(self, session: Session) -> Iterator[tuple[str, DatasetProvider, DatasetDescription]]:
        """``(plugin, provider, description)`` of every dataset."""
        for plugin, provider in self.providers:
            outcome = self._runner.call(plugin, "datasets", provider.describe, session)
            if outcome.error is not None:
                self.silent.append(str(outcome.error))
            for description in outcome.value or ():
                yield plugin, provider, description

    def find(self, session: Session, dataset: str) -> tuple[DatasetProvider, DatasetDescription]:
        """One dataset by its id. Raises ``NotFound`` with the nearest id, or with what kept a plugin silent."""
        import difflib

        from toolbox_core.exceptions import NotFound

        known = {item.id: (provider, item) for _, provider, item in self.datasets(session)}
        if dataset not in known:
            near = difflib.get_close_matches(dataset, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "`toolbox data list` shows what is published."
            raise NotFound(f"There is no published dataset {dataset!r}.", fix=" ".join([*self.silent, hint]))
        return known[dataset]


def _summary(plugin: str, item: DatasetDescription) -> dict[str, Any]:
    return {
        "id": item.id,
        "plugin": plugin,
        "title": item.title,
        "version": item.version,
        "rows": item.row_count,
        "modified": item.modified.isoformat(),
        "licence": item.licence,
        "publisher": item.publisher,
        "page": item.landing,
    }


def _address(context: CliContext, dataset: str) -> str:
    base = context.settings().site.base_url
    return f"{base}/data/{dataset}" if base else ""


def _write(path: Path, pieces: Iterator[bytes], *, force: bool) -> int:
    """Write beside the target first, so that a failure leaves no half file under its name."""
    from toolbox_core.exceptions import InputError

    if path.exists() and not force:
        raise InputError(f"{path} is there already.", fix="Choose another --output, or add --force.")
    partial = path.with_name(f".{path.name}.partial")
    size = 0
    try:
        with partial.open("wb") as handle:
            for piece in pieces:
                size += handle.write(piece)
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return size


def _rehash(
    session: Session,
    providers: Sequence[tuple[str, DatasetProvider]],
    version: DatasetVersion,
    unchecked: list[str],
) -> str | None:
    from toolbox_core.exceptions import NotFound
    from toolbox_core.exporting.text import version_hash

    name = f"Version {version.number} of {version.dataset}"
    for plugin, provider in providers:
        if plugin == version.plugin and provider.version_tables is not None:
            try:
                return version_hash(provider.version_tables(session, version.id))
            except NotFound:
                continue
    unchecked.append(f"{name} was not compared: plugin {version.plugin} is not active or cannot give its rows.")
    return None
