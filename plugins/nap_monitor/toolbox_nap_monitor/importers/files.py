"""From a file of any layout to a reading: what it is, where its header stands, and which importer reads it.

Headers may stand below other rows: a row of column numbers or of group names above the names (OGP's file of 2015).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolbox_core import InputError, LimitSettings, Problem, Table, UnreadableFile, open_table, unique_names
from toolbox_nap_monitor.importers import canada, mapped, ogp, plain, process, united_states, workbook
from toolbox_nap_monitor.importers.reading import Reading, Source, Wish
from toolbox_nap_monitor.layouts.mapping import propose
from toolbox_nap_monitor.layouts.ogp import LAYOUTS, columns
from toolbox_nap_monitor.layouts.workbook import SHEETS

HEADER_ROWS = 6
"""How many rows from the top a header is looked for."""
FOR_ONE_PLAN = ("canada-indicators", "canada-progress", "us-commitments", "us-sub-commitments", "us-reasoned-responses")
LABELS = {
    "ogp-2024": "OGP's commitments database (171 columns)",
    "ogp-2016": "OGP's commitments database 2011–2016 (98 columns)",
    "ogp-process": "OGP's process database 2011–2016",
    "canada-indicators": "Canada's list of indicators",
    "canada-progress": "Canada's table of progress",
    "us-commitments": "the United States' table of commitments",
    "us-sub-commitments": "the United States' table of sub-commitments",
    "us-reasoned-responses": "the United States' reasoned responses",
    "workbook": "the toolbox's workbook of a plan",
    "json": "the toolbox's JSON",
    "mapped": "a table read by a mapping",
}


@dataclass(frozen=True, slots=True)
class Form:
    """How a text's cells are told apart, found once."""

    encoding: str
    delimiter: str
    quotechar: str

    def options(self) -> dict[str, Any]:
        """As options of ``open_table``."""
        return {"encoding": self.encoding, "delimiter": self.delimiter, "quotechar": self.quotechar}


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is: its layout (``mapped`` when none is known), its columns, the rows above its header."""

    layout: str
    columns: tuple[str, ...] = ()
    skip_rows: int = 0
    sheet: str = ""
    form: Form | None = None


def layout_of(names: tuple[str, ...]) -> str:
    """The layout that columns belong to; empty when none is known."""
    return (
        ogp.recognises(names)
        or ("ogp-process" if process.recognises(names) else "")
        or canada.recognises(names)
        or united_states.recognises(names)
    )


def look(path: Path, limits: LimitSettings, sheet: str = "") -> Found:
    """What a file is. Raises ``UnreadableFile``."""
    if _is_json(path):
        return Found("json")
    with open_table(path, header=False, sheet=sheet or None, limits=limits) as table:
        if not sheet and {one.name for one in SHEETS} <= set(table.sheets):
            return Found("workbook")
        form = Form(table.encoding, table.delimiter, table.quotechar) if table.encoding else None
        top = [[cell.strip() for cell in cells] for _, cells in table.sample(HEADER_ROWS)] if form is None else []
        places = [(table.skip_rows + at, names) for at, names in enumerate(top)]
    known = {column.name for layout in LAYOUTS for column in columns(layout)}
    above: list[str] = []
    seen: list[tuple[int, list[str]]] = []
    for skipped, names in places if form is None else _tops(path, limits, form):
        joined = tuple(unique_names(_joined(above, names, known)))
        layout = layout_of(joined)
        if layout:
            return Found(layout, joined, skipped, sheet, form)
        seen.append((skipped, names))
        above = names
    skipped, names = max(seen, key=lambda place: (len(propose(place[1])), -place[0]))
    return Found("mapped", tuple(unique_names(names)), skipped, sheet, form)


def _tops(path: Path, limits: LimitSettings, form: Form) -> Iterator[tuple[int, list[str]]]:
    """The first rows of a text, each taken for the header: rows above it may be shorter or longer than the table."""
    skip = 0
    for at in range(HEADER_ROWS):
        try:
            with open_table(path, skip_rows=skip, limits=limits, **form.options()) as table:
                header, skip = table.header, table.skip_rows + 1
        except UnreadableFile:
            if at == 0:
                raise
            return
        yield skip - 1, header


def _joined(above: Sequence[str], names: Sequence[str], known: set[str]) -> list[str]:
    """A header whose empty cells are named in the row above: two rows that are one header."""
    width = max(len(above), len(names))
    spread = [*names, *[""] * (width - len(names))]
    higher = [*above, *[""] * (width - len(above))]
    return [name or (other if other in known else "") for name, other in zip(spread, higher, strict=True)][: len(names)]


def _is_json(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from None


def read_file(path: Path, wish: Wish, limits: LimitSettings, *, sheet: str = "") -> Reading:
    """Read a file of any layout.

    Raises ``UnreadableFile``, or ``InputError`` when the file's layout needs a member, a plan or a mapping that
    ``wish`` does not give.
    """
    found = look(path, limits, sheet)
    layout = "mapped" if wish.mapping else found.layout
    if layout == "json":
        return plain.read_json(path, wish, limits.upload_bytes)
    if layout == "workbook":
        return _read_workbook(path, wish, limits)
    if (layout in FOR_ONE_PLAN or layout == "mapped") and not (wish.member.strip() and wish.plan.strip()):
        raise InputError(
            f"{path.name} is {LABELS[layout]}; it does not say whose plan it is.",
            fix="Add --member and --plan, for example --member CAN --plan 6.",
        )
    if layout == "mapped" and not wish.mapping:
        wish = _with_proposal(path, wish, found)
    options = found.form.options() if found.form else {"sheet": sheet or None}
    with open_table(path, skip_rows=found.skip_rows, limits=limits, **options) as table:
        return _read_table(_source(table, found.columns), wish, layout)


def _with_proposal(path: Path, wish: Wish, found: Found) -> Wish:
    proposed = propose(found.columns)
    if not set(proposed.values()) & {"title", "commitment"} and not any(
        field.startswith("title:") for field in proposed.values()
    ):
        raise InputError(
            f"The layout of {path.name} is not known, and no column looks like a commitment's title.",
            fix="Run `toolbox nap propose FILE --output mapping.json`, correct it, and add --mapping mapping.json.",
        )
    return replace(wish, mapping={"columns": proposed, "language": wish.language or "und"})


def _read_table(source: Source, wish: Wish, layout: str) -> Reading:
    if layout in LAYOUTS:
        return ogp.read_ogp(source, wish, layout)
    readers = {
        "ogp-process": process.read_process,
        "canada-indicators": canada.read_indicators,
        "canada-progress": canada.read_progress,
        "us-commitments": united_states.read_commitments,
        "us-sub-commitments": united_states.read_sub_commitments,
        "us-reasoned-responses": united_states.read_responses,
        "mapped": mapped.read_mapped,
    }
    return readers[layout](source, wish)


def _source(table: Table, names: tuple[str, ...], sheet: str = "") -> Source:
    unreadable: list[Problem] = []
    return Source(
        name=table.name,
        columns=names or tuple(table.columns),
        rows=table.rows(unreadable.append),
        sheet=sheet,
        unreadable=unreadable,
    )


def _read_workbook(path: Path, wish: Wish, limits: LimitSettings) -> Reading:
    def open_sheet(name: str) -> Source:
        with open_table(path, sheet=name, limits=limits) as table:
            unreadable: list[Problem] = []
            rows = list(table.rows(unreadable.append))
            return Source(name=table.name, columns=tuple(table.columns), rows=rows, sheet=name, unreadable=unreadable)

    return workbook.read_workbook(open_sheet, wish)
