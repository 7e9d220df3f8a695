"""The demo's votes are counted like any other, and the two rules do not agree."""

from __future__ import annotations

from datetime import date

from toolbox_budget_portal.demo.votes import make_election
from toolbox_budget_portal.participation import count

TODAY = date(2026, 11, 27)


def test_the_same_ballots_every_time_and_two_results() -> None:
    election = make_election(TODAY)
    assert election == make_election(TODAY)
    assert {len(ballot.points) for ballot in election.ballots} == {1, 2, 3}
    winners = {rule: {project.id for project in count(election, rule).winners} for rule in ("greedy", "equal-shares")}
    assert winners["greedy"] != winners["equal-shares"]
