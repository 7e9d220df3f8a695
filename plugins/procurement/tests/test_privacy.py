"""Contact details are never public; redactions hide what they name and nothing else."""

from __future__ import annotations

from typing import Any

from toolbox_procurement.privacy import REDACTED, Redacted, for_process, public

RELEASE: dict[str, Any] = {
    "parties": [
        {"name": "Jane Doe", "contactPoint": {"email": "jane@example.org"}, "address": {"region": "North"}},
        {"name": "Firm", "roles": ["supplier"]},
    ],
    "tender": {"title": "Jane Doe", "documents": [{"id": "1", "telephone": "1"}]},
}


def test_contacts_are_left_out_everywhere() -> None:
    shown = public(RELEASE)
    assert "jane@example.org" not in str(shown)
    assert "telephone" not in str(shown)
    assert shown["parties"][0]["address"] == {"region": "North"}
    assert "contactPoint" in RELEASE["parties"][0]


def test_a_redaction_hides_one_field() -> None:
    shown = public(RELEASE, [Redacted("", "/parties/name", "Jane Doe")])
    assert [party["name"] for party in shown["parties"]] == [REDACTED, "Firm"]
    assert shown["tender"]["title"] == "Jane Doe"
    assert public(RELEASE, [Redacted("", "parties/name")])["parties"][1]["name"] == REDACTED


def test_redactions_of_one_process() -> None:
    everywhere, one, other = Redacted("", "a", "x"), Redacted("o1", "a"), Redacted("o2", "a")
    assert for_process([everywhere, one, other], "o1") == [everywhere, one]
