"""Commitments by Sustainable Development Goal: targets belong to their goal, and 1 is not 16."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from toolbox_core.db import Database
from toolbox_nap_monitor.queries.goals import aiming_at, goal_of, goals
from toolbox_nap_monitor.rows import Bundle
from toolbox_nap_monitor.services import Stored

pytestmark = pytest.mark.plugins("nap_monitor")


@pytest.mark.parametrize(
    ("word", "goal"),
    [("16", 16), ("16.6", 16), (" 1.a", 1), ("17", 17), ("0", None), ("18", None), ("", None), ("peace", None)],
)
def test_which_goal_a_word_names(word: str, goal: int | None) -> None:
    assert goal_of(word) == goal


def test_counts_and_pages(
    keep: Callable[..., Stored], plan: Callable[..., Bundle], database: Database, client: TestClient
) -> None:
    bundle = plan()
    first, second = bundle.commitments
    keep(
        replace(
            bundle,
            commitments=(
                replace(first, tags={"sdg": ("16.5", "16.6", "1.a")}),
                replace(second, tags={"sdg": ("16", "99")}),
            ),
        )
    )
    with database.read() as session:
        assert goals(session) == {1: (1, 0), 16: (2, 0)}
        assert [(one.number, one.targets) for one in aiming_at(session, 16)] == [("1", ("16.5", "16.6")), ("2", ())]
        assert [one.number for one in aiming_at(session, 1)] == ["1"]
    assert "16 Peace, justice and strong institutions" in client.get("/nap/goals").text
    page = client.get("/nap/goals/16").text
    assert "2 commitments name this goal" in page
    assert "/nap/ALD/4/commitments/1" in page
    assert 'href="/nap/goals/1"' in client.get("/nap/ALD/4/commitments/1").text
    assert client.get("/nap/goals/18").status_code == 404
