"""Records are added, sealed in the publication log, corrected by later ones, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from toolbox_budget_portal import services as budgets
from toolbox_budget_portal.openness import queries, services
from toolbox_budget_portal.openness.calendar import FiscalRules
from toolbox_budget_portal.openness.standing import Record
from toolbox_budget_portal.openness.tables import Document
from toolbox_core import InputError, NotFound, PublicationError, current_versions, version_hash
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services.provenance import verify_log

pytestmark = pytest.mark.plugins("budget_portal")
TODAY = date(2025, 11, 1)


def _record(kind: str = "eb", day: str = "2025-01-08", **more: object) -> Record:
    values: dict[str, object] = {"url": "https://town.example/budget.pdf", "period": "", **more}
    return Record(id=0, fiscal_year=2025, kind=kind, published_on=date.fromisoformat(day), **values)  # type: ignore[arg-type]


@pytest.mark.postgresql
def test_the_same_on_postgresql(
    settings: Settings, postgresql_url: str, publish_town: Callable[[Database], str]
) -> None:
    opened = Database(postgresql_url)
    migrate(settings, opened)
    try:
        _whole_life(opened, publish_town(opened), settings)
    finally:
        opened.close()


def test_a_whole_life(database: Database, town: str, settings: Settings) -> None:
    _whole_life(database, town, settings)


def _whole_life(database: Database, town: str, settings: Settings) -> None:
    files = settings.files
    with database.write() as session:
        before = queries.openness(session, town, 2025, TODAY)
        assert before.score is None
        assert {one.status for one in before.standings} == {"unknown"}
        assert queries.share_on_time(session, TODAY) is None
        assert queries.count_missing(session, TODAY) is None
        services.note_rules(session, town, FiscalRules(approved="12-12"), from_year=2025, by="tests")
        services.note_decision(session, town, 2025, "approved", date(2024, 12, 11), by="tests")
        for kind, day, period in (("eb", "2025-01-08", ""), ("iyr", "2025-07-07", "Q1"), ("cb", "2025-04-08", "")):
            services.record_document(session, files, town, _record(kind, day, period=period), today=TODAY, by="tests")
    with database.read() as session:
        found = queries.openness(session, town, 2025, TODAY)
        state = {one.kind: (one.status, one.points) for one in found.standings}
        assert state == {
            "pbs": ("missing", 0),
            "ebp": ("missing", 0),
            "eb": ("on-time", 100),
            "cb": ("on-time", 100),
            "iyr": ("missing", 25),  # (49 + 0) / 2, halves up: one came a week late, one is missing, two are not due
            "myr": ("missing", 0),
            "yer": ("waiting", None),
            "ar": ("waiting", None),
        }
        assert found.score == 38  # 225 / 6, halves up
        assert found.rules.approved == "12-12"
        assert queries.openness(session, town, 2024, TODAY).rules.assumed, "settings do not reach back"
        assert queries.count_missing(session, TODAY) == 5, "four of 2025, and the statement before the budget of 2026"
        assert queries.share_on_time(session, TODAY) == 29, "2 of the 7 that fell due within twelve months"
        assert verify_log(session) == []
        (version,) = current_versions(session, f"budget_portal/{town}-documents")
        assert version.number == 5
        assert version_hash(queries.version_tables(session, version.id)) == version.content_sha256
        (described,) = queries.describe(session)
        assert described.row_count == 3
        assert [row[2] for row in queries.rows(session, f"{town}-documents")] == ["eb", "iyr", "cb"]
        with pytest.raises(NotFound):
            list(queries.rows(session, "elsewhere-documents"))


def test_a_copy_is_kept_and_the_list_is_sealed(
    database: Database, town: str, settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "budget.pdf"
    copy.write_bytes(b"%PDF-1.7 a budget")
    with database.write() as session:
        made = services.record_document(
            session, settings.files, town, _record(url=""), today=TODAY, copy=copy, by="tests"
        )
        assert (made.file, made.bytes, len(made.sha256)) == ("budget.pdf", 17, 64)
        (version,) = current_versions(session, f"budget_portal/{town}-documents")
        assert [link.source.sha256 for link in version.sources] == [made.sha256]
    with database.write() as session:
        session.execute(update(Document).values(published_on=date(2025, 1, 1)))
        (version,) = current_versions(session, f"budget_portal/{town}-documents")
        assert version_hash(queries.version_tables(session, version.id)) != version.content_sha256


def test_a_mistake_is_corrected_by_another_record(database: Database, town: str, settings: Settings) -> None:
    files = settings.files
    with database.write() as session:
        services.note_rules(session, town, FiscalRules(), from_year=2025, by="tests")
        first = services.record_document(session, files, town, _record(), today=TODAY, by="tests")
        right = services.record_document(
            session, files, town, _record(day="2025-05-08", replaces=first.id), today=TODAY, by="tests"
        )
        for wrong, sentence in (
            (_record(replaces=first.id), "corrected already"),
            (_record("ar", replaces=right.id), "of another document"),
            (_record(replaces=999), "no record 999"),
        ):
            with pytest.raises(InputError, match=sentence):
                services.record_document(session, files, town, wrong, today=TODAY, by="tests")
        eb = queries.openness(session, town, 2025, TODAY).standings[2]
        assert (eb.status, eb.points, eb.parts[0].days) == ("late", 45, 38)
        with pytest.raises(InputError, match="Why"):
            services.take_back(session, town, right.id, reason=" ", by="tests")
        services.take_back(session, town, right.id, reason="Another year's.", by="tests")
        assert queries.openness(session, town, 2025, TODAY).standings[2].status == "missing"
        with pytest.raises(InputError, match="corrected already"):
            services.take_back(session, town, right.id, reason="Again.", by="tests")
        (version,) = current_versions(session, f"budget_portal/{town}-documents")
        with pytest.raises(PublicationError, match="never withdrawn"):
            budgets.withdraw_version(session, version.id, by="tests", reason="No.")


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (_record(day="2025-11-02"), "has not come yet"),
        (_record(url=""), "Where can people read it"),
        (_record(url="javascript:alert(1)"), "no address of the web"),
        (_record(url="https://"), "no address of the web"),
        (_record("iyr"), "Which part of 2025"),
        (_record("iyr", period="Q5"), "The parts are Q1, Q2, Q3, Q4|Which part"),
        (_record(period="Q1"), "Only in-year reports"),
        (_record("cb", explains="ar"), "explains the enacted budget"),
        (_record("tax"), "none of the eight"),
    ],
)
def test_what_does_not_fit_is_refused(
    database: Database, town: str, settings: Settings, record: Record, sentence: str
) -> None:
    with database.write() as session, pytest.raises(InputError, match=sentence):
        services.record_document(session, settings.files, town, record, today=TODAY, by="tests")
    with database.read() as session:
        assert current_versions(session, f"budget_portal/{town}-documents") == []


def test_slips_in_days_and_names(database: Database, town: str) -> None:
    with database.write() as session:
        with pytest.raises(InputError, match="too far"):
            services.note_decision(session, town, 2025, "approved", date(2052, 1, 1), by="tests")
        with pytest.raises(InputError, match="no decision"):
            services.note_decision(session, town, 2025, "read", date(2024, 12, 1), by="tests")
        with pytest.raises(NotFound):
            services.note_rules(session, "twon", FiscalRules(), from_year=2025, by="tests")
        with pytest.raises(InputError, match="no fiscal year 12"):
            services.note_rules(session, town, FiscalRules(), from_year=12, by="tests")
