"""Fiscal indicators for programs: ``/api/v1/budget/indicators/<name>``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.responses import Response

from toolbox_budget_portal.indicators.queries import indicators_of
from toolbox_budget_portal.indicators.telling import plain
from toolbox_budget_portal.queries import cube_names
from toolbox_core import N_, ApiRoute, json_response, parameters, read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request


class IndicatorsParameters(msgspec.Struct, kw_only=True):
    """Whose indicators."""

    name: Annotated[str, msgspec.Meta(description=N_("The entity, named like its pages."), max_length=64)]


class RoleCode(msgspec.Struct, kw_only=True):
    """A code whose amounts a figure adds up."""

    direction: str
    kind: str
    code: str


class IndicatorValue(msgspec.Struct, kw_only=True):
    """One indicator: its value with the figures that went in, or what is missing."""

    indicator: str
    value: Decimal | None
    unit: Annotated[str, msgspec.Meta(description=N_("money, ratio or per-person"))]
    made_from: dict[str, Decimal]
    missing: list[str]
    not_above_zero: Annotated[str, msgspec.Meta(description=N_("The figure that nothing can be divided by."))]


class IndicatorYear(msgspec.Struct, kw_only=True):
    """One fiscal year."""

    fiscal_year: int
    stage: Annotated[str, msgspec.Meta(description=N_("done or plan: what the figures of the budget are"))]
    currency: str
    interest_from_debt_file: bool
    figures: dict[str, Decimal]
    codes: dict[str, list[RoleCode]]
    indicators: list[IndicatorValue]


class IndicatorsData(msgspec.Struct, kw_only=True):
    """All years, oldest first, with the versions of the tables that were used."""

    entity: str
    roles_version: int | None
    debt_version: int | None
    loans_and_repayment_known: bool
    years: list[IndicatorYear]


class IndicatorsResult(msgspec.Struct, kw_only=True):
    """The fiscal indicators of an entity."""

    status: str
    data: IndicatorsData


async def indicators(request: Request) -> Response:
    """Every indicator of every year."""
    asked = parameters(request, IndicatorsParameters)
    found = await read(request, indicators_of, asked.name)
    return json_response({"status": "ok", "data": plain(found)})


def _example(session: Session) -> str:
    for name, _ in cube_names(session):
        return f"/budget/indicators/{name}"
    return ""


ROUTES = (
    ApiRoute(
        path="/budget/indicators/{name}",
        endpoint=indicators,
        name="budget_portal:api_indicators",
        summary=N_("Fiscal indicators of every year, with the figures that went in, or what is missing."),
        parameters=IndicatorsParameters,
        result=IndicatorsResult,
        public=True,
        example=_example,
    ),
)
