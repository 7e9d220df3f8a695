"""What changes budgets: import a package as a draft, publish it, withdraw it, discard it. Given a session, no HTTP.

Each function works inside the caller's one write transaction: it happens whole or not at all, also when the process is
killed. Importing and publishing are two acts, so nothing half-read is ever public.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from toolbox_budget_portal import content, following, rollups, sharing
from toolbox_budget_portal.crosswalk.dataset import CROSSWALKS
from toolbox_budget_portal.debt.dataset import DEBT
from toolbox_budget_portal.descriptor import Package, read_package
from toolbox_budget_portal.drafts import Loaded
from toolbox_budget_portal.exceptions import UnknownVersion
from toolbox_budget_portal.goals.dataset import GOALS
from toolbox_budget_portal.indicators.dataset import ROLES_TABLE
from toolbox_budget_portal.loading import load
from toolbox_budget_portal.models import KINDS, BudgetVersion, Category, CategoryLabel, Entity, Line, Phase
from toolbox_budget_portal.months.dataset import MONTHS
from toolbox_budget_portal.openness.queries import is_documents
from toolbox_budget_portal.payments.dataset import PAYMENTS
from toolbox_budget_portal.projects.dataset import PROJECTS
from toolbox_budget_portal.receipt.dataset import TAX_RULES
from toolbox_budget_portal.side_tables.services import discard_table, publish_table, withdraw_table
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_budget_portal.virements.dataset import CHANGES
from toolbox_budget_portal.yardsticks.dataset import YARDSTICKS
from toolbox_core import (
    DatasetVersion,
    FileStore,
    ImportReport,
    InputError,
    LimitSettings,
    NotFound,
    PublicationEntry,
    PublicationError,
    discard_draft,
    find_version,
    object_topic,
    publish,
    withdraw,
)

PLUGIN = "budget_portal"
SIDE_TABLES = (YARDSTICKS, PAYMENTS, CHANGES, TAX_RULES, MONTHS, CROSSWALKS, DEBT, GOALS, ROLES_TABLE, PROJECTS)
"""Every kind of side table; their versions are published, withdrawn and discarded by the same functions as budgets."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """What the publisher says a column sums to. ``part`` is a direction, a slice, or empty for the usual one."""

    phase: str
    amount: Decimal
    part: str = ""


def read_control_total(text: str) -> ControlTotal:
    """``approved=100.50`` or ``approved:revenue=100.50``; the amount is a plain number. Raises ``InputError``."""
    found = re.fullmatch(r"\s*([^:=]+?)\s*(?::\s*([a-z-]+)\s*)?=\s*(\S+)\s*", text)
    try:
        if found is None:
            raise InvalidOperation
        amount = Decimal(found.group(3).replace("_", ""))
        if not amount.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise InputError(
            f"{text!r} is no control total.", fix="Write PHASE=AMOUNT with a point for decimals: approved=1234.50."
        ) from None
    part = found.group(2) or ""
    known = ("", *(f"{direction}{mark}" for direction in ("expenditure", "revenue") for mark in ("", "-elimination")))
    if part not in known:
        raise InputError(f"There is no part {part!r} of a budget.", fix=f"Parts are {', '.join(known[1:])}.")
    return ControlTotal(found.group(1), amount, part)


@dataclass(slots=True)
class ImportOutcome:
    """What an import stored: one draft per fiscal year, each with its report (one, unless the file holds several)."""

    drafts: list[Loaded] = field(default_factory=list)

    @property
    def version_id(self) -> int:
        """The id of the (first) draft."""
        return self.drafts[0].version_id

    @property
    def report(self) -> ImportReport:
        """The report of the (first) draft."""
        return self.drafts[0].report

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: the first draft's report, and all of them under ``versions`` when there are several."""
        first = self.drafts[0].to_dict()
        if len(self.drafts) > 1:
            first["versions"] = [draft.to_dict() for draft in self.drafts]
        return first


def import_package(
    session: Session,
    files: FileStore,
    descriptor_path: Path,
    *,
    entity: str,
    year: int | None = None,
    name: str = "",
    level: str = "",
    currency: str = "",
    control_totals: Sequence[ControlTotal] = (),
    by: str = "",
    limits: LimitSettings | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportOutcome:
    """Read a Fiscal Data Package and store what it holds as drafts.

    ``files`` is the site's folder of kept originals; ``entity`` a slug, made with ``name`` when it is new; ``year`` the
    fiscal year (``None``: the package says); ``currency`` wins over the package's; ``progress`` is told the rows read
    now and then. Raises ``UnreadableFile``,
    ``DescriptorError``, ``ControlTotalMismatch`` or ``NothingToStore``; then nothing is stored.
    """
    package = read_package(Path(descriptor_path))
    return import_parsed(
        session,
        files,
        package,
        entity=entity,
        year=year,
        name=name,
        level=level,
        currency=currency,
        control_totals=control_totals,
        by=by,
        limits=limits,
        progress=progress,
    )


def import_parsed(
    session: Session,
    files: FileStore,
    package: Package,
    *,
    entity: str,
    year: int | None = None,
    name: str = "",
    level: str = "",
    currency: str = "",
    control_totals: Sequence[ControlTotal] = (),
    by: str = "",
    limits: LimitSettings | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportOutcome:
    """``import_package`` for a package that is already read and checked."""
    if year is not None and not 1000 <= year <= 2999:
        raise InputError(f"{year} is not a fiscal year.", fix="Give four digits, such as 2024.")
    owner = find_or_make_entity(session, entity, name=name, level=level)
    drafts = load(session, files, package, owner, year=year, currency=currency, by=by, limits=limits, progress=progress)
    for control in control_totals:
        content.check_control_total(drafts, control.phase, control.part, control.amount)
    return ImportOutcome(drafts)


def find_or_make_entity(session: Session, slug: str, *, name: str = "", level: str = "") -> Entity:
    """The entity of that slug, locked until the transaction ends so that two imports cannot mix; made when missing.

    Raises ``InputError`` when the slug is not one.
    """
    if len(slug) > 64 or not _SLUG.fullmatch(slug):
        raise InputError(
            f"{slug!r} cannot be part of an address.",
            fix="Use small letters, digits and single hyphens, such as madrid.",
        )
    found = session.scalar(select(Entity).where(Entity.slug == slug).with_for_update())
    if found is None:
        found = Entity(slug=slug, name=name or slug.replace("-", " ").title(), level=level)
        session.add(found)
        session.flush()
    elif name and found.name != name:
        found.name = name
    return found


def side_table_of(session: Session, version_id: int) -> SideTable | None:
    """What kind of side table a version is; ``None`` for a budget, and for a version that there is not."""
    version = session.get(DatasetVersion, version_id)
    return next((table for table in SIDE_TABLES if version is not None and table.holds(version)), None)


def publish_version(session: Session, version_id: int, *, by: str, accept_rejected: int = 0) -> PublicationEntry:
    """Make a draft the current budget of its entity, year and slices: sums, content hash and log in one transaction.

    ``accept_rejected`` must equal the number of rows that the import could not store. Raises ``PublicationError``.
    """
    beside = side_table_of(session, version_id)
    if beside is not None:
        return publish_table(session, beside, find_version(session, version_id), by=by)
    version, budget = _budget(session, version_id)
    if budget.rows_rejected != accept_rejected:
        raise PublicationError(
            f"Version {version_id} lacks {budget.rows_rejected:,} rows that could not be stored."
            if budget.rows_rejected
            else f"Version {version_id} has no rejected rows, but {accept_rejected:,} were accepted.",
            fix=f"Correct the file and import it again, or publish with --accept-rejected {budget.rows_rejected}."
            if budget.rows_rejected
            else "Leave --accept-rejected out.",
        )
    if version.status == "draft":
        rollups.build(session, budget)
    address, topics = _news(session, budget)
    topics += following.line_topics(session, session.get_one(Entity, budget.entity_id).slug, budget)
    entry = publish(
        session,
        version,
        content_sha256=content.content_hash_of(session, budget),
        by=by,
        address=address,
        topics=topics,
    )
    _take_labels(session, budget)
    sharing.share(session, budget, by=by)
    return entry


def withdraw_version(session: Session, version_id: int, *, by: str, reason: str) -> PublicationEntry:
    """Take a published budget back, with the reason. Raises ``PublicationError``."""
    beside = side_table_of(session, version_id)
    if beside is not None:
        return withdraw_table(session, beside, find_version(session, version_id), by=by, reason=reason)
    if is_documents(session, version_id):
        raise PublicationError(
            "Lists of budget documents are added to, never withdrawn.",
            fix="Take a wrong record back: toolbox budget document --entity … --take-back N --reason …",
        )
    version, budget = _budget(session, version_id)
    entry = withdraw(session, version, by=by, reason=reason, topics=_news(session, budget)[1])
    sharing.index(session, session.get_one(Entity, budget.entity_id).slug, budget.fiscal_year)
    return entry


def _news(session: Session, budget: BudgetVersion) -> tuple[str, list[str]]:
    """Where news of a version lead, and who hears of them: those who follow the entity, or this year of it."""
    slug, year = session.get_one(Entity, budget.entity_id).slug, budget.fiscal_year
    topics = [object_topic(PLUGIN, "entity", slug), object_topic(PLUGIN, "year", f"{slug}/{year}")]
    return f"/budget/{slug}/{year}", topics


def discard_version(session: Session, version_id: int) -> None:
    """Delete a draft with its lines, and the phases, categories and entity that nothing else uses."""
    beside = side_table_of(session, version_id)
    if beside is not None:
        discard_table(session, beside, find_version(session, version_id))
        return
    version, budget = _budget(session, version_id)
    if version.status != "draft":
        raise PublicationError(f"Version {version_id} is {version.status}; only a draft can be discarded.")
    entity_id = budget.entity_id
    session.execute(delete(Line).where(Line.version_id == version_id))
    session.delete(budget)
    session.flush()
    discard_draft(session, version)
    _forget_unused(session, entity_id)


def _budget(session: Session, version_id: int) -> tuple[DatasetVersion, BudgetVersion]:
    try:
        version = find_version(session, version_id)
    except NotFound:
        version = None
    budget = session.get(BudgetVersion, version_id)
    if version is None or budget is None:
        raise UnknownVersion(f"There is no budget version {version_id}.", fix="`toolbox budget versions` lists them.")
    return version, budget


def _take_labels(session: Session, budget: BudgetVersion) -> None:
    """Let the categories carry the labels of the latest published year."""
    later = (
        select(func.count())
        .select_from(BudgetVersion)
        .join(DatasetVersion, DatasetVersion.id == BudgetVersion.version_id)
        .where(
            BudgetVersion.entity_id == budget.entity_id,
            BudgetVersion.fiscal_year > budget.fiscal_year,
            DatasetVersion.status == "published",
        )
    )
    if session.scalar(later):
        return
    label = select(CategoryLabel.label).where(
        CategoryLabel.version_id == budget.version_id, CategoryLabel.category_id == Category.id
    )
    used = select(CategoryLabel.category_id).where(
        CategoryLabel.version_id == budget.version_id, CategoryLabel.label != ""
    )
    session.execute(update(Category).where(Category.id.in_(used)).values(label=label.scalar_subquery()))


def _forget_unused(session: Session, entity_id: int) -> None:
    """Drop what a discarded draft leaves behind, so that a wrong first try does not shape the right one."""
    versions = select(BudgetVersion).where(BudgetVersion.entity_id == entity_id)
    kept = list(session.scalars(versions))
    phases = {code for budget in kept for part in budget.shape.values() for code in part["phases"]}
    session.execute(delete(Phase).where(Phase.entity_id == entity_id, Phase.code.not_in(phases)))
    used = select(CategoryLabel.category_id).where(CategoryLabel.version_id.in_([budget.version_id for budget in kept]))
    for depth in range(8, 0, -1):
        session.execute(
            delete(Category).where(Category.entity_id == entity_id, Category.level == depth, Category.id.not_in(used))
        )
    if not kept:
        session.execute(delete(Entity).where(Entity.id == entity_id))


__all__ = [
    "KINDS",
    "PLUGIN",
    "SIDE_TABLES",
    "ControlTotal",
    "ImportOutcome",
    "discard_version",
    "find_or_make_entity",
    "import_package",
    "import_parsed",
    "publish_version",
    "read_control_total",
    "side_table_of",
    "withdraw_version",
]
