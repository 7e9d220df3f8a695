"""Ownership statements: who owns which company, and nothing about persons beyond their names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues
from toolbox_procurement.reading.ownership import Ownership, read_ownership

STATEMENTS = [
    {
        "statementID": "c1",
        "statementType": "entityStatement",
        "name": "Firm Ltd",
        "identifiers": [{"scheme": "gb-coh", "id": "123"}, {"scheme": "GB-COH", "id": "123"}],
    },
    {
        "statementID": "p1",
        "statementType": "personStatement",
        "names": [{"fullName": "Jane Doe"}],
        "birthDate": "1970-01-01",
    },
    {
        "statementID": "o1",
        "statementType": "ownershipOrControlStatement",
        "statementDate": "2020-05-06",
        "subject": {"describedByEntityStatement": "c1"},
        "interestedParty": {"describedByPersonStatement": "p1"},
        "interests": [{"type": "shareholding", "share": {"minimum": 25, "maximum": 50}}, {"type": "x", "share": "odd"}],
    },
    {
        "statementID": "o2",
        "statementType": "ownershipOrControlStatement",
        "subject": {"describedByEntityStatement": "c1"},
        "interestedParty": {"unspecified": {"reason": "unknown"}},
    },
    {
        "statementID": "o3",
        "statementType": "ownershipOrControlStatement",
        "subject": {"describedByEntityStatement": "nowhere"},
        "interestedParty": {},
    },
]


@pytest.mark.parametrize("lines", [True, False])
def test_who_owns_which_company(tmp_path: Path, lines: bool) -> None:
    path = tmp_path / "bods.json"
    text = "\n".join(json.dumps(one) for one in STATEMENTS) + "\n" if lines else json.dumps(STATEMENTS)
    path.write_text(text, encoding="utf-8")
    count, found = read_ownership(path, Issues())
    company = (("GB-COH", "123"),)
    interests = ({"type": "shareholding", "least": 25, "most": 50}, {"type": "x"})
    assert count == 5
    assert found == [
        Ownership("o1", company, "Jane Doe", "person", interests, "2020-05-06"),
        Ownership("o2", company, "", "unknown", (), ""),
    ]
    assert "1970" not in str(found)


def test_a_file_without_statements_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"releases": []}', encoding="utf-8")
    with pytest.raises(ProcurementFileError, match="no beneficial ownership statements"):
        read_ownership(path, Issues())
