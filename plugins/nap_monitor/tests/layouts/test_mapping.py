"""Mappings: columns recognised by their names in several languages, or refused in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from toolbox_core import InputError
from toolbox_nap_monitor.layouts.mapping import FIELDS, check, propose, split_field

COLUMNS = ("No", "Title (en)", "Titre", "Échéance", "Niveau d’avancement", "Couleur")


def test_columns_are_recognised_in_several_languages() -> None:
    assert propose(COLUMNS) == {
        "No": "commitment",
        "Title (en)": "title:en",
        "Titre": "title",
        "Échéance": "due",
        "Niveau d’avancement": "status",
    }
    assert propose(("الالتزام", "الحالة")) == {"الالتزام": "title", "الحالة": "status"}
    assert propose(("End Date", "Deadline")) == {"End Date": "due"}


def test_fields_with_a_language() -> None:
    assert split_field("title:fr-CA") == ("title", "fr-CA")
    assert split_field("due") == ("due", "")
    assert all(":" not in name for name in FIELDS)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({}, "names no columns"),
        ({"columns": {"Farbe": "title"}}, "no column 'Farbe'"),
        ({"columns": {"Couleur": "colour"}}, "no field 'colour'"),
        ({"columns": {"Couleur": "due:en"}}, "has no languages"),
        ({"columns": {"Couleur": "theme"}}, "title or number"),
        ({"columns": {"Titre": "title"}, "statuses": {"x": "done"}}, "no such status"),
        ({"columns": {"Titre": "title"}, "dates": "ymd"}, "`dates`"),
    ],
)
def test_what_cannot_be_used_is_refused(mapping: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        check(mapping, COLUMNS)


def test_a_mapping_is_made_whole() -> None:
    whole = check({"columns": {"Titre": "title"}, "language": "fr"}, COLUMNS)
    assert (whole["language"], whole["dates"], whole["statuses"]) == ("fr", "first", {})
