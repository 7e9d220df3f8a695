"""The addresses of participatory budgeting, in the order in which they are tried: fixed words before names."""

from __future__ import annotations

from typing import Any

from toolbox_budget_portal.pages import participation, participation_desk, results, voting
from toolbox_budget_portal.pages.civic import PERMISSION
from toolbox_core import Route

_BOTH = ("GET", "POST")
_ONE = "/{process}"


def _public(path: str, name: str, endpoint: Any, methods: tuple[str, ...] = ("GET",)) -> Route:
    """What is shown depends on the day, so pages are never kept."""
    return Route(
        path=f"/budget/participation{path}",
        endpoint=endpoint,
        name=f"budget_portal:{name}",
        methods=methods,
        public=True,
        cacheable=False,
    )


def _desk(path: str, name: str, endpoint: Any) -> Route:
    return Route(
        path=f"/budget/participation/desk{path}",
        endpoint=endpoint,
        name=f"budget_portal:{name}",
        methods=_BOTH,
        permission=PERMISSION,
        cacheable=False,
    )


ROUTES = (
    _public("/", "participation", participation.home),
    _desk("", "participation_desk", participation_desk.desk),
    _desk("/new", "process_new", participation_desk.new),
    _desk("/load", "process_load", participation_desk.load),
    _desk("/{process}", "process_desk", participation_desk.manage),
    _desk("/{process}/edit", "process_edit", participation_desk.edit),
    _desk("/{process}/projects/{code:path}", "project_desk", participation_desk.decide),
    _public(_ONE, "process", participation.process),
    _public(f"{_ONE}/feed.atom", "process_feed", participation.feed),
    _public(f"{_ONE}/ideas", "idea", participation.idea, _BOTH),
    _public(f"{_ONE}/ideas/confirm/{{token}}", "idea_confirm", participation.confirm_idea, _BOTH),
    _public(f"{_ONE}/vote", "vote", voting.vote, _BOTH),
    _public(f"{_ONE}/vote/{{token}}", "ballot", voting.ballot, _BOTH),
    _public(f"{_ONE}/voted", "voted", voting.voted),
    _public(f"{_ONE}/results", "results", results.results),
    _public(f"{_ONE}/audit.csv", "audit", results.audit),
    _public(f"{_ONE}/ballots.pb", "pabulib", results.pabulib),
    _public(f"{_ONE}/projects/{{code:path}}", "project", participation.project),
)
