"""The choice of code and name, with the evidence for it."""

from __future__ import annotations

import pytest

from toolbox_core.exceptions import InputError
from toolbox_core.geography.properties import as_text, choose_properties

PROVINCES = [
    {"OBJECTID": 17, "NUTS_ID": "XA1", "reg_name": "North Coast", "class": "province", "area": 812.5},
    {"OBJECTID": 18, "NUTS_ID": "XA2", "reg_name": "Westmark", "class": "province", "area": None},
]


def test_the_code_is_named_like_one_and_the_name_is_worded_like_one() -> None:
    evidence, code, label = choose_properties(PROVINCES)
    assert (code, label) == ("NUTS_ID", "reg_name")
    spoken = {one.name: one.sentence(2) for one in evidence}
    assert spoken["area"] == "area: 1 different values in 1 of 2 features (812.5)"
    assert spoken["NUTS_ID"] == "NUTS_ID: 2 different values in 2 of 2 features (XA1, XA2)"


def test_a_person_chooses_otherwise() -> None:
    assert choose_properties(PROVINCES, code="OBJECTID", label="NUTS_ID")[1:] == ("OBJECTID", "NUTS_ID")
    with pytest.raises(InputError, match=r"No feature has a property 'zip'.*NUTS_ID: 2 different"):
        choose_properties(PROVINCES, code="zip")


def test_without_a_sure_code_a_person_must_choose() -> None:
    with pytest.raises(InputError, match="none is surely the code"):
        choose_properties([{"name": "A"}, {"name": "A"}])
    with pytest.raises(InputError, match="The file has: none"):
        choose_properties([{}])


def test_without_a_name_the_code_stands_for_it() -> None:
    assert choose_properties([{"code": "1"}, {"code": "2"}])[1:] == ("code", "code")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (1.0, "1"), (1.5, "1.5"), ("007", "007"), (" a\x00b ", "ab"), (None, ""), (True, ""), ({}, "")],
)
def test_codes_become_text(value: object, text: str) -> None:
    assert as_text(value) == text
