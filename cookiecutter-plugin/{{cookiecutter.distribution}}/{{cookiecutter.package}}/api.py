"""The entries for programs, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from toolbox_core import N_, ApiRoute, PageParameters, cursor_page, json_response, parameters, read

from {{ cookiecutter.package }} import queries

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


class EntriesParameters(PageParameters, kw_only=True):
    """Which entries."""

    kind: Annotated[str, msgspec.Meta(description=N_("Only entries of this kind."), max_length=100)] = ""


class EntryInfo(msgspec.Struct, kw_only=True):
    """One entry."""

    code: str
    name: str
    kind: str
    since: Annotated[str | None, msgspec.Meta(description=N_("Since when: ISO 8601, or null."))]


class EntriesResult(msgspec.Struct, kw_only=True):
    """One page of entries."""

    items: list[EntryInfo]
    next_cursor: Annotated[str | None, msgspec.Meta(description=N_("Where the next page begins; null on the last."))]


async def entries(request: Request) -> Response:
    """The public entries by code."""
    asked = parameters(request, EntriesParameters)
    after = asked.after(tuple[str])
    code = after[0] if after else None
    found = await read(
        request, lambda session: queries.entries_after(session, code, kind=asked.kind, limit=asked.limit + 1)
    )
    page = cursor_page(found, asked.limit, lambda entry: (entry.code,))
    items = [
        EntryInfo(
            code=entry.code, name=entry.name, kind=entry.kind, since=entry.since.isoformat() if entry.since else None
        )
        for entry in page.items
    ]
    return json_response(EntriesResult(items=items, next_cursor=page.next_cursor), headers=page.headers(request))


ROUTES = [
    ApiRoute(
        path="/{{ cookiecutter.__command }}/entries",
        endpoint=entries,
        name="{{ cookiecutter.id }}:api_entries",
        summary=N_("The public entries, by code."),
        parameters=EntriesParameters,
        result=EntriesResult,
        public=True,
        example="/{{ cookiecutter.__command }}/entries?limit=20",
    )
]
