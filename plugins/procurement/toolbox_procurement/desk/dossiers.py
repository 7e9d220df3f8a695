"""Processes that are kept in forms: begun, saved, published release by release. Every act is in the audit log.

A release goes the same way as one that comes in a file: it is written as a package, checked, stored as a draft
version of its source and published, all in the caller's transaction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from toolbox_core import FileStore, InputError, NotFound, organisation_card, record_act, utcnow
from toolbox_procurement.checking.run import check_file
from toolbox_procurement.desk.building import Around, Built, Fault, build, party_id
from toolbox_procurement.desk.questions import SECTIONS, State, asked, entries, get
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.issues import RULES, severity
from toolbox_procurement.loading.draft import load_files
from toolbox_procurement.models import Dossier
from toolbox_procurement.publishing.act import publish_version
from toolbox_procurement.sharing import process_page

_SLUG: Final = 64
_EXTENSIONS: Final = tuple(
    f"https://raw.githubusercontent.com/open-contracting-extensions/{name}/{version}/extension.json"
    for name, version in (("ocds_lots_extension", "v1.1.5"), ("ocds_process_title_extension", "v1.1.5"))
)
_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where and under which rules this site publishes: its address, time zone, licence, kept files and settings."""

    base: str
    zone: ZoneInfo
    licence: str
    files: FileStore
    prefix: str
    flags: Callable[[], Settings]


@dataclass(slots=True)
class Checked:
    """A release as it would go out: what it is, and what has to change first. ``hints`` do not stand in its way."""

    built: Built
    package: bytes
    faults: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)


class NotReadyError(InputError):
    """A release was to be published that has faults, or nothing new."""


def source_slug(organisation: str) -> str:
    """The source that an organisation's releases stand in: its own slug, or a shorter one that is as unique."""
    if len(organisation) <= _SLUG and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", organisation):
        return organisation
    plain = re.sub(r"[^a-z0-9]+", "-", organisation.lower())[:50].strip("-")
    return f"{plain or 'buyer'}-{hashlib.sha256(organisation.encode()).hexdigest()[:8]}"


def listed(session: Session, organisations: Collection[str] | None) -> list[Dossier]:
    """The processes of these organisations (``None``: of all), what was changed last first."""
    query = select(Dossier).order_by(Dossier.updated_at.desc(), Dossier.id.desc()).limit(500)
    if organisations is not None:
        query = query.where(Dossier.organisation.in_(organisations))
    return list(session.scalars(query))


def find(session: Session, number: int, *, lock: bool = False) -> Dossier:
    """One process; ``lock`` keeps others from changing it until the transaction ends. Raises ``NotFound``."""
    found = session.get(Dossier, number, with_for_update=lock)
    if found is None:
        raise NotFound("There is no such process on this desk.")
    return found


def begin(session: Session, organisation: str, title: str, *, prefix: str, by: str) -> Dossier:
    """Begin a process of an organisation of the directory. Nothing becomes public.

    Raises ``InputError`` without a title or without an OCID prefix, ``NotFound`` for an unknown organisation.
    """
    if not prefix:
        raise InputError(
            "This site has no OCID prefix yet.",
            fix="An administrator gives it with `toolbox plugins configure procurement ocid_prefix=ocds-…`.",
        )
    if not title.strip():
        raise InputError("Say in a few words what is bought.")
    card = organisation_card(session, organisation)
    number = (session.scalar(select(func.max(Dossier.id))) or 0) + 1
    scheme, identifier = next(iter(card.identifiers), ("", ""))
    buyer: dict[str, Any] = {"id": f"{scheme}-{identifier}" if scheme else card.slug[:200], "name": card.name}
    if scheme:
        buyer["identifier"] = {"scheme": scheme, "id": identifier}
    row = Dossier(
        organisation=card.slug,
        ocid=f"{prefix}-{source_slug(card.slug)[:40].strip('-')}-{utcnow():%Y}-{number:05d}",
        title=title.strip()[:500],
        buyer=buyer,
        state={"title": title.strip()[:500]},
        published={},
        created_by=by,
        updated_by=by,
    )
    session.add(row)
    session.flush()
    record_act(session, actor=by, action="procurement.begin", target=row.ocid, detail={"organisation": card.slug})
    return row


def save(session: Session, row: Dossier, state: State, *, edition: int, by: str) -> bool:
    """Keep what was typed; ``False`` when somebody else saved since ``edition``, and nothing was kept."""
    if row.edition != edition:
        return False
    if state == row.state:
        return True
    row.state = deepcopy(state)
    flag_modified(row, "state")
    row.title = (get(state, "title") or get(state, "tender.title"))[:500]
    row.edition += 1
    row.updated_by, row.updated_at = by, utcnow()
    session.flush()
    record_act(session, actor=by, action="procurement.save", target=row.ocid, detail={"edition": row.edition})
    return True


def discard(session: Session, row: Dossier, *, by: str) -> None:
    """Delete a process that was never published. Raises ``InputError`` for one that was."""
    if row.releases:
        raise InputError("This process is public and stays.", fix="Set the tender's status to cancelled instead.")
    record_act(session, actor=by, action="procurement.discard", target=row.ocid)
    session.delete(row)
    session.flush()


def typed(row: Dossier) -> list[Fault]:
    """What was mistyped or left out, by the forms' own rules alone: quick enough for every saving."""
    around = Around(ocid=row.ocid, buyer=row.buyer, releases=row.releases, now=utcnow(), zone=ZoneInfo("UTC"))
    return build(row.state, row.published, around).faults


# --- publishing ---------------------------------------------------------------------------------------------------


def checked(row: Dossier, office: Office, *, now: datetime | None = None) -> Checked:
    """What would go out now, and what has to change first: the form's own rules, then those of the standard."""
    moment = (now or utcnow()).replace(microsecond=0)
    if row.released_at is not None and moment <= row.released_at:
        moment = row.released_at + timedelta(seconds=1)  # two releases never have the same date: it is their order
    around = Around(ocid=row.ocid, buyer=row.buyer, releases=row.releases, now=moment, zone=office.zone)
    built = build(row.state, row.published, around)
    package = _encode(
        {
            "uri": f"{office.base}{process_page(row.ocid)}.json",
            "version": "1.1",
            "extensions": list(_EXTENSIONS),
            "publishedDate": built.release["date"],
            "publisher": {"name": row.buyer["name"]},
            "releases": [built.release],
        }
    )
    found = Checked(built, package, list(built.faults))
    if not built.tags:
        return found
    with TemporaryDirectory(prefix="toolbox-desk-") as folder:
        path = Path(folder) / "release.json"
        path.write_bytes(package)
        report = check_file(path)
    known = {fault.field for fault in found.faults}
    for issue in report.issues.sorted():
        rule = RULES[issue.rule]
        for sample in issue.samples:
            place = place_of(str(sample.get("pointer", "")), row.state, built)
            if severity(issue.rule) == "error" and place not in known:
                found.faults.append(Fault(place, f"{rule.says} {rule.advice}"))
            elif severity(issue.rule) == "warning":
                found.hints.append(Fault(place, f"{rule.says} {rule.advice}"))
    return found


def place_of(pointer: str, state: State, built: Built) -> str:
    """The field of the forms that a JSON pointer of the package leads to; empty when no field is to blame."""
    path = ".".join(pointer.removeprefix("/releases/0").strip("/").split("/"))
    head, _, rest = path.partition(".")
    if head == "parties":
        number, _, below = rest.partition(".")
        path = (
            ".".join(part for part in (built.places.get(number, ""), below) if part) if number in built.places else ""
        )
    fields = [one.path for section in SECTIONS.values() for one in asked(state, section)]
    if not path:
        return ""
    if path in fields:
        return path
    while path:
        below = next((name for name in fields if name.startswith(f"{path}.") or path == name), "")
        if below:
            return below
        path = path.rpartition(".")[0]
    return ""


def publish_release(
    session: Session, row: Dossier, office: Office, *, edition: int, by: str, now: datetime | None = None
) -> list[str]:
    """Publish what is on the desk as the next release; returns its tags.

    Raises ``NotReadyError`` when something has to change first, when nothing changed, or when somebody else saved
    since ``edition``.
    """
    if row.edition != edition:
        raise NotReadyError("Somebody else changed this meanwhile.", fix="Read it again, then publish.")
    row.buyer = {**row.buyer, "name": organisation_card(session, row.organisation).name}
    found = checked(row, office, now=now)
    if not found.built.tags:
        raise NotReadyError("Nothing has changed since the last release.")
    if found.faults:
        raise NotReadyError("Something has to change before this can be published.")
    card = organisation_card(session, row.organisation)
    with TemporaryDirectory(prefix="toolbox-desk-") as folder:
        path = Path(folder) / f"{found.built.release['id']}.json"
        path.write_bytes(found.package)
        outcome = load_files(
            lambda: nullcontext(session),
            office.files,
            [path],
            source=source_slug(row.organisation),
            name=card.name,
            licence=office.licence,
            jurisdiction=card.jurisdiction,
            by=by,
        )
    if outcome.version is None:
        raise NotReadyError("This release is public already.")
    publish_version(session, outcome.version, by=by, settings=office.flags())
    for award in entries(row.state, "awards"):
        for supplier in entries(award, "suppliers"):
            supplier.setdefault("party", party_id(supplier))
    row.published = deepcopy(row.state)
    flag_modified(row, "state")
    flag_modified(row, "published")
    row.releases += 1
    row.edition += 1
    row.released_at = datetime.fromisoformat(found.built.release["date"])
    session.flush()
    record_act(
        session,
        actor=by,
        action="procurement.release",
        target=row.ocid,
        detail={"release": found.built.release["id"], "tags": found.built.tags, "version": outcome.version},
    )
    return found.built.tags
