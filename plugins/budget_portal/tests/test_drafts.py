"""What an import made, as a script receives it."""

from __future__ import annotations

from toolbox_budget_portal.drafts import Loaded
from toolbox_core import ImportReport


def test_a_draft_is_told_with_gross_totals_and_eliminations_apart() -> None:
    loaded = Loaded(
        version_id=7,
        number=2,
        dataset="budget_portal/a-2024",
        fiscal_year=2024,
        currency="EUR",
        digits=2,
        report=ImportReport(rows_read=3, rows_stored=2, rows_rejected=1),
        totals={"approved": {"expenditure": "5.00"}},
        eliminations={"approved": {"expenditure": "1.00"}},
        other_years=4,
    )
    told = loaded.to_dict()
    assert {
        key: told[key] for key in ("version", "rows_read", "rows_stored", "rows_rejected", "rows_of_other_years")
    } == {
        "version": 7,
        "rows_read": 3,
        "rows_stored": 2,
        "rows_rejected": 1,
        "rows_of_other_years": 4,
    }
    assert told["totals"]["approved"] == {"expenditure": "5.00"}
    assert told["eliminations"]["approved"] == {"expenditure": "1.00"}
