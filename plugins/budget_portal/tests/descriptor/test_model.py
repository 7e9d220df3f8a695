"""A checked descriptor as objects."""

from __future__ import annotations

from pathlib import Path

from toolbox_budget_portal.column_types import STANDARD, ColumnType
from toolbox_budget_portal.descriptor.model import Field, Package, Resource


def test_what_an_amount_is() -> None:
    assert Field(name="a", column_type=STANDARD["value"]).is_amount
    assert Field(name="a", column_type=ColumnType("value:net")).is_amount
    assert Field(name="a", normalize={"phase": "approved"}).is_amount
    assert not Field(name="a", column_type=STANDARD["value-currency:code"]).is_amount
    assert not Field(name="a").is_amount


def test_a_resource_finds_its_extra_fields_and_a_package_its_files() -> None:
    resource = Resource(name="r", path="a/b.csv", extra_fields=(Field(name="phase"),))
    assert resource.extra_field("phase") == Field(name="phase")
    assert resource.extra_field("other") is None
    assert not resource.has_amounts
    assert Package(folder=Path("/x")).file(resource) == Path("/x/a/b.csv")
