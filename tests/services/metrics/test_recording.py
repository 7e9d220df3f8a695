"""Values are kept exactly, one for each day; what cannot be computed loses nothing but itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from toolbox_core.contracts import Metric
from toolbox_core.db import Database
from toolbox_core.db.generation import generations
from toolbox_core.services.metrics import find_metric, known_metrics, metric_history, record_metrics

MONDAY, TUESDAY = date(2026, 5, 4), date(2026, 5, 5)


def metric(name: str, value: Any, **more: str) -> tuple[str, Metric]:
    return "alpha", Metric(id=name, label=name.title(), value=lambda session: value, **more)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, database: Database) -> Iterator[Database]:
    if request.param == "sqlite":
        yield database
        return
    from toolbox_core.migrate import migrate

    opened = Database(request.getfixturevalue("postgresql_url"))
    migrate(request.getfixturevalue("settings"), opened, "core")
    yield opened
    opened.close()


def test_a_value_for_each_day_the_last_one_wins(store: Database) -> None:
    assert record_metrics(store, [metric("years", 7, unit="years", address="/years/")], MONDAY) == {}
    record_metrics(store, [metric("years", 8, unit="years", address="/years/")], MONDAY)
    record_metrics(store, [metric("years", Decimal("8.50"), unit="years", address="/all/")], TUESDAY)
    with store.read() as session:
        known = find_metric(session, "alpha:years")
        history = metric_history(session, "alpha:years")
        later = metric_history(session, "alpha:years", since=TUESDAY)
    assert known is not None
    assert (known.label, known.unit, known.address) == ("Years", "years", "/all/")
    assert known.newest == history[-1]
    assert [(one.day, str(one.value)) for one in history] == [(MONDAY, "8"), (TUESDAY, "8.50")]
    assert later == history[1:]


def test_nothing_to_tell_is_not_zero(store: Database) -> None:
    record_metrics(store, [metric("a", None), metric("b", 0)], MONDAY)
    with store.read() as session:
        assert [(one.id, one.newest and one.newest.value) for one in known_metrics(session)] == [
            ("alpha:a", None),
            ("alpha:b", 0),
        ]


def test_pages_are_made_anew_only_for_a_new_value(store: Database) -> None:
    seen = []
    for value in (7, 7, 8):
        record_metrics(store, [metric("years", value)], MONDAY)
        with store.read() as session:
            seen.append(generations(session)[1])
    assert seen[0] == seen[1] < seen[2]


def _raises(session: Any) -> int:
    raise RuntimeError("boom")


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.5, "not float"), (True, "not bool"), ("7", "not str"), (Decimal("NaN"), "no number"), (10**70, "too long")],
)
def test_what_is_no_exact_number_is_refused(database: Database, value: Any, said: str) -> None:
    faults = record_metrics(database, [metric("bad", value), metric("good", 1)], MONDAY)
    assert said in faults["alpha:bad"]
    with database.read() as session:
        assert [one.id for one in known_metrics(session)] == ["alpha:good"]


def test_one_that_raises_leaves_the_others(database: Database) -> None:
    broken = "alpha", Metric(id="broken", label="Broken", value=_raises)
    assert record_metrics(database, [broken, metric("good", 1)], MONDAY) == {"alpha:broken": "RuntimeError: boom"}
    with database.read() as session:
        assert find_metric(session, "alpha:broken") is None
        assert find_metric(session, "alpha:good") is not None
        assert metric_history(session, "nobody:nothing") == ()
