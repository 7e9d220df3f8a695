"""The demo's plans keep the rules of any plan, whatever day it is made on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from toolbox_core.db import Database
from toolbox_nap_monitor import checks, queries
from toolbox_nap_monitor.demo.loading import make_bundle
from toolbox_nap_monitor.services import Stored


@given(st.dates(date(2025, 1, 1), date(2040, 12, 31)))
@settings(max_examples=25)
def test_the_bundle_keeps_every_rule(today: date) -> None:
    bundle = make_bundle(today)
    faults = [
        *(fault for one in bundle.plans for fault in checks.plan_faults(one)),
        *(fault for one in bundle.commitments for fault in checks.commitment_faults(one, ("en", "fr"))),
        *(fault for one in bundle.milestones for fault in checks.milestone_faults(one, (), ("en", "fr"))),
        *(fault for one in bundle.updates for fault in checks.update_faults(one, languages=("en", "fr"))),
    ]
    assert faults == []


def test_it_shows_what_the_monitor_is_for(database: Database, keep: Callable[..., Stored]) -> None:
    today = date(2026, 11, 27)
    keep(make_bundle(today))
    with database.read() as session:
        view = queries.overview(session, "ALD", "4", today)
    assert view.late
    assert view.disputed
    assert view.stale
    assert view.counts["complete"] == 1
