"""A QR code as one path of an SVG drawing, so that the page needs neither a picture file nor a script."""

from __future__ import annotations

import segno

QUIET = 4
"""Empty modules around the code (ISO/IEC 18004, section 9.1)."""


def qr_path(text: str) -> tuple[int, str]:
    """``(side, path)``: the side in modules, the quiet zone included, and the SVG path of the dark ones."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 1
            while x + length < len(row) and row[x + length] == row[x]:
                length += 1
            if row[x]:
                parts.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += length
    return len(rows) + 2 * QUIET, "".join(parts)
