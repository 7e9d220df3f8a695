"""A list of budget lines as table rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.queries.naming import line_name
from toolbox_budget_portal.queries.records import LineRow


def line_context(line: LineRow, skip: Sequence[str] = ()) -> str:
    """Where the line stands: the names of its other categories."""
    name = line_name(line, skip)
    parts = [label or code for kind, (code, label) in line.names.items() if kind not in skip]
    return " · ".join(dict.fromkeys(part for part in parts if part != name))


def line_table(view: View, rows: Sequence[LineRow], skip: Sequence[str] = ()) -> dict[str, Any]:
    """Columns and rows: the line with its place, then every phase; exact when the unit says so."""
    words = view.words
    phases = view.main_phases
    columns: list[dict[str, Any]] = [{"label": words._("Budget line")}]
    columns += [{"label": words.phase(phase, view.direction), "number": True} for phase in phases]
    body = []
    for line in rows:
        place = line_context(line, skip)
        if line.eliminated:
            place = f"{words._('counted twice, left out of net figures')} · {place}"
        first = {
            "text": line_name(line, skip),
            "href": view.link("line", {"phase": None}, line=line.address),
            "small": place,
        }
        body.append([first, *(words.money(view.scale(line.amounts.get(phase.code))) for phase in phases)])
    return {"columns": columns, "rows": body}
