"""The walk knows the fields that a schema names."""

from __future__ import annotations

from toolbox_procurement import schema
from toolbox_procurement.checking.fields import fields_of_schema


def test_fields_codelists_and_objects_below() -> None:
    found = fields_of_schema(schema.standard().release_schema())
    tender = found.known["tender"].below
    assert tender is not None
    assert tender.known["status"].codelist == "tenderStatus"
    assert tender.known["status"].closed
    assert tender.known["amendment"].deprecated == "1.1"
    assert tender.allows("title_fr")
    assert not tender.allows("colour")
    awards = found.known["awards"].below
    assert awards is not None
    assert "suppliers" in awards.known


def test_objects_without_fields_take_anything_and_cycles_end() -> None:
    tree = {
        "properties": {"part": {"$ref": "#/definitions/Part"}, "any": {"type": "object"}},
        "definitions": {"Part": {"type": "object", "properties": {"part": {"$ref": "#/definitions/Part"}}}},
    }
    found = fields_of_schema(tree)
    part, anything = found.known["part"].below, found.known["any"].below
    assert part is not None
    assert part.known["part"].below is part
    assert anything is not None
    assert anything.allows("x")
