"""What is no dataset of answers is not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from toolbox_budget_portal.simulator import dataset
from toolbox_core import NotFound

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")


@pytest.mark.parametrize("slug", ["town-2024", "simulator-town", "simulator-town-2024", "simulator-town-x"])
def test_what_is_no_dataset(database: Database, slug: str) -> None:
    with database.read() as session, pytest.raises(NotFound):
        dataset.rows(session, slug)
