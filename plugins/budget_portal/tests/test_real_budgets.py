"""Two more real budgets: years as columns in thousands, and four years in one long file."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.models import Line
from toolbox_core.db import Database

pytestmark = pytest.mark.shared_data


def prepare(source: Path, folder: Path, currency: str) -> tuple[Path, dict[str, Any]]:
    """Copy a file, propose its descriptor; returns where the descriptor goes, and what it says."""
    folder.mkdir()
    shutil.copyfile(source, folder / source.name)
    return folder / "datapackage.json", propose([folder / source.name], currency=currency).descriptor


def test_years_as_columns_in_thousands_with_figures_not_for_publication(
    shared_data: Path, tmp_path: Path, load: Callable[..., Any], database: Database
) -> None:
    (source,) = (shared_data / "budget/au-federal-2015-16").glob("*.csv")
    path, descriptor = prepare(source, tmp_path / "australia", "AUD")
    for field in descriptor["resources"][0]["schema"]["fields"]:
        if "normalize" in field:
            field["factor"] = 1000
    path.write_text(json.dumps(descriptor))

    outcome = load(path, entity="australia", year=None, level="national")

    totals = {draft.fiscal_year: Decimal(draft.totals["approved"]["expenditure"]) for draft in outcome.drafts}
    assert totals == {
        2014: Decimal("450521878687.746"),
        2015: Decimal("451289929780.131"),
        2016: Decimal("472043966481.955"),
        2017: Decimal("488282845959.493"),
        2018: Decimal("511524122373.805"),
    }
    assert {draft.report.rows_stored for draft in outcome.drafts} == {1608}
    with database.read() as session:
        lines = session.execute(select(Line.version_id, Line.approved, Line.presence)).all()
    last = [line for line in lines if line.version_id == outcome.drafts[-1].version_id]
    presence = Counter(line.presence for line in last)
    assert presence["approved:not-published"] in (3, 4)
    assert presence["approved:blank"] > 0
    assert presence["approved:dash"] > 0
    assert sum(line.approved == 0 for line in last) > 0
    assert all(line.approved is None for line in last if line.presence)


def test_four_years_in_one_file(shared_data: Path, tmp_path: Path, load: Callable[..., Any]) -> None:
    (source,) = (shared_data / "budget/es-madrid-2012-2015").glob("*.csv")
    path, descriptor = prepare(source, tmp_path / "madrid", "EUR")
    path.write_text(json.dumps(descriptor))

    outcome = load(path, entity="madrid", year=None)

    assert {draft.fiscal_year: Decimal(draft.totals["approved"]["expenditure"]) for draft in outcome.drafts} == {
        2012: 4942020428,
        2013: 4564125024,
        2014: 4699310629,
        2015: 4650554218,
    }
    assert sum(draft.report.rows_stored for draft in outcome.drafts) == 20217
