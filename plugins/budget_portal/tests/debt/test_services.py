"""A debt goes the way of every dataset, on both databases, and its contradictions are reported and kept."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal import services as budgets
from toolbox_budget_portal.debt.dataset import DEBT
from toolbox_budget_portal.debt.queries import debts_of
from toolbox_budget_portal.debt.services import import_debt
from toolbox_core import ControlTotalMismatch, DatasetVersion, InputError, version_hash
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services.provenance import verify_log

pytestmark = pytest.mark.plugins("budget_portal")
FILE = """\
year;instrument;residence;opening;borrowing;repayment;other;closing;interest
2023;bonds;domestic;100,50;20;10;;110,50;4,125
2023;loans;foreign;50;0;5;-1,5;43,5;2
2024;bonds;domestic;110,5;0;10;;100,5;nfp
2024;loans;foreign;44,5;8;0;;52,25;1,75
"""


def _whole_life(database: Database, town: str, settings: Settings, path: Path) -> None:
    with database.write() as session:
        total = Decimal("152.75")
        version, found = import_debt(
            session, settings.files, path, entity=town, control_total=total, by="tests", licence="CC0-1.0"
        )
        report = session.get_one(DatasetVersion, version).report
        assert [(problem["row"], problem["rule"]) for problem in report["problems"]] == [
            (5, "debt-identity"),
            (4, "debt-continuity"),
        ]
        assert (report["rows_read"], report["rows_stored"], report["rows_rejected"]) == (4, 4, 0)
        assert len(found.problems) == 2
        assert debts_of(session, town) is None, "a draft is not public"
        entry = budgets.publish_version(session, version, by="tests")
        assert entry.content_sha256 == version_hash(DEBT.version_tables(session, version))
    with database.read() as session:
        known = debts_of(session, town)
        assert known is not None
        assert known.years[2023] == {
            "opening": Decimal("150.5"),
            "borrowing": Decimal(20),
            "repayment": Decimal(15),
            "other": Decimal("-1.5"),
            "closing": Decimal(154),
            "interest": Decimal("6.125"),
        }
        assert (known.years[2024]["interest"], known.breaks) == (None, {2024: Decimal(1)})
        assert (known.facets(2024), known.origin.file) == (("instrument", "residence"), "debt.csv")
        (described,) = DEBT.describe(session)
        assert (described.licence, described.row_count, described.id) == ("CC0-1.0", 4, f"budget_portal/{town}-debt")
        rows = list(DEBT.rows(session, f"{town}-debt"))
        assert rows[2][:5] == (2024, "bonds", "", "domestic", "")
        assert rows[2][10:] == (None, 4)
        assert verify_log(session) == []
    with database.write() as session:
        budgets.withdraw_version(session, version, by="tests", reason="Wrong year.")
        assert debts_of(session, town) is None
        again, _ = import_debt(session, settings.files, path, entity=town, by="tests")
        budgets.discard_version(session, again)


def test_a_whole_life(database: Database, town: str, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "debt.csv"
    path.write_text(FILE, encoding="utf-8")
    _whole_life(database, town, settings, path)


@pytest.mark.postgresql
def test_the_same_on_postgresql(
    settings: Settings, postgresql_url: str, publish_town: Callable[[Database], str], tmp_path: Path
) -> None:
    path = tmp_path / "debt.csv"
    path.write_text(FILE, encoding="utf-8")
    opened = Database(postgresql_url)
    migrate(settings, opened)
    try:
        _whole_life(opened, publish_town(opened), settings, path)
    finally:
        opened.close()


def test_a_wrong_total_and_an_unknown_entity_are_refused(
    database: Database, town: str, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "debt.csv"
    path.write_text(FILE, encoding="utf-8")
    with database.write() as session:
        with pytest.raises(ControlTotalMismatch, match=r"at the end of 2024 is 152\.75, not 153"):
            import_debt(session, settings.files, path, entity=town, control_total=Decimal(153))
        with pytest.raises(InputError, match="There are no budgets of 'nowhere'"):
            import_debt(session, settings.files, path, entity="nowhere")
