"""Next year's file read as last year's was: the saved resource laid over the new file, and what is different.

A column keeps its meaning by its name, a renamed one by a name that is nearly the same; encoding, delimiter and number
format are those of the new file when it clearly shows others. Each difference is a sentence for the person who decides:
the same publisher writes another file every year.
"""

from __future__ import annotations

import copy
import difflib
from typing import Any

from toolbox_budget_portal.descriptor.evidence import ColumnEvidence, FileEvidence
from toolbox_budget_portal.descriptor.proposal import ColumnProposal, FileProposal
from toolbox_budget_portal.rows import fold

AS_IT_WAS = "As in "
"""How the evidence of what did not change begins."""
ALIKE = 0.5
"""How similar (0 to 1) a new column's name must be to that of a column that vanished, to be taken for it."""


def resume(saved: dict[str, Any], file: FileProposal, proposed: dict[str, Any], when: str) -> dict[str, Any]:
    """The saved resource, fitted to a new file. ``proposed`` is what its own content suggests, with its new path.

    ``when`` names the earlier version in sentences ("2021"). The file's columns and questions are changed to what the
    result says.
    """
    seen = file.evidence
    resource = copy.deepcopy(saved)
    resource["path"] = proposed["path"]
    file.questions = _writing(resource, seen, when)
    schema = resource.setdefault("schema", {})
    fields = list(schema.get("fields", []))
    pairs = _pair(fields, file, headless=not resource.get("dialect", {}).get("header", True))
    vanished = [entry for entry in fields if not any(entry is kept for _, kept in pairs)]
    renamed = _renamed(pairs, vanished, file.questions, when)
    own = proposed["schema"]["fields"]
    schema["fields"] = [
        _field(column, renamed.get(at, kept), own[at], schema, file.questions, when)
        for at, (column, kept) in enumerate(pairs)
    ]
    for entry in vanished:
        if not any(entry is kept for kept in renamed.values()) and _meaning(entry) and not _is_yearly(entry):
            file.questions.append(
                f"The column {entry['name']!r} of {when} ({_meaning(entry)}) is gone: which one is it now?"
            )
    file.direction = _constant(schema, "direction")
    file.direction_evidence = f"{AS_IT_WAS}{when}." if file.direction else file.direction_evidence
    file.eliminated = bool(resource.get("elimination") or _constant(schema, "budgetary-transfers"))
    return resource


def _writing(resource: dict[str, Any], seen: FileEvidence, when: str) -> list[str]:
    """Take over encoding and delimiter where the new file shows others; the sentences that say so."""
    told: list[str] = []
    before = str(resource.get("encoding", "utf-8")).lower().replace("_", "-")
    plain = all(cell.isascii() for column in seen.columns for cell in (column.name, *column.cells))
    if seen.encoding and not plain and before != seen.encoding.lower().replace("_", "-"):
        resource["encoding"] = seen.encoding
        told.append(f"The encoding was {before} in {when} and is {seen.encoding} now: {seen.encoding_evidence}")
    dialect = dict(resource.get("dialect", {}))
    if seen.delimiter and dialect.get("delimiter", ",") != seen.delimiter:
        told.append(f"The delimiter was {dialect.get('delimiter', ',')!r} in {when} and is {seen.delimiter!r} now.")
        dialect["delimiter"] = seen.delimiter
    if bool(dialect.get("header", True)) != seen.header:
        before, now = ("no", "one") if seen.header else ("a", "none")
        told.append(f"The file had {before} header in {when}, and has {now} now.")
        dialect["header"] = seen.header
    if dialect:
        resource["dialect"] = dialect
    return told


def _pair(
    fields: list[dict[str, Any]], file: FileProposal, *, headless: bool
) -> list[tuple[ColumnProposal, dict[str, Any] | None]]:
    """Each of the file's columns with the saved field of its name (of its place, when there are no names)."""
    if headless and not file.evidence.header and len(fields) == len(file.columns):
        return list(zip(file.columns, fields, strict=True))
    by_name = {_plain(str(entry.get("name", ""))): entry for entry in reversed(fields)}
    return [(column, by_name.get(_plain(column.column.name))) for column in file.columns]


def _renamed(
    pairs: list[tuple[ColumnProposal, dict[str, Any] | None]],
    vanished: list[dict[str, Any]],
    told: list[str],
    when: str,
) -> dict[int, dict[str, Any]]:
    """Columns that have nearly the name of one that vanished, by position."""
    found: dict[int, dict[str, Any]] = {}
    for entry in vanished:
        if not _meaning(entry) or _is_yearly(entry):
            continue
        spare = {fold(column.column.name): at for at, (column, kept) in enumerate(pairs) if kept is None}
        free = [name for name, at in spare.items() if at not in found]
        near = difflib.get_close_matches(fold(str(entry["name"])), free, n=1, cutoff=ALIKE)
        if near:
            found[spare[near[0]]] = entry
            name = pairs[spare[near[0]]][0].column.name
            told.append(f"Is {name!r} what was called {entry['name']!r} in {when} ({_meaning(entry)})?")
    return found


def _field(
    column: ColumnProposal,
    kept: dict[str, Any] | None,
    own: dict[str, Any],
    schema: dict[str, Any],
    told: list[str],
    when: str,
) -> dict[str, Any]:
    """One field: as it was, or unused when it is new (a new year's column is what its name says)."""
    if kept is None:
        if column.year is not None and (target := _extra(schema, "date:fiscal-year")):
            entry = {**own, "normalize": {**own.get("normalize", {})}}
            entry["normalize"][target] = entry["normalize"].pop("fiscal year", column.year)
            return entry
        was, column.column_type, column.phase = column.column_type or column.phase, "", ""
        column.evidence = f"It was not there in {when}."
        guess = f" It looks like {was}." if was else ""
        told.append(f"The column {column.column.name!r} was not there in {when}; it is not used.{guess}")
        return {"name": column.column.name, "type": "string"}
    entry = {**copy.deepcopy(kept), "name": column.column.name}
    normalize = entry.get("normalize") or {}
    column.column_type = str(entry.get("columnType", ""))
    column.phase = str(normalize.get("phase", ""))
    column.factor = int(entry.get("factor", 1))
    if column.year is not None and (target := _extra(schema, "date:fiscal-year")) and target in normalize:
        entry["normalize"] = {**normalize, target: column.year}
    column.evidence = f"{AS_IT_WAS}{when}."
    if column.is_amount or column.column_type == "value":
        _numbers(entry, column.column, told, when)
    return entry


def _numbers(entry: dict[str, Any], column: ColumnEvidence, told: list[str], when: str) -> None:
    """Take over the number format that the new cells show, when they show one that the old would misread."""
    found = column.number_format
    if found is None or not (found.decimal or found.group) or found.ambiguous:
        return
    decimal, group = entry.get("decimalChar", "."), entry.get("groupChar", "")
    own = found.decimal or {".": ",", ",": "."}.get(found.group, decimal)
    if own == decimal and found.group in ("", group):
        return
    entry["decimalChar"] = own
    if found.group:
        entry["groupChar"] = found.group
    elif group == own:
        entry.pop("groupChar")
    told.append(
        f"Numbers in {column.name!r} had the decimal sign {decimal!r} in {when} and are written otherwise now: "
        f"{found.evidence}"
    )


def _constant(schema: dict[str, Any], column_type: str) -> str:
    for entry in schema.get("extraFields", []):
        if entry.get("columnType") == column_type and entry.get("constant"):
            return str(entry["constant"])
    return ""


def _extra(schema: dict[str, Any], column_type: str) -> str:
    """The name of the extra field with that type; empty when there is none."""
    found = (str(entry["name"]) for entry in schema.get("extraFields", []) if entry.get("columnType") == column_type)
    return next(found, "")


def _meaning(entry: dict[str, Any]) -> str:
    normalize = entry.get("normalize") or {}
    return f"amount: {normalize['phase']}" if "phase" in normalize else str(entry.get("columnType", ""))


def _is_yearly(entry: dict[str, Any]) -> bool:
    """Whether a field says its own fiscal year: the columns of wide files, which are others every year."""
    return any("year" in key for key in entry.get("normalize") or {})


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
