"""Whose is which table."""

from __future__ import annotations

import pytest

from toolbox_core.exceptions import MigrationError
from toolbox_core.plugins.schema import Table, check_ownership, owned

PLAIN = Table(columns=("id INTEGER False",), references=frozenset())


def test_a_longer_prefix_of_somebody_else_wins() -> None:
    names = ["budget_line", "budget_portal_line", "core_meta"]
    assert owned(names, "budget_", ["budget_", "budget_portal_", "core_"]) == ["budget_line"]
    assert owned(names, "budget_portal_", ["budget_", "budget_portal_"]) == ["budget_portal_line"]


def test_own_tables_may_be_made_changed_and_dropped() -> None:
    changed = Table(columns=("id TEXT True",), references=frozenset({("alpha_b", "")}))
    before = {"core_meta": PLAIN, "alpha_a": PLAIN, "alpha_old": PLAIN}
    after = {"core_meta": PLAIN, "alpha_a": changed, "alpha_b": PLAIN, "alembic_version_alpha": PLAIN}
    check_ownership("alpha", "alpha_", "alembic_version_alpha", before, after)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"core_meta": PLAIN, "stray": PLAIN}, "made the table 'stray'"),
        ({}, "dropped the table 'core_meta'"),
        ({"core_meta": Table(columns=(), references=frozenset())}, "changed the table 'core_meta'"),
        (
            {"core_meta": PLAIN, "alpha_a": Table(columns=(), references=frozenset({("core_meta", "")}))},
            "without an ON DELETE rule",
        ),
        (
            {"core_meta": PLAIN, "alpha_a": Table(columns=(), references=frozenset({("beta_a", "CASCADE")}))},
            "belongs to another plugin",
        ),
    ],
)
def test_reaching_too_far_is_refused(after: dict[str, Table], words: str) -> None:
    with pytest.raises(MigrationError, match=words):
        check_ownership("alpha", "alpha_", "alembic_version_alpha", {"core_meta": PLAIN}, after)
