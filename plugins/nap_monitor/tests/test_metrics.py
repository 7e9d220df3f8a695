"""Live figures of other modules beside commitments: value, day, target and history, never typed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from toolbox_core import InputError
from toolbox_core.services.metrics import MetricRow, MetricValueRow
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.metrics import point
from toolbox_nap_monitor.queries.live import live_figures
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
METRIC = "budget_portal:years"


@pytest.fixture
def measured(keep: Callable[..., Stored], database: Database) -> Database:
    """The small plan, and a figure that another module wrote down on two days."""
    keep()
    with database.write() as session:
        session.add(MetricRow(id=METRIC, label="Budget years published", unit="budget years", address="/budget/"))
        session.flush()
        for day, value in ((1, "4"), (2, "5")):
            session.add(MetricValueRow(metric=METRIC, day=date(2026, 5, day), value=value))
    return database


def test_a_commitment_shows_the_figure_it_points_at(measured: Database, client: TestClient) -> None:
    assert "No commitment of this plan points at a figure yet" in client.get("/nap/ALD/4/figures").text
    with measured.write() as session:
        plan = queries.plan(session, "ALD", "4")
        point(session, plan, "2", METRIC)
        point(session, plan, "2", METRIC, "6.50")
        (found,) = live_figures(session, plan)
    assert (found.number, found.target) == ("2", Decimal("6.5"))
    assert found.metric is not None
    assert found.metric.newest is not None
    assert found.metric.newest.value == 5
    assert [value.value for value in found.history] == [4, 5]
    page = client.get("/nap/ALD/4/figures").text
    for words in ("Budget years published", "5 budget years", "6.5", "/nap/ALD/4/commitments/2", "2 May 2026"):
        assert words in page


@pytest.mark.parametrize(
    ("number", "metric", "target", "error", "sentence"),
    [
        ("9", METRIC, "", UnknownPlan, "no commitment"),
        ("1", "nobody:nothing", "", InputError, "no metric"),
        ("1", METRIC, "many", InputError, "no number"),
        ("1", METRIC, "NaN", InputError, "no number"),
    ],
)
def test_what_cannot_be_pointed_at(
    measured: Database, number: str, metric: str, target: str, error: type[Exception], sentence: str
) -> None:
    with measured.write() as session:
        plan = queries.plan(session, "ALD", "4")
        with pytest.raises(error, match=sentence):
            point(session, plan, number, metric, target)
        assert live_figures(session, plan) == []


def test_the_desk_chooses_and_the_commitments_page_shows(
    sign_in: Callable[[str], TestClient], measured: Database
) -> None:
    client = sign_in("contact")
    assert "What is measured" not in client.get("/nap/ALD/4/commitments/2").text
    address, same = "/nap/desk/ALD/4/2/figures", {"sec-fetch-site": "same-origin"}
    assert address in client.get("/nap/desk").text
    assert "Budget years published" in client.get(address).text
    wrong = client.post(address, data={"metric": METRIC, "target": "many"}, headers=same)
    assert wrong.status_code == 422
    assert 'href="#target"' in wrong.text
    assert client.post(address, data={"metric": METRIC, "target": "6,5"}, headers=same).status_code == 303
    page = client.get("/nap/ALD/4/commitments/2").text
    for words in ("What is measured", "Budget years published", "5 budget years", "6.5", "1 May 2026", "<svg"):
        assert words in page
    client.post(address, data={"metric": METRIC, "act": "drop"}, headers=same)
    assert "What is measured" not in client.get("/nap/ALD/4/commitments/2").text
    client = sign_in("ministry")
    assert client.get(address).status_code == 403
