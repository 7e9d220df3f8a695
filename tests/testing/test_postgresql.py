"""The throw-away PostgreSQL server: every test has an empty database of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

pytestmark = pytest.mark.postgresql


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_finds_an_empty_database(postgresql_url: str, turn: str) -> None:
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (turn text)"))
        connection.execute(text("INSERT INTO mark VALUES (:turn)"), {"turn": turn})
        assert connection.scalar(text("SELECT count(*) FROM mark")) == 1
    engine.dispose()


def test_the_server_listens_to_nobody_outside(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW listen_addresses")) == ""
    engine.dispose()
