"""Reading, searching and comparing catalogues."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.policy import catalogue
from toolbox_core.policy.entries import CatalogueFile, Entry, Standard, UseCase, write_entry
from toolbox_core.policy.signatures import new_key, sign

TODAY = date(2026, 6, 1)
BRIDGES = Entry(
    id="bridges",
    name="Bridges",
    distribution="opengov-bridges",
    version="1.9",
    licence="EUPL-1.2",
    tier="gold",
    maintenance="internal",
    packaged=TODAY,
    files=(),
    summary="Which bridges are closed.",
    actions=(7, 9),
    languages=("en", "fr"),
    countries=("FR",),
    standards=(Standard(name="Open Contracting Data Standard 1.1", url="https://x"),),
    use_cases=(UseCase(title="Ponts de la ville", organisation="Évreux", country="FR", commitment="FR0019"),),
    publiccode={"description": {"fr": {"longDescription": "Les ponts fermés."}}},
)
ROADS = msgspec.structs.replace(
    BRIDGES,
    id="roads",
    name="Roads",
    distribution="roads",
    licence="MIT",
    tier="bronze",
    summary="Roads.",
    actions=(3,),
    use_cases=(),
    standards=(),
    countries=("NO",),
    publiccode={},
)


def listed(*entries: Entry) -> list[catalogue.Listed]:
    return catalogue.in_catalogue(entries, "city", "/catalogue")


@pytest.mark.parametrize(
    ("words", "wanted", "found"),
    [
        ("", {}, ["bridges", "roads"]),
        ("closed", {}, ["bridges"]),
        ("ponts FERMES evreux", {}, ["bridges"]),
        ("FR0019", {}, ["bridges"]),
        ("", {"commitment": "fr0019"}, ["bridges"]),
        ("", {"action": "9"}, ["bridges"]),
        ("", {"action": "7", "country": "no"}, []),
        ("", {"country": "NO"}, ["roads"]),
        ("", {"standard": "contracting"}, ["bridges"]),
        ("", {"licence": "MIT"}, ["roads"]),
        ("", {"vitality": "lively", "tier": "gold", "language": "fr"}, ["bridges"]),
        ("tunnel", {}, []),
    ],
)
def test_search(words: str, wanted: dict[str, str], found: list[str]) -> None:
    hits = catalogue.search(listed(ROADS, BRIDGES), words, wanted, today=TODAY)
    assert [one.entry.id for one in hits] == found


def test_the_newest_of_several_catalogues_is_found() -> None:
    newer = msgspec.structs.replace(BRIDGES, version="1.10")
    both = [*listed(BRIDGES), *catalogue.in_catalogue([newer], "ministry", "/m")]
    assert catalogue.find(both, "bridges").catalogue == "ministry"
    assert catalogue.find(both, "opengov-bridges").entry.version == "1.10"
    with pytest.raises(NotFound, match="Did you mean bridges"):
        catalogue.find(both, "bridge")


def test_compare() -> None:
    rows = dict(catalogue.compare([BRIDGES, ROADS], TODAY))
    assert rows["licence"] == ["EUPL-1.2", "MIT"]
    assert rows["action"] == ["7, 9", "3"]
    for entries in ([BRIDGES], [BRIDGES] * 5):
        with pytest.raises(InputError, match="two to 4"):
            catalogue.compare(entries, TODAY)


def test_a_folder_whose_files_are_those_of_the_entries(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no catalogue"):
        catalogue.read_catalogue(str(tmp_path))
    (tmp_path / "files").mkdir()
    (tmp_path / "files/a.whl").write_bytes(b"wheel")
    digest = "0e8cb28fd42bdd0a2d5e3f8f6e5c9e0b"
    entry = msgspec.structs.replace(BRIDGES, files=(CatalogueFile(kind="wheel", name="a.whl", sha256=digest, bytes=5),))
    write_entry(tmp_path / "entries/bridges.yml", entry)
    with pytest.raises(InputError, match="not the one of the entry"):
        catalogue.read_catalogue(str(tmp_path))
    (tmp_path / "files/a.whl").unlink()
    with pytest.raises(InputError, match="missing"):
        catalogue.read_catalogue(str(tmp_path))


def beat(tmp_path: Path, **change: Any) -> dict[str, str]:
    key = tmp_path / "key.pem"
    if not key.exists():
        new_key(key)
    plugins = [{"id": "bridges", "version": "1.9"}]
    data = {"url": "https://city", "organisation": "City", "country": "FR", "day": "2026-05-30", "plugins": plugins}
    return sign({**data, **change}, key)


def test_a_heartbeat_becomes_a_deployment(tmp_path: Path) -> None:
    told = catalogue.with_deployment(BRIDGES, beat(tmp_path), TODAY)
    assert [(one.url, one.version, one.seen) for one in told.deployments] == [
        ("https://city", "1.9", date(2026, 5, 30))
    ]
    again = catalogue.with_deployment(told, beat(tmp_path, day="2099-01-01"), TODAY)
    assert [one.seen for one in again.deployments] == [TODAY], "nobody is heard from in the future"
    with pytest.raises(InputError, match="does not run roads"):
        catalogue.with_deployment(ROADS, beat(tmp_path), TODAY)
    with pytest.raises(InputError, match="not as it should be"):
        catalogue.with_deployment(BRIDGES, beat(tmp_path, day="soon"), TODAY)
    with pytest.raises(InputError, match="not a signed document"):
        catalogue.with_deployment(BRIDGES, {"plugins": []}, TODAY)
