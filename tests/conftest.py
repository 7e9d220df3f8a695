"""Set-up of the whole suite: Hypothesis examples are the same everywhere; a world of throw-away plugins."""

from __future__ import annotations

import importlib.metadata
import secrets
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import hypothesis
import pytest

from toolbox_core.config import DatabaseSettings, PluginSettings, Settings, StorageSettings
from toolbox_core.db import Database
from toolbox_core.db.base import utcnow
from toolbox_core.migrate import migrate
from toolbox_core.plugins.lifecycle import build_registry, survey_plugins
from toolbox_core.plugins.registry import PluginRecord, Registry
from toolbox_core.plugins.runner import Runner
from toolbox_core.testing.plugins import ImportPath, forget, make_plugin

hypothesis.settings.register_profile("toolbox", deadline=None, derandomize=True, max_examples=100)
hypothesis.settings.load_profile("toolbox")

STORE = """\
import sys
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""
PATIENCE = PluginSettings(import_timeout=5.0, setup_timeout=5.0, failure_threshold=3)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a store that speaks S3, in a process of its own on this machine."""
    with subprocess.Popen(
        [sys.executable, "-c", STORE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        yield f"http://127.0.0.1:{int(child.stdout.readline())}"
        child.stdin.close()


@pytest.fixture
def bucket(s3_server: str) -> StorageSettings:
    """Settings that keep originals in an empty bucket, below a prefix."""
    name = f"originals-{secrets.token_hex(8)}"
    request = urllib.request.Request(f"{s3_server}/{name}", method="PUT")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()
    return StorageSettings(
        files=f"s3://{name}/site", endpoint=s3_server, access_key_id="key", secret_access_key="secret", timeout=10.0
    )


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the import path. Only plugins that are made in it are discovered."""
    real = importlib.metadata.distributions
    with ImportPath(tmp_path / "packages") as folder:
        monkeypatch.setattr(importlib.metadata, "distributions", lambda: real(path=[str(folder)]))
        yield folder


@pytest.fixture
def make(packages: Path) -> Callable[..., Path]:
    """``make("alpha", code, manifest)`` installs a throw-away plugin."""
    return partial(make_plugin, packages)


@dataclass
class World:
    """A site with throw-away plugins."""

    settings: Settings
    database: Database
    packages: Path

    def build(self, **options: bool) -> Registry:
        """The registry, as a new process would build it."""
        forget(self.packages)
        return build_registry(self.settings, self.database, Runner(self.settings.plugins), **options)

    def records(self) -> dict[str, PluginRecord]:
        """What ``plugins list`` tells, by id, as a new process would see it."""
        forget(self.packages)
        return {record.id: record for record in survey_plugins(self.settings, self.database)}


@pytest.fixture(scope="session")
def host_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the host's tables alone. It is copied, because copying takes less time than migrating."""
    folder = tmp_path_factory.mktemp("host")
    settings = Settings(folder=str(folder))
    database = Database(settings.database_url)
    migrate(settings, database, "core")
    database.close()
    return folder / "data" / "toolbox.sqlite"


def _world(tmp_path: Path, packages: Path, host_database: Path, url: str = DatabaseSettings().url) -> World:
    folder = tmp_path / "site"
    (folder / "data").mkdir(parents=True)
    shutil.copy(host_database, folder / "data")
    settings = Settings(folder=str(folder), database=DatabaseSettings(url=url), plugins=PATIENCE)
    database = Database(settings.database_url)
    migrate(settings, database)
    return World(settings, database, packages)


@pytest.fixture
def world(tmp_path: Path, packages: Path, host_database: Path) -> Iterator[World]:
    """A migrated site on SQLite in which only throw-away plugins are installed."""
    made = _world(tmp_path, packages, host_database)
    yield made
    made.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def any_world(request: pytest.FixtureRequest, tmp_path: Path, packages: Path, host_database: Path) -> Iterator[World]:
    """The same on SQLite, and again on PostgreSQL."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else DatabaseSettings().url
    made = _world(tmp_path, packages, host_database, url)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def make_project() -> Callable[[Path], Path]:
    """``make_project(folder)`` writes the source of a small plugin that meets the policy up to gold: closed bridges."""

    def make(folder: Path) -> Path:
        shutil.copytree(Path(__file__).parent / "bridges", folder, ignore=shutil.ignore_patterns("__pycache__"))
        root = Path(__file__).parents[1]
        shutil.copy(root / "LICENSE", folder / "LICENSE")
        (folder / "toolbox_bridges/__init__.py").write_text('"""Closed bridges."""\n', encoding="utf-8")
        (folder / "LICENSES").mkdir()
        shutil.copy(root / "LICENSE", folder / "LICENSES" / "EUPL-1.2.txt")
        return folder

    return make


@pytest.fixture(scope="session")
def shared_catalogue(make_project: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue folder into which that plugin was packaged, once for the process. Copy it before you change it."""
    from toolbox_core.policy.packaging import package
    from toolbox_core.policy.policy import RULES

    folder = tmp_path_factory.mktemp("sharing")
    package(make_project(folder / "bridges"), folder / "catalogue", RULES, day=utcnow().date())
    return folder / "catalogue"
