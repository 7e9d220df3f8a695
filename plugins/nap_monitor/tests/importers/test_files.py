"""What a file is, where its header stands, and what is asked for when it does not say whose plan it is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from toolbox_core import InputError, LimitSettings
from toolbox_nap_monitor.importers.files import LABELS, look, read_file
from toolbox_nap_monitor.importers.reading import Wish
from toolbox_nap_monitor.layouts.ogp import columns

LIMITS = LimitSettings()
WISH = Wish(today=date(2026, 11, 1), member="ALD", plan="4")
REAL = {
    "ogp_commitments_2011-2016.csv": ("ogp-2016", 1927),
    "ogp_commitments_open_parliament_2024.csv": ("ogp-2024", 558),
    "ogp_process_2011-2016.csv": ("ogp-process", 116),
    "canada_nap6_2025-2029_indicators.csv": ("canada-indicators", 65),
    "canada_nap5_2022-2024_indicators.csv": ("canada-indicators", 106),
    "us_nap5_commitments.csv": ("us-commitments", 36),
    "us_nap5_subcommitments.csv": ("us-sub-commitments", 70),
    "us_nap5_reasoned_response.csv": ("us-reasoned-responses", 18),
}


def write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_every_real_file_is_recognised_and_no_row_is_lost(shared_data: Path) -> None:
    for name, (layout, count) in REAL.items():
        path = shared_data / "nap" / name
        wish = Wish(today=date(2026, 11, 1)) if layout.startswith("ogp") else WISH
        reading = read_file(path, wish, LIMITS)
        assert (name, reading.layout, reading.rows_read) == (name, layout, count)
        assert (reading.rows_stored, reading.rows_rejected) == (count, 0)
        assert layout in LABELS


@pytest.mark.parametrize("joined", [False, True])
def test_a_header_of_two_rows(tmp_path: Path, joined: bool) -> None:
    """The layout of 2015: a row of groups above the names, or names that stand in the upper row only."""
    names = [column.name for column in columns("ogp-2016")]
    upper = ["Identification", *[""] * 97]
    lower = list(names)
    if joined:
        for at in (68, 80, 82):
            upper[at], lower[at] = names[at], ""
    row = ["Albania", "1", "NA", "3", "1", "Law", *["NR"] * 92]
    path = write(tmp_path / "ogp2015.csv", [[str(at) for at in range(98)], upper, lower, row])
    assert look(path, LIMITS).layout == "ogp-2016"
    reading = read_file(path, Wish(today=date(2026, 11, 1)), LIMITS)
    assert (reading.rows_stored, reading.bundle.commitments[0].titles) == (1, {"en": "Law"})
    assert reading.bundle.commitments[0].source.row == 4


def test_a_file_of_one_plan_needs_its_name(tmp_path: Path) -> None:
    path = write(tmp_path / "us.csv", [["id", "what_we_heard", "our_response"], ["B1", "Heard", "Answered"]])
    with pytest.raises(InputError, match="whose plan"):
        read_file(path, Wish(today=date(2026, 11, 1)), LIMITS)
    assert read_file(path, WISH, LIMITS).rows_stored == 1


def test_an_unknown_file_is_read_by_its_names_or_a_mapping_is_asked_for(tmp_path: Path) -> None:
    known = write(tmp_path / "plan.csv", [["My plan"], [], ["No", "Engagement", "Statut"], ["1", "Loi", "Achevé"]])
    reading = read_file(known, WISH, LIMITS)
    assert (reading.layout, reading.rows_stored, reading.bundle.updates[0].status) == ("mapped", 1, "complete")
    odd = write(tmp_path / "odd.csv", [["x1", "x2"], ["a", "b"]])
    with pytest.raises(InputError, match="is not known"):
        read_file(odd, WISH, LIMITS)
    mapped = read_file(odd, replace(WISH, mapping={"columns": {"x1": "title"}}), LIMITS)
    assert mapped.bundle.commitments[0].extra == {"x2": "b"}
