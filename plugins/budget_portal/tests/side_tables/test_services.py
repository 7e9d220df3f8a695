"""Side tables go the way of every dataset; who follows the entity or the year hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolbox_budget_portal import services
from toolbox_budget_portal.crosswalk.dataset import CROSSWALKS
from toolbox_budget_portal.receipt.dataset import TAX_RULES
from toolbox_budget_portal.side_tables.services import close_draft, open_draft, owner_of
from toolbox_core import InputError, PublicationError, find_version, object_topic
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.services.notifications import latest
from toolbox_core.services.provenance import verify_log

pytestmark = pytest.mark.plugins("budget_portal")


def _draft(database: Database, settings: Settings, town: str, path: Path) -> int:
    path.write_text("a file", encoding="utf-8")
    with database.write() as session:
        version = open_draft(
            session,
            TAX_RULES,
            entity=town,
            part=2024,
            title="Rules",
            mapping={"tax_rules": {"tax": [{"name": "Income tax"}]}},
            licence="CC0-1.0",
            by="tests",
        )
        return close_draft(
            session, settings.files, TAX_RULES, version, path, rows_read=1, rows_stored=1, notes=["Read."]
        )


def test_from_draft_to_withdrawal(town: str, settings: Settings, database: Database, tmp_path: Path) -> None:
    draft = _draft(database, settings, town, tmp_path / "rules.toml")
    with database.write() as session:
        version = find_version(session, draft)
        assert (version.report["rows_stored"], version.report["notes"]) == (1, ["Read."])
        assert (version.sources[0].source.name, version.sources[0].source.licence) == ("rules.toml", "CC0-1.0")
        assert services.side_table_of(session, draft) is TAX_RULES
        assert TAX_RULES.current(session, town, 2024) is None
        services.publish_version(session, draft, by="tests")
    with database.write() as session:
        found = TAX_RULES.current(session, town, 2024)
        assert found is not None
        (described,) = TAX_RULES.describe(session)
        assert (described.id, described.row_count) == (f"budget_portal/{town}-tax-rules-2024", 1)
        assert described.landing == f"/budget/{town}/2024/receipt"
        assert list(TAX_RULES.rows(session, f"{town}-tax-rules-2024")) == [("Income tax", '{"name": "Income tax"}')]
        assert verify_log(session) == []
        with pytest.raises(PublicationError, match="only a draft"):
            services.discard_version(session, draft)
        services.withdraw_version(session, draft, by="tests", reason="Wrong law.")
        assert TAX_RULES.current(session, town, 2024) is None


def test_followers_of_the_entity_and_of_the_year_hear_of_it(
    town: str, settings: Settings, database: Database, tmp_path: Path
) -> None:
    draft = _draft(database, settings, town, tmp_path / "rules.toml")
    with database.write() as session:
        services.publish_version(session, draft, by="tests")
        for kind, key in (("entity", town), ("year", f"{town}/2024")):
            (event, *_) = latest(session, object_topic("budget_portal", kind, key))
            assert event.address == f"/budget/{town}/2024/receipt"


def test_a_draft_is_discarded_with_its_rows(town: str, settings: Settings, database: Database, tmp_path: Path) -> None:
    draft = _draft(database, settings, town, tmp_path / "rules.toml")
    with database.write() as session:
        services.discard_version(session, draft)
        assert services.side_table_of(session, draft) is None


def test_an_entity_without_budgets_has_no_side_tables(town: str, database: Database) -> None:
    with database.read() as session:
        assert owner_of(session, town).slug == town
        with pytest.raises(InputError, match=rf"no budgets of 'nowhere'.*Entities with budgets: {town}"):
            owner_of(session, "nowhere")
    assert CROSSWALKS.named("budget_portal/town-crosswalk-nonsense") is None
