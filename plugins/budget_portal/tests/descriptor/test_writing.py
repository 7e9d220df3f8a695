"""Every level of every classification has a column type that is read back to its place."""

from __future__ import annotations

import pytest

from toolbox_budget_portal.column_types import read_taxonomy
from toolbox_budget_portal.descriptor.writing import ABSENT, PUBLISHED, column_types
from toolbox_budget_portal.models import KINDS, MAX_LEVELS
from toolbox_core import presence


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("levels", range(1, MAX_LEVELS + 1))
def test_levels_are_read_back_in_their_order(kind: str, levels: int) -> None:
    types, own = column_types(kind, levels)
    taxonomy = read_taxonomy([PUBLISHED, own] if own else PUBLISHED)
    places = [tuple(taxonomy.place(taxonomy.find(name)) for name in pair) for pair in types]
    assert len(places) == levels
    depths = []
    for code, label in places:
        assert code is not None
        assert label is not None
        assert (code.kind, code.part, label.part) == (kind, "code", "label")
        assert (code.depth, code.variant) == (label.depth, label.variant)
        depths.append(code.depth)
    assert depths == sorted(set(depths))
    assert len({code.variant for code, _ in places if code}) == 1


def test_published_types_are_used_where_there_are_any() -> None:
    assert column_types("functional", 2)[0][1] == (
        "functional-classification:generic:level2:code",
        "functional-classification:generic:level2:label",
    )
    assert column_types("geographic", 1)[0] == [("geo-source:target:level1:code", "geo-source:target:level1:title")]
    assert column_types("functional", 8)[1] == []
    assert column_types("fund", 4)[1][2] == {
        "name": "fin-source:own:level2:code",
        "dataType": "string",
        "unique": True,
        "prior": "fin-source:own:level1:code",
    }


def test_reasons_are_read_back() -> None:
    assert {str(presence(sign)): sign for sign in ABSENT.values()} == ABSENT
