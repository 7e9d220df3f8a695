"""Monthly facts go the way of every dataset, on both databases, and add up to what the file says."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal import queries
from toolbox_budget_portal import services as budgets
from toolbox_budget_portal.months import services
from toolbox_budget_portal.months.dataset import MONTHS
from toolbox_budget_portal.months.queries import months_of
from toolbox_core import ControlTotalMismatch, InputError, NotFound, version_hash
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services.provenance import verify_log

pytestmark = pytest.mark.plugins("budget_portal")
FILE = """\
period;direction;code;amount
2024-01;expenditure;1;100,50
2024-01;expenditure;2;62
2024-03;expenditure;1;-0,25
2024-02;revenue;;500
"""


def _whole_life(database: Database, town: str, settings: Settings, path: Path) -> None:
    with database.write() as session:
        version, found = services.import_months(
            session, settings.files, path, slug=town, fiscal_year=2024, control_total=Decimal("162.25"), by="tests"
        )
        assert found.rows_read == 4
        year = queries.year(session, town, 2024)
        with pytest.raises(NotFound):
            months_of(session, year, "expenditure")
        entry = budgets.publish_version(session, version, by="tests")
        assert entry.content_sha256 == version_hash(MONTHS.version_tables(session, version))
    with database.read() as session:
        year = queries.year(session, town, 2024)
        spent = months_of(session, year, "expenditure")
        assert spent.added[:4] == (Decimal("162.50"), None, Decimal("-0.25"), None)
        assert spent.cumulative[:4] == [Decimal("162.50"), Decimal("162.50"), Decimal("162.25"), None]
        assert (spent.last, spent.so_far, len(spent.months)) == ("2024-03", Decimal("162.25"), 12)
        parts = {part.path: (part.label, part.so_far, part.sums.of("adjusted")) for part in spent.parts}
        assert parts == {
            "1": ("Services", Decimal("100.25"), Decimal("1600.50")),
            "2": ("Culture", Decimal(62), Decimal(210)),
        }
        assert months_of(session, year, "revenue").so_far == Decimal(500)
        (described,) = MONTHS.describe(session)
        assert [row[3] for row in MONTHS.rows(session, described.id.partition("/")[2])] == [
            Decimal("100.50"),
            Decimal(62),
            Decimal("-0.25"),
            Decimal(500),
        ]
        assert verify_log(session) == []
    with database.write() as session:
        budgets.withdraw_version(session, version, by="tests", reason="Wrong year.")
        assert MONTHS.current(session, town, 2024) is None


def test_a_whole_life(database: Database, town: str, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "months.csv"
    path.write_text(FILE, encoding="utf-8")
    _whole_life(database, town, settings, path)


@pytest.mark.postgresql
def test_the_same_on_postgresql(
    settings: Settings, postgresql_url: str, publish_town: Callable[[Database], str], tmp_path: Path
) -> None:
    path = tmp_path / "months.csv"
    path.write_text(FILE, encoding="utf-8")
    opened = Database(postgresql_url)
    migrate(settings, opened)
    try:
        _whole_life(opened, publish_town(opened), settings, path)
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("period,code,amount\n2024-01,77,1\n", "has no functional codes 77"),
        ("period,code,amount\n2024-01,1,1\n2024-01,1/12,1\n", "gives 1 and parts of it"),
        ("period,code,amount\n2024-01,,1\n2024-01,1,1\n", "gives the whole and parts of it"),
    ],
)
def test_codes_that_are_unknown_or_count_twice_are_refused(
    database: Database, town: str, settings: Settings, tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "months.csv"
    path.write_text(text, encoding="utf-8")
    with database.write() as session:
        with pytest.raises(InputError, match=sentence):
            services.import_months(session, settings.files, path, slug=town, fiscal_year=2024)
        path.write_text("period,amount\n2024-01,1.10\n", encoding="utf-8")
        with pytest.raises(ControlTotalMismatch, match=r"is 1\.10, not 1\.11"):
            services.import_months(
                session, settings.files, path, slug=town, fiscal_year=2024, control_total=Decimal("1.11")
            )
