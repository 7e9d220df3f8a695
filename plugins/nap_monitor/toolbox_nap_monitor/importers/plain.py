"""Reading plans from the JSON that the toolbox exports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core import UnreadableFile
from toolbox_nap_monitor.importers.reading import Reading, Wish
from toolbox_nap_monitor.members import member_code
from toolbox_nap_monitor.rows import Bundle


def read_json(path: Path, wish: Wish, largest: int) -> Reading:
    """Read a document of the toolbox's own format, of at most ``largest`` bytes. Raises ``UnreadableFile``.

    A record is a row here: commitments, milestones, updates, verdicts, facts and proposals.
    """
    if path.stat().st_size > largest:
        raise UnreadableFile(f"{path.name} is larger than {largest:,} bytes.", fix="Raise [limits] upload_bytes.")
    try:
        document: dict[str, Any] = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        document.pop("format", None)
        bundle = msgspec.convert(document, Bundle, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFile(
            f"{path.name} is no plan in the toolbox's JSON: {error}.", fix="Export one to see the form."
        ) from None
    return take(bundle, wish)


def take(bundle: Bundle, wish: Wish, layout: str = "json") -> Reading:
    """A reading of what is wished for of a bundle."""
    code, number = member_code(wish.member), wish.plan.strip()

    def wanted(row: Any) -> bool:
        return (not code or row.member == code) and (not number or row.plan == number)

    kept = replace(
        bundle,
        members=tuple(member for member in bundle.members if not code or member.code == code),
        plans=tuple(plan for plan in bundle.plans if (not code or plan.member == code) and number in ("", plan.number)),
        commitments=tuple(filter(wanted, bundle.commitments)),
        milestones=tuple(filter(wanted, bundle.milestones)),
        updates=tuple(filter(wanted, bundle.updates)),
        assessments=tuple(filter(wanted, bundle.assessments)),
        facts=tuple(filter(wanted, bundle.facts)),
        proposals=tuple(filter(wanted, bundle.proposals)),
    )
    count = _records(kept)
    reading = Reading(layout, bundle=kept, rows_read=count, rows_stored=count)
    reading.passed_over = _records(bundle) - count
    return reading


def _records(bundle: Bundle) -> int:
    parts = (bundle.commitments, bundle.milestones, bundle.updates, bundle.assessments, bundle.facts, bundle.proposals)
    return sum(map(len, parts))
