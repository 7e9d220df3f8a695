"""The demo budgets are published through the plugin's own services, once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from toolbox_budget_portal.demo.loading import load_demo
from toolbox_budget_portal.models import Entity, Line, Rollup
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.services.provenance import current_versions, verify_log

pytestmark = pytest.mark.plugins("budget_portal")


def test_every_year_is_published_with_exact_totals_and_only_once(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    with database.write() as session:
        load_demo(session, settings.files, tmp_path / "one")
    with database.read() as session:
        assert sorted(session.scalars(select(Entity.slug))) == ["aldora", "port-sennen"]
        assert verify_log(session) == []
        (version,) = current_versions(session, "budget_portal/aldora-2025")
        total = session.scalar(
            select(Rollup.executed).where(
                Rollup.version_id == version.id, Rollup.dims == "", Rollup.direction == "expenditure"
            )
        )
        assert total is not None
        assert Decimal(total).scaleb(-2) == Decimal("46848000000.00")
        lines = session.scalar(select(func.count()).select_from(Line))
    with database.write() as session:
        load_demo(session, settings.files, tmp_path / "two")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Line)) == lines
    assert not (tmp_path / "two").exists()
