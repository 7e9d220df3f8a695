"""What is found out about files before anything is imported: the proposal with its evidence and the first rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolbox_budget_portal.descriptor import parse_package
from toolbox_budget_portal.descriptor.preview import preview
from toolbox_budget_portal.descriptor.proposal import FileProposal, Proposal
from toolbox_core import ToolboxError


def inspect(proposal: Proposal, folder: Path, kept: Mapping[str, Path] | None = None) -> list[dict[str, Any]]:
    """One JSON-ready entry for each file; ``folder`` is where the descriptor will lie.

    ``kept``: code lists of an earlier version that are used again, by resource.
    """
    previews = _previews(proposal, folder, kept or {})
    return [_inspected(file, shown) for file, shown in zip(proposal.files, previews, strict=True)]


def _previews(proposal: Proposal, folder: Path, kept: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Per file: its first rows as the proposed descriptor reads them, or why it cannot read them yet."""
    package = replace(parse_package(proposal.descriptor, folder), kept=kept)
    shown: list[dict[str, Any]] = []
    for file, resource in zip(proposal.files, package.resources, strict=False):  # kept code lists come last
        raw = [{"row": number, "raw": cells, "lines": [], "problems": []} for number, cells in file.evidence.first_rows]
        if not resource.has_amounts:
            shown.append({"rows": raw, "problem": "The file has no amount column yet."})
            continue
        try:
            shown.append({"rows": [row.to_dict() for row in preview(package, resource)], "problem": ""})
        except ToolboxError as error:
            shown.append({"rows": raw, "problem": str(error)})
    return shown


def _inspected(file: FileProposal, preview: dict[str, Any]) -> dict[str, Any]:
    seen = file.evidence
    return {
        "file": str(seen.path),
        "encoding": seen.encoding,
        "encoding_evidence": seen.encoding_evidence,
        "encoding_ambiguous": seen.encoding_ambiguous,
        "delimiter": seen.delimiter,
        "delimiter_evidence": seen.delimiter_evidence,
        "quotechar": seen.quotechar,
        "header": seen.header,
        "direction": file.direction,
        "direction_evidence": file.direction_evidence,
        "elimination": file.eliminated,
        "rows_seen": seen.rows_seen,
        "more_rows": seen.more_rows,
        "columns": [column.to_dict() for column in file.columns],
        "sample": preview["rows"],
        "sample_problem": preview["problem"],
    }


def as_text(entry: dict[str, Any]) -> str:
    """An entry of ``inspect`` for people."""
    lines: list[str] = []
    rows = f"{entry['rows_seen']:,} rows" + (" and more" if entry["more_rows"] else "")
    text = [
        f"  Encoding {entry['encoding']}: {entry['encoding_evidence']}",
        f"  Delimiter {entry['delimiter']!r}: {entry['delimiter_evidence']}",
    ]
    lines += [
        f"{entry['file']}: {rows}",
        *(text if entry["encoding"] else ["  A workbook."]),
        f"  Header: {'yes' if entry['header'] else 'no'}. {entry['direction_evidence']}",
        "  Columns:",
    ]
    for column in entry["columns"]:
        meaning = column["column_type"] or ""
        if column["phase"]:
            year = f" {column['fiscal_year']}" if column["fiscal_year"] else ""
            meaning = f"amount, {column['phase']}{year}"
        lines.append(f"    {column['name']}: {meaning or '(not used)'}. {column['evidence']}")
        if column["number_format"]:
            lines.append(f"      Numbers: {column['number_format']['evidence']}")
    lines.append("  First rows, raw and as read:")
    for row in entry["sample"]:
        lines.append(f"    {row['row']}  {' | '.join(row['raw'])}")
        lines += [f"       → {line_text(line)}" for line in row["lines"]]
        lines += [f"       ! {problem}" for problem in row["problems"]]
    if entry["sample_problem"]:
        lines.append(f"    {entry['sample_problem']}")
    return "\n".join(lines)


def line_text(line: dict[str, Any]) -> str:
    """A budget line as one line of words: direction, classifications, amounts."""
    parts = [line["direction"] + (" elimination" if line["elimination"] else "")]
    for kind, nodes in line["classifications"].items():
        if nodes:
            parts.append(f"{kind} {'/'.join(node['code'] for node in nodes)} {nodes[-1]['label']}".rstrip())
    parts += [f"{phase} {amount}" for phase, amount in line["amounts"].items()]
    return "; ".join(parts)
