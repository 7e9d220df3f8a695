"""Making a process: everything that is wrong is said at once, beside its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from toolbox_budget_portal.exceptions import Refused
from toolbox_budget_portal.voting import processes, queries
from toolbox_core import NotFound

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")


def _wrong(database: Database, form: dict[str, str]) -> set[str]:
    with database.write() as session, pytest.raises(Refused) as refused:
        processes.create(session, form, by="tests")
    return {fault.field for fault in refused.value.faults}


def test_a_draft_is_seen_at_the_desk_only(database: Database, form: dict[str, str]) -> None:
    with database.write() as session:
        slug = processes.create(session, form, by="tests")
        with pytest.raises(NotFound):
            queries.process(session, slug)
        of = queries.process_at_desk(session, slug)
        assert (str(of.budget), of.rules.most, of.is_public) == ("1000.00", 2, False)
        processes.publish(session, of)
        assert queries.process(session, slug).is_public


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x"),
        ("slug", "Green City"),
        ("slug", "desk"),
        ("currency", "euro"),
        ("budget", "-5"),
        ("budget", "1e99"),
        ("budget", "much"),
        ("ballot", "ranked"),
        ("voting", "shouting"),
        ("rule", "luck"),
        ("most", "0"),
        ("most", "two"),
        ("entity", "nowhere"),
        ("vote-last", "2026-04-01"),
    ],
)
def test_each_fault_has_its_field(database: Database, form: dict[str, str], field: str, value: str) -> None:
    assert _wrong(database, {**form, field: value}) == {field}


def test_limits_fit_together(database: Database, form: dict[str, str]) -> None:
    assert _wrong(database, {**form, "least": "3", "most": "2"}) == {"most"}
    assert _wrong(database, {**form, "ballot": "cumulative"}) == {"points"}
    with database.write() as session:
        processes.create(session, form, by="tests")
    assert _wrong(database, form) == {"slug"}


def test_money_as_people_type_it() -> None:
    assert [str(processes.amount(text)) for text in ("1 250,50", "1250.5", "400000", "1'000")] == [
        "1250.50",
        "1250.5",
        "400000",
        "1000",
    ]
    assert processes.amount("1.250,50") is None
    assert processes.amount("NaN") is None
