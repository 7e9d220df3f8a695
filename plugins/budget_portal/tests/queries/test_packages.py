"""A budget written as a Fiscal Data Package is read back as the same budget."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolbox_budget_portal import content, queries, services
from toolbox_budget_portal.descriptor import read_package
from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.models import BudgetVersion
from toolbox_core.config import Settings
from toolbox_core.db import Database

CODE = st.sampled_from(["", "1", "01", "0/1", "A-b", "=1+1", "2%", "x" * 300])
LABEL = st.sampled_from(["", "Culture", "Éducation, santé", "-minus", '"quoted"', "two  spaces", "Ω"])
AMOUNT = st.sampled_from(["", "-", "nfp", "n/a", "nd", "0", "-12,5", "1000", "0,125", "99999999999,99"])
ROW = st.tuples(CODE.filter(bool), LABEL, CODE, LABEL, CODE, LABEL, AMOUNT, AMOUNT)
HEAD = "body;body_name;function;function_name;chapter;chapter_name;approved;paid"


def unpack(session: Any, slug: str, year: int, folder: Path) -> Path:
    """The package of a published year, unpacked; returns its descriptor."""
    packed = b"".join(queries.fiscal_package(session, queries.year(session, slug, year)))
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    return folder / "datapackage.json"


def told(session: Any, version: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Everything that a version says, but where its rows stood and how they were numbered."""
    budget = session.get_one(BudgetVersion, version)
    lines = sorted((row[3:] for row in content.line_rows(session, budget)), key=repr)
    return lines, list(content.label_rows(session, budget))


def read_back(settings_: Settings, database: Database, slug: str, year: int, folder: Path) -> None:
    """Write the published year, read it as a new draft, and compare both whole."""
    with database.write() as session:
        path = unpack(session, slug, year, folder)
        package = read_package(path)
        outcome = services.import_parsed(session, settings_.files, package, entity=slug, by="again")
        assert [draft.fiscal_year for draft in outcome.drafts] == [year]
        assert outcome.report.rows_rejected == 0, outcome.report.to_dict()["problems"]
        published = queries.year(session, slug, year).version_ids
        assert len(published) == 1
        assert told(session, outcome.version_id) == told(session, published[0])
        services.discard_version(session, outcome.version_id)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=6))
def test_whatever_was_published_is_read_back_identically(
    rows: list[tuple[str, ...]],
    write_package: Callable[..., Path],
    settings: Settings,
    database: Database,
    tmp_path: Path,
) -> None:
    quoted = ("".join(('"', cell.replace('"', '""'), '"')) for row in rows for cell in row)
    cells = list(quoted)
    text = "\n".join([HEAD, *(";".join(cells[at : at + 8]) for at in range(0, len(cells), 8))]) + "\n"
    with database.write() as session:
        package = read_package(write_package({"spending.csv": text}))
        outcome = services.import_parsed(session, settings.files, package, entity="testville", year=2024, by="t")
        services.publish_version(session, outcome.version_id, by="t", accept_rejected=outcome.report.rows_rejected)
    read_back(settings, database, "testville", 2024, tmp_path / "again")


def test_directions_and_consolidation_entries_are_tables_of_their_own(
    town: str, settings: Settings, database: Database, tmp_path: Path
) -> None:
    read_back(settings, database, town, 2024, tmp_path / "again")
    descriptor = json.loads((tmp_path / "again" / "datapackage.json").read_text())
    names = [resource["name"] for resource in descriptor["resources"]]
    assert names == ["expenditure", "expenditure-elimination", "revenue", "revenue-elimination"]
    assert descriptor["profile"] == "fiscal-data-package"
    revenue = {entry["name"] for entry in descriptor["resources"][2]["schema"]["fields"]}
    assert "amount_adjusted" not in revenue, "a phase that no file gives is no column of blanks"


@pytest.mark.shared_data
def test_the_words_for_what_is_missing_survive_in_a_real_budget(
    shared_data: Path,
    load: Callable[..., Any],
    publish: Callable[..., None],
    settings: Settings,
    database: Database,
    tmp_path: Path,
) -> None:
    (source,) = (shared_data / "budget" / "au-federal-2015-16").glob("*.csv")
    shutil.copyfile(source, tmp_path / "australia.csv")
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps(propose([tmp_path / "australia.csv"], currency="AUD").descriptor))
    outcome = load(path, entity="au", year=None)
    draft = next(found for found in outcome.drafts if found.fiscal_year == 2016)
    publish(draft.version_id, accept_rejected=draft.report.rows_rejected)
    read_back(settings, database, "au", 2016, tmp_path / "again")
    words = (tmp_path / "again" / "expenditure.csv").read_text()
    assert ",nfp," in words
