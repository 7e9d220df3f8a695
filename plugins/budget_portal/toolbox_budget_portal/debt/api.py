"""The debt of an entity for programs: ``/api/v1/budget/debt/<name>``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from starlette.responses import Response

from toolbox_budget_portal.debt import telling
from toolbox_budget_portal.debt.dataset import DEBT
from toolbox_budget_portal.debt.queries import debts_of
from toolbox_budget_portal.queries import entity, fiscal_years, year
from toolbox_core import N_, ApiRoute, NotFound, json_response, parameters, read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request


class DebtParameters(msgspec.Struct, kw_only=True):
    """Whose debt."""

    name: Annotated[str, msgspec.Meta(description=N_("The entity, named like its pages."), max_length=64)]


class DebtPart(msgspec.Struct, kw_only=True):
    """One row of the publisher's file: a part of the debt in one year."""

    instrument: str
    creditor: str
    residence: Annotated[str, msgspec.Meta(description=N_("domestic, foreign, or empty when it is not said"))]
    currency: str
    opening: Decimal | None
    borrowing: Decimal | None
    repayment: Decimal | None
    other: Decimal | None
    closing: Decimal | None
    interest: Decimal | None
    source_row: int


class DebtYear(msgspec.Struct, kw_only=True):
    """The whole debt of one fiscal year. A sum is null when a part does not give the figure."""

    fiscal_year: int
    opening: Decimal | None
    borrowing: Decimal | None
    repayment: Decimal | None
    other: Decimal | None
    closing: Decimal | None
    interest: Decimal | None
    difference: Annotated[
        Decimal | None, msgspec.Meta(description=N_("Closing less what the other figures lead to; 0 when they agree."))
    ]
    opening_differs_by: Annotated[
        Decimal | None, msgspec.Meta(description=N_("Opening less the closing of the year before; null when equal."))
    ]
    per_inhabitant: Decimal | None
    share_of_gdp: Decimal | None
    currency: str
    parts: list[DebtPart]


class DebtData(msgspec.Struct, kw_only=True):
    """All years, oldest first, with the number of the published version."""

    entity: str
    version: int
    years: list[DebtYear]


class DebtResult(msgspec.Struct, kw_only=True):
    """The debt of an entity."""

    status: str
    data: DebtData


async def debt(request: Request) -> Response:
    """What an entity owes, year by year."""
    asked = parameters(request, DebtParameters)
    return json_response({"status": "ok", "data": await read(request, _debt, asked.name)})


def _debt(session: Session, slug: str) -> dict[str, Any]:
    owner = entity(session, slug)
    found, known = debts_of(session, slug), fiscal_years(session, owner.id)
    if found is None or not known:
        raise NotFound(f"No debt of {owner.name} has been published.")
    newest = year(session, slug, known[0])
    data = telling.plain(found, newest.yardsticks, newest.currency)
    return {"entity": slug, "version": found.origin.number, "years": data}


def _example(session: Session) -> str:
    for described in DEBT.describe(session):
        return f"/budget/debt/{described.landing.split('/')[2]}"
    return ""


ROUTES = (
    ApiRoute(
        path="/budget/debt/{name}",
        endpoint=debt,
        name="budget_portal:api_debt",
        summary=N_("What an entity owes, year by year, with its parts and whether the figures agree."),
        parameters=DebtParameters,
        result=DebtResult,
        public=True,
        example=_example,
    ),
)
