"""Owners join suppliers by their register numbers, with or without leading zeros."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_procurement import queries
from toolbox_procurement.loading.owners import load_owners

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
STATEMENTS = [
    {
        "statementID": "c",
        "statementType": "entityStatement",
        "name": "Firm 1",
        "identifiers": [{"scheme": "XX-FIRM", "id": "1"}],
    },
    {"statementID": "p", "statementType": "personStatement", "names": [{"fullName": "Jane Doe"}]},
    {
        "statementID": "o",
        "statementType": "ownershipOrControlStatement",
        "statementDate": "2020-05-06",
        "subject": {"describedByEntityStatement": "c"},
        "interestedParty": {"describedByPersonStatement": "p"},
        "interests": [{"type": "shareholding", "share": {"minimum": 75, "maximum": 100}}],
    },
]


def test_a_suppliers_page_shows_who_owns_it(
    load: Any,
    write: Callable[..., Path],
    processes: Any,
    client: TestClient,
    toolbox: Callable[..., Any],
    database: Database,
) -> None:
    load(write("a.json", processes(3)))
    done = toolbox("procurement", "owners", str(write("bods.jsonl", STATEMENTS, lines=True)), "--json")
    assert json.loads(done.stdout) == {"statements": 3, "ownerships": 1, "companies": 1, "suppliers": 1}
    page = client.get("/procurement/suppliers/firm-1").text
    for said in ("Who owns it", "Jane Doe", "shares 75–100 %", "2020-05-06", "bods.jsonl"):
        assert said in page, said
    assert "Who owns it" not in client.get("/procurement/suppliers/firm-2").text
    with database.write() as session:
        assert load_owners(session, write("bods.jsonl", STATEMENTS, lines=True))["ownerships"] == 1
        assert len(queries.owners_of(session, "firm-1")) == 1


@pytest.mark.shared_data
def test_real_owners_of_real_suppliers(official: Path, load: Any, database: Database) -> None:
    folder = official / "uk_contracts_finder"
    load(folder / "release_packages_supplier_ids_matched.jsonl", source="uk", country="GB")
    with database.write() as session:
        found = load_owners(session, folder / "bods_statements.jsonl")
    assert found["statements"] == 900
    assert found["suppliers"] > 150
