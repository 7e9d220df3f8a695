"""The register and the box are apart, in both databases: no column of one is found in the other."""

from __future__ import annotations

from toolbox_budget_portal import participation_tables as t
from toolbox_core import Base


def test_the_box_knows_no_key_no_token_and_no_time() -> None:
    box = {column.name for column in t.Ballot.__table__.columns}
    register = {column.name for column in t.Pass.__table__.columns}
    assert box & register == {"process_id"}
    assert not [column.name for column in t.Ballot.__table__.columns if "at" in column.name.split("_")]
    for table in (t.Ballot, t.Pass):
        made = Base.metadata.tables[table.__tablename__]
        assert made.dialect_options["sqlite"]["with_rowid"] is False
