"""Cells of a workbook: what they are read as, and the sentence when they cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from toolbox_nap_monitor.importers import cells
from toolbox_nap_monitor.rows import Deadline, Evidence


def test_texts_by_language() -> None:
    row = {"Title (en)": "Law", "Title (fr-CA)": "Loi", "Title (ar)": "", "Title": "x", "Titles (en)": "y"}
    assert cells.texts(row, "Title") == {"en": "Law", "fr-CA": "Loi"}


def test_numbers_and_days() -> None:
    row = {"a": "40,5 %", "b": "2026-01-31", "c": "-", "d": ""}
    assert (cells.number_in(row, "a"), cells.number_in(row, "d")) == (Decimal("40.5"), None)
    assert (cells.day(row, "b"), cells.day(row, "c"), cells.day(row, "z")) == (date(2026, 1, 31), None, None)
    with pytest.raises(cells.Refusal, match="no whole number") as refused:
        cells.whole({"Year": "20.5"}, "Year")
    assert (refused.value.column, refused.value.rule) == ("Year", "number")


def test_a_day_beside_a_deadline_wins() -> None:
    row = {"Deadline": "when ready", "Deadline: day": "2026-06-30", "Deadline: precision": "month"}
    assert cells.dated(row)["due"] == Deadline(text="when ready", day=date(2026, 6, 30), precision="month")


def test_evidence_as_addresses_or_records() -> None:
    assert cells.evidence({"Evidence": "https://a.example\nhttps://b.example"}) == (
        Evidence(url="https://a.example"),
        Evidence(url="https://b.example"),
    )
    assert cells.evidence({"Evidence": '[{"kind": "law", "sha256": "ab"}]'}) == (Evidence(kind="law", sha256="ab"),)
    with pytest.raises(cells.Refusal, match="no JSON"):
        cells.evidence({"Evidence": "[7]"})
