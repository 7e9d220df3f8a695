"""Sums ready to read: rebuilt from a version's lines inside the transaction that publishes it.

One statement per classification and one per pair of classifications. Each first sums the lines by leaf category (few
rows where the file had many) and then folds the leaves into every level above, so the lines are read once per pair and
no more. Every name in a statement is this module's own; values are bound. Sums are integers, and one that would not fit
was refused when the file was imported.
"""

from __future__ import annotations

from itertools import combinations

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import KINDS, SLOTS, BudgetVersion, Rollup

_SUMS = ", ".join(f"sum({slot}) AS {slot}" for slot in SLOTS)
_COLUMNS = f"version_id, dims, direction, eliminated, a_id, b_id, n, {', '.join(SLOTS)}"


def build(session: Session, version: BudgetVersion) -> int:
    """Rebuild the roll-up of one version; returns its number of rows."""
    session.execute(delete(Rollup).where(Rollup.version_id == version.version_id))
    depths: dict[str, int] = {}
    for part in version.shape.values():
        for kind, levels in part["kinds"].items():
            depths[kind] = max(depths.get(kind, 0), levels)
    kinds = [kind for kind in KINDS if kind in depths]
    session.execute(text(_total()), {"version": version.version_id, "dims": ""})
    for kind in kinds:
        session.execute(text(_single(kind, depths[kind])), {"version": version.version_id, "dims": kind})
    for one, two in combinations(kinds, 2):
        statement = text(_pair(one, depths[one], two, depths[two]))
        session.execute(statement, {"version": version.version_id, "dims": f"{one}+{two}"})
    count = text("SELECT count(*) FROM budget_portal_rollup WHERE version_id = :version")
    return int(session.scalar(count, {"version": version.version_id}) or 0)


def _insert(source: str) -> str:
    return f"INSERT INTO budget_portal_rollup ({_COLUMNS}) {source}"


def _total() -> str:
    return _insert(
        f"SELECT :version, :dims, direction, eliminated, 0, 0, count(*), {_SUMS} "  # noqa: S608
        "FROM budget_portal_line WHERE version_id = :version GROUP BY direction, eliminated"
    )


def _leaves(*columns: str) -> str:
    """The lines of the version summed by the categories they stand under."""
    names = ", ".join(columns)
    return (
        f"WITH leaf AS MATERIALIZED (SELECT direction, eliminated, {names}, count(*) AS n, {_SUMS} "  # noqa: S608
        f"FROM budget_portal_line WHERE version_id = :version GROUP BY direction, eliminated, {names}) "
    )


def _single(kind: str, depth: int) -> str:
    parts = []
    for level in range(1, depth + 1):
        key = f"coalesce(a.l{level}, 0)" if level == 1 else f"a.l{level}"
        parts.append(
            f"SELECT :version, :dims, direction, eliminated, {key}, 0, sum(n), {_SUMS} "  # noqa: S608
            f"FROM leaf {_join('a', kind, level)} GROUP BY direction, eliminated, {key}"
        )
    return _insert(_leaves(f"{kind}_id") + " UNION ALL ".join(parts))


def _pair(one: str, depth_one: int, two: str, depth_two: int) -> str:
    parts = []
    for level_one in range(1, depth_one + 1):
        for level_two in range(1, depth_two + 1):
            first = f"coalesce(a.l{level_one}, 0)" if level_one == 1 else f"a.l{level_one}"
            second = f"coalesce(b.l{level_two}, 0)" if level_two == 1 else f"b.l{level_two}"
            parts.append(
                f"SELECT :version, :dims, direction, eliminated, {first}, {second}, sum(n), {_SUMS} "  # noqa: S608
                f"FROM leaf {_join('a', one, level_one)} {_join('b', two, level_two)} "
                f"GROUP BY direction, eliminated, {first}, {second}"
            )
    return _insert(_leaves(f"{one}_id", f"{two}_id") + " UNION ALL ".join(parts))


def _join(alias: str, kind: str, level: int) -> str:
    """Leaves with their ancestors; level 1 keeps leaves without a category, deeper levels do not."""
    how = "LEFT JOIN" if level == 1 else "JOIN"
    reach = "" if level == 1 else f" AND {alias}.l{level} IS NOT NULL"
    return f"{how} budget_portal_category {alias} ON {alias}.id = leaf.{kind}_id{reach}"
