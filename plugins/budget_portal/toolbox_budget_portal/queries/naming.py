"""What a budget line is called."""

from __future__ import annotations

from collections.abc import Sequence

from toolbox_budget_portal.queries.records import LineRow

_NAMED_BY = ("economic", "object", "gfsm", "functional", "cofog", "programme", "administrative")
"""Which classification names a line that has no words of its own: what the money is for, in the narrowest sense."""


def line_name(line: LineRow, skip: Sequence[str] = ()) -> str:
    """The line's own words, else the name of its most telling category that is not among those to ``skip``."""
    if line.label:
        return line.label
    for kind in (*_NAMED_BY, *line.names):
        if kind in line.names and kind not in skip:
            code, label = line.names[kind]
            return label or code
    return line.code or line.address
