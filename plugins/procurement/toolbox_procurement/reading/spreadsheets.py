"""Flat OCDS: tables whose headings are JSON pointers (``tender/value/amount``), as CSV or as the sheets of a workbook.

Rows with the same ``ocid`` and ``id`` belong to one release, whichever sheet they stand on. A number in a heading is a
place in a list (``awards/0/suppliers/0/name``); entries of a list that have an id are joined by it, others are
added. Cells become what the standard asks for: numbers, whole numbers, truth values, lists separated by semicolons.

The releases of a workbook are held in memory while its sheets are read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from toolbox_core import Problem, ToolboxError, open_table, sheet_names
from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues
from toolbox_procurement.schema import everything

Release = dict[str, Any]
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_TABLES: Final = (".csv", ".tsv")
_META: Final = "meta"
_YES: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_DEEPEST: Final = 20


@dataclass(slots=True)
class FlatRelease:
    """One release put together from rows. ``line`` is the first row it stands on, ``sheet`` that row's sheet."""

    value: Release
    line: int
    sheet: str


@dataclass(slots=True)
class FlatFile:
    """What a table or a workbook holds: its releases in the order of their first rows, and the package's fields."""

    releases: list[FlatRelease] = field(default_factory=list)
    envelope: Release = field(default_factory=dict)


def is_spreadsheet(path: Path) -> bool:
    """Whether a file is a workbook or a table of text, by its name and its first bytes."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return False
    ending = path.suffix.lower()
    if ending in _WORKBOOKS:
        return head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    if head.startswith(b"PK\x03\x04"):
        return b"[Content_Types].xml" in head or b"opendocument.spreadsheet" in head
    if ending in _TABLES:
        return not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
    return False


def read_flat(path: Path, issues: Issues) -> FlatFile:
    """The releases of a table or workbook. Raises ProcurementFileError when no sheet has a column ``ocid``."""
    found = FlatFile()
    known: dict[tuple[str, str], FlatRelease] = {}
    used = False
    try:
        for sheet in sheet_names(path) or ("",):
            try:
                table = open_table(path, sheet=sheet) if sheet else open_table(path)
            except ToolboxError:
                continue  # an empty sheet has no header
            with table:
                if sheet.strip().lower() == _META:
                    found.envelope = _envelope([table.header, *(cells for _, cells in table.rows())])
                    continue
                headings = [_heading(text, sheet or path.name, issues) for text in table.header]
                if ("ocid",) not in headings:
                    if sheet and any(len(one) > 1 for one in headings):
                        issues.add("sheet-without-ocid", "", sheet, pointer=sheet)
                    continue
                used = True
                for number, cells in table.rows(partial(_row_problem, issues, sheet)):
                    _row(found, known, headings, cells, number, sheet, issues)
    except ToolboxError as error:
        raise ProcurementFileError(f"{path} cannot be read as a table: {error}") from error
    if not used:
        raise ProcurementFileError(
            f"{path} has no column named ocid.",
            fix="A flat file of contracts has JSON pointers as headings: ocid, id, tender/title …",
        )
    return found


def _row_problem(issues: Issues, sheet: str, problem: Problem) -> None:
    issues.add("row-not-readable", "", problem.value, pointer=sheet, line=problem.row)


def _envelope(rows: list[list[str]]) -> Release:
    """The sheet ``Meta``: names on the left, values on the right."""
    found: Release = {}
    for cells in rows:
        if len(cells) > 1 and cells[0].strip() and cells[1].strip():
            _put(found, tuple(part.strip() for part in cells[0].split("/")), cells[1].strip())
    if isinstance(found.get("extensions"), str):
        found["extensions"] = [part.strip() for part in found["extensions"].split(";") if part.strip()]
    return found


def _heading(text: str, place: str, issues: Issues) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.strip().strip("/").split("/"))
    if "/".join(parts) != text.strip().strip("/"):
        issues.add("heading-mended", "", text, pointer=place, line=1)
    if len(parts) > _DEEPEST:
        issues.add("nesting-too-deep", "", text, pointer=place, line=1)
        return ()
    return parts


def _row(
    found: FlatFile,
    known: dict[tuple[str, str], FlatRelease],
    headings: list[tuple[str, ...]],
    cells: list[str],
    number: int,
    sheet: str,
    issues: Issues,
) -> None:
    row: Release = {}
    for path, cell in zip(headings, cells, strict=True):
        text = cell.strip()
        if text and path and path[0] and not _put(row, path, _typed(path, text)):
            issues.add("heading-conflict", "/" + "/".join(path), text, pointer=sheet, line=number)
    ocid = row.get("ocid")
    if not isinstance(ocid, str) or not ocid:
        issues.add("ocid-missing", "/ocid", ocid, pointer=sheet, line=number)
        return
    key = (ocid, str(row.get("id", "")))
    release = known.get(key)
    if release is None:
        release = known[key] = FlatRelease({}, number, sheet)
        found.releases.append(release)
    _join(release.value, row)


def _put(target: Release, path: tuple[str, ...], value: Any) -> bool:
    """Set a value at a path, making objects and lists on the way; ``False`` when something else stands there."""
    holder: Any = target
    for position, part in enumerate(path):
        last = position == len(path) - 1
        fresh: Any = value if last else ([] if path[position + 1].isdigit() else {})
        if isinstance(holder, list):
            place = int(part) if part.isdigit() and len(part) < 4 else -1
            if place < 0:
                return False
            place = min(place, len(holder))  # positions that are left out are not made up
            if place == len(holder):
                holder.append(fresh)
            elif last:
                holder[place] = value
            holder = holder[place]
        elif isinstance(holder, dict):
            if last:
                if isinstance(holder.get(part), dict | list):
                    return False
                holder[part] = value
            else:
                holder = holder.setdefault(part, fresh)
        else:
            return False
    return True


def _join(target: Release, row: Release) -> None:
    """Take a row's values into its release."""
    for name, value in row.items():
        before = target.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            _join(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            for entry in value:
                _join_entry(before, entry)
        elif before is None:
            target[name] = value


def _join_entry(entries: list[Any], entry: Any) -> None:
    if not isinstance(entry, dict):
        if entry not in entries:
            entries.append(entry)
        return
    identifier = entry.get("id")
    same = next(
        (one for one in entries if isinstance(one, dict) and identifier is not None and one.get("id") == identifier),
        None,
    )
    if same is not None:
        _join(same, entry)
    elif entry not in entries:
        entries.append(entry)


def _typed(path: tuple[str, ...], text: str) -> Any:
    """A cell as the standard asks for it; text that is not of that type stays text, so that the check tells it."""
    kind = _kind(tuple(part for part in path if not part.isdigit()))
    if kind == "list" and not path[-1].isdigit():
        return [part.strip() for part in text.split(";") if part.strip()]
    if kind == "boolean":
        return _YES.get(text.lower(), text)
    if kind in ("number", "integer"):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if number.is_finite():
            return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else number
    return text


@lru_cache(maxsize=4096)
def _kind(path: tuple[str, ...]) -> str:
    """The type of a field: ``number``, ``integer``, ``boolean``, ``list`` (of plain values), else ``string``."""
    schema = everything().release_schema()
    node: Any = schema
    for part in path:
        node = node.get("properties", {}).get(part)
        if node is None:
            return "number" if part == "amount" else "string"
        items = node.get("items")
        is_list = isinstance(items, dict)
        node = items if is_list else node
        reference = node.get("$ref", "")
        if reference:
            node = schema["definitions"][reference.rsplit("/", 1)[-1]]
        elif is_list:
            return "list"
    types = node.get("type", "string")
    listed = types if isinstance(types, list) else [types]
    return next((one for one in ("number", "integer", "boolean") if one in listed and "string" not in listed), "string")
