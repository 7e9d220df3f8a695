"""How alive a plugin is, from 0 to 100, by a formula that anybody can recompute.

Freshness of the last release (up to 40), somebody who maintains it (20), sites that told lately that they run it (10
each, up to 20), the tier (5 for each, up to 20). After eighteen months without a release it is obsolete.
"""

from __future__ import annotations

import datetime

from toolbox_core.policy.entries import Entry
from toolbox_core.policy.rules import TIERS

FRESH = ((183, 40), (365, 25), (548, 10))
"""Days since the release, and the points up to then."""
OBSOLETE_DAYS = 548
HEARTBEAT_DAYS = 60
"""Days for which a heartbeat counts."""
WORDS = ((60, "lively"), (30, "quiet"), (0, "faint"))


def vitality(entry: Entry, today: datetime.date) -> int:
    """The points on the day ``today``."""
    age = (today - entry.packaged).days
    points = next((value for days, value in FRESH if age <= days), 0)
    points += 20 if entry.maintenance in ("internal", "contract", "community") else 0
    points += min(20, 10 * len(living(entry, today)))
    return points + 5 * TIERS.index(entry.tier if entry.tier in TIERS else "none")


def living(entry: Entry, today: datetime.date) -> list[str]:
    """The addresses of the sites whose last heartbeat still counts."""
    return [one.url for one in entry.deployments if (today - one.seen).days <= HEARTBEAT_DAYS]


def vitality_word(entry: Entry, today: datetime.date) -> str:
    """``delisted``, ``obsolete``, ``lively``, ``quiet`` or ``faint``."""
    if entry.delisted is not None and entry.delisted.day <= today:
        return "delisted"
    if (today - entry.packaged).days > OBSOLETE_DAYS:
        return "obsolete"
    points = vitality(entry, today)
    return next(word for least, word in WORDS if points >= least)
