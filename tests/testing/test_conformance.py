"""The questions find what they ask for: a module with a fault fails exactly the question about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.db.base import Base
from toolbox_core.db.models import PluginState
from toolbox_core.plugins.lifecycle import enable
from toolbox_core.testing.conformance import Conformance
from toolbox_core.testing.plugin import TEST_ADDRESS
from toolbox_core.testing.plugins import ImportPath, make_plugin

GOOD = """\
from toolbox_core import Route, hookimpl
async def page(request):
    from starlette.responses import PlainTextResponse
    return PlainTextResponse("fine")
@hookimpl
def register_routes():
    return [Route(path="/tried", endpoint=page, name="tried:page", public=True)]
"""
TABLES = {"provides": {"addresses": ["/tried"], "tables": "tried_", "migrations": "migrations/versions"}}
MODEL = """\
from sqlalchemy.orm import Mapped, mapped_column
from toolbox_core import Base
class {name}(Base):
    __tablename__ = "tried_thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
"""
REVISION = """\
import sqlalchemy as sa
from alembic import op
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
def upgrade():
    op.create_table("tried_thing", sa.Column("id", sa.Integer, primary_key=True){columns})
def downgrade():
    {down}
"""
NAME = ', sa.Column("name", sa.String, nullable=False)'


class Asked(Conformance):
    """The questions, asked by hand."""

    plugin = "tried"


@pytest.fixture
def packages(tmp_path: Path) -> Iterator[Path]:
    with ImportPath(tmp_path / "packages") as folder:
        yield folder


def install(packages: Path, code: str = GOOD, **more: Any) -> Asked:
    more.setdefault("manifest", {"provides": {"addresses": ["/tried"]}})
    make_plugin(packages, "tried", code, **more)
    return Asked()


def test_a_good_module_passes(packages: Path, settings: Settings, database: Database, tmp_path: Path) -> None:
    asked = install(packages)
    enable(settings, database, "tried", by="tests")
    asked.test_the_manifest_is_valid_and_the_module_comes_to_life(settings, database)
    asked.test_every_declared_language_is_complete()
    asked.test_it_imports_nothing_of_the_host_but_the_front_door()
    asked.test_its_pages_importers_and_rows_know_no_sql()
    asked.test_its_tables_are_those_of_its_models_on_sqlite(settings, tmp_path)
    with TestClient(create_app(settings), base_url=TEST_ADDRESS, follow_redirects=False) as client:
        asked.test_every_page_answers_on_an_empty_site(settings, database, client)
        asked.test_its_datasets_download_in_every_format(settings, database, client)
    asked.test_purging_leaves_nothing(settings, database)


def test_a_module_that_does_not_come_to_life(packages: Path, settings: Settings, database: Database) -> None:
    asked = install(packages, "raise RuntimeError('boom')\n")
    with database.write() as session:
        session.add(PluginState(id="tried", desired="enabled", state="DISABLED"))
    with pytest.raises(AssertionError, match=r"FAILED \(import\).*boom"):
        asked.test_the_manifest_is_valid_and_the_module_comes_to_life(settings, database)


def test_a_page_that_answers_with_an_error(packages: Path, settings: Settings, database: Database) -> None:
    asked = install(packages, GOOD.replace('return PlainTextResponse("fine")', "raise RuntimeError('boom')"))
    enable(settings, database, "tried", by="tests")
    with (
        TestClient(create_app(settings), base_url=TEST_ADDRESS) as client,
        pytest.raises(AssertionError, match="/tried: 50"),
    ):
        asked.test_every_page_answers_on_an_empty_site(settings, database, client)


def test_a_deep_import_and_sql_in_a_page(packages: Path) -> None:
    files = {"pages.py": "import sqlalchemy\nfrom toolbox_core.services import audit\n"}
    asked = install(packages, files=files)
    with pytest.raises(AssertionError, match=r"pages\.py:2 toolbox_core\.services"):
        asked.test_it_imports_nothing_of_the_host_but_the_front_door()
    with pytest.raises(AssertionError, match=r"pages\.py:1"):
        asked.test_its_pages_importers_and_rows_know_no_sql()


def test_a_language_that_is_only_declared(packages: Path) -> None:
    asked = install(packages, manifest={"provides": {"addresses": ["/tried"], "locales": ["en", "fr"]}})
    with pytest.raises(AssertionError, match="fr"):
        asked.test_every_declared_language_is_complete()


@pytest.mark.parametrize(
    ("model", "columns", "down", "said"),
    [("First", "", 'op.drop_table("tried_thing")', "differ"), ("Second", NAME, "pass", "Going down leaves")],
)
def test_tables_that_are_not_those_of_the_models(
    packages: Path, settings: Settings, tmp_path: Path, model: str, columns: str, down: str, said: str
) -> None:
    revision = REVISION.format(columns=columns, down=down)
    files = {"models.py": MODEL.format(name=model), "migrations/versions/0001_begin.py": revision}
    asked = install(packages, manifest=TABLES, files=files)
    try:
        with pytest.raises(AssertionError, match=said):
            asked.test_its_tables_are_those_of_its_models_on_sqlite(settings, tmp_path)
    finally:
        Base.metadata.remove(Base.metadata.tables["tried_thing"])
