"""Every query answers the same on PostgreSQL as on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from toolbox_budget_portal import queries
from toolbox_budget_portal.babbage import Page, parse_cuts, parse_refs
from toolbox_budget_portal.cube import check_query
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate

pytestmark = pytest.mark.postgresql


def _answers(session: Session) -> dict[str, Any]:
    """One answer of every kind."""
    year = queries.year(session, "town", 2024)
    cube = queries.open_cube(session)
    owner = year.entity

    def ask(drilldown: str, cut: str) -> Any:
        query = check_query(cube.model, drilldown=parse_refs("drilldown", drilldown), cuts=parse_cuts(cut))
        return queries.aggregate(session, cube, query)

    spent = "fiscal_year:2024|direction:expenditure|phase:executed"
    within = {"functional": "2", "administrative": "002/A"}
    return {
        "totals": queries.totals(session, year),
        "breakdown": queries.breakdown(session, year, "expenditure", "functional").children,
        "narrowed": queries.breakdown(session, year, "expenditure", "economic", within=within).children,
        "lines": queries.lines(
            session, year, "expenditure", show="unbudgeted", phase="executed", limit_phase="adjusted"
        ),
        "all": [row.address for row in queries.lines(session, year, "expenditure", phase="executed").rows],
        "shows": queries.count_shows(session, year, "expenditure", "executed", "adjusted"),
        "search": [(item.label, item.sums) for item in queries.search(session, owner, "EDUCACION").items],
        "signs": queries.search(session, owner, "[a-z]*").count,
        "compare": queries.compare(session, owner, (2021, 2022, 2024), "expenditure", "functional").totals,
        "one": ask("functional_2|elimination", spent).cells,
        "three": ask("functional_1.code|economic_1.code|administrative_2", spent).cells,
        "null": ask("phase", "fiscal_year:2024|direction:expenditure|functional_2:null;1/12").cells,
        "facts": queries.facts(session, cube, (), queries.fact_fields(cube.model, ()), Page(2, 9)).rows,
        "on": _walked(session, cube),
        "rows": list(queries.dataset_rows(session, "town-2024")),
        "health": queries.rollups_add_up(session).level,
    }


def _walked(session: Session, cube: Any) -> list[Any]:
    """All facts but the first page, by cursor."""
    fields = queries.fact_fields(cube.model, ())
    last = queries.facts(session, cube, (), fields, Page(1, 9)).last
    found: list[Any] = []
    while last is not None:
        rows = queries.facts_after(session, cube, (), fields, last, 9)
        found += [row for _, row in rows]
        last = rows[-1][0] if rows else None
    assert found
    return found


@pytest.fixture
def postgresql(postgresql_url: str, settings: Settings) -> Iterator[Database]:
    """A migrated PostgreSQL database."""
    opened = Database(postgresql_url)
    migrate(settings, opened)
    yield opened
    opened.close()


def test_both_databases_give_the_same_answers(
    database: Database, postgresql: Database, publish_town: Callable[[Database], str]
) -> None:
    answers = []
    for each in (database, postgresql):
        publish_town(each)
        with each.read() as session:
            answers.append(_answers(session))
    assert answers[0]["health"] == "ok"
    for name, answer in answers[0].items():
        assert answers[1][name] == answer, name
