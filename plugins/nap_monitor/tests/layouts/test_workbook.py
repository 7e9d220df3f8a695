"""The workbook's sheets: a column for each language, a list for what is chosen."""

from __future__ import annotations

from collections.abc import Callable

from toolbox_nap_monitor.layouts.workbook import LISTS, SHEETS, languages_of
from toolbox_nap_monitor.rows import Bundle


def test_every_language_has_its_column() -> None:
    milestones = next(sheet for sheet in SHEETS if sheet.name == "Milestones")
    columns = milestones.columns(["en", "ar"])
    assert columns[3:5] == ["Title (en)", "Title (ar)"]
    assert len(columns) == len(set(columns))


def test_what_is_chosen_from_a_list_has_one() -> None:
    for sheet in SHEETS:
        heads = {head.removesuffix(" (*)") for head in sheet.heads}
        assert set(sheet.lists) <= heads
        assert set(sheet.lists.values()) <= {*LISTS, "commitments", "milestones"}


def test_languages_of_a_plan_english_first(plan: Callable[..., Bundle]) -> None:
    assert languages_of(plan()) == ["en", "fr"]
    assert languages_of(Bundle()) == []
