"""Kept verdicts."""

from __future__ import annotations

from toolbox_core.db import Database
from toolbox_core.services.policy import verdicts


def test_the_last_verdict_is_kept(database: Database) -> None:
    finding = {"rule": "tests", "level": "bronze", "ok": True, "message": "There are tests.", "fix": ""}
    for tier in ("none", "gold"):
        with database.write() as session:
            verdicts.keep(session, "alpha", fingerprint=f"f-{tier}", version="1", tier=tier, findings=[finding])
    with database.read() as session:
        row = verdicts.kept(session)["alpha"]
        assert (row.tier, row.fingerprint, row.findings) == ("gold", "f-gold", [finding])
