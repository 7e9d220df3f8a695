"""The commands that load side tables: the same options, the same last sentence."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from toolbox_budget_portal.cli import budget
from toolbox_budget_portal.side_tables.cli import side_table_options

COMMANDS = ("payments", "changes", "months", "crosswalk", "tax-rules", "yardstick")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_asks_whose_table_it_is_and_offers_json(name: str) -> None:
    command = budget.commands[name]
    options = {one.name: one for one in command.params}
    assert {"file", "entity", "licence", "as_json"} <= set(options)
    assert options["entity"].required
    assert command.params[0].name == "file"


def test_a_table_without_a_year_does_not_ask_for_one() -> None:
    @click.command()
    @side_table_options(owner="Whose?")
    def plain(_context: object, **given: object) -> None:
        click.echo(" ".join(sorted(given)))

    done = CliRunner().invoke(plain, ["a.csv", "--entity", "town"])
    assert (done.exit_code, done.output) == (0, "as_json entity file licence\n")
    assert CliRunner().invoke(plain, ["a.csv", "--entity", "town", "--year", "2024"]).exit_code == 2
