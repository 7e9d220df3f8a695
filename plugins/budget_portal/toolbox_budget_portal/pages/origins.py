"""How a page says where a side table came from, and where all of it can be taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.side_tables.origins import Origin
from toolbox_core import url

if TYPE_CHECKING:
    from starlette.requests import Request


def origin_facts(view: View, origin: Origin) -> dict[str, Any]:
    """The file, its hash, the version and the day, as the template's source line shows them."""
    return {
        "name": origin.file,
        "href": frame.kept_file(view, origin.sha256, origin.file),
        "sha256": origin.sha256,
        "number": origin.number,
        "published_at": origin.published_at,
        "licence": origin.licence,
        "title": origin.title,
    }


def open_data(request: Request, origin: Origin, label: str) -> list[dict[str, str]]:
    """The link to the dataset's page; nothing when no module offers one."""
    plugin, _, slug = origin.dataset.partition("/")
    try:
        return [{"label": label, "href": url(request, "data:dataset", plugin=plugin, slug=slug)}]
    except LookupError:
        return []
