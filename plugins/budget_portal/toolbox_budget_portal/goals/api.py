"""The goals of an entity for programs: ``/api/v1/budget/goals/<name>``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from starlette.responses import Response

from toolbox_budget_portal.goals import telling
from toolbox_budget_portal.goals.dataset import GOALS
from toolbox_budget_portal.goals.queries import goals_of
from toolbox_budget_portal.queries import entity
from toolbox_core import N_, ApiRoute, NotFound, json_response, parameters, read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request


class GoalsParameters(msgspec.Struct, kw_only=True):
    """Whose goals."""

    name: Annotated[str, msgspec.Meta(description=N_("The entity, named like its pages."), max_length=64)]


class ObservedValue(msgspec.Struct, kw_only=True):
    """What was observed in one year."""

    year: int
    value: Decimal
    source_row: int


class GoalIndicator(msgspec.Struct, kw_only=True):
    """One indicator of a goal, and where it stands."""

    key: str
    kind: str
    code: str
    label: str
    goal: str
    indicator: str
    unit: str
    direction: Annotated[str, msgspec.Meta(description=N_("What is better: more or less."))]
    baseline_year: int | None
    baseline: Decimal | None
    target_year: int
    target: Decimal
    newest_year: int | None
    newest: Decimal | None
    expected: Annotated[
        Decimal | None, msgspec.Meta(description=N_("Where the straight line to the target is in the newest year."))
    ]
    status: Annotated[str, msgspec.Meta(description=N_("reached, on-the-way, behind, not-measured or cannot-be-told"))]
    countable: bool
    source: str
    observed: list[ObservedValue]


class GoalsData(msgspec.Struct, kw_only=True):
    """All indicators, in the order of the publisher's file, with the number of the published version."""

    entity: str
    version: int
    indicators: list[GoalIndicator]


class GoalsResult(msgspec.Struct, kw_only=True):
    """The goals of an entity."""

    status: str
    data: GoalsData


async def goals(request: Request) -> Response:
    """What programmes are meant to reach, and what was observed."""
    asked = parameters(request, GoalsParameters)
    return json_response({"status": "ok", "data": await read(request, _goals, asked.name)})


def _goals(session: Session, slug: str) -> dict[str, Any]:
    owner, found = entity(session, slug), goals_of(session, slug)
    if found is None:
        raise NotFound(f"No goals of {owner.name} have been published.")
    return {"entity": slug, "version": found.origin.number, "indicators": telling.plain(found)}


def _example(session: Session) -> str:
    for described in GOALS.describe(session):
        return f"/budget/goals/{described.landing.split('/')[2]}"
    return ""


ROUTES = (
    ApiRoute(
        path="/budget/goals/{name}",
        endpoint=goals,
        name="budget_portal:api_goals",
        summary=N_("What programmes are meant to reach: indicators, targets, observed values, where each stands."),
        parameters=GoalsParameters,
        result=GoalsResult,
        public=True,
        example=_example,
    ),
)
