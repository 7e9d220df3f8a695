"""Who hears of a line: those who follow it, when a version brings or changes its figures, or when it is explained."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import queries
from toolbox_budget_portal.models import SLOTS, BudgetVersion, Line
from toolbox_budget_portal.queries.sums import to_decimal
from toolbox_core import DatasetVersion, announce, followed_topics, object_topic

PLUGIN = "budget_portal"
Figures = dict[str, tuple[Decimal | None, ...]]


def line_topics(session: Session, slug: str, budget: BudgetVersion) -> list[str]:
    """The topics of followed lines whose figures the version ``budget``, not public yet, brings or changes.

    Only followed lines are looked at: a budget has very many, and nobody else hears which are followed.
    """
    prefix = object_topic(PLUGIN, "life", f"{slug}/")
    followed = {topic.removeprefix(prefix) for topic in followed_topics(session, prefix)}
    if not followed:
        return []
    standing = session.scalars(
        select(BudgetVersion)
        .join(DatasetVersion, DatasetVersion.id == BudgetVersion.version_id)
        .where(
            BudgetVersion.entity_id == budget.entity_id,
            BudgetVersion.fiscal_year == budget.fiscal_year,
            DatasetVersion.status == "published",
        )
    ).all()
    before: Figures = {}
    for version in standing:
        before |= _figures(session, version, followed)
    now = _figures(session, budget, followed)
    return [prefix + uid for uid in sorted(now) if now[uid] != before.get(uid)]


def _figures(session: Session, version: BudgetVersion, uids: Collection[str]) -> Figures:
    """The sums of every phase of these lines in one version."""
    sums = [func.sum(getattr(Line, slot)) for slot in SLOTS]
    query = select(Line.uid, *sums).where(Line.version_id == version.version_id, Line.uid.in_(uids)).group_by(Line.uid)
    return {
        uid: tuple(None if amount is None else to_decimal(int(amount), version.digits) for amount in amounts)
        for uid, *amounts in session.execute(query)
    }


def tell_of_words(session: Session, slug: str, uid: str, *, name: str, text: str, key: str) -> None:
    """Say that a line was explained; ``key`` tells one text from the next."""
    history = queries.line_history(session, slug, uid)
    if not history:
        return
    newest = max((one for _, one in history), key=lambda one: one.fiscal_year)
    announce(
        session,
        plugin=PLUGIN,
        key=f"line-explained:{key}",
        title=f"{name}, {queries.entity(session, slug).name}",
        summary=text,
        address=f"/budget/{slug}/{newest.fiscal_year}/lines/{newest.address}",
        topics=[object_topic(PLUGIN, "life", f"{slug}/{uid}")],
    )
