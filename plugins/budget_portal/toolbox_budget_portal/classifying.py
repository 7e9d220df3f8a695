"""Phases get their amount column, codes become categories.

One ``Classifier`` and one ``PhaseBook`` serve an import; what they know already costs a dictionary look-up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Table as SqlTable
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import rows
from toolbox_budget_portal.models import MAX_LEVELS, SLOTS, Category, Entity, Phase
from toolbox_core import bulk_insert, reserve_ids

_CATEGORY_COLUMNS = (
    *("id", "entity_id", "kind", "scheme", "parent_id", "code", "label", "level", "path"),
    *(f"l{level}" for level in range(1, MAX_LEVELS + 1)),
)


class PhaseBook:
    """The phases of one entity, each with the amount column (slot) that holds it."""

    def __init__(self, session: Session, entity: Entity) -> None:
        self._session = session
        self._entity = entity
        found = session.scalars(select(Phase).where(Phase.entity_id == entity.id))
        self._slots: dict[str, int] = {phase.code: SLOTS.index(phase.slot) for phase in found}
        self._seen: dict[str, int] = {}

    def slot_of(self, text: str) -> int:
        """The position in ``SLOTS`` of a phase by its name; a new phase gets its role's slot, or a spare one.

        Raises ``ValueError`` when there is no name, or no slot left.
        """
        slot = self._seen.get(text)
        if slot is None:
            slot = self._seen[text] = self._find(text)
        return slot

    def code_at(self, slot: int) -> str:
        """The code of the phase in a slot."""
        return {taken: code for code, taken in self._slots.items()}[slot]

    def _find(self, text: str) -> int:
        code = rows.phase_code(text)
        if not code:
            raise ValueError("The phase is blank.")
        if code in self._slots:
            return self._slots[code]
        role = rows.phase_role(text)
        taken = set(self._slots.values())
        wanted: list[int] = [SLOTS.index(role)] if role in SLOTS else []
        spare = range(SLOTS.index("extra1"), len(SLOTS))
        free: list[int] = [slot for slot in [*wanted, *spare] if slot not in taken]
        if not free:
            raise ValueError(f"{text.strip()!r} would be a phase too many: a budget here has at most {len(SLOTS)}.")
        self._slots[code] = free[0]
        position = SLOTS.index(role) if role in SLOTS else free[0]
        values = {"code": code, "label": text.strip()[:200], "role": role, "slot": SLOTS[free[0]], "position": position}
        self._session.execute(insert(Phase).values(entity_id=self._entity.id, **values))
        return free[0]


@dataclass(frozen=True, slots=True)
class Node:
    """A category as the import needs it."""

    id: int
    kind: str
    path: str
    level: int
    ancestors: tuple[int, ...]

    @property
    def name(self) -> str:
        """What the identity of a line says of this category."""
        return f"{self.kind}:{self.path}"


@dataclass(slots=True)
class Remarks:
    """What was odd about codes and labels; counted, with the first examples."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, rule: str, example: str) -> None:
        """Count one oddity of a rule and keep its example while there are few."""
        self.counts[rule] += 1
        kept = self.examples.setdefault(rule, [])
        if len(kept) < 5:
            kept.append(example)


class Classifier:
    """The categories of one entity: finds them by path, makes those that are new, and keeps them for the end."""

    def __init__(self, session: Session, entity: Entity) -> None:
        self._session = session
        self._entity = entity
        self._nodes: dict[tuple[str, str, str], Node] = {}
        self._loaded: set[str] = set()
        self._ids: list[int] = []
        self._new: list[tuple[object, ...]] = []
        self.remarks = Remarks()

    def node(self, kind: str, scheme: str, key: Sequence[str], labels: dict[int, str]) -> Node | None:
        """The category that the cells ``key`` (code and label of each level) name; ``None`` when all are blank.

        ``labels`` collects what this version calls each category on the way. Raises ``ValueError`` for codes that
        cannot be stored.
        """
        if kind not in self._loaded:
            self._load(kind)
        found: Node | None = None
        codes: list[str] = []
        for at in range(0, len(key), 2):
            label = " ".join(key[at + 1].split())
            code = " ".join(key[at].split())
            if len(code) > rows.LONGEST_CODE:  # A text, not a code: it stands as label, and shortened as code.
                label = label or code
                code = ""
            code = code or rows.text_code(label)
            if not code:
                continue
            codes.append(code)
            found = self._one(kind, scheme, codes, found, label)
            known = labels.setdefault(found.id, label)
            if label and known != label:
                if known:
                    self.remarks.add("label-differs", f"{kind} {found.path}: {known!r} and {label!r}")
                else:
                    labels[found.id] = label
        return found

    def flush(self) -> None:
        """Write the new categories, parents before children."""
        table = Category.__table__
        assert isinstance(table, SqlTable)
        bulk_insert(self._session, table, _CATEGORY_COLUMNS, self._new)
        self._new.clear()

    def _load(self, kind: str) -> None:
        self._loaded.add(kind)
        columns = [getattr(Category, f"l{level}") for level in range(1, MAX_LEVELS + 1)]
        query = select(Category.id, Category.scheme, Category.path, Category.level, *columns)
        for row in self._session.execute(query.where(Category.entity_id == self._entity.id, Category.kind == kind)):
            node = Node(row.id, kind, row.path, row.level, tuple(row[4 : 4 + row.level]))
            self._nodes[kind, row.scheme, row.path] = node

    def _one(self, kind: str, scheme: str, codes: list[str], parent: Node | None, label: str) -> Node:
        path = rows.path_of(codes)
        node = self._nodes.get((kind, scheme, path))
        if node is not None:
            return node
        if len(codes) > MAX_LEVELS:
            raise ValueError(f"The classification has more than {MAX_LEVELS} levels.")
        if len(path.encode()) > rows.LONGEST_PATH:
            raise ValueError(f"The codes {path[:60]!r}… are too long.")
        if rows.damaged_by_spreadsheet(codes[-1]):
            self.remarks.add("damaged-code", f"{kind} {codes[-1]}")
        if not self._ids:
            table = Category.__table__
            assert isinstance(table, SqlTable)
            self.flush()
            self._ids = reserve_ids(self._session, table, 500)[::-1]
        ancestors = (*(parent.ancestors if parent else ()), self._ids[-1])
        node = Node(self._ids.pop(), kind, path, len(codes), ancestors)
        self._nodes[kind, scheme, path] = node
        padded = ancestors + (None,) * (MAX_LEVELS - len(ancestors))
        values = (kind, scheme, parent.id if parent else None, codes[-1], label, node.level, path)
        self._new.append((node.id, self._entity.id, *values, *padded))
        return node
