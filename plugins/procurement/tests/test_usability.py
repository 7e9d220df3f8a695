"""What a source allows to compute: the catalogue is whole, and verdicts follow from the fields."""

from __future__ import annotations

from toolbox_procurement.usability import catalogue, verdicts


def test_the_catalogue_has_all_73_flags_and_71_indicators() -> None:
    codes = [one.code for one in catalogue()]
    assert codes == [*(f"R{number:03}" for number in range(1, 74)), *(f"U{number:03}" for number in range(1, 72))]
    assert all(one.needs for one in catalogue())


def test_verdicts() -> None:
    counts = {"ocid": 10, "awards/value/amount": 4, "awards/value/currency": 3, "tender/procurementMethod": 9}
    found = {one.wanted.code: one for one in verdicts(counts, 10)}
    assert (found["U001"].most, found["U001"].missing) == (10, ())
    assert (found["U013"].most, found["U013"].missing) == (3, ())  # the second alternative, the rarer of its two fields
    assert found["U020"].missing == ("awards/suppliers/id", "awards/suppliers/name", "tender/items/classification/id")
    assert found["R020"].missing == ("complaints/id",)
