"""The demo's contracts: the same at every making, valid but for their invented currency, with something to see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from toolbox_core import organisation_of
from toolbox_procurement.checking.run import check_file
from toolbox_procurement.demo import releases
from toolbox_procurement.demo.loading import load_demo
from toolbox_procurement.issues import severity
from toolbox_procurement.models import FlagRow, Process, Rollup

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database


def test_they_are_the_same_each_time_and_valid(tmp_path: Path) -> None:
    made = [*releases.national(7, 30), *releases.city(7, 20)]
    assert made == [*releases.national(7, 30), *releases.city(7, 20)]
    path = tmp_path / "demo.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in made), encoding="utf-8")
    faults = {one.rule: one.path for one in check_file(path).issues.sorted() if severity(one.rule) == "error"}
    assert set(faults) == {"code-not-in-closed-codelist"}
    assert "currency" in faults["code-not-in-closed-codelist"]


@pytest.mark.plugins("budget_portal", "procurement")
def test_the_demo_shows_something_of_everything(settings: Settings, database: Database, tmp_path: Path) -> None:
    from toolbox_core.cli.demo import _fill

    _fill(settings, database, "tests")
    with database.read() as session:
        assert (session.scalar(select(func.count()).select_from(Process)) or 0) > 250
        codes = set(session.scalars(select(FlagRow.code)))
        assert {"R003", "R018", "R010"} <= codes
        quay = session.scalars(select(Process).where(Process.ocid.endswith("PS-2025-0417"))).one()
        assert (quay.silent, quay.bidders, quay.tender_days, quay.value) == (2, 4, 9, 53_041_000_000)
        assert "R003" in set(session.scalars(select(FlagRow.code).where(FlagRow.process_id == quay.id)))
        buyer = session.scalars(
            select(Rollup).where(Rollup.kind == "buyer", Rollup.name == "City of Port Sennen")
        ).one()
        budget = organisation_of(session, "budget_portal", "port-sennen")
        assert budget is not None
        assert budget.slug == buyer.subject
    with database.write() as session:
        load_demo(session, settings.files, tmp_path)  # a second time does nothing
