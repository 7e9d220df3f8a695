"""Reads one workbook in a process of its own, which may crash, starve or run out of time without harming the host.

Run as ``python -m toolbox_core.importing.sheet_reader FILE SHEET SECONDS BYTES``. Writes messages to standard output,
each a length (four bytes, big-endian) and that many bytes of msgpack: first ``{"sheets": […], "sheet": "…"}``, then
lists of rows of text, last ``{"rows": n}``; or ``{"error": "…"}``.

Cells become the text a person sees: whole numbers without a point, others with the fifteen digits that spreadsheets
keep, dates in ISO 8601, truth as ``TRUE`` and ``FALSE``.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

import msgspec

BATCH = 500
LARGEST_WHOLE = 1 << 53
"""Whole numbers up to here are exact in a spreadsheet."""


def main(arguments: Sequence[str], out: BinaryIO) -> int:
    """Read the workbook named in ``arguments`` under the limits given there. Returns the exit code."""
    path, wanted, seconds, memory = arguments[0], arguments[1], int(arguments[2]), int(arguments[3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        names = list(workbook.sheet_names)
        if wanted and wanted not in names:
            send(out, {"error": f"it has no sheet {wanted!r}, only {', '.join(names)}"})
            return 1
        chosen = wanted or (names[0] if names else "")
        if not chosen:
            send(out, {"error": "it has no sheets"})
            return 1
        sheet = workbook.get_sheet_by_name(chosen)
    except (CalamineError, OSError, ValueError) as error:
        send(out, {"error": f"it is damaged or no workbook ({error})"})
        return 1
    send(out, {"sheets": names, "sheet": chosen})
    count = 0
    batch: list[list[str]] = []
    before = [""] * (sheet.start[1] if sheet.start else 0)  # Rows begin at the first column that holds anything.
    for row in sheet.iter_rows():
        batch.append(before + [cell_text(cell) for cell in row])
        if len(batch) == BATCH:
            send(out, batch)
            count, batch = count + BATCH, []
    if batch:
        send(out, batch)
    send(out, {"rows": count + len(batch)})
    return 0


def send(out: BinaryIO, message: Any) -> None:
    """Write one message."""
    data = msgspec.msgpack.encode(message)
    out.write(len(data).to_bytes(4, "big") + data)
    out.flush()


def cell_text(value: Any) -> str:
    """A cell as the text a person sees."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return "" if value is None else str(value)


def number_text(value: float) -> str:
    """A number without binary noise: 1234.5600000000001, which only arithmetic can make, is 1234.56 to the person."""
    if value.is_integer() and abs(value) < LARGEST_WHOLE:
        return str(int(value))
    text = repr(value)
    if sum(character.isdigit() for character in text.partition("e")[0].lstrip("-0.")) > 15:
        text = f"{value:.15g}"
    if "e" not in text:
        return text
    from decimal import Decimal

    return format(Decimal(text), "f")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout.buffer))
