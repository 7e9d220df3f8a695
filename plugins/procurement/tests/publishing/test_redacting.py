"""Redactions are kept with their reason; one that would hide everything is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from toolbox_core import InputError
from toolbox_procurement import queries
from toolbox_procurement.privacy import Redacted
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
