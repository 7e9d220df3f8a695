"""OGP-style rows of plans that never were in OGP's files."""

from __future__ import annotations

from collections.abc import Callable

from toolbox_nap_monitor.exporters.ogp import header, rows
from toolbox_nap_monitor.rows import Bundle


def test_a_plan_of_ones_own_has_ogps_columns(plan: Callable[..., Bundle]) -> None:
    found = [dict(zip(header(), cells, strict=True)) for cells in rows(plan())]
    assert [one["Commitment Number"] for one in found] == ["1", "2"]
    first = found[0]
    assert (first["Code"], first["Country/Locality"], first["Beneficial Ownership"]) == ("ALD", "Aldora", "1")
    assert (first["Lead Institution"], first["End Date"]) == ("Ministry of Justice", "30 June 2026")
    assert (first["Completion (Progress Report)"], first["OGP Value Access To Information"]) == ("", "1")
