"""Cells that hold several institutions, and cells that hold none."""

from __future__ import annotations

import pytest

from toolbox_nap_monitor.layouts.words import actor_kind, institutions, said, split_names


def test_names_are_split_at_semicolons_and_line_breaks_only() -> None:
    cell = "Ministry of Finance, Trade;  Cabinet  Office\n• City of Oslo ; NA"
    assert split_names(cell) == ["Ministry of Finance, Trade", "Cabinet Office", "City of Oslo"]
    assert split_names("None Specified") == []
    assert [one.role for one in institutions("A; A; B", "support")] == ["support", "support"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Hellenic Parliament", "parliament"),
        ("Supreme Court", "judiciary"),
        ("Open Knowledge Foundation", "civil-society"),
        ("University of Ghana", "academia"),
        ("Ministry of Justice", "government"),
    ],
)
def test_kinds_of_actors(name: str, kind: str) -> None:
    assert actor_kind(name) == kind


def test_what_says_nothing_is_empty() -> None:
    assert [said(cell) for cell in ("NR", " n/a ", "", "Law")] == ["", "", "", "Law"]
