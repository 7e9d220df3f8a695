"""Institutions are invited once for each mailbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from toolbox_core.db import Database
from toolbox_core.services.notifications.models import Letter
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.inviting import invite
from toolbox_nap_monitor.queries.desk import institutions_of
from toolbox_nap_monitor.services import Stored

BASE = "https://aldora.example"


def test_a_new_mailbox_is_kept_and_written_to_once(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        plan = queries.plan(session, "ALD", "4")
        [(number, name, _, contact)] = institutions_of(session, plan)
        assert (name, contact) == ("Ministry of Justice", "open-justice@aldora.example")
        assert invite(session, plan, {number: contact, 999: "x@y.example"}, base=BASE, by="user:1") == 0
        assert invite(session, plan, {number: "new@aldora.example"}, base=BASE, by="user:1") == 1
        assert invite(session, plan, {number: "new@aldora.example"}, base=BASE, by="user:1") == 0
        letter = session.scalars(select(Letter)).one()
        assert letter.to == "new@aldora.example"
        assert f"{BASE}/nap/desk" in letter.text
        assert institutions_of(session, plan)[0][3] == "new@aldora.example"


def test_what_is_no_address_is_refused(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        plan = queries.plan(session, "ALD", "4")
        number = institutions_of(session, plan)[0][0]
        with pytest.raises(Refused, match="not an e-mail address"):
            invite(session, plan, {number: "the minister"}, base=BASE, by="user:1")
