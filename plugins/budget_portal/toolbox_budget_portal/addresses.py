"""Addresses of budget pages, for what is written down at publication and must lead back later. Pure.

Pages link to one another by the names of their routes; a search document outlives the request that made it.
"""

from __future__ import annotations

import re
from urllib.parse import quote


def to_address(path: str) -> str:
    """A category's path as part of an address.

    The path keeps a slash inside a code as ``%2F``. Percent signs do not survive every proxy, so they travel as ``~``
    (and a ``~`` of a code as ``~7E``); everything else is quoted as usual.
    """
    return quote(path.replace("~", "~7E").replace("%", "~"), safe="/~")


def from_address(text: str) -> str:
    """The opposite of ``to_address``, after the server has unquoted the address."""
    return re.sub("~(7E|25|2F)", lambda found: "~" if found[1] == "7E" else f"%{found[1]}", text)


def year_page(entity: str, fiscal_year: int) -> str:
    """The overview of a year."""
    return f"/budget/{entity}/{fiscal_year}"


def category_page(entity: str, fiscal_year: int, direction: str, kind: str, path: str) -> str:
    """A category in one year."""
    return f"{year_page(entity, fiscal_year)}/{direction}/{kind}/{to_address(path)}"


def line_page(entity: str, fiscal_year: int, version: int, number: int) -> str:
    """One budget line."""
    return f"{year_page(entity, fiscal_year)}/lines/{version}-{number}"
