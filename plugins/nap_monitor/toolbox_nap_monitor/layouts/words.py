"""Cells that hold several things, and cells that say there is nothing."""

from __future__ import annotations

import re

from toolbox_core import fold
from toolbox_nap_monitor.rows import Involvement

NOBODY = ("", "nr", "na", "n/a", "nd", "none", "none specified", "not specified", "unclear", "-")
_KINDS = (
    ("parliament", ("parliament", "assembly", "congress", "senate", "chamber of deputies", "legislat", "knesset")),
    ("judiciary", ("court", "judicia", "prosecutor", "tribunal")),
    ("academia", ("universit", "academ", "institute of research")),
    ("civil-society", ("cso", "ngo", "civil society", "foundation", "association", "transparency international")),
    ("international", ("united nations", "undp", "unesco", "world bank", "usaid", "european union")),
    ("local", ("municipal", "city of", "city hall", "council of the city")),
    ("private", ("private sector", "chamber of commerce", "company", "companies")),
)


def split_names(cell: str) -> list[str]:
    """The institutions in a cell: split at semicolons and line breaks, where people put them; commas stay.

    >>> split_names("Ministry of Finance, Trade; Cabinet Office")
    ['Ministry of Finance, Trade', 'Cabinet Office']
    """
    names = (" ".join(part.strip(" •·-–*\t").split()) for part in re.split(r"[;\n\r|]+", cell))
    return [name for name in names if name.casefold() not in NOBODY]


def actor_kind(name: str) -> str:
    """What kind of actor a name says it is; ``government`` when it says nothing else."""
    plain = fold(name)
    return next((kind for kind, words in _KINDS if any(word in plain for word in words)), "government")


def institutions(cell: str, role: str) -> tuple[Involvement, ...]:
    """The institutions in a cell, each once, in the given role."""
    return tuple(Involvement(name=name, role=role, kind=actor_kind(name)) for name in dict.fromkeys(split_names(cell)))


def said(cell: str) -> str:
    """A cell's text; empty when it says that there is nothing (NR, NA, not specified)."""
    text = cell.strip()
    return "" if text.casefold() in NOBODY else text
