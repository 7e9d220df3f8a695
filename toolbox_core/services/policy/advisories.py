"""Advisories: warnings about versions of packages. A plugin that one of them names is held back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core.db.generation import PLUGINS, bump
from toolbox_core.services import audit
from toolbox_core.services.policy.models import PolicyAdvisory


def normal(distribution: str) -> str:
    """The name of a package as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def replace_list(session: Session, key: str, listed: Iterable[PolicyAdvisory], *, by: str) -> tuple[int, int]:
    """Let a list take the place of the last one signed with the same key: ``(advisories now, withdrawn ones)``.

    An id that another key has signed is left as it is.
    """
    before = {row.id for row in session.scalars(select(PolicyAdvisory).where(PolicyAdvisory.key == key))}
    foreign = set(session.scalars(select(PolicyAdvisory.id).where(PolicyAdvisory.key != key)))
    session.execute(delete(PolicyAdvisory).where(PolicyAdvisory.key == key))
    rows = [row for row in listed if row.id not in foreign]
    session.add_all(rows)
    session.flush()
    now = {row.id for row in rows}
    detail = {"key": key, "advisories": sorted(now), "withdrawn": sorted(before - now)}
    audit.record(session, actor=by, action="policy.advisories", target="policy", detail=detail)
    bump(session, PLUGINS)
    return len(now), len(before - now)


def all_advisories(session: Session) -> Sequence[PolicyAdvisory]:
    """Every advisory, the newest first."""
    return session.scalars(select(PolicyAdvisory).order_by(PolicyAdvisory.published.desc(), PolicyAdvisory.id)).all()


def concerning(listed: Iterable[PolicyAdvisory], distribution: str, version: str) -> list[PolicyAdvisory]:
    """Those that name this version of this package; a version that is none is concerned by all of its package."""
    found = []
    for row in listed:
        if normal(row.distribution) != normal(distribution):
            continue
        try:
            hit = SpecifierSet(row.versions).contains(Version(version), prereleases=True)
        except InvalidVersion:
            hit = True
        if hit:
            found.append(row)
    return found
