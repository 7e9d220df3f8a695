"""The content of one version, table by table, so that anybody can recompute the hash in the publication log."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import Response

from toolbox_core import NotFound, download, json_response, read, url
from toolbox_core.default_plugins.data import queries
from toolbox_core.default_plugins.data.catalogue import PHASE
from toolbox_core.default_plugins.data.downloads import fresh, not_modified, public_address
from toolbox_core.exporting.text import stream_json_lines
from toolbox_core.web.asking import ask
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_core.contracts import ContentTable, DatasetProvider
    from toolbox_core.default_plugins.data.queries import Version

RULE = (
    "content_sha256 is the SHA-256 of one line `name:hash` for each table, in this order, each ended by a line feed; "
    "hash is the SHA-256 of the table's file as it is sent, in hexadecimal."
)


async def content(request: Request) -> Response:
    """Which tables a version consists of, where they are, and how the published hash is made of them."""
    version, names, _ = await _find(request)
    return json_response(
        {
            "dataset": version.dataset,
            "version": version.number,
            "status": version.status,
            "content_sha256": version.content_sha256,
            "rule": RULE,
            "tables": [
                {
                    "name": name,
                    "address": address_of(request, version, name),
                }
                for name in names
            ],
        }
    )


def address_of(request: Request, version: Version, name: str) -> str:
    """Where one table of a version is, as somebody far away would write it."""
    plugin, _, slug = version.dataset.partition("/")
    path = url(request, "data:content_table", plugin=plugin, slug=slug, number=version.number, table=name)
    return public_address(request, path)


def program(request: Request, version: Version, names: Sequence[str]) -> str:
    """The lines for a shell that compute the published hash of a version."""
    steps = [
        f"  printf '{name}:%s\\n' \"$(curl -s '{address_of(request, version, name)}' | sha256sum | cut -d' ' -f1)\"\n"
        for name in names
    ]
    return "{\n" + "".join(steps) + "} | sha256sum"


async def table_names(request: Request, version: Version) -> list[str]:
    """The names of a version's tables; none when its module offers none, or does not answer."""
    names, _ = await _tables(request, version)
    return names


async def table(request: Request) -> Response:
    """One table of a version as JSON Lines: exactly the bytes that the hash is made of."""
    version, names, provider = await _find(request)
    name = request.path_params["table"]
    if name not in names:
        raise NotFound(f"This version has no table {name[:80]!r}.", fix=f"It has {', '.join(names)}.")
    tag = hashlib.sha256(f"{version.content_sha256}|{version.id}|{name}".encode()).hexdigest()[:32]
    headers = fresh(tag, version.published_at)
    if not_modified(request, tag, version.published_at):
        return Response(status_code=304, headers=headers)
    stem = version.dataset.replace("/", "-")
    return download(
        request,
        _lines,
        provider,
        version.id,
        name,
        filename=f"{stem}-v{version.number}-{name}.jsonl",
        media_type="application/jsonl",
        headers=headers,
    )


def _lines(session: Session, provider: DatasetProvider, version_id: int, name: str) -> Iterator[bytes]:
    assert provider.version_tables is not None
    for each, columns, rows in provider.version_tables(session, version_id):
        if each == name:
            yield from stream_json_lines(columns, rows)


async def _find(request: Request) -> tuple[Version, list[str], DatasetProvider]:
    plugin, slug, number = (request.path_params[name] for name in ("plugin", "slug", "number"))
    version, _ = await read(request, queries.version, f"{plugin}/{slug}", number)
    names, provider = await _tables(request, version)
    if provider is None:
        raise NotFound(
            "The content of this version is not offered.",
            fix="Withdrawn versions are closed, and some modules do not keep the rows of replaced ones.",
        )
    return version, names, provider


async def _tables(request: Request, version: Version) -> tuple[list[str], DatasetProvider | None]:
    plugin = version.dataset.partition("/")[0]
    host = host_of(request)
    if version.is_open and not host.runner.is_open(plugin):
        for owner, provider in host.registry.datasets:
            if owner == plugin and provider.version_tables is not None:
                outcome = await ask(request, owner, PHASE, _names, provider, version.id)
                if outcome.value:
                    return outcome.value, provider
    return [], None


def _names(session: Session, provider: DatasetProvider, version_id: int) -> list[str]:
    assert provider.version_tables is not None
    tables: list[ContentTable]
    try:
        tables = list(provider.version_tables(session, version_id))
    except NotFound:
        return []
    return [name for name, _, _ in tables]
