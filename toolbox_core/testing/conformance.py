"""What every module must hold, as tests that a module's own suite inherits: they grow with the host and never freeze.

::

    @pytest.mark.plugins("trees")
    class TestConformance(Conformance):
        plugin = "trees"

A module that lacks something a question is about (tables, pages, datasets) passes that question.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from sqlalchemy import inspect

from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.db.base import Base
from toolbox_core.plugins.discovery import discover
from toolbox_core.testing.sources import imports, python_files

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from starlette.testclient import TestClient

    from toolbox_core.plugins.registry import PluginRecord, Registry

DOORS = ("toolbox_core", "toolbox_core.testing")
ROOMS_WITHOUT_SQL = frozenset({"pages", "api", "importers", "rows"})
START_SECONDS = 3.0
"""Processor time in which a module must be imported and collected: forty times what the host's own need."""


class Conformance:
    """The questions. ``plugin`` is the module's id; its site comes from ``@pytest.mark.plugins(id)``."""

    plugin: ClassVar[str]

    # --- what it says of itself ---------------------------------------------------------------------------------

    def test_the_manifest_is_valid_and_the_module_comes_to_life(self, settings: Settings, database: Database) -> None:
        """Valid, compatible, migrated, configured, imported, collected."""
        record = self._registry(settings, database).plugins[self.plugin]
        assert str(record.state) == "ACTIVE", f"{record.state} ({record.phase}): {record.error}"

    def test_it_starts_within_its_budget(self, settings: Settings, database: Database) -> None:
        """Importing and collecting takes little processor time, whatever else the machine does."""
        self._registry(settings, database)  # once for the interpreter's own caches
        module = self._record().module
        code = f"import time; began = time.process_time(); import {module}; print(time.process_time() - began)"
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
        began = time.process_time()
        self._registry(settings, database)
        needed = float(ran.stdout) + time.process_time() - began
        assert needed < START_SECONDS, f"It took {needed:.1f} seconds of processor time; {START_SECONDS} are there."

    def test_every_declared_language_is_complete(self) -> None:
        """Every message is translated into every language that the manifest names."""
        from toolbox_core.testing import catalogues

        record = self._record()
        assert record.manifest is not None
        assert record.folder is not None
        languages = tuple(one for one in record.manifest.provides.locales if not one.startswith("en"))
        if not languages:
            return
        owner = catalogues.Owner(self.plugin, record.folder, languages)
        config = next(
            (folder / "babel.cfg" for folder in record.folder.parents if (folder / "babel.cfg").is_file()), None
        )
        if config is None:
            missing = [one for one in languages if not owner.catalogue(one).is_file()]
            assert not missing, f"There are no catalogues for {missing}."
            return
        found = catalogues.faults(owner, config)
        assert not found, "\n".join(found)

    # --- what it is made of -------------------------------------------------------------------------------------

    def test_it_imports_nothing_of_the_host_but_the_front_door(self) -> None:
        """``from toolbox_core import …``, and nothing deeper; no other module."""
        others = {
            entry.value.split(".")[0]
            for entry in importlib.metadata.entry_points(group="toolbox.plugins")
            if entry.name != self.plugin
        } - {"toolbox_core"}
        wrong = [
            f"{path.name}:{found.line} {found.module}"
            for path in self._sources()
            for found in imports(path)
            if (found.module.split(".")[0] == "toolbox_core" and found.module not in DOORS)
            or found.module.split(".")[0] in others
        ]
        assert not wrong, f"A module writes `from toolbox_core import …` and nothing deeper: {wrong}"

    def test_its_pages_importers_and_rows_know_no_sql(self) -> None:
        """Questions to the database stand in ``queries``, changes in ``services``."""
        folder = self._record().folder
        assert folder is not None
        wrong = [
            f"{path.name}:{found.line}"
            for path in self._sources()
            if {*path.relative_to(folder).with_suffix("").parts} & ROOMS_WITHOUT_SQL
            for found in imports(path)
            if found.module.split(".")[0] == "sqlalchemy" and not found.typing_only
        ]
        assert not wrong, f"These rooms know no SQL: {wrong}"

    # --- what it keeps ------------------------------------------------------------------------------------------

    def test_its_tables_are_those_of_its_models_on_sqlite(self, settings: Settings, tmp_path: Path) -> None:
        """Migrated up, down and up again, the database is what the models say."""
        self._migrations(settings, Database(f"sqlite:///{tmp_path / 'migrated.sqlite'}"))

    @pytest.mark.postgresql
    def test_its_tables_are_those_of_its_models_on_postgresql(
        self, settings: Settings, request: pytest.FixtureRequest
    ) -> None:
        """The same on PostgreSQL."""
        if not self._has_migrations():
            return
        self._migrations(settings, Database(request.getfixturevalue("postgresql_url")))

    def test_purging_leaves_nothing(self, settings: Settings, database: Database) -> None:
        """Enabled, disabled, purged: no table, no row, no file of it is left."""
        from toolbox_core.plugins.lifecycle import disable
        from toolbox_core.plugins.purge import holdings, purge

        self._use(settings, database)
        disable(settings, database, self.plugin, by="conformance")
        purge(settings, database, self.plugin, by="conformance", dry_run=False)
        left = holdings(settings, database, self.plugin)
        assert not left, left.lines()
        record = self._record()
        prefix = record.table_prefix or f"{self.plugin}_"
        names = [name for name in inspect(database.reader).get_table_names() if name.startswith(prefix)]
        assert not names, names

    # --- what it shows ------------------------------------------------------------------------------------------

    def test_every_page_answers_on_an_empty_site(
        self, settings: Settings, database: Database, client: TestClient
    ) -> None:
        """A page without a place in its address says in words that there is nothing yet; no page answers with an error.

        What is not public asks the visitor to sign in.
        """
        registry = self._registry(settings, database)
        for route in self._routes(registry):
            answer = client.get(route.path)
            if route.public:
                assert answer.status_code in (200, 303, 307, 308, 400, 404), f"{route.path}: {answer.status_code}"
            else:
                assert answer.status_code in (303, 401, 403), f"{route.path} lets a stranger in: {answer.status_code}"
        for plugin, operation in registry.api_routes:
            if plugin == self.plugin and "GET" in operation.methods and "{" not in operation.path:
                answer = client.get(f"/api/v1{operation.path}")
                assert answer.status_code < 500, f"{operation.path}: {answer.status_code}"

    @pytest.mark.browser
    def test_its_pages_are_accessible_and_fit(
        self,
        settings: Settings,
        database: Database,
        request: pytest.FixtureRequest,
    ) -> None:
        """axe finds nothing, and nothing sticks out on the smallest telephone."""
        from toolbox_core.testing.servers import serve

        routes = self._routes(self._registry(settings, database))
        # A last part with a dot is a file for programs.
        pages = [route.path for route in routes if route.public and "." not in route.path.rpartition("/")[2]]
        if not pages:
            return
        axe: Callable[[Page], list[str]] = request.getfixturevalue("axe")
        page: Page = request.getfixturevalue("browser_page")
        faults = []
        with serve(settings.path) as running:
            for address in pages:
                page.set_viewport_size({"width": 1280, "height": 800})
                answer = page.goto(running.url + address, wait_until="load")
                if answer is None or "html" not in answer.headers.get("content-type", ""):
                    continue
                faults += [f"{address}: {fault}" for fault in axe(page)]
                page.set_viewport_size({"width": 320, "height": 640})
                width = page.evaluate("document.documentElement.scrollWidth")
                if width > 320:
                    faults.append(f"{address} needs {width} pixels where there are 320")
        assert not faults, "\n".join(faults)

    def test_its_datasets_download_in_every_format(
        self, settings: Settings, database: Database, client: TestClient
    ) -> None:
        """Every dataset that it describes, in every format of this site; an empty site describes none."""
        from toolbox_core.exporting.formats import export_formats

        for plugin, provider in self._registry(settings, database).datasets:
            if plugin != self.plugin:
                continue
            with database.read() as session:
                described = list(provider.describe(session))
            for dataset in described:
                for form in export_formats():
                    answer = client.get(f"/data/{dataset.id}{form.suffix}")
                    assert answer.status_code == 200, f"{dataset.id}{form.suffix}: {answer.status_code}"
                    assert answer.content

    # --- helpers ------------------------------------------------------------------------------------------------

    def _record(self) -> PluginRecord:
        from toolbox_core.plugins.registry import PluginRecord

        found = next((one for one in discover() if one.id == self.plugin), None)
        assert found is not None, f"No installed package offers a module {self.plugin!r}."
        manifest = found.manifest
        prefix = manifest.provides.tables if manifest is not None else ""
        return PluginRecord(
            id=found.id, manifest=manifest, folder=found.folder, module=found.module, table_prefix=prefix or ""
        )

    def _sources(self) -> list[Path]:
        folder = self._record().folder
        assert folder is not None
        return [path for path in python_files(folder) if "migrations" not in path.parts]

    def _registry(self, settings: Settings, database: Database) -> Registry:
        from toolbox_core.plugins.lifecycle import build_registry
        from toolbox_core.plugins.runner import Runner

        return build_registry(settings, database, Runner(settings.plugins))

    def _routes(self, registry: Registry) -> Iterator[Any]:
        for plugin, route in registry.routes:
            if plugin == self.plugin and "GET" in route.methods and "{" not in route.path:
                yield route

    def _use(self, settings: Settings, database: Database) -> None:
        """Let the module fill a site as it fills the demo, where it can."""
        for plugin, demo in self._registry(settings, database).demo_sets:
            if plugin == self.plugin:
                with database.write() as session, tempfile.TemporaryDirectory() as folder:
                    demo.load(session, settings.files, Path(folder))

    def _has_migrations(self) -> bool:
        manifest = self._record().manifest
        return manifest is not None and bool(manifest.provides.migrations)

    def _migrations(self, settings: Settings, database: Database) -> None:
        from alembic import command
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        from toolbox_core.migrate import configuration, migrate, schema_transaction, sources

        try:
            if not self._has_migrations():
                return
            record = self._record()
            importlib.import_module(f"{record.module.rpartition('.')[0]}.models")
            prefix = record.table_prefix or f"{self.plugin}_"
            migrate(settings, database, "core")
            migrate(settings, database, self.plugin)
            source = next(one for one in sources(discover()) if one.id == self.plugin)

            def tables() -> list[str]:
                return [name for name in inspect(database.reader).get_table_names() if name.startswith(prefix)]

            assert tables(), "Its migrations make no table."
            with schema_transaction(database) as connection:
                command.downgrade(configuration(connection, source), "base")
            assert not tables(), f"Going down leaves {tables()}."
            migrate(settings, database, self.plugin)
            with database.reader.connect() as connection:
                context = MigrationContext.configure(connection, opts={"compare_type": True})
                found = [entry for entry in compare_metadata(context, Base.metadata) if prefix in str(entry)]
            assert not found, f"The models differ from the tables: {found}"
        finally:
            database.close()
