"""Bundles become tables: once, again, with differences kept, and refused whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core.config import DatabaseSettings, Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused, UnknownPlan
from toolbox_nap_monitor.rows import Bundle, Deadline
from toolbox_nap_monitor.services import Stored, store

COUNTS = {"plans": 1, "commitments": 2, "milestones": 2, "updates": 2, "assessments": 3, "facts": 0, "proposals": 0}


def _count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_bundle_is_stored_once_and_again_changes_nothing(
    database: Database, keep: Callable[..., Stored], plan: Callable[..., Bundle]
) -> None:
    assert keep().to_dict() == {**COUNTS, "unchanged": 0}
    again = keep().to_dict()
    assert again.pop("unchanged") == sum(COUNTS.values())
    assert set(again.values()) == {0}
    with database.read() as session:
        assert _count(session, m.Update) == 2
        assert _count(session, m.Institution) == 2, "a name with other case and spaces is the same institution"
        lead = session.scalars(select(m.Institution).order_by(m.Institution.id)).first()
        assert lead is not None
        assert lead.slug == "ministry-of-justice"
        kept = session.scalars(select(m.Commitment).order_by(m.Commitment.id)).first()
        assert kept is not None
        assert (kept.extra, kept.origin["row"], kept.due) == ({"Colour": "green"}, 2, date(2026, 6, 30))


def test_a_change_is_kept_with_what_was_there_before(
    database: Database, keep: Callable[..., Stored], plan: Callable[..., Bundle]
) -> None:
    keep()
    bundle = plan()
    later = Deadline(text="End of 2026", day=date(2026, 12, 31), precision="year")
    first = replace(bundle.commitments[0], due=later)
    keep(replace(bundle, commitments=(first, bundle.commitments[1])))
    with database.read() as session:
        change = session.scalars(select(m.Change).where(m.Change.kind == "commitment")).one()
        assert change.before == {"due": "2026-06-30", "due_text": "30 June 2026", "due_precision": "day"}
        assert change.after["due"] == "2026-12-31"


def test_another_word_for_the_same_period_supersedes_and_erases_nothing(
    database: Database, keep: Callable[..., Stored], plan: Callable[..., Bundle]
) -> None:
    keep()
    bundle = plan()
    corrected = replace(bundle.updates[1], status="substantial", percent=Decimal(70))
    draft = replace(bundle.updates[1], period="2026-H1", status="complete", state="draft")
    keep(replace(bundle, updates=(corrected, draft)))
    with database.read() as session:
        found = session.scalars(
            select(m.Update).join(m.Milestone, m.Update.milestone_id == m.Milestone.id).where(m.Milestone.code == "1.2")
        ).all()
        assert [(one.status, one.is_current) for one in found] == [
            ("limited", False),
            ("substantial", True),
            ("complete", False),
        ]
        assert found[1].supersedes_id == found[0].id


def test_verdicts_stand_beside_one_another(
    database: Database, keep: Callable[..., Stored], plan: Callable[..., Bundle]
) -> None:
    keep()
    bundle = plan()
    changed = replace(bundle.assessments[0], raw="Substantial", value="substantial", level=2)
    keep(replace(bundle, assessments=(changed,)))
    with database.read() as session:
        words = session.scalars(select(m.Assessment.raw).where(m.Assessment.assessor == "government")).all()
        assert words == ["Complete", "Substantial"]


def test_faults_refuse_everything(database: Database, keep: Callable[..., Stored], plan: Callable[..., Bundle]) -> None:
    bundle = plan()
    wrong = replace(bundle.commitments[0], starts=date(2027, 1, 1))
    stranger = replace(bundle.milestones[0], code="2.1")
    with pytest.raises(Refused) as caught:
        keep(replace(bundle, commitments=(wrong, bundle.commitments[1]), milestones=(stranger, bundle.milestones[1])))
    assert [name for name, _ in caught.value.faults] == ["due", "code"]
    with database.read() as session:
        assert _count(session, m.Plan) == 0


def test_what_belongs_to_nothing_is_refused(keep: Callable[..., Stored], plan: Callable[..., Bundle]) -> None:
    bundle = plan()
    with pytest.raises(UnknownPlan, match="no plan 4"):
        keep(replace(bundle, plans=()))
    with pytest.raises(UnknownPlan, match="has no commitment 9"):
        keep(replace(bundle, updates=(replace(bundle.updates[0], commitment="9"),)))
    with pytest.raises(UnknownPlan, match=r"no milestone 1\.9"):
        keep(replace(bundle, updates=(replace(bundle.updates[0], milestone="1.9"),)))
    with pytest.raises(UnknownPlan, match=r"lies under 1\.7"):
        keep(replace(bundle, milestones=(replace(bundle.milestones[0], code="1.7.1", parent="1.7"),)))


@pytest.mark.postgresql
def test_postgresql_keeps_the_same(postgresql_url: str, tmp_path: Path, plan: Callable[..., Bundle]) -> None:
    settings = Settings(folder=str(tmp_path), database=DatabaseSettings(url=postgresql_url))
    database = Database(postgresql_url)
    try:
        migrate(settings, database)
        with database.write() as session:
            assert store(session, plan(), by="tests").to_dict() == {**COUNTS, "unchanged": 0}
        with database.write() as session:
            assert store(session, plan(), by="tests").unchanged == sum(COUNTS.values())
    finally:
        database.close()
