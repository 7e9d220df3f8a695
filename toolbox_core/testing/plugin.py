"""The fixtures, as pytest finds them through the ``pytest11`` entry point.

``@pytest.mark.plugins("budget_portal")`` on a test, class or module says which optional plugins are enabled on the
site it gets. Where something that a test needs is missing (a browser, PostgreSQL, the shared data), the test is skipped
with a sentence that says what to install; under ``CI=true`` it fails instead, so that nothing goes untested unseen.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from starlette.testclient import TestClient

    from toolbox_core.config import Settings
    from toolbox_core.db import Database
    from toolbox_core.testing.identity_provider import IdentityProvider
    from toolbox_core.testing.postgresql import Cluster
    from toolbox_core.testing.servers import RunningSite

TEST_SITE = """\
[site]
name = "Test City"
organisation = "City of Test"
contact_email = "open@test.example"

[plugins]
poll_seconds = 0
"""
"""What a test changes is seen by the very next request, not up to a second later."""
TEST_ADDRESS = "http://127.0.0.1:8000"


def pytest_configure(config: pytest.Config) -> None:
    """Make the toolbox's own markers known."""
    config.addinivalue_line("markers", "plugins(*ids): optional plugins to enable on the test's site")


def needs(what: str, how: str) -> NoReturn:
    """Skip the running test because ``what`` is missing (``how`` says what to do); under ``CI=true`` fail instead."""
    message = f"{what} is missing: {how}"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def _bare_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated site that every test's own site is copied from, because migrating takes longer than copying."""
    from toolbox_core.config import load_settings
    from toolbox_core.db import Database
    from toolbox_core.migrate import migrate

    folder = tmp_path_factory.mktemp("bare") / "site"
    (folder / "data").mkdir(parents=True)
    (folder / "toolbox.toml").write_text(TEST_SITE, encoding="utf-8")
    settings = load_settings(folder, environ={})
    database = Database(settings.database_url)
    migrate(settings, database)
    database.close()
    return folder


@pytest.fixture
def site(request: pytest.FixtureRequest, _bare_site: Path, tmp_path: Path) -> Path:
    """A fresh, migrated site folder on SQLite, with the plugins of ``@pytest.mark.plugins(…)`` enabled."""
    folder = tmp_path / "site"
    shutil.copytree(_bare_site, folder)
    wanted = [name for marker in request.node.iter_markers("plugins") for name in marker.args]
    if wanted:
        from toolbox_core.config import load_settings
        from toolbox_core.db import Database
        from toolbox_core.plugins.lifecycle import enable

        settings = load_settings(folder, environ={})
        database = Database(settings.database_url)
        for name in wanted:
            enable(settings, database, name, by="tests")
        database.close()
    return folder


@pytest.fixture
def settings(site: Path) -> Settings:
    """The settings of ``site``, untouched by the environment of whoever runs the tests."""
    from toolbox_core.config import load_settings

    return load_settings(site, environ={})


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The open database of ``site``."""
    from toolbox_core.db import Database

    opened = Database(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """An in-process HTTP client of the application that serves ``site``. Redirects are not followed."""
    from starlette.testclient import TestClient

    from toolbox_core.app import create_app

    with TestClient(create_app(settings), base_url=TEST_ADDRESS, follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def toolbox(site: Path) -> Callable[..., object]:
    """Run the real command on ``site`` in a process of its own: ``toolbox("plugins", "list", "--json")``.

    Returns the finished ``subprocess.CompletedProcess`` with text output. ``cwd``, ``env`` (additions) and ``timeout``
    (seconds) may be given.
    """
    from toolbox_core.testing.servers import run_toolbox

    def run(*arguments: str, **options: object) -> object:
        return run_toolbox(*arguments, site=site, **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def live_server(site: Path) -> Iterator[RunningSite]:
    """``toolbox serve`` on ``site`` in a process of its own, on a free port; ``live_server.url`` is its address."""
    from toolbox_core.testing.servers import serve

    with serve(site) as running:
        yield running


@pytest.fixture(scope="session")
def _postgresql_cluster() -> Iterator[Cluster]:
    from toolbox_core.testing.postgresql import Cluster, binaries

    folder = binaries()
    if folder is None:
        needs("PostgreSQL", "install the server, for example `apt-get install postgresql`.")
    with Cluster(folder) as cluster:
        yield cluster


@pytest.fixture
def postgresql_url(_postgresql_cluster: Cluster) -> Iterator[str]:
    """The SQLAlchemy address of a fresh, empty PostgreSQL database in a throw-away server."""
    name = _postgresql_cluster.create_database()
    yield _postgresql_cluster.url(name)
    _postgresql_cluster.drop_database(name)


@pytest.fixture(scope="session")
def shared_data(request: pytest.FixtureRequest) -> Path:
    """The folder of shared real data beside the checkout: ``../shared/data``."""
    folder = request.config.rootpath.parent / "shared" / "data"
    if not folder.is_dir():
        needs("The shared data", f"put it at {folder}.")
    return folder


@pytest.fixture
def identity_provider() -> Iterator[IdentityProvider]:
    """A small OpenID Connect provider on this machine; ``identity_provider.issuer`` is its address."""
    from toolbox_core.testing.identity_provider import run_identity_provider

    with run_identity_provider() as running:
        yield running


@pytest.fixture(scope="module")
def _browser() -> Iterator[Browser]:
    from toolbox_core.testing.browser import chromium, open_browser

    program = chromium()
    if program is None:
        needs("Chromium", "install it, for example `apt-get install chromium`.")
    with open_browser(program) as browser:
        yield browser


@pytest.fixture
def browser_page(_browser: Browser) -> Iterator[Page]:
    """A page in a fresh headless Chromium profile, 1280 × 800. Fails the test on outside requests and script errors."""
    from toolbox_core.testing.browser import watched_page

    with watched_page(_browser) as page:
        yield page


@pytest.fixture
def bare_page(_browser: Browser) -> Iterator[Page]:
    """``browser_page`` with JavaScript switched off."""
    from toolbox_core.testing.browser import watched_page

    with watched_page(_browser, java_script_enabled=False) as page:
        yield page


@pytest.fixture(scope="session")
def axe(request: pytest.FixtureRequest) -> Callable[[Page], list[str]]:
    """``axe(page)`` lists accessibility violations of the page as it stands, one line each; none is ``[]``."""
    from toolbox_core.testing.browser import violations

    script = request.config.rootpath / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        needs("axe-core", "run `make axe` (it needs npm).")
    source = script.read_text(encoding="utf-8")
    return lambda page: violations(page, source)
