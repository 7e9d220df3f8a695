"""``make bench``: measure everything in one go and print one table of ratios.

Each line is measured beside what it is compared with, in the same run on the same machine, so that the ratio says
something on any machine. Name parts to run only those: ``benchmarks/run.py startup hooks``.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator

from table import Row, print_table

PARTS = (
    *("startup", "hooks", "reading", "importing", "national", "exporting", "aggregates", "search"),
    *(
        "organisations",
        "accounts",
        "jobs",
        "web",
        "api",
        "procurement",
        "procurement_site",
        "nap",
        "nap_files",
        "new_module",
    ),
)


def main(wanted: list[str]) -> None:
    """Run the wanted parts (all, if none is named) and print the table."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        sys.exit(f"There is no part called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors\n")
    print_table(list(_rows(wanted or list(PARTS))))


def _rows(parts: list[str]) -> Iterator[Row]:
    for part in parts:
        for row in importlib.import_module(part).measure():
            print(f"… {row.what}: {row.measured} ({row.baseline})", file=sys.stderr, flush=True)
            yield row


if __name__ == "__main__":
    main(sys.argv[1:])
