"""How alive a plugin is: each part of the formula."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from toolbox_core.policy.entries import Delisting, Deployment, Entry
from toolbox_core.policy.vitality import living, vitality, vitality_word

TODAY = date(2026, 6, 1)
ENTRY = Entry(
    id="a",
    name="A",
    distribution="a",
    version="1",
    licence="MIT",
    tier="gold",
    packaged=TODAY,
    files=(),
    maintenance="internal",
)


def site(number: int, days: int) -> Deployment:
    return Deployment(
        url=f"https://{number}", organisation="City", country="FR", version="1", seen=TODAY - timedelta(days)
    )


@pytest.mark.parametrize(
    ("change", "points", "word"),
    [
        ({}, 75, "lively"),
        ({"packaged": TODAY - timedelta(200)}, 60, "lively"),
        ({"packaged": TODAY - timedelta(400)}, 45, "quiet"),
        ({"packaged": TODAY - timedelta(549)}, 35, "obsolete"),
        ({"maintenance": "none", "packaged": TODAY - timedelta(500)}, 25, "faint"),
        ({"tier": "none"}, 60, "lively"),
        ({"deployments": (site(1, 3),)}, 85, "lively"),
        ({"deployments": (site(1, 3), site(2, 60), site(3, 1))}, 95, "lively"),
        ({"deployments": (site(1, 61),)}, 75, "lively"),
        ({"delisted": Delisting(day=TODAY, reason="Gone.")}, 75, "delisted"),
        ({"delisted": Delisting(day=TODAY + timedelta(1), reason="Soon.")}, 75, "lively"),
    ],
)
def test_the_formula(change: dict[str, Any], points: int, word: str) -> None:
    entry = msgspec.structs.replace(ENTRY, **change)
    assert (vitality(entry, TODAY), vitality_word(entry, TODAY)) == (points, word)


def test_an_old_heartbeat_does_not_count() -> None:
    entry = msgspec.structs.replace(ENTRY, deployments=(site(1, 61), site(2, 60)))
    assert living(entry, TODAY) == ["https://2"]
