"""Questions asked of a draft once all its lines are stored: duplicates, subtotals among the rows, spelling variants.

Nothing here changes a line: what looks odd becomes a warning in the report, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import rows
from toolbox_budget_portal.classifying import Remarks
from toolbox_budget_portal.models import KINDS, MAX_LEVELS, SLOTS, Category, CategoryLabel, Line
from toolbox_budget_portal.storing import VersionWriter
from toolbox_core import Problem

SHOWN = 20
_NONE: frozenset[int] = frozenset()
_TOTAL_WORDS = ("total", "subtotal", "sub total", "sous total", "gesamt", "summe", "somme", "suma", "insgesamt", "soma")

_REMARKS = {
    "label-differs": "{count:,} times a code has another label than before; the first label is used ({examples}).",
    "damaged-code": "{count:,} codes look like dates or floats that a spreadsheet made of them ({examples}).",
}


def check_draft(session: Session, writer: VersionWriter, remarks: Remarks, sources: Sequence[str]) -> Iterator[Problem]:
    """Yield a warning for each oddity. ``sources`` are the files' names in order of their position."""
    yield from _balance(writer, sources)
    for rule, count in remarks.counts.items():
        examples = "; ".join(remarks.examples[rule])
        yield _warning(rule, _REMARKS[rule].format(count=count, examples=examples))
    yield from _duplicates(session, writer.version_id, sources)
    yield from _subtotals(session, writer)
    yield from _spelling(session, writer.version_id)


def _warning(rule: str, message: str, *, row: int = 0, source: str = "", value: str = "") -> Problem:
    return Problem(row=row, column="", value=value, rule=rule, message=message, severity="warning", source=source)


def _balance(writer: VersionWriter, sources: Sequence[str]) -> Iterator[Problem]:
    for resource, row in writer.unbalanced:
        message = "The adjusted amount is not the approved amount plus the change."
        yield _warning("adjusted-differs", message, row=row, source=sources[resource])
    more = writer.unbalanced_count - len(writer.unbalanced)
    if more > 0:
        yield _warning("adjusted-differs", f"The same is true of {more:,} more rows.")


def _duplicates(session: Session, version_id: int, sources: Sequence[str]) -> Iterator[Problem]:
    """Rows that agree in every code and every amount; rows that share codes only are ordinary (several per line)."""
    same = [Line.uid, Line.direction, Line.eliminated, *(getattr(Line, slot) for slot in SLOTS)]
    nonzero = func.coalesce(*(func.nullif(getattr(Line, slot), 0) for slot in SLOTS)).is_not(None)
    # Lines with the same codes are few: they are found first, so that only they are compared amount by amount.
    again = select(Line.uid).where(Line.version_id == version_id).group_by(Line.uid).having(func.count() > 1)
    query = (
        select(func.count(), func.min(Line.number))
        .where(Line.version_id == version_id, Line.uid.in_(again), nonzero)
        .group_by(*same)
        .having(func.count() > 1)
        .order_by(func.min(Line.number))
        .limit(SHOWN + 1)
    )
    found = session.execute(query).all()
    for count, number in found[:SHOWN]:
        row = session.execute(
            select(Line.resource, Line.source_row).where(Line.version_id == version_id, Line.number == number)
        ).one()
        message = (
            f"{count} rows have the same codes and the same amounts as this one; are they meant to be counted twice?"
        )
        yield _warning("duplicate-row", message, row=row.source_row, source=sources[row.resource])
    if len(found) > SHOWN:
        yield _warning("duplicate-row", "More rows repeat one another.")


def _subtotals(session: Session, writer: VersionWriter) -> Iterator[Problem]:
    """Categories whose own rows sum to exactly what the rows below them sum to, and categories called a total."""
    for kind in KINDS:
        if any(sums.levels.get(kind, 0) > 1 for sums in writer.slices.values()):
            yield from _same_as_below(session, writer, kind)
    query = select(CategoryLabel.label).where(CategoryLabel.version_id == writer.version_id)
    for label in session.scalars(query.distinct()):
        folded = rows.fold(label)
        if any(folded == word or folded.startswith(word + " ") for word in _TOTAL_WORDS):
            yield _warning("subtotal-row", f"The category {label!r} is called a total.", value=label)


def _same_as_below(session: Session, writer: VersionWriter, kind: str) -> Iterator[Problem]:
    leaf = getattr(Line, f"{kind}_id")
    for (direction, eliminated), sums in writer.slices.items():
        if not sums.seen or sums.leaves.get(kind, _NONE).isdisjoint(sums.above.get(kind, _NONE)):
            continue  # no category has lines of its own and others below it, as in nearly all files
        amount = getattr(Line, SLOTS[min(sums.seen)])
        levels = [getattr(Category, f"l{level}") for level in range(1, MAX_LEVELS + 1)]
        own = (
            select(leaf.label("leaf"), func.sum(amount).label("amount"), func.min(Line.source_row).label("first_row"))
            .where(Line.version_id == writer.version_id, Line.direction == direction, Line.eliminated == eliminated)
            .where(leaf.is_not(None))
            .group_by(leaf)
            .subquery()
        )
        query = select(Category.id, Category.code, Category.level, *levels, own.c.amount, own.c.first_row).join(
            own, own.c.leaf == Category.id
        )
        found = session.execute(query.order_by(Category.id)).all()
        below: dict[int, int] = {}
        for row in found:
            for ancestor in row[3 : 3 + row.level - 1]:
                below[ancestor] = below.get(ancestor, 0) + int(row[-2] or 0)
        for row in found:
            if row[-2] and below.get(row.id) == int(row[-2]):
                label = writer.labels.get(row.id, "")
                message = (
                    f"The rows of {row.code} {label!r} itself sum to exactly what the rows under it sum to: "
                    "are they subtotals, counted twice?"
                )
                yield _warning("subtotal-row", message, row=row[-1], value=row.code)


def _spelling(session: Session, version_id: int) -> Iterator[Problem]:
    """Sibling categories whose labels differ only in capitals, accents, spaces or punctuation."""
    query = (
        select(Category.kind, Category.scheme, Category.parent_id, Category.code, CategoryLabel.label)
        .join(CategoryLabel, CategoryLabel.category_id == Category.id)
        .where(CategoryLabel.version_id == version_id, CategoryLabel.label != "")
        .order_by(Category.kind, Category.path)
    )
    groups: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    for row in session.execute(query):
        key = (row.kind, row.scheme, row.parent_id, rows.fold(row.label))
        groups.setdefault(key, []).append((row.code, row.label))
    shown = 0
    for (kind, *_), members in groups.items():
        labels = sorted({label for _, label in members})
        if len(labels) > 1 and shown < SHOWN:
            shown += 1
            names = " and ".join(repr(label) for label in labels)
            yield _warning("spelling-variant", f"In {kind}, {names} may be one category; they are kept apart.")
