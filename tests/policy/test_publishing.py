"""A catalogue built into static pages and JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from toolbox_core.exceptions import InputError, SettingsError
from toolbox_core.policy.entries import Delisting, Entry, UseCase, write_entry
from toolbox_core.policy.publishing import build, publishers
from toolbox_core.policy.yaml import read_yaml

TODAY = date(2026, 6, 1)
BRIDGES = Entry(
    id="bridges",
    name="Bridges <b>",
    distribution="bridges",
    version="1",
    licence="MIT",
    tier="gold",
    packaged=TODAY,
    files=(),
    source="https://code.city.gov/bridges.git",
    publiccode={"name": "Bridges", "legal": {"mainCopyrightOwner": "City of Bridges"}},
    use_cases=(UseCase(title="Used", url="javascript:alert(1)"),),
)
GONE = msgspec.structs.replace(
    BRIDGES, id="gone", name="Gone", delisted=Delisting(day=TODAY, reason="Nobody keeps it.")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for entry in (BRIDGES, GONE):
        write_entry(tmp_path / f"catalogue/entries/{entry.id}.yml", entry)
    return tmp_path / "catalogue"


def test_pages_and_machine_formats(folder: Path, tmp_path: Path) -> None:
    files = build(folder, tmp_path / "public", title="Modules of the city", today=TODAY)
    assert {"index.html", "by.html", "compare.html", "bridges.html", "gone.html", "toolbox.css"} <= set(files)
    told = json.loads((tmp_path / "public/catalogue.json").read_text())
    assert [one["id"] for one in told["entries"]] == ["bridges", "gone"]
    assert [one["name"] for one in json.loads((tmp_path / "public/publiccode.json").read_text())] == ["Bridges"]
    assert read_yaml((tmp_path / "public/publishers.yml").read_text(), "p") == [
        {
            "id": "city-of-bridges",
            "name": "City of Bridges",
            "orgs": [],
            "repos": ["https://code.city.gov/bridges.git"],
        }
    ]
    pages = {name: (tmp_path / "public" / name).read_text() for name in files if name.endswith(".html")}
    assert "Bridges &lt;b&gt;" in pages["index.html"]
    assert "Nobody keeps it." in pages["gone.html"]
    assert all(page.count("<h1") == 1 and "javascript:" not in page for page in pages.values())


def test_pages_in_two_languages(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "public", title="Modules", today=TODAY, languages=["en", "fr"])
    english = (tmp_path / "public/bridges.html").read_text()
    french = (tmp_path / "public/fr/bridges.html").read_text()
    assert 'href="fr/bridges.html" lang="fr"' in english
    assert 'href="../bridges.html" lang="en"' in french
    assert '<html lang="fr"' in french
    assert "Vitalité" in (tmp_path / "public/fr/index.html").read_text()
    assert "Ce qui manque" in french
    assert 'href="../toolbox.css"' in french
    gone = (tmp_path / "public/fr/gone.html").read_text()
    assert "N’est plus proposé depuis le 1 juin 2026" in gone
    with pytest.raises(SettingsError, match="not known"):
        build(folder, tmp_path / "other", title="T", today=TODAY, languages=["../x"])
    assert not (tmp_path / "other").exists()


def test_it_is_built_again_and_never_over_other_files(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "public"
    first = build(folder, output, title="T", today=TODAY)
    assert build(folder, output, title="T", today=TODAY) == first
    assert {path.name for path in tmp_path.iterdir()} == {"catalogue", "public"}, "nothing is left over"
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other files"):
        build(folder, other, title="T", today=TODAY)
    assert (other / "letter.txt").read_text() == "mine"


def test_only_public_addresses_have_publishers() -> None:
    assert publishers([msgspec.structs.replace(BRIDGES, source="ssh://x")]) == []
