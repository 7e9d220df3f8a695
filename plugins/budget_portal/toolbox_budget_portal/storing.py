"""Budget lines into tables, in bulk.

One ``VersionWriter`` fills each draft (a file with several fiscal years fills several). Per row there are only
dictionary look-ups; everything else happens when a code is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import rows
from toolbox_budget_portal.classifying import Classifier
from toolbox_budget_portal.importers.plan import SCHEMES_BY_DIRECTION, FilePlan, KindPlan
from toolbox_budget_portal.models import (
    KINDS,
    SLOTS,
    BudgetVersion,
    CategoryLabel,
    Entity,
    Line,
)
from toolbox_budget_portal.rows import BudgetRow
from toolbox_core import DatasetVersion, bulk_insert, drop_indexes

BATCH = 5_000
_FIXED = (
    "version_id",
    "number",
    "direction",
    "eliminated",
    "resource",
    "source_row",
    "uid",
    "code",
    "label",
    "presence",
)
LINE_COLUMNS = (*_FIXED, *(f"{kind}_id" for kind in KINDS), *SLOTS)
_NO_IDS: list[int | None] = [None] * len(KINDS)
_RESOURCE = LINE_COLUMNS.index("resource")
_BALANCE = itemgetter(
    *(LINE_COLUMNS.index(name) for name in ("resource", "source_row", "approved", "change", "adjusted"))
)


class LooseIndexes:
    """Takes the indexes of the lines away while an import turns out to be a large one, and builds them at its end."""

    FIRST = 10_000
    """Lines of an import before it counts as large."""
    SHARE = 10
    """How many times as many lines may already be there: building anew costs time for each of them too."""

    def __init__(self, session: Session) -> None:
        self._session = session
        counted = select(func.sum(DatasetVersion.row_count)).join(
            BudgetVersion, BudgetVersion.version_id == DatasetVersion.id
        )
        self._there = int(session.scalar(counted) or 0)
        self._build: Callable[[], None] | None = None

    def consider(self, written: int) -> None:
        """Told now and then how many lines the import has written."""
        if self._build is None and written >= self.FIRST and self._there <= written * self.SHARE:
            table = Line.__table__
            assert isinstance(table, SqlTable)
            self._build = drop_indexes(self._session, table)

    def finish(self) -> None:
        """Build what was taken away."""
        if self._build is not None:
            self._build()
            self._build = None


@dataclass(slots=True)
class Sums:
    """Sums of one slice of one version, per slot, in minor units; ``absolute`` guards against overflow.

    Per kind, ``leaves`` are the categories that lines are in, and ``above`` those which have such categories below.
    """

    lines: int = 0
    amounts: list[int] = field(default_factory=lambda: [0] * len(SLOTS))
    absolute: list[int] = field(default_factory=lambda: [0] * len(SLOTS))
    seen: set[int] = field(default_factory=set)
    levels: dict[str, int] = field(default_factory=dict)
    leaves: dict[str, set[int]] = field(default_factory=dict)
    above: dict[str, set[int]] = field(default_factory=dict)
    resources: set[int] = field(default_factory=set)
    cache: list[dict[tuple[str, ...], tuple[int | None, str]]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)


class VersionWriter:
    """Writes the lines of one draft and keeps its sums."""

    def __init__(self, session: Session, classifier: Classifier, entity: Entity, version_id: int) -> None:
        self.version_id = version_id
        self.number = 0
        self.unbalanced: list[tuple[int, int]] = []
        self.unbalanced_count = 0
        self.labels: dict[int, str] = {}
        self.slices: dict[tuple[str, bool], Sums] = {}
        self._session = session
        self._classifier = classifier
        self._entity = entity.slug
        self._pending: list[tuple[Any, ...]] = []
        self._presence: dict[str, str] = {"": ""}
        self._kinds: list[tuple[str, int]] = []
        self._places: list[int] = []
        self._plans: tuple[KindPlan, ...] = ()

    def begin_file(self, plan: FilePlan) -> None:
        """Make ready for the rows of another file."""
        self._plans = plan.kinds
        self._kinds = [(kind.kind, KINDS.index(kind.kind)) for kind in plan.kinds]
        self._places = [at for _, at in self._kinds]
        for sums in self.slices.values():
            sums.cache = [{} for _ in self._kinds]

    def add(self, row: BudgetRow, resource: int) -> None:
        """Store one line. Raises ``ValueError`` when its codes cannot be stored; nothing is kept then."""
        source_row, _, direction, eliminated, code, label, keys, amounts, presence = row
        sums = self.slices.get((direction, eliminated))
        if sums is None:
            sums = self._begin_slice(direction, eliminated)
        ids: list[int | None] = _NO_IDS[:]
        names = sums.head[:]
        for key, cache, at in zip(keys, sums.cache, self._places, strict=True):
            found = cache.get(key)
            if found is None:
                position = self._places.index(at)
                found = cache[key] = self._classify(sums, position, direction, key)
            ids[at], name = found
            if name:
                names.append(name)
        names += (code, label)
        self.number += 1
        self._pending.append(
            (
                self.version_id,
                self.number,
                direction,
                eliminated,
                resource,
                source_row,
                rows.line_uid(*names),
                code[: rows.LONGEST_CODE],
                label,
                self._named(presence, sums) if presence else "",
                *ids,
                *amounts,
            )
        )
        if len(self._pending) >= BATCH:
            self.flush()

    def add_many(self, lines: Sequence[BudgetRow], resource: int) -> bool:
        """Store the lines of several rows, all of one slice, when their codes are all known; else store none.

        What ``add`` does, column by column.
        """
        sums = self.slices.get((lines[0].direction, lines[0].eliminated))
        if sums is None:
            return False
        columns: list[Any] = [repeat(None)] * len(KINDS)
        names = []
        for place, (cache, at) in enumerate(zip(sums.cache, self._places, strict=True)):
            keys = [line.keys[place] for line in lines]
            try:
                found = [cache[key] for key in keys]
            except KeyError:
                return False
            columns[at], named = zip(*found, strict=True)
            names.append(named)
        source_rows, _, directions, marks, codes, labels, _, amounts, presences = zip(*lines, strict=True)
        parts: Iterable[tuple[str, ...]] = zip(repeat("\x1f".join(sums.head)), *names, codes, labels, strict=False)
        if any("" in named for named in names):
            parts = ((one[0], *filter(None, one[1:-2]), *one[-2:]) for one in parts)
        numbers = range(self.number + 1, self.number + 1 + len(lines))
        self.number += len(lines)
        self._pending.extend(
            zip(
                repeat(self.version_id),
                numbers,
                directions,
                marks,
                repeat(resource),
                source_rows,
                [rows.line_uid(*one) for one in parts],
                [code[: rows.LONGEST_CODE] for code in codes],
                labels,
                [self._named(presence, sums) if presence else "" for presence in presences],
                *columns,
                *zip(*amounts, strict=True),
                strict=False,
            )
        )
        if len(self._pending) >= BATCH:
            self.flush()
        return True

    def _begin_slice(self, direction: str, eliminated: bool) -> Sums:
        head = [self._entity, direction, "elimination" if eliminated else ""]
        made = self.slices[direction, eliminated] = Sums(cache=[{} for _ in self._kinds], head=head)
        return made

    def flush(self) -> None:
        """Add up and write what is pending."""
        for (direction, eliminated), sums in self.slices.items():
            lines = self._pending
            if len(self.slices) > 1:
                lines = [line for line in lines if line[2] == direction and line[3] is eliminated]
            _add_up(sums, lines)
        self._balance(self._pending)
        table = Line.__table__
        assert isinstance(table, SqlTable)
        bulk_insert(self._session, table, LINE_COLUMNS, self._pending)
        self._pending.clear()

    def finish(self) -> None:
        """Write the rest of the lines and what this version calls its categories."""
        self.flush()
        table = CategoryLabel.__table__
        assert isinstance(table, SqlTable)
        labelled = ((self.version_id, category, label) for category, label in sorted(self.labels.items()))
        bulk_insert(self._session, table, ("version_id", "category_id", "label"), labelled)

    def _classify(self, sums: Sums, position: int, direction: str, key: tuple[str, ...]) -> tuple[int | None, str]:
        """The id of a row's category of one kind, and what the line's identity says of it."""
        kind, _ = self._kinds[position]
        scheme = direction if kind in SCHEMES_BY_DIRECTION else ""
        node = self._classifier.node(kind, scheme, self._plans[position].expand(key), self.labels)
        if node is None:
            return None, ""
        sums.levels[kind] = max(sums.levels.get(kind, 0), node.level)
        sums.leaves.setdefault(kind, set()).add(node.id)
        sums.above.setdefault(kind, set()).update(node.ancestors[:-1])
        return node.id, node.name

    def _balance(self, lines: list[tuple[Any, ...]]) -> None:
        """Remember rows whose adjusted amount is not the approved one plus the change."""
        for resource, row, approved, change, adjusted in map(_BALANCE, lines):
            if adjusted is None or change is None or approved is None or approved + change == adjusted:
                continue
            self.unbalanced_count += 1
            if len(self.unbalanced) < 20:
                self.unbalanced.append((resource, row))

    def _named(self, presence: str, sums: Sums) -> str:
        """``1:blank`` as ``approved:blank``; amounts that are absent still make the phase one of the version."""
        named = self._presence.get(presence)
        if named is None:
            parts = [part.split(":", 1) for part in presence.split(";")]
            named = self._presence[presence] = ";".join(f"{SLOTS[int(slot)]}:{word}" for slot, word in parts)
        sums.seen.update(int(part.split(":", 1)[0]) for part in presence.split(";"))
        return named


def _add_up(sums: Sums, lines: list[tuple[Any, ...]]) -> None:
    """Add a batch of lines to the sums of their slice, column by column."""
    if not lines:
        return
    sums.lines += len(lines)
    columns = list(zip(*lines, strict=True))
    sums.resources.update(columns[_RESOURCE])
    for slot, column in enumerate(columns[len(_FIXED) + len(KINDS) :]):
        amounts = [amount for amount in column if amount is not None]
        if amounts:
            sums.seen.add(slot)
            sums.amounts[slot] += sum(amounts)
            sums.absolute[slot] += sum(map(abs, amounts))
