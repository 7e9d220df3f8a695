"""Redactions are kept with their reason; one that would hide everything is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from toolbox_core import InputError, NotFound, link_organisation, organisation_card
from toolbox_core.services.organisations import Mention, Organisation
from toolbox_core.services.search import search_keys
from toolbox_procurement import queries
from toolbox_procurement.models import Party, Rollup
from toolbox_procurement.privacy import Redacted
from toolbox_procurement.publishing.act import compute_again
from toolbox_procurement.publishing.redacting import add_redaction

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")


def test_a_redaction_is_on_record(database: Database) -> None:
    with database.write() as session:
        add_redaction(session, "/parties/name/", value="Jane Doe", reason="Her request.", by="tests")
    with database.read() as session:
        assert queries.redactions(session) == [Redacted("", "parties/name", "Jane Doe")]


@pytest.mark.parametrize(
    ("path", "value", "reason"), [("parties/name", "", "why"), ("parties/name", "x", " "), ("/", "x", "y")]
)
def test_it_needs_a_reason_and_a_target(database: Database, path: str, value: str, reason: str) -> None:
    with database.write() as session, pytest.raises(InputError):
        add_redaction(session, path, value=value, reason=reason, by="tests")


@pytest.fixture
def published(load: Callable[..., Any], write: Callable[..., Path], processes: Callable[[int], Any]) -> None:
    """Three processes; Firm 1 has won the first and the second comes from Firm 2."""
    load(write("a.jsonl", processes(3), lines=True))


def names(session: Any) -> set[str]:
    return set(session.scalars(select(Organisation.name)))


@pytest.mark.usefixtures("published")
def test_a_redacted_name_leaves_the_directory_the_search_and_the_profiles(database: Database) -> None:
    with database.write() as session:
        assert organisation_card(session, "firm-1").name == "Firm 1"
        assert search_keys(session, '"firm 1"', "procurement")[0]
        add_redaction(session, "parties/name", value="Firm 1", reason="Her request.", by="tests")
    with database.read() as session:
        assert names(session) == {"Ministry of Tests", "Firm 0", "Firm 2"}
        with pytest.raises(NotFound):
            organisation_card(session, "firm-1")
        assert search_keys(session, '"firm 1"', "procurement")[0] == []
        assert search_keys(session, '"firm 1"', "organisations")[0] == []
        assert session.scalars(select(Rollup.subject).where(Rollup.kind == "supplier")).all() == ["firm-0", "firm-2"]
    with database.write() as session:
        compute_again(session, "town", by="tests")  # computing anew does not bring it back
    with database.read() as session:
        assert names(session) == {"Ministry of Tests", "Firm 0", "Firm 2"}
        assert not session.scalars(select(Party.id).where(Party.name == "Firm 1")).all()


@pytest.mark.usefixtures("published")
def test_a_name_that_another_module_publishes_stays(database: Database) -> None:
    with database.write() as session:
        link_organisation(
            session, "budget_portal", Mention(reference="x", name="Firm 1", identifiers=(("XX-FIRM", "1"),)), by="tests"
        )
        add_redaction(session, "parties/name", value="Firm 1", reason="Her request.", by="tests")
    with database.read() as session:
        assert organisation_card(session, "firm-1").name == "Firm 1"
        assert not session.scalars(select(Rollup.id).where(Rollup.subject == "firm-1")).all()


@pytest.mark.usefixtures("published")
def test_a_redaction_of_one_process_spares_those_who_take_part_elsewhere(database: Database) -> None:
    with database.write() as session:
        add_redaction(
            session, "parties/name", value="Ministry of Tests", ocid="ocds-t3st00-1", reason="A mistake.", by="tests"
        )
        add_redaction(session, "parties/name", value="Firm 2", ocid="ocds-t3st00-2", reason="A mistake.", by="tests")
    with database.read() as session:
        assert names(session) == {"Ministry of Tests", "Firm 0", "Firm 1"}
