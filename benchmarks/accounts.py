"""What signing in costs: nearly all of it is the password's hash, which is slow on purpose."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from table import Row

from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services.accounts import passwords, sessions, sign_in, users

TIMES = 40
GOOD = "violet harbour twelve kettles"


def measure() -> Iterator[Row]:
    """A whole sign-in beside the hash alone, and asking at a request who somebody is."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(folder=name)
        (Path(name) / "data").mkdir()
        database = Database(settings.database_url)
        migrate(settings, database, "core")
        with database.write() as session:
            person = users.add_user(session, email="ana@example.org", password=GOOD, by="bench")
            stored, token = person.password_hash, sessions.start(session, person, address="127.0.0.1")
        alone = _median(lambda: passwords.password_fits(stored, GOOD))
        against = f"argon2id alone: {alone * 1000:.1f} ms"
        whole = _median(lambda: _sign_in(database))
        yield Row("sign in with a password", f"{whole * 1000:.1f} ms", against, whole / alone)
        known = _median(lambda: _who(database, token))
        yield Row("know a signed-in person at a request", f"{known * 1000:.2f} ms", against, known / alone)
        database.close()


def _sign_in(database: Database) -> None:
    """The three steps that the page takes, and the new session."""
    with database.write() as session:
        attempt = sign_in.begin(session, "ana@example.org", address="127.0.0.1")
    assert attempt is not None
    fits = passwords.password_fits(attempt.stored, GOOD)
    with database.write() as session:
        answer = sign_in.finish(session, attempt, fits=fits)
        assert answer.user is not None
        sessions.start(session, answer.user, address="127.0.0.1")


def _who(database: Database, token: str) -> None:
    with database.read() as session:
        assert sessions.find(session, token) is not None


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
