"""Reminders go out once, to the right mailbox; addresses of evidence are looked at; days are counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from toolbox_core import InputError, source_path
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.db.generation import generations
from toolbox_core.services.notifications.models import Letter
from toolbox_nap_monitor import jobs
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.desk import evidence_file
from toolbox_nap_monitor.services import Stored

DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (date(2026, 5, 30), ""),
        (date(2026, 5, 31), "before-30"),
        (date(2026, 6, 23), "before-7"),
        (date(2026, 6, 25), "before-7"),
        (date(2026, 6, 30), "before-7"),
        (date(2026, 7, 1), "after-1"),
        (date(2026, 7, 29), "after-1"),
        (date(2026, 7, 30), "after-30"),
        (date(2027, 7, 30), "after-90"),
    ],
)
def test_which_reminder_is_due(today: date, kind: str) -> None:
    assert jobs.kind_on(DUE, today) == kind


def test_each_reminder_goes_out_once_and_late_ones_to_the_contact_point(
    database: Database, keep: Callable[..., Stored]
) -> None:
    keep()
    base = "https://aldora.example"
    with database.write() as session:
        assert jobs.write_reminders(session, date(2026, 5, 18), base=base, escalate_to="chief@aldora.example") == 2
        assert jobs.write_reminders(session, date(2026, 5, 19), base=base, escalate_to="chief@aldora.example") == 0
        letters = {letter.to: letter for letter in session.scalars(select(Letter))}
        assert set(letters) == {"open-justice@aldora.example", "chief@aldora.example"}
        assert "1.2 Register open was due on 2025-12-31." in letters["chief@aldora.example"].text
        assert f"{base}/nap/ALD/4/commitments/1" in letters["chief@aldora.example"].text
        assert "1.1" not in letters["chief@aldora.example"].text, "what is complete is not reminded of"
        assert jobs.write_reminders(session, date(2026, 5, 31), base=base) == 1, "thirty days before the whole is due"
        assert jobs.write_reminders(session, date(2026, 6, 24), base=base, language="fr") == 1
        last = session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()
        assert last.subject == "Gouvernement ouvert : échéances proches (1)"
        assert "1 Montrer à qui sont les entreprises : échéance le 2026-06-30." in last.text


class _Job:
    """What a job receives, without a worker around it."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.result: Any = None
        self.traceless = False

    def progress(self, done: int, total: int, message: str = "") -> None:
        assert 0 < done <= total
        assert message

    def finish(self, session: Any, result: Any) -> None:
        del session
        self.result = result

    def leave_no_trace(self) -> None:
        self.traceless = True


@pytest.mark.parametrize(
    ("answer", "found", "status"),
    [
        ((200, ""), "alive", 200),
        ((403, ""), "alive", 403),
        ((301, "/new"), "moved", 301),
        ((404, ""), "dead", 404),
        ((503, ""), "dead", 503),
        (InputError("law.example could not be reached."), "dead", None),
        (InputError("law.example leads to an address that is not public"), "refused", None),
    ],
)
def test_addresses_of_evidence_are_looked_at(
    database: Database, settings: Settings, keep: Callable[..., Stored], answer: Any, found: str, status: int | None
) -> None:
    keep()
    asked = []

    def ask(url: str) -> tuple[int, str]:
        asked.append(url)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    job = _Job(database, settings)
    assert jobs.look_at(job, ask) == {found: 1}  # type: ignore[arg-type]
    assert asked == ["https://law.example/12"]
    with database.read() as session:
        proof = session.scalars(select(m.Evidence)).one()
        assert (proof.found, proof.http_status) == (found, status)
    again = _Job(database, settings)
    assert jobs.look_at(again, ask) == {}  # type: ignore[arg-type]
    assert again.traceless, "what was looked at lately is left alone"


def test_a_copy_is_kept_once_where_the_site_allows_it(
    database: Database, settings: Settings, keep: Callable[..., Stored]
) -> None:
    keep()
    asked: list[str] = []

    def copy(url: str) -> bytes:
        asked.append(url)
        return b"%PDF-1.7 the law"

    job = _Job(database, settings)
    assert jobs.look_at(job, lambda url: (200, ""), copy) == {"alive": 1, "copied": 1}  # type: ignore[arg-type]
    with database.write() as session:
        proof = session.scalars(select(m.Evidence)).one()
        assert (proof.file_name, proof.size, proof.url) == ("12", 16, "https://law.example/12")
        source, _, public = evidence_file(session, proof.id)
        assert source_path(settings.files, source).read_bytes() == b"%PDF-1.7 the law"
        assert public
        proof.checked_at = None
    assert jobs.look_at(job, lambda url: (200, ""), copy) == {"alive": 1}  # type: ignore[arg-type]
    assert len(asked) == 1, "what is kept is not fetched again"


def test_what_is_dead_or_too_large_is_not_copied(
    database: Database, settings: Settings, keep: Callable[..., Stored]
) -> None:
    keep()

    def too_large(url: str) -> bytes:
        raise InputError("law.example answered with more than 20 mebibytes.")

    job = _Job(database, settings)
    assert jobs.look_at(job, lambda url: (404, ""), too_large) == {"dead": 1}  # type: ignore[arg-type]
    with database.write() as session:
        session.scalars(select(m.Evidence)).one().checked_at = None
    assert jobs.look_at(job, lambda url: (200, ""), too_large) == {"alive": 1}  # type: ignore[arg-type]
    with database.read() as session:
        proof = session.scalars(select(m.Evidence)).one()
        assert (proof.sha256, "more than 20 mebibytes" in proof.found_note) == ("", True)


def test_a_new_day_makes_pages_anew(database: Database, settings: Settings) -> None:
    with database.read() as session:
        before = generations(session)[1]
    jobs.new_day(_Job(database, settings))  # type: ignore[arg-type]
    with database.read() as session:
        assert generations(session)[1] == before + 1


def test_the_job_reminds_as_of_the_sites_own_day(
    database: Database, settings: Settings, keep: Callable[..., Stored]
) -> None:
    keep()
    job = _Job(database, settings)
    letters = jobs.remind(job, escalate_to="chief@aldora.example")["letters"]  # type: ignore[arg-type]
    assert job.result == {"letters": letters}
    with database.read() as session:
        assert len(session.scalars(select(Letter)).all()) == letters
