"""A facet's value has one posting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from toolbox_procurement.long_lists import Posting

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")


def test_a_value_has_one_posting(database: Database) -> None:
    with database.write() as session:
        session.add(Posting(kind="method", subject="open", count=1, bits=b"x"))
        session.add(Posting(kind="stage", subject="open", count=1, bits=b"x"))
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(Posting(kind="method", subject="open", count=2, bits=b"y"))
