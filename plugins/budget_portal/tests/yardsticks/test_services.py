"""A yardstick goes the way of every dataset: draft, publication with hash and log, withdrawal, next version."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from toolbox_budget_portal import queries, services
from toolbox_budget_portal.yardsticks import importer
from toolbox_budget_portal.yardsticks.dataset import YARDSTICKS
from toolbox_budget_portal.yardsticks.services import import_yardstick
from toolbox_core import ImportAnswers, InputError, LimitSettings
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.services.provenance import verify_log

pytestmark = pytest.mark.plugins("budget_portal")


def test_from_draft_to_the_next_version(town: str, settings: Settings, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("year,population\n2023,100\n2024,200\n")
    with database.write() as session:
        first, _ = import_yardstick(session, settings.files, path, entity=town, kind="population", by="tests")
        assert queries.year(session, town, 2024).yardsticks.population == {}
        services.publish_version(session, first, by="tests")
    path.write_text("year,population\n2023,100\n2024,250\n")
    with database.write() as session:
        known = queries.year(session, town, 2024).yardsticks
        assert known.population == {2023: Decimal(100), 2024: Decimal(200)}
        assert known.origins["population"].file == "people.csv"
        second, _ = import_yardstick(session, settings.files, path, entity=town, kind="population", by="tests")
        entry = services.publish_version(session, second, by="tests")
        assert entry.dataset == f"budget_portal/{town}-population"
        assert "supersedes 1" in entry.note
    with database.read() as session:
        assert queries.year(session, town, 2024).yardsticks.population[2024] == 250
        assert verify_log(session) == []
        (described,) = YARDSTICKS.describe(session)
        assert (described.version, described.row_count) == (2, 2)
        rows = list(YARDSTICKS.rows(session, described.id.partition("/")[2]))
        assert rows == [(2023, Decimal(100), 2), (2024, Decimal(250), 3)]
    with database.write() as session:
        services.withdraw_version(session, second, by="tests", reason="A wrong row.")
        third, _ = import_yardstick(session, settings.files, path, entity=town, kind="population", by="tests")
        services.discard_version(session, third)
        assert queries.year(session, town, 2024).yardsticks.population == {}


def test_an_entity_without_budgets_is_refused(
    town: str, settings: Settings, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("year,population\n2023,100\n")
    with database.write() as session, pytest.raises(InputError, match="no budgets of 'nowhere'"):
        import_yardstick(session, settings.files, path, entity="nowhere", kind="population")


def test_the_way_through_the_browser(town: str, settings: Settings, database: Database, tmp_path: Path) -> None:
    (tmp_path / "ipc.csv").write_text("Id;Año;Variación\n1;2023;3,5\n1;2024;2,8\n2;2024;9,9\n")
    proposal = importer.FORM.inspect([tmp_path / "ipc.csv"], LimitSettings())
    assert [column.choice for column in proposal.files[0].columns] == ["", "year", "value"]
    assert next(field.value for field in proposal.fields if field.key == "kind") == "inflation"
    answers = ImportAnswers(
        state=proposal.state,
        fields={"entity": town, "kind": "inflation", "only": "Id=1\n", "licence": "CC0-1.0"},
        columns={column.key: column.choice for column in proposal.files[0].columns},
        folder=tmp_path,
        files=settings.files,
        limits=LimitSettings(),
        by="tests",
        progress=lambda rows: None,
    )
    with database.write() as session:
        (version,) = importer.FORM.draft(session, answers)
        services.publish_version(session, version, by="tests")
        known = queries.year(session, town, 2024).yardsticks
    assert known.prices == {2022: Decimal(100), 2023: Decimal("103.5"), 2024: Decimal("106.398")}
    with pytest.raises(InputError, match="'Id' does not say"):
        importer.read_conditions(["Id"])


def test_the_command(town: str, site: Path, toolbox: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Id,year,population\n1,2024,5\n2,2024,6\n")
    arguments = ("budget", "yardstick", path, "--entity", town, "--kind", "population")
    refused = toolbox(*arguments)
    assert refused.returncode == 2
    assert "--where" in refused.stderr
    done = toolbox(*arguments, "--where", "Id=1", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["values"] == {"2024": "5"}
    assert toolbox("budget", "publish", str(answer["version"])).returncode == 0
