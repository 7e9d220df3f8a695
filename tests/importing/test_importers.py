"""A proposal goes into a job's result and comes back out of it as it was."""

from __future__ import annotations

import msgspec

from toolbox_core.importing.importers import ImportColumn, ImportField, ImportFile, ImportProposal, ImportRow


def test_a_proposal_survives_being_stored() -> None:
    file = ImportFile(
        name="trees.csv",
        facts=["Encoding utf-8: it says so."],
        columns=[ImportColumn(key="0.0", name="Kind", choice="kind", evidence="By its name.")],
        rows=[ImportRow(number=2, raw=["Oak"], read=["kind oak"], problems=["too old"])],
    )
    fields = [ImportField(key="year", label="Year", value="2026", required=True)]
    proposal = ImportProposal(files=[file], choices={"": "not used"}, fields=fields, state={"name": "trees"})
    stored = msgspec.json.decode(msgspec.json.encode(proposal))
    again = msgspec.convert(stored, ImportProposal)
    assert msgspec.json.encode(again) == msgspec.json.encode(proposal)
