"""Settings: the file, the environment over it, and sentences for what is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from toolbox_core.config import load_settings, site_folder, site_today
from toolbox_core.exceptions import SettingsError, SiteNotFound


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "toolbox.toml").write_text('[site]\nname = "Port Sennen"\n', encoding="utf-8")
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "toolbox.toml").write_text(text, encoding="utf-8")


def test_the_file_is_read_and_the_rest_has_defaults(folder: Path) -> None:
    settings = load_settings(folder, {})

    assert settings.site.name == "Port Sennen"
    assert settings.site.languages == ("en", "fr")
    assert settings.server.port == 8000
    assert settings.path == folder


def test_a_relative_sqlite_path_is_taken_from_the_site_folder(folder: Path) -> None:
    assert load_settings(folder, {}).database_url == f"sqlite:///{folder.resolve() / 'data/toolbox.sqlite'}"


def test_other_addresses_are_left_as_they_are(folder: Path) -> None:
    write(folder, '[database]\nurl = "postgresql://localhost/site"\n')

    assert load_settings(folder, {}).database_url == "postgresql://localhost/site"


def test_the_environment_wins_over_the_file_with_the_right_types(folder: Path) -> None:
    environment = {
        "TOOLBOX_SERVER_PORT": "9000",
        "TOOLBOX_SITE_LANGUAGES": "en, ar",
        "TOOLBOX_SITE_DEMO": "true",
        "TOOLBOX_DATABASE_BUSY_TIMEOUT": "0.5",
        "UNRELATED": "x",
    }

    settings = load_settings(folder, environment)

    assert settings.server.port == 9000
    assert settings.site.languages == ("en", "ar")
    assert settings.site.demo is True
    assert settings.database.busy_timeout == 0.5


def test_a_folder_without_settings_is_not_a_site(tmp_path: Path) -> None:
    with pytest.raises(SiteNotFound, match="toolbox init"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[sight]\n", r"no section \[sight\]. Did you mean 'site'"),
        ('[site]\nnmae = "x"\n', r"\[site\] has no key 'nmae'. Did you mean 'name'"),
        ('site = "x"\n', "must be a section"),
        ("[server]\nport = 'x'\n", "Expected `int`"),
        ("[site\n", "not valid TOML"),
        ('folder = "/etc"\n', "`folder` cannot be set"),
        ('[site]\nlanguages = ["fr"]\n', "default_language 'en' is not one of"),
    ],
)
def test_mistakes_in_the_file_are_named(folder: Path, text: str, sentence: str) -> None:
    write(folder, text)

    with pytest.raises(SettingsError, match=sentence):
        load_settings(folder, {})


def test_a_mistake_in_the_environment_is_named(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"environment sets server.port to 'eighty'"):
        load_settings(folder, {"TOOLBOX_SERVER_PORT": "eighty"})


def test_settings_that_are_not_text_are_refused(folder: Path) -> None:
    (folder / "toolbox.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(folder, {})


def test_settings_cannot_be_changed(folder: Path) -> None:
    settings = load_settings(folder, {})

    with pytest.raises(AttributeError):
        settings.site.name = "other"  # type: ignore[misc]


def test_the_site_folder_is_chosen_in_a_fixed_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert site_folder("/a", {"TOOLBOX_SITE": "/b"}) == Path("/a")
    assert site_folder(None, {"TOOLBOX_SITE": "/b"}) == Path("/b")
    assert site_folder(None, {}) == tmp_path


def test_the_day_is_that_of_the_sites_own_clock(folder: Path) -> None:
    evening = datetime(2026, 5, 18, 22, 30, tzinfo=UTC)
    assert site_today(load_settings(folder, {}), now=evening) == date(2026, 5, 18)
    write(folder, '[site]\ntimezone = "Europe/Madrid"\n')
    assert site_today(load_settings(folder, {}), now=evening) == date(2026, 5, 19)
