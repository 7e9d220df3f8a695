"""Phases and documents that the contact point keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_core import FileStore, NotFound, source_path, utcnow
from toolbox_nap_monitor import gathering, queries
from toolbox_nap_monitor.cocreation import Contribution, contribute
from toolbox_nap_monitor.compliance import requirements
from toolbox_nap_monitor.exceptions import Refused, UnknownPlan
from toolbox_nap_monitor.queries.gathering import by_phase, document_file, documents, phases
from toolbox_nap_monitor.queries.process import process
from toolbox_nap_monitor.queries.room import items
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")


def _phase(**changes: Any) -> dict[str, Any]:
    given = {"phase": "co-creation", "title": "Ideas", "opens": date(2024, 1, 15), "closes": date(2024, 3, 1)}
    return {**given, **changes}


def test_phases_are_kept_changed_and_counted(keep: Callable[..., Stored], database: Database) -> None:
    keep()
    today = utcnow().date()
    with database.write() as session:
        plan = queries.plan(session, "ALD", "4")
        for wrong in ({"phase": "party"}, {"title": "x"}, {"opens": None}, {"closes": date(2023, 1, 1)}):
            with pytest.raises(Refused):
                gathering.keep_phase(session, plan, **_phase(**wrong))
        first = gathering.keep_phase(session, plan, **_phase(published=date(2023, 12, 20), channel="/room"))
        again = gathering.keep_phase(session, plan, **_phase(title="Idées", language="fr", number=first))
        assert again == first
        gathering.keep_phase(
            session, plan, **_phase(title="Closed", opens=today - timedelta(90), closes=today - timedelta(9))
        )
        now = gathering.keep_phase(session, plan, **_phase(title="Drafts", opens=today - timedelta(1), closes=None))
        what = Contribution(title="Open it", text="Let everybody search.", email="ana@example.org", language="en")
        contribute(session, plan, what, base="")
        with pytest.raises(NotFound):
            gathering.keep_phase(session, plan, **_phase(number=999))
    with database.write() as session:
        plan = queries.plan(session, "ALD", "4")
        found = phases(session, plan)
        assert [one.titles["en"] for one in found] == ["Ideas", "Closed", "Drafts"]
        assert found[0].titles["fr"] == "Idées"
        assert [one.is_open(today) for one in found] == [False, False, True]
        groups = by_phase(found, items(session, plan, ("unconfirmed",)))
        assert [len(group.items) for group in groups] == [0, 0, 1]
        gathering.drop_phase(session, plan, now)
        session.expire_all()
        (rest,) = [one for one in by_phase(phases(session, plan), items(session, plan, ("unconfirmed",))) if one.items]
        assert rest.phase is None, "contributions outlive their phase"


def test_documents_start_the_repositorys_clock(keep: Callable[..., Stored], database: Database, tmp_path: Path) -> None:
    keep()
    file = tmp_path / "minutes.pdf"
    file.write_bytes(b"%PDF-1.7 minutes")
    with database.write() as session:
        plan = queries.plan(session, "ALD", "4")
        given: dict[str, Any] = {"kind": "minutes", "title": "Minutes of May", "published": date(2026, 5, 3)}
        for wrong in ({"kind": "x"}, {"title": ""}, {"published": None}, {"url": ""}, {"url": "https://10.0.0.1/x"}):
            with pytest.raises(Refused):
                gathering.keep_document(session, plan, **{**given, "url": "https://open.example/m", **wrong})
        assert documents(session, plan) == []
        kept = gathering.keep_document(
            session, plan, **given, file=(file, file.name, "application/pdf"), store=FileStore(tmp_path / "files")
        )
        linked = gathering.keep_document(session, plan, **{**given, "url": "https://open.example/m", "kind": "plan"})
    with database.write() as session:
        plan = queries.plan(session, "ALD", "4")
        assert [(one.kind, one.file_name) for one in documents(session, plan)] == [("plan", ""), ("minutes", file.name)]
        source, name = document_file(session, kept)
        assert source_path(FileStore(tmp_path / "files"), source).read_bytes() == file.read_bytes()
        assert name == "minutes.pdf"
        with pytest.raises(UnknownPlan):
            document_file(session, linked)
        clock = next(one for one in requirements(process(session, plan), date(2026, 6, 1), "") if one.id == "2.2")
        assert clock.verdict == "met"
        gathering.drop_document(session, plan, kept)
        assert len(documents(session, plan)) == 1
        with pytest.raises(NotFound):
            gathering.drop_document(session, plan, kept)
