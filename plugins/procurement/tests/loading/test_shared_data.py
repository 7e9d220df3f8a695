"""Real data of four countries and the standard's own example load, check and browse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from toolbox_procurement.models import Process, Repair, Role, Source
from toolbox_procurement.sharing import process_page

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from toolbox_core.db import Database

pytestmark = [pytest.mark.plugins("procurement"), pytest.mark.shared_data]
UK, PARAGUAY, UKRAINE = "uk_contracts_finder", "paraguay_dncp", "ukraine_prozorro"
FLAT = "fictional_example/flattened/ocds-213czf-000-00001-0{}.xlsx"
EMPTY_RECORDS = {"paraguay": 2}
"""Records that have neither releases nor a compiled release: there is nothing in them to load."""
SOURCES = {
    "uk": ([f"{UK}/release_packages.jsonl", f"{UK}/release_packages_supplier_ids_matched.jsonl"], 173, 173),
    "paraguay": ([f"{PARAGUAY}/releases.jsonl", f"{PARAGUAY}/record_packages.jsonl"], 80, 12),
    "ukraine": ([f"{UKRAINE}/releases.jsonl", f"{UKRAINE}/records.jsonl"], 22, 11),
    "himachal": (["india_himachal_pradesh/hp_health_procurement_flat.xlsx"], 3791, 3791),
    "barnet": (
        [
            "fictional_example/1.1/ocds-213czf-000-00001.json",
            "fictional_example/1.1/record/ocds-213czf-000-00001-withversions.json",
            FLAT.format("2-tender"),
        ],
        8,
        1,
    ),
}


def test_everything_loads_checks_and_browses(official: Path, load: Any, database: Database, client: TestClient) -> None:
    for source, (names, releases, processes) in SOURCES.items():
        outcome = load(*(official / name for name in names), source=source)
        assert (outcome.releases, outcome.rejected) == (releases, EMPTY_RECORDS.get(source, 0)), source
        assert outcome.issues.kinds > 3
        with database.read() as session:
            row = session.scalars(select(Source).where(Source.slug == source)).one()
            assert row.processes == processes, source
            newest = select(Process.ocid).where(Process.source_id == row.id).order_by(Process.releases.desc())
            ocids = session.scalars(newest.limit(6)).all()
        for ocid in ocids:
            for address in (process_page(ocid), f"{process_page(ocid)}.json"):
                answer = client.get(address)
                assert answer.status_code == 200, (address, answer.text[-400:])
        assert client.get(f"/procurement/?source={source}").status_code == 200
        assert client.get(f"/procurement/computable?source={source}").status_code == 200
    with database.read() as session:
        repaired = {row.rule: row.count for row in session.scalars(select(Repair))}
        assert repaired["object-made-list"] >= 3791
        assert repaired["upgraded-from-1.0"] > 10
        known = session.scalar(select(func.count(Process.id)).where(Process.bidders.is_not(None)))
        assert (known or 0) > 3500
        assert session.scalar(select(func.count()).select_from(Role).where(Role.role == "supplier"))
