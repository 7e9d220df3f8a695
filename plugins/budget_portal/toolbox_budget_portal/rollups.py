"""Sums ready to read: rebuilt from a version's lines inside the transaction that publishes it.

For each classification and each pair of classifications the lines are first summed by leaf category into a temporary
table (few rows where the file had many), which is then folded into every level above; so the lines are read once per
pair and no more. A pair that hardly sums anything up, because nearly every line has a combination of its own, is left
out: reading the lines is as quick then. Every name in a statement is this module's own; values are bound. Sums are
integers, and one that would not fit was refused when the file was imported.
"""

from __future__ import annotations

from itertools import combinations

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import KINDS, SLOTS, BudgetVersion, Line, Rollup

FEW_LINES = 20_000
"""Up to so many lines every pair is summed, whatever it saves: pages of small budgets need no other way."""
WORTH_IT = 0.5
"""Above ``FEW_LINES``, a pair must have at most this share of as many combinations as there are lines."""
_SUMS = ", ".join(f"sum({slot}) AS {slot}" for slot in SLOTS)
_COLUMNS = f"version_id, dims, direction, eliminated, a_id, b_id, n, {', '.join(SLOTS)}"
_LEAVES = "budget_portal_leaves"


def build(session: Session, version: BudgetVersion) -> int:
    """Rebuild the roll-up of one version; returns its number of rows."""
    session.execute(delete(Rollup).where(Rollup.version_id == version.version_id))
    lines = session.scalar(select(func.count()).where(Line.version_id == version.version_id)) or 0
    depths: dict[str, int] = {}
    for part in version.shape.values():
        for kind, levels in part["kinds"].items():
            depths[kind] = max(depths.get(kind, 0), levels)
    kinds = [kind for kind in KINDS if kind in depths]
    _fold(session, version, {})
    for kind in kinds:
        _stage(session, version, kind)
        _fold(session, version, {kind: depths[kind]})
    for one, two in combinations(kinds, 2):
        if lines <= FEW_LINES or _sums_up(session, version, int(lines * WORTH_IT), one, two):
            _stage(session, version, one, two)
            _fold(session, version, {one: depths[one], two: depths[two]})
    session.execute(text(f"DROP TABLE IF EXISTS {_LEAVES}"))
    return session.scalar(select(func.count()).where(Rollup.version_id == version.version_id)) or 0


def _sums_up(session: Session, version: BudgetVersion, most: int, *kinds: str) -> bool:
    """Whether the lines have at most so many combinations; the lines are read only until there are more."""
    keys = ", ".join(f"{kind}_id" for kind in kinds)
    combinations_of = (
        f"SELECT DISTINCT direction, eliminated, {keys} FROM budget_portal_line "  # noqa: S608
        f"WHERE version_id = {version.version_id:d} LIMIT {most + 1:d}"
    )
    found = session.scalar(text(f"SELECT count(*) FROM ({combinations_of}) AS combination"))  # noqa: S608
    return (found or 0) <= most


def _stage(session: Session, version: BudgetVersion, *kinds: str) -> None:
    """Sum the lines by their own categories into the temporary table."""
    keys = ", ".join(f"{kind}_id" for kind in kinds)
    session.execute(text(f"DROP TABLE IF EXISTS {_LEAVES}"))
    session.execute(
        text(
            f"CREATE TEMPORARY TABLE {_LEAVES} AS "  # noqa: S608
            f"SELECT direction, eliminated, {keys}, count(*) AS n, {_SUMS} FROM budget_portal_line "
            f"WHERE version_id = {version.version_id:d} GROUP BY direction, eliminated, {keys}"
        )
    )


def _fold(session: Session, version: BudgetVersion, depths: dict[str, int]) -> None:
    """Sum the leaves up to every level (or, without kinds, the lines to their total) and insert the sums."""
    if not depths:
        source = (
            f"SELECT :version, :dims, direction, eliminated, 0, 0, count(*), {_SUMS} "  # noqa: S608
            "FROM budget_portal_line WHERE version_id = :version GROUP BY direction, eliminated"
        )
        _insert(session, version, "", source)
        return
    kinds = list(depths)
    levels = [range(1, depths[kind] + 1) for kind in kinds]
    for first in levels[0]:
        for second in levels[1] if len(kinds) > 1 else (0,):
            keys = [_key("a", first), _key("b", second) if second else "0"]
            joins = [_join("a", kinds[0], first)] + ([_join("b", kinds[1], second)] if second else [])
            groups = ", ".join(["direction", "eliminated", *(key for key in keys if key != "0")])
            source = (
                f"SELECT :version, :dims, direction, eliminated, {', '.join(keys)}, sum(n), {_SUMS} "  # noqa: S608
                f"FROM {_LEAVES} leaf {' '.join(joins)} GROUP BY {groups}"
            )
            _insert(session, version, "+".join(kinds), source)


def _insert(session: Session, version: BudgetVersion, dims: str, source: str) -> None:
    statement = text(f"INSERT INTO budget_portal_rollup ({_COLUMNS}) {source}")
    session.execute(statement, {"version": version.version_id, "dims": dims})


def _key(alias: str, level: int) -> str:
    return f"coalesce({alias}.l{level}, 0)" if level == 1 else f"{alias}.l{level}"


def _join(alias: str, kind: str, level: int) -> str:
    """Leaves with their ancestors; level 1 keeps leaves without a category, deeper levels do not."""
    how = "LEFT JOIN" if level == 1 else "JOIN"
    reach = "" if level == 1 else f" AND {alias}.l{level} IS NOT NULL"
    return f"{how} budget_portal_category {alias} ON {alias}.id = leaf.{kind}_id{reach}"
