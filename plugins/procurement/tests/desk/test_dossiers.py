"""Begun, saved, checked, published release by release: through the same store as an imported file."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import select

from toolbox_core import InputError, NotFound
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services import audit
from toolbox_core.services.organisations import add_organisation, by_slug
from toolbox_core.services.search import search_keys
from toolbox_procurement import queries
from toolbox_procurement.checking.run import check_file
from toolbox_procurement.desk import dossiers
from toolbox_procurement.desk.dossiers import NotReadyError, Office
from toolbox_procurement.indicators.settings import Settings as Flags
from toolbox_procurement.models import Dossier, FlagRow, Party, Process, Release

if TYPE_CHECKING:
    from toolbox_core.config import Settings

State = dict[str, Any]
pytestmark = pytest.mark.plugins("procurement")
PREFIX = "ocds-t3st00"
WHEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


BOTH = pytest.mark.parametrize(
    "place", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)


@pytest.fixture
def place(request: pytest.FixtureRequest, settings: Settings, database: Database) -> Iterator[Database]:
    """The site's database, with a town in the directory."""
    opened = database
    if getattr(request, "param", "sqlite") == "postgresql":
        address = request.getfixturevalue("postgresql_url")
        there = msgspec.structs.replace(settings, database=msgspec.structs.replace(settings.database, url=address))
        opened = Database(address)
        migrate(there, opened)
    with opened.write() as session:
        add_organisation(
            session, name="Town", kind="public-body", jurisdiction="XX", identifiers=[("XX-BODY", "1")], by="tests"
        )
    yield opened
    if opened is not database:
        opened.close()


@pytest.fixture
def office(settings: Settings) -> Office:
    return Office(
        base="https://site.example",
        zone=ZoneInfo("UTC"),
        licence="CC-BY-4.0",
        files=settings.files,
        prefix=PREFIX,
        flags=Flags,
    )


@pytest.fixture
def publish(place: Database, office: Office) -> Callable[..., tuple[int, list[str]]]:
    """Save a state in a process (a new one unless its number is given) and publish it: its number and the tags."""

    def run(state: State, number: int = 0) -> tuple[int, list[str]]:
        with place.write() as session:
            if number:
                row = dossiers.find(session, number, lock=True)
            else:
                row = dossiers.begin(session, "town", "Desks", prefix=PREFIX, by="ana")
            assert dossiers.save(session, row, state, edition=row.edition, by="ana")
            return row.id, dossiers.publish_release(session, row, office, edition=row.edition, by="ana", now=WHEN)

    return run


@BOTH
def test_every_change_is_a_release_of_its_own(
    publish: Callable[..., Any], place: Database, tender: State, contract: State, tmp_path: Path
) -> None:
    number, told = publish(tender)
    assert told == ["planning", "tender"]
    amended = deepcopy(tender)
    amended["tender"]["tenderPeriod"]["endDate"] = "2026-04-14T12:00"
    assert publish(amended, number)[1] == ["tenderUpdate"]
    signed = {**contract, "tender": {**amended["tender"], "status": "complete", "numberOfTenderers": "1"}}
    assert publish(signed, number)[1] == ["tenderUpdate", "award", "contract", "implementation"]
    with place.read() as session:
        row = dossiers.find(session, number)
        process, source = queries.find_process(session, row.ocid, "")
        assert (source.slug, source.name, source.licence, source.jurisdiction) == ("town", "Town", "CC-BY-4.0", "XX")
        releases = [release for release, _ in queries.releases_of(session, process)]
        assert [one["id"] for one in releases] == [f"{row.ocid}-{count}" for count in (1, 2, 3)]
        assert len({one["date"] for one in releases}) == 3
        assert releases[0]["tender"]["tenderPeriod"]["endDate"].startswith("2026-03-31T12:00")
        assert (process.stage, process.status, process.value) == ("implementation", "complete", 48_000 * 10_000)
        assert session.scalars(
            select(FlagRow.code).where(FlagRow.process_id == process.id, FlagRow.code == "R018")
        ).all()
        town = by_slug(session, "town")
        assert session.scalar(select(Party.slug).where(Party.name == "Town")) == town.slug
        assert search_keys(session, "desks", "procurement")[0] == [f"{source.id}/{row.ocid}"]
        bodies = [json.loads(zlib.decompress(body)) for body in session.scalars(select(Release.body))]
    package = {
        "uri": "https://site.example/x.json",
        "version": "1.1",
        "extensions": list(dossiers._EXTENSIONS),
        "publishedDate": "2026-03-01T00:00:00Z",
        "publisher": {"name": "Town"},
        "releases": bodies,
    }
    exported = tmp_path / "export.json"
    exported.write_text(json.dumps(package), encoding="utf-8")
    report = check_file(exported)
    assert report.valid, report.issues.to_list()
    assert report.counts["releases"] == 3


def test_nothing_new_and_nothing_faulty_goes_out(publish: Callable[..., Any], place: Database, tender: State) -> None:
    number, _ = publish(tender)
    with pytest.raises(NotReadyError, match="Nothing has changed"):
        publish(tender, number)
    wrong = deepcopy(tender)
    wrong["tender"]["value"]["currency"] = "ZZZ"
    with pytest.raises(NotReadyError, match="has to change"):
        publish(wrong, number)
    with place.read() as session:
        assert dossiers.find(session, number).releases == 1
        assert len(session.scalars(select(Release.id)).all()) == 1


def test_what_the_standard_refuses_is_named_at_its_field(place: Database, office: Office, tender: State) -> None:
    tender["tender"]["documents"][0]["url"] = "https://town.example/a|b"
    with place.write() as session:
        row = dossiers.begin(session, "town", "Desks", prefix=PREFIX, by="ana")
        dossiers.save(session, row, tender, edition=row.edition, by="ana")
        found = dossiers.checked(row, office, now=WHEN)
    assert [fault.field for fault in found.faults] == ["tender.documents.0.url"]
    assert "http:// or https://" in found.faults[0].sentence


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("/releases/0/tender/value/currency", "tender.value.currency"),
        ("/releases/0/tender/items/0/unit", "tender.items.0.unit.name"),
        ("/releases/0/tender/items/0/id", "tender.items.0.description"),
        ("/releases/0/parties/1/identifier/id", "awards.0.suppliers.0.identifier.id"),
        ("/releases/0/parties/0/name", ""),
        ("/releases/0/date", ""),
        ("/publisher", ""),
    ],
)
def test_every_pointer_leads_to_a_field(award: State, office: Office, pointer: str, field: str) -> None:
    row = Dossier(ocid=f"{PREFIX}-1", buyer={"id": "b", "name": "B"}, state=award, published={}, releases=0)
    found = dossiers.checked(row, office, now=WHEN)
    assert dossiers.place_of(pointer, award, found.built) == field


def test_two_people_do_not_overwrite_one_another(place: Database, office: Office, tender: State) -> None:
    with place.write() as session:
        row = dossiers.begin(session, "town", "Desks", prefix=PREFIX, by="ana")
        seen = row.edition
        assert dossiers.save(session, row, tender, edition=seen, by="ana")
        assert not dossiers.save(session, row, {"title": "Chairs"}, edition=seen, by="ben")
        assert row.state == tender
        with pytest.raises(NotReadyError, match="Somebody else"):
            dossiers.publish_release(session, row, office, edition=seen, by="ben")


def test_a_draft_can_be_thrown_away_and_what_is_public_cannot(
    publish: Callable[..., Any], place: Database, tender: State
) -> None:
    number, _ = publish(tender)
    with place.write() as session:
        with pytest.raises(InputError, match="stays"):
            dossiers.discard(session, dossiers.find(session, number), by="ana")
        draft = dossiers.begin(session, "town", "Chairs", prefix=PREFIX, by="ana")
        dossiers.discard(session, draft, by="ana")
        assert [row.title for row in dossiers.listed(session, {"town"})] == ["Desks for the new school"]
        assert dossiers.listed(session, {"elsewhere"}) == []
        with pytest.raises(NotFound):
            dossiers.find(session, number + 1)


def test_every_act_is_on_record(publish: Callable[..., Any], place: Database, tender: State) -> None:
    number, _ = publish(tender)
    with place.read() as session:
        ocid = dossiers.find(session, number).ocid
        entries = audit.entries(session, target=ocid)
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("procurement.release", "ana"),
        ("procurement.save", "ana"),
        ("procurement.begin", "ana"),
    ]
    assert entries[0].detail["tags"] == ["planning", "tender"]


def test_a_process_needs_a_title_a_buyer_and_a_prefix(place: Database) -> None:
    with place.write() as session:
        with pytest.raises(InputError, match="OCID prefix"):
            dossiers.begin(session, "town", "Desks", prefix="", by="ana")
        with pytest.raises(InputError, match="few words"):
            dossiers.begin(session, "town", "  ", prefix=PREFIX, by="ana")
        with pytest.raises(NotFound):
            dossiers.begin(session, "nowhere", "Desks", prefix=PREFIX, by="ana")
        row = dossiers.begin(session, "XX-BODY:1", "Desks", prefix=PREFIX, by="ana")
        assert row.ocid.startswith(f"{PREFIX}-town-")
        assert session.scalars(select(Dossier.id)).all() == [row.id]
        assert session.scalars(select(Process.id)).all() == []


def test_a_long_name_has_a_source_of_its_own() -> None:
    long = "ministry-of-" + "very-" * 20 + "important-affairs"
    assert dossiers.source_slug("town") == "town"
    assert len(dossiers.source_slug(long)) <= 64
    assert dossiers.source_slug(long) != dossiers.source_slug(long + "-2")
