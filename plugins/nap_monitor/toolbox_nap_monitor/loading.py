"""A file on its way into the site: read, judged as a whole, stored, shown. One path for command line and browser.

Rows that cannot be stored stop the whole import unless the person accepts to go on without them; either way each is
told with its place and its reason. Doing the same import twice stores nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import FileStore, LimitSettings, SourceFile, store_source
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.importers.files import LABELS, read_file
from toolbox_nap_monitor.importers.reading import Reading, Wish
from toolbox_nap_monitor.publishing import publish_plan
from toolbox_nap_monitor.rows import Bundle
from toolbox_nap_monitor.services import Stored, store

AS_THEY_ARE = ("ogp-2016", "ogp-2024", "ogp-process")
"""Layouts of others' databases: kept with their faults (ends before starts), which are told and not refused."""
KEPT_PROBLEMS = 500


@dataclass(slots=True)
class Loaded:
    """What an import came to. ``refused``: nothing was stored, because of rows that cannot be; ``faults`` say more."""

    reading: Reading
    stored: Stored = field(default_factory=Stored)
    refused: bool = False
    faults: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: how many of each kind the file holds that are stored now, rows by their fate, every problem.

        ``unchanged`` of them were there already, word for word.
        """
        reading, bundle = self.reading, self.reading.bundle
        done = not self.refused
        return {
            "layout": reading.layout,
            "stored": done,
            "plans": len(bundle.plans) if done else 0,
            "commitments": len(bundle.commitments) if done else 0,
            "milestones": len(bundle.milestones) if done else 0,
            "updates": len(bundle.updates) if done else 0,
            "assessments": len(bundle.assessments) if done else 0,
            "facts": len(bundle.facts) if done else 0,
            "proposals": len(bundle.proposals) if done else 0,
            "unchanged": self.stored.unchanged,
            "rows_read": reading.rows_read,
            "rows_stored": reading.rows_stored if done else 0,
            "rows_rejected": reading.rows_rejected,
            "problems": [problem_dict(problem) for problem in reading.problems],
            "faults": list(self.faults),
            "notes": list(reading.notes),
        }

    def as_text(self) -> str:
        """The same for people."""
        found = self.to_dict()
        rows = f"{found['rows_read']:,} rows, {found['rows_rejected']:,} refused"
        lines = [f"Read as {LABELS[self.reading.layout]}: {rows}."]
        if self.refused:
            lines.append("Nothing was stored.")
        else:
            kinds = ("plans", "commitments", "milestones", "updates", "assessments", "facts", "proposals")
            there = [f"{found[kind]:,} {kind}" for kind in kinds if found[kind]]
            lines.append(f"Stored: {', '.join(there) or 'nothing'} ({found['unchanged']:,} were there already).")
        lines += self.faults + self.reading.notes
        shown = self.reading.problems[:20]
        lines += [f"  {one.source}, row {one.row}, {one.column or 'row'}: {one.message}" for one in shown]
        if len(self.reading.problems) > len(shown):
            lines.append(f"  … and {len(self.reading.problems) - len(shown):,} more; --json lists all.")
        if self.refused and self.reading.rows_rejected:
            lines.append("Correct the rows, or add --accept-rejected to store the others.")
        return "\n".join(lines)


def problem_dict(problem: Any) -> dict[str, Any]:
    """A problem as JSON-ready values."""
    names = ("row", "column", "value", "rule", "message", "severity", "source")
    return {name: getattr(problem, name) for name in names}


def load_file(
    session: Session,
    files: FileStore,
    path: Path,
    wish: Wish,
    limits: LimitSettings,
    *,
    by: str,
    sheet: str = "",
    name: str = "",
    accept_rejected: bool = False,
) -> Loaded:
    """Read ``path``, keep the original below ``files``, and store what it holds, whole or not at all.

    ``name`` is what the file is called. Raises ``UnreadableFile`` or ``InputError`` for files that cannot be read as
    they are, ``UnknownPlan`` for updates of what is not there. A mapping stays with its plan for the next file.
    """
    loaded = Loaded(read_file(path, wish, limits, sheet=sheet))
    if loaded.reading.rows_rejected and not accept_rejected:
        loaded.refused = True
        return loaded
    source = store_source(session, files, path, name=name or path.name)
    keep(session, loaded, by=by)
    if not loaded.refused:
        note(session, loaded.reading, source, wish.mapping, by=by)
    return loaded


def keep(session: Session, loaded: Loaded, *, by: str) -> None:
    """Store a reading and show it; where rules are broken, say which, and store nothing."""
    bundle = without_known(session, loaded.reading)
    strict = loaded.reading.layout not in AS_THEY_ARE
    try:
        loaded.stored = store(session, bundle, by=by, strict=strict)
    except Refused as refused:
        loaded.refused, loaded.faults = True, [sentence for _, sentence in refused.faults]
        return
    for member, number in sorted({(plan.member, plan.number) for plan in loaded.reading.bundle.plans}):
        publish_plan(session, member, number)


def without_known(session: Session, reading: Reading) -> Bundle:
    """The reading's bundle without placeholders for commitments that are there, and without plans it says nothing of.

    A table of sub-commitments names commitments by their number only; their titles come from another table, which may
    have come before.
    """
    bundle = reading.bundle
    query = select(m.Member.code, m.Plan.number, m.Commitment.number).join(m.Plan, m.Plan.member_id == m.Member.id)
    here = {plan.member for plan in bundle.plans}
    if reading.placeholders:
        found = session.execute(
            query.join(m.Commitment, m.Commitment.plan_id == m.Plan.id).where(m.Member.code.in_(here))
        )
        there = {(code, plan, number) for code, plan, number in found} & reading.placeholders
        kept = tuple(one for one in bundle.commitments if (one.member, one.plan, one.number) not in there)
        bundle = replace(bundle, commitments=kept)
    if len(bundle.plans) == 1 and not (bundle.plans[0].starts or bundle.plans[0].titles or bundle.plans[0].ends):
        plan = bundle.plans[0]
        known = session.scalar(
            select(m.Plan.id).join(m.Member).where(m.Member.code == plan.member, m.Plan.number == plan.number)
        )
        if known is not None:
            bundle = replace(bundle, plans=(), members=())
    return bundle


def note(session: Session, reading: Reading, source: SourceFile, mapping: Mapping[str, Any], *, by: str) -> None:
    """Remember that the file was read: its hash, its counts, its problems; and the mapping with the plan."""
    plan_id = None
    if len(reading.bundle.plans) == 1:
        plan = reading.bundle.plans[0]
        found = session.scalar(
            select(m.Plan).join(m.Member).where(m.Member.code == plan.member, m.Plan.number == plan.number)
        )
        if found is not None:
            plan_id = found.id
            if mapping:
                found.mapping = dict(mapping)
    session.add(
        m.ImportRun(
            plan_id=plan_id,
            file_name=source.name[:255],
            sha256=source.sha256,
            layout=reading.layout,
            rows_read=reading.rows_read,
            rows_stored=reading.rows_stored,
            rows_rejected=reading.rows_rejected,
            problems=[problem_dict(problem) for problem in reading.problems[:KEPT_PROBLEMS]],
            by=by,
        )
    )


def saved_mapping(session: Session, member: str, plan: str) -> dict[str, Any]:
    """The mapping that the plan's last file was read by; empty when there is none."""
    query = select(m.Plan.mapping).join(m.Member).where(m.Member.code == member, m.Plan.number == plan)
    return dict(session.scalar(query) or {})
