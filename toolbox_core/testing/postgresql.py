"""A throw-away PostgreSQL server for tests: its own folder, its own socket, gone at the end."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

START_SECONDS = 30.0
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60")
"""A crash may lose a test's database, so the server need not wait for the disk."""


def binaries() -> Path | None:
    """The folder of ``initdb`` and ``postgres`` (Debian's newest, else the one on the path), or ``None``."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """One server on a Unix socket in a temporary folder. A context manager; ``url(name)`` addresses a database."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="toolbox-pg-"))
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        account = self._account()
        if "user" in account:
            shutil.chown(self._folder, account["user"], account["group"])
        data = self._folder / "data"
        made = subprocess.run(
            [self._programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
             "--no-sync"],
            cwd=self._folder, capture_output=True, text=True, check=False, **account,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
        settings = [part for setting in FAST for part in ("-c", setting)]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", data, "-k", self._folder, "-c", "listen_addresses=", *settings],
                cwd=self._folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **account,
            )  # fmt: skip
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(2)  # "fast shutdown": roll back, disconnect everyone, stop
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @staticmethod
    def _account() -> dict[str, Any]:
        """PostgreSQL refuses to run as root: as root, become ``postgres``, else ``nobody``."""
        if os.geteuid() != 0:
            return {}
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        raise RuntimeError("PostgreSQL does not run as root, and there is no account `postgres` or `nobody`.")

    def _wait(self) -> None:
        import psycopg

        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self._conninfo("postgres")).close()
            except psycopg.OperationalError:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start: {log.strip()}") from None
                time.sleep(0.05)
            else:
                return

    def _conninfo(self, name: str) -> str:
        return f"host={self._folder} user=postgres dbname={name}"

    def url(self, name: str) -> str:
        """The SQLAlchemy address of the database ``name``."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def create_database(self) -> str:
        """Make an empty database and return its name."""
        name = f"test_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}"')
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement)
