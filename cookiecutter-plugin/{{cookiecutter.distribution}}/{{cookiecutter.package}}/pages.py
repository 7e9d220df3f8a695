"""The pages: understand the question, ask one query, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

{% if cookiecutter.tables -%}
from toolbox_core import N_, About, Filter, NotFound, Route, questions_about, read, read_filters, render, translate, url

from {{ cookiecutter.package }} import queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

PLUGIN = "{{ cookiecutter.id }}"
NAME = N_({{ cookiecutter.__name_py }})
FIELDS = (Filter(name="kind", label=N_("Kind")),)


async def index(request: Request) -> Response:
    """Every entry, narrowed by kind when the address says so."""
    filters = read_filters(request, FIELDS)
    found = await read(request, lambda session: queries.entries(session, kind=filters.text("kind"), page=filters.page))
    kinds = [(kind, kind, str(count)) for kind, count in found.kinds]
    return render(
        request,
        "{{ cookiecutter.id }}/index.html",
        found=found,
        filters=filters,
        groups=[filters.group("kind", kinds)],
        address=lambda code: url(request, f"{PLUGIN}:entry", code=code),
    )


async def entry(request: Request) -> Response:
    """One entry, where it comes from, and what was asked about it. 404 for an unknown code."""
    code = request.path_params["code"]
    found = await read(request, queries.entry, code)
    return render(
        request,
        "{{ cookiecutter.id }}/entry.html",
        entry=found,
        talk=await questions_about(request, PLUGIN, "entry", code),
        crumbs=[(translate(request, NAME), url(request, f"{PLUGIN}:index"))],
    )


def find_entry(session: Session, key: str) -> About | None:
    """What people ask about: the public entry of that code."""
    try:
        found = queries.entry(session, key)
    except NotFound:
        return None
    return About(
        plugin=PLUGIN,
        kind="entry",
        key=key,
        title=found.name,
        address=f"/{{ cookiecutter.__command }}/{key}",
    )


ROUTES = [
    Route(
        path="/{{ cookiecutter.__command }}/",
        endpoint=index,
        name=f"{PLUGIN}:index",
        public=True,
    ),
    Route(
        path="/{{ cookiecutter.__command }}/{code}",
        endpoint=entry,
        name=f"{PLUGIN}:entry",
        public=True,
    ),
]
{%- else -%}
from toolbox_core import Route, render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def index(request: Request) -> Response:
    """What this module is."""
    return render(request, "{{ cookiecutter.id }}/index.html")


ROUTES = [
    Route(
        path="/{{ cookiecutter.__command }}/",
        endpoint=index,
        name="{{ cookiecutter.id }}:index",
        public=True,
    ),
]
{%- endif %}
