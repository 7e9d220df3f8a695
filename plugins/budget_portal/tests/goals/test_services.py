"""Goals go the way of every dataset, on both databases; their download is a file that can be loaded again."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal import queries
from toolbox_budget_portal import services as budgets
from toolbox_budget_portal.goals.dataset import COLUMNS, GOALS
from toolbox_budget_portal.goals.queries import goals_of, money_of
from toolbox_budget_portal.goals.services import import_goals
from toolbox_core import InputError, stream_csv, version_hash
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services.provenance import verify_log

pytestmark = pytest.mark.plugins("budget_portal")
FILE = """\
code,goal,indicator,unit,direction,baseline year,baseline,target year,target,countable,source,2023,2024
1,Streets are safe at night,Lamps that work,per cent,more,2021,80.5,2026,99,,https://example.org/lamps,85,91.25
2/21,Every child has a place,Places,places,more,2022,40,2024,60,yes,,50,62
2,People borrow books,Loans,loans,more,,,2027,1000,yes,,,
"""


def _whole_life(database: Database, town: str, settings: Settings, folder: Path) -> None:
    path = folder / "goals.csv"
    path.write_text(FILE, encoding="utf-8")
    with database.write() as session:
        version, found = import_goals(session, settings.files, path, entity=town, kind="functional", by="tests")
        assert len(found.indicators) == 3
        assert goals_of(session, town) is None, "a draft is not public"
        entry = budgets.publish_version(session, version, by="tests")
        assert entry.content_sha256 == version_hash(GOALS.version_tables(session, version))
    with database.read() as session:
        known = goals_of(session, town)
        assert known is not None
        assert known.indicators == found.indicators, "what is kept is what was read"
        assert [(one.key, one.status) for one in known.indicators] == [
            ("1-lamps-that-work", "behind"),
            ("2-21-places", "reached"),
            ("2-loans", "not-measured"),
        ]
        assert [known.name(one) for one in known.indicators] == ["Services", "Educación infantil", "Culture"]
        assert [one.path for one in known.of("functional", "2")] == ["2/21", "2"]
        assert [one.path for one in known.above([("functional", "2/21"), ("economic", "1")])] == ["2/21", "2"]
        years = {number: queries.year(session, town, number) for number in (2021, 2024)}
        money = money_of(session, years, "functional", "2/21")
        assert {number: sums.of("executed") for number, (_, sums) in money.items()} == {2024: Decimal("41.90")}
        rows = list(GOALS.rows(session, f"{town}-goals"))
        assert [row[-3:] for row in rows] == [
            (2023, Decimal(85), 2),
            (2024, Decimal("91.25"), 2),
            (2023, Decimal(50), 3),
            (2024, Decimal(62), 3),
            (None, None, 4),
        ]
        assert verify_log(session) == []
    path.write_bytes(b"".join(stream_csv(COLUMNS, rows)))
    with database.write() as session:
        again, read_again = import_goals(session, settings.files, path, entity=town, kind="functional", by="tests")
        statuses = [(one.key, one.status, one.target, dict(one.observed).keys()) for one in read_again.indicators]
        assert statuses == [(one.key, one.status, one.target, one.observed.keys()) for one in found.indicators]
        budgets.discard_version(session, again)
        budgets.withdraw_version(session, version, by="tests", reason="Wrong file.")
        assert goals_of(session, town) is None


def test_a_whole_life(database: Database, town: str, settings: Settings, tmp_path: Path) -> None:
    _whole_life(database, town, settings, tmp_path)


@pytest.mark.postgresql
def test_the_same_on_postgresql(
    settings: Settings, postgresql_url: str, publish_town: Callable[[Database], str], tmp_path: Path
) -> None:
    opened = Database(postgresql_url)
    migrate(settings, opened)
    try:
        _whole_life(opened, publish_town(opened), settings, tmp_path)
    finally:
        opened.close()


def test_codes_and_classifications_that_no_budget_has_are_refused(
    database: Database, town: str, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "goals.csv"
    path.write_text(FILE.replace("2/21,", "2/77,"), encoding="utf-8")
    with database.write() as session:
        with pytest.raises(InputError, match="row 3: Port Town has no functional code '2/77'"):
            import_goals(session, settings.files, path, entity=town, kind="functional")
        with pytest.raises(InputError, match="There is no classification 'project'"):
            import_goals(session, settings.files, path, entity=town, kind="project")
