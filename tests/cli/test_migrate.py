"""``toolbox migrate``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Make = Callable[..., Path]
MIGRATION = (
    "import sqlalchemy as sa\nfrom alembic import op\nrevision = '0001'\ndown_revision = None\n"
    "def upgrade():\n    op.create_table('{}_one', sa.Column('id', sa.Integer, primary_key=True))\n"
)
MIGRATED = {"provides": {"migrations": "migrations/versions"}}


def test_check_says_what_is_pending(command: Any, make: Make) -> None:
    assert command("migrate", "--check").stdout == "Nothing is pending.\n"
    make("alpha", manifest=MIGRATED, files={"migrations/versions/0001.py": MIGRATION.format("alpha")})
    make("beta", manifest=MIGRATED, files={"migrations/versions/0001.py": MIGRATION.format("beta")})
    result = command("migrate", "--check")
    assert (result.exit_code, result.stdout) == (1, "alpha: 0001\nbeta: 0001\n")
    assert command.json("migrate", "--check", code=1) == {"pending": {"alpha": ["0001"], "beta": ["0001"]}}
    assert command.json("migrate", "--check", "--plugin", "beta", code=1) == {"pending": {"beta": ["0001"]}}
    assert command.json("migrate", "--plugin", "beta") == {"applied": ["beta:0001"]}
    assert command("migrate").stdout == "ran alpha:0001\n"
    assert command("migrate").stdout == "Nothing was pending.\n"


def test_failures_are_one_line(command: Any, make: Make) -> None:
    make("alpha", manifest=MIGRATED, files={"migrations/versions/0001.py": MIGRATION.format("stray")})
    assert "must begin with 'alpha_'" in command.refused("migrate")
    assert "Did you mean alpha" in command.refused("migrate", "--plugin", "alhpa")
