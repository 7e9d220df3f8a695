"""Store commitments and milestones: new ones added, known ones brought up to date with the difference kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete as delete_rows

from toolbox_core import reserve_ids
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.services.desk import Desk, origin_of, table_of
from toolbox_nap_monitor.services.history import note_difference
from toolbox_nap_monitor.services.institutions import folded_name

_NOT_SETTLED = {"status": "", "percent": None, "next_due": None, "reported": None, "distance": 0}


def store_commitments(desk: Desk, commitments: Sequence[rows.Commitment]) -> None:
    """Add commitments with their tags and institutions, or bring them up to date."""
    new: list[dict[str, Any]] = []
    tags: list[dict[str, Any]] = []
    involved: list[dict[str, Any]] = []
    fresh = [row for row in commitments if (row.member, row.plan, row.number) not in desk.commitments]
    ids = iter(reserve_ids(desk.session, table_of(m.Commitment), len(fresh)))
    position: dict[int, int] = defaultdict(int)
    for row in commitments:
        plan_id = desk.plans[row.member, row.plan]
        values = _commitment_values(row)
        key = (row.member, row.plan, row.number)
        found = desk.commitments.get(key)
        position[plan_id] += 1
        if found is None:
            found = next(ids)
            desk.commitments[key] = found
            new.append({"id": found, "plan_id": plan_id, "position": position[plan_id], **_NOT_SETTLED, **values})
            desk.stored.commitments += 1
        else:
            _renew(desk, m.Commitment, found, values, "commitment", plan_id, found, None)
            desk.session.execute(delete_rows(m.Tag).where(m.Tag.commitment_id == found))
            _forget_involved(desk, found, None)
        tags += [
            {"commitment_id": found, "scheme": scheme, "word": word[:200], "position": place}
            for scheme, words in row.tags.items()
            for place, word in enumerate(dict.fromkeys(words))
        ]
        involved += _involved(row, found, None, desk.institutions)
    desk.insert(m.Commitment, new)
    desk.insert(m.Tag, tags)
    desk.insert(m.Involvement, involved)
    for plan_id in {one["plan_id"] for one in new}:
        count = sum(one["plan_id"] == plan_id for one in new)
        note_difference(desk.session, "commitments", plan_id, after={"count": count}, by=desk.by, at=desk.now)


def store_milestones(desk: Desk, milestones: Sequence[rows.Milestone]) -> None:
    """Add milestones, parents first, or bring them up to date. Raises ``UnknownPlan``."""
    new: list[dict[str, Any]] = []
    involved: list[dict[str, Any]] = []
    owners = [desk.commitment(row) for row in milestones]
    fresh = [row for row, owner in zip(milestones, owners, strict=True) if (owner, row.code) not in desk.milestones]
    ids = iter(reserve_ids(desk.session, table_of(m.Milestone), len(fresh)))
    position: dict[int, int] = defaultdict(int)
    for row, owner in zip(milestones, owners, strict=True):
        parent = desk.milestones.get((owner, row.parent)) if row.parent else None
        if row.parent and parent is None:
            raise UnknownPlan(f"Milestone {row.code} lies under {row.parent}, which commitment {row.commitment} lacks.")
        values = {**_milestone_values(row), "parent_id": parent}
        found = desk.milestones.get((owner, row.code))
        position[owner] += 1
        if found is None:
            found = next(ids)
            desk.milestones[owner, row.code] = found
            new.append({"id": found, "commitment_id": owner, "position": position[owner], **values})
            desk.stored.milestones += 1
        else:
            _renew(desk, m.Milestone, found, values, "milestone", desk.plans[row.member, row.plan], owner, found)
            _forget_involved(desk, owner, found)
        involved += _involved(row, owner, found, desk.institutions)
    desk.insert(m.Milestone, new)
    desk.insert(m.Involvement, involved)


def _renew(
    desk: Desk,
    model: Any,
    found: int,
    values: dict[str, Any],
    kind: str,
    plan_id: int,
    commitment_id: int,
    milestone_id: int | None,
) -> None:
    record = desk.session.get_one(model, found)
    before = {name: getattr(record, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value and name != "origin"}
    for name, value in values.items():
        setattr(record, name, value)
    if not changed:
        desk.stored.unchanged += 1
        return
    note_difference(
        desk.session,
        kind,
        plan_id,
        commitment_id=commitment_id,
        milestone_id=milestone_id,
        before={name: before[name] for name in changed},
        after=changed,
        by=desk.by,
        at=desk.now,
    )
    if kind == "commitment":
        desk.stored.commitments += 1
    else:
        desk.stored.milestones += 1


def _forget_involved(desk: Desk, commitment_id: int, milestone_id: int | None) -> None:
    here = m.Involvement.milestone_id.is_(None) if milestone_id is None else m.Involvement.milestone_id == milestone_id
    desk.session.execute(delete_rows(m.Involvement).where(m.Involvement.commitment_id == commitment_id, here))


def _commitment_values(row: rows.Commitment) -> dict[str, Any]:
    return {
        "number": row.number,
        "ogp_uid": row.ogp_uid,
        "titles": dict(row.titles),
        "short_titles": dict(row.short_titles),
        "texts": {name: dict(text) for name, text in row.texts.items()},
        "starts": row.starts,
        "starts_text": row.starts_text,
        "due": row.due.day,
        "due_text": row.due.text,
        "due_precision": row.due.precision,
        "weight": row.weight,
        "cluster": row.cluster,
        "carried_from": list(row.carried_from) if row.carried_from else None,
        "url": row.url,
        "origin": origin_of(row.source),
        "extra": dict(row.extra),
    }


def _milestone_values(row: rows.Milestone) -> dict[str, Any]:
    return {
        "code": row.code,
        "titles": dict(row.titles),
        "texts": {name: dict(text) for name, text in row.texts.items()},
        "starts": row.starts,
        "starts_text": row.starts_text,
        "due": row.due.day,
        "due_text": row.due.text,
        "due_precision": row.due.precision,
        "weight": row.weight,
        "origin": origin_of(row.source),
        "extra": dict(row.extra),
    }


def _involved(
    row: rows.Commitment | rows.Milestone,
    commitment_id: int,
    milestone_id: int | None,
    institutions: Mapping[tuple[str, str], int],
) -> list[dict[str, Any]]:
    return [
        {
            "commitment_id": commitment_id,
            "milestone_id": milestone_id,
            "institution_id": institutions[row.member, folded_name(one.name)],
            "role": one.role,
            "contact": one.contact,
            "position": place,
        }
        for place, one in enumerate(row.involved)
        if folded_name(one.name)
    ]
