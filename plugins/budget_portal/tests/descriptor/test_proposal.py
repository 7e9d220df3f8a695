"""A proposal as a descriptor's resource."""

from __future__ import annotations

from pathlib import Path

from toolbox_budget_portal.descriptor.proposing import propose_file


def test_a_file_s_proposal_is_a_resource(tmp_path: Path) -> None:
    path = tmp_path / "revenue_elimination.csv"
    path.write_text("chapter;approved\n1;5,5 €\n2;6,5 €\n")
    resource = propose_file(path).resource("revenue", "revenue_elimination.csv")
    assert resource["dialect"] == {"delimiter": ";", "quoteChar": '"', "header": True}
    amount = resource["schema"]["fields"][1]
    assert (amount["decimalChar"], amount["bareNumber"], amount["normalize"]) == (",", False, {"phase": "approved"})
    extra = {entry["name"]: entry.get("constant") for entry in resource["schema"]["extraFields"]}
    assert extra == {"phase": None, "amount": None, "direction": "revenue", "elimination": "elimination"}
