"""Rates as drafts, one set in force, every value converted, lists and sums by the converted value; and back again."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from toolbox_core import InputError, NotFound
from toolbox_core.db.models import AuditEntry
from toolbox_procurement import queries
from toolbox_procurement.conversion.act import add_rates, convert_values, find_rates, in_force, rate_sets
from toolbox_procurement.models import Process
from toolbox_procurement.publishing.act import end_rates, put_rates_in_force
from toolbox_procurement.queries.records import Conditions

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
RATES = b"date,USD,JPY\n2025-02-10,1.25,160\n"


@pytest.fixture
def mixed(load: Callable[..., Any], write: Callable[..., Path], processes: Callable[[int], list[Any]]) -> None:
    """Four processes worth 999, 1998, 2997 and 3996 of EUR, USD, JPY and a currency that does not exist."""

    def say(value: Any, currency: str) -> Any:
        if isinstance(value, dict):
            return {key: currency if key == "currency" else say(one, currency) for key, one in value.items()}
        return [say(one, currency) for one in value] if isinstance(value, list) else value

    currencies = {"1": "EUR", "2": "USD", "3": "JPY", "4": "MNX"}
    releases = [say(release, currencies[release["ocid"][-1]]) for release in processes(4)]
    load(write("town.jsonl", releases, lines=True))


@pytest.fixture
def in_euro(settings: Settings, database: Database, write: Callable[..., Path], mixed: None) -> int:
    """A set of rates in force; gives its number."""
    path = write("rates.csv", RATES)
    with database.write() as session:
        number = add_rates(session, settings.files, path, base="EUR", origin="Test bank", by="tests").id
        assert in_force(session) is None
        put_rates_in_force(session, number, target="EUR", days=5, by="tests")
    return number


def test_every_value_is_converted_or_counted(database: Database, in_euro: int) -> None:
    with database.read() as session:
        rows = session.execute(select(Process.currency, Process.value, Process.converted).order_by(Process.ocid)).all()
        row = find_rates(session, in_euro)
        assert row.counts == {"same": 1, "converted": 2, "unknown-currency": 1, "unknown": {"MNX": 1}}
        acts = session.scalars(select(AuditEntry.action).where(AuditEntry.target == f"rates:{in_euro}")).all()
        assert acts == ["rates.add", "rates.publish"]
    assert [tuple(one) for one in rows] == [
        ("EUR", 9_990_000, 9_990_000),
        ("USD", 19_980_000, 15_984_000),
        ("JPY", 29_970_000, 187_300),
        ("MNX", 39_960_000, None),
    ]


@pytest.mark.usefixtures("in_euro")
def test_lists_are_ordered_and_narrowed_by_the_converted_value_and_show_how(database: Database) -> None:
    with database.read() as session:
        found = queries.find(session, Conditions(), order="largest")
        assert found.target == "EUR"
        assert [item.currency for item in found.items] == ["USD", "EUR", "JPY"]
        first = found.items[0].converted
        assert first is not None
        assert (first.amount, first.rate, first.day, first.origin) == (
            Decimal("1598.40"), Decimal("0.8"), "2025-02-10", "Test bank",
        )  # fmt: skip
        assert found.items[1].converted is None
        narrowed = queries.find(session, Conditions(low=Decimal(500), high=Decimal(1500)))
        assert [item.currency for item in narrowed.items] == ["EUR"]
        assert queries.case(session, "ocds-t3st00-3").item.converted is not None
        assert queries.case(session, "ocds-t3st00-4").item.converted is None


@pytest.mark.usefixtures("in_euro")
def test_profiles_add_up_what_could_be_converted(database: Database) -> None:
    with database.read() as session:
        whole = queries.whole(session)
        assert whole is not None
        assert whole.figures["converted"] == [9_990_000 + 15_984_000 + 187_300, 3, 4, "EUR"]
        [buyers] = queries.profiles(session, "buyer")[0]
        assert buyers.figures["converted"] == whole.figures["converted"]
        suppliers = queries.profiles(session, "supplier")[0]
        assert sum(one.figures.get("converted", [0])[0] for one in suppliers) > 0


def test_the_next_set_takes_over_and_without_one_values_stand_alone(
    settings: Settings, database: Database, write: Callable[..., Path], in_euro: int
) -> None:
    path = write("new.csv", b"date,USD\n2025-02-10,2\n")
    with database.write() as session:
        number = add_rates(session, settings.files, path, base="EUR", origin="Other bank", by="tests").id
        with pytest.raises(InputError, match="no rates of"):
            put_rates_in_force(session, number, target="JPY", days=5, by="tests")
        put_rates_in_force(session, number, target="USD", days=5, by="tests")
        assert [(row.id, row.status) for row in rate_sets(session)] == [(number, "published"), (in_euro, "ended")]
        assert convert_values(session) == {"same": 1, "converted": 1, "no-rate": 1, "unknown-currency": 1}
        end_rates(session, number, by="tests")
        assert set(session.scalars(select(Process.converted))) == {None}
        assert queries.find(session, Conditions(), order="largest").items[0].currency == "MNX"
        with pytest.raises(InputError, match="not in force"):
            end_rates(session, number, by="tests")
        with pytest.raises(NotFound):
            find_rates(session, 99)


def test_a_set_needs_a_base_and_an_origin(settings: Settings, database: Database, write: Callable[..., Path]) -> None:
    path = write("rates.csv", RATES)
    for base, origin in (("Euro", "Test bank"), ("EUR", " ")):
        with database.write() as session, pytest.raises(InputError):
            add_rates(session, settings.files, path, base=base, origin=origin, by="tests")


def test_what_is_published_later_is_converted_too(
    database: Database, in_euro: int, load: Callable[..., Any], write: Callable[..., Path], processes: Any
) -> None:
    load(write("more.jsonl", processes(6)[-8:], lines=True))
    with database.read() as session:
        assert find_rates(session, in_euro).counts["same"] == 3


@pytest.mark.usefixtures("mixed")
def test_long_lists_are_ordered_by_the_converted_value_too(
    settings: Settings, database: Database, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolbox_procurement.publishing.postings.WORTH", 1)
    path = write("rates.csv", RATES)
    with database.write() as session:
        number = add_rates(session, settings.files, path, base="EUR", origin="Test bank", by="tests").id
        put_rates_in_force(session, number, target="EUR", days=5, by="tests")
    with database.read() as session:
        found = queries.find(session, Conditions(), order="largest")
        assert (found.target, [item.currency for item in found.items]) == ("EUR", ["USD", "EUR", "JPY"])
        narrowed = queries.find(session, Conditions(low=Decimal(500), high=Decimal(1500)))
        assert [item.currency for item in narrowed.items] == ["EUR"]
