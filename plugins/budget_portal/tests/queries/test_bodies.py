"""The panel of an organisation's page: what its parts of budgets planned and spent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from toolbox_budget_portal import queries
from toolbox_core.db import Database
from toolbox_core.services import organisations

pytestmark = pytest.mark.usefixtures("town")


def panel(database: Database, slug: str) -> dict[str, Any] | None:
    with database.read() as session:
        card = organisations.card(session, organisations.by_slug(session, slug))
        references = organisations.linked_references(session, "budget_portal", card.ids)
        return queries.bodies(session, card, references)


def test_a_department_year_by_year(database: Database) -> None:
    found = panel(database, "library")
    assert found is not None
    [body] = found["bodies"]
    assert (body.label, body.address) == ("Library", "002")
    assert [(year.fiscal_year, year.planned, year.spent) for year in body.years] == [
        (2024, Decimal("210.00"), Decimal("41.90")),
        (2023, Decimal(150), Decimal(150)),
    ]


def test_the_government_itself_net_of_what_is_counted_twice(database: Database) -> None:
    found = panel(database, "port-town")
    assert found is not None
    [body] = found["bodies"]
    assert (body.label, [year.fiscal_year for year in body.years]) == ("", [2024, 2023, 2021])


def test_references_that_lead_nowhere_are_passed_over(database: Database) -> None:
    with database.read() as session:
        card = organisations.card(session, organisations.by_slug(session, "library"))
        assert queries.bodies(session, card, ["nobody", "town/99999", "nobody/1"]) is None
