"""What a publication tells the whole site: what can be found, what can be downloaded, what a version consists of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import (
    N_,
    Column,
    ContentTable,
    DatasetDescription,
    DatasetVersion,
    NotFound,
    SearchDocument,
    current_versions,
    find_version,
    version_hash,
)
from toolbox_procurement.models import UNITS, Party, Process, Release, Role, Source

PLUGIN: Final = "procurement"
PROCESS: Final = N_("Contracting process")
_PAGE: Final = 1_000
_RELEASES: Final = (
    *(Column(name=name) for name in ("ocid", "release_id", "date", "tag", "sha256")),
    Column(name="line", type="integer"),
)


def process_page(ocid: str) -> str:
    """The address of a process."""
    return f"/procurement/processes/{quote(ocid, safe=':@!$&()*+,;=~-._')}"


def document_key(source_id: int, ocid: str) -> str:
    """What the search calls a process."""
    return f"{source_id}/{ocid}"[:255]


def money(value: int | None) -> Decimal | None:
    """A stored amount as an exact decimal."""
    if value is None:
        return None
    amount = Decimal(value) / UNITS
    return amount.quantize(Decimal("0.01")) if amount == amount.quantize(Decimal("0.01")) else amount


# --- the search ------------------------------------------------------------------------------------------------------


def datasets(session: Session) -> Iterator[str]:
    """The sources with anything published."""
    for slug in session.scalars(select(Source.slug).where(Source.processes > 0).order_by(Source.slug)):
        yield f"{PLUGIN}/{slug}"


def documents(session: Session, dataset: str, since: int = 0) -> Iterator[SearchDocument]:
    """The processes of a source that can be found; with ``since``, those whose revision it is."""
    source = session.scalar(select(Source).where(Source.slug == dataset.removeprefix(f"{PLUGIN}/")))
    if source is None:
        return
    columns = (Process.id, Process.ocid, Process.title, Process.description, Process.value, Process.currency)
    query = select(*columns, Process.year, Process.flags, Process.method_details).where(Process.source_id == source.id)
    if since:
        query = query.where(Process.revision == since)
    query = query.order_by(Process.id).limit(_PAGE)
    last = 0
    while True:
        rows = session.execute(query.where(Process.id > last)).all()
        people = _people(session, [row.id for row in rows])
        for row in rows:
            names, buyer = people.get(row.id, ("", ""))
            amount = money(row.value)
            yield SearchDocument(
                key=document_key(source.id, row.ocid),
                kind=PROCESS,
                title=row.title[:255] or row.ocid,
                address=process_page(row.ocid),
                text=" | ".join(part for part in (row.description, names, row.ocid, row.method_details) if part),
                shown="" if amount is None or len(row.currency) != 3 else f"{amount:f} {row.currency}",
                organisation=buyer,
                year=row.year,
                weight=20,
            )
        if len(rows) < _PAGE:
            return
        last = rows[-1].id


def _people(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Names of the buyer and the suppliers, and the buyer's slug, by process."""
    query = (
        select(Role.process_id, Role.role, Party.name, Party.slug)
        .join(Party, Party.id == Role.party_id)
        .where(Role.process_id.in_(ids), Role.role.in_(("buyer", "supplier")))
        .order_by(Role.process_id, Role.role, Party.id)
    )
    found: dict[int, tuple[str, str]] = {}
    for number, role, name, slug in session.execute(query):
        names, buyer = found.get(number, ("", ""))
        found[number] = (f"{names} | {name}" if names else name, slug if role == "buyer" else buyer)
    return found


# --- what a version consists of --------------------------------------------------------------------------------------


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """The releases that one version brought, each with the hash of its body. Raises ``NotFound``."""
    find_version(session, version_id)
    columns = (Release.ocid, Release.release_id, Release.date, Release.tag, Release.sha256, Release.line)
    query = select(*columns).where(Release.version_id == version_id).order_by(Release.id)
    rows = (tuple(row) for row in session.execute(query.execution_options(yield_per=5_000)))
    return [("releases", _RELEASES, rows)]


def content_hash_of(session: Session, version_id: int) -> str:
    """The hash of a version's releases, as the publication log records it."""
    return version_hash(version_tables(session, version_id))


# --- open data -------------------------------------------------------------------------------------------------------

COLUMNS: Final = (
    Column(name="ocid", title=N_("Open contracting id")),
    Column(name="title", title=N_("Title")),
    Column(name="stage", title=N_("Stage")),
    Column(name="status", title=N_("Status of the tender")),
    Column(name="method", title=N_("Procurement method")),
    Column(name="method_details", title=N_("Procurement method, in the publisher's words")),
    Column(name="category", title=N_("Category")),
    Column(name="buyer", title=N_("Buyer")),
    Column(name="suppliers", title=N_("Suppliers"), description="separated by semicolons"),
    Column(name="item_class", title=N_("Item class"), description="scheme and first digits of the most frequent class"),
    Column(name="region", title=N_("Region")),
    Column(name="value", type="number", title=N_("Value"), description="exact; of the stage in value_from"),
    Column(name="currency", title=N_("Currency")),
    Column(name="value_from", title=N_("Stage that the value is from")),
    Column(name="bidders", type="integer", title=N_("Bidders")),
    Column(name="tender_start", title=N_("Start of the tender period")),
    Column(name="tender_end", title=N_("End of the tender period")),
    Column(name="award_date", title=N_("Date of the first award")),
    Column(name="sign_date", title=N_("Date of the first signature")),
    Column(name="releases", type="integer", title=N_("Releases")),
    Column(name="silent_changes", type="integer", title=N_("Changes without an amendment")),
    Column(name="red_flags", type="integer", title=N_("Red flags")),
)
"""One row for each contracting process; dates are ISO days, empty when they were not published."""


def describe(session: Session) -> list[DatasetDescription]:
    """One dataset for each source with anything published."""
    return [_describe(session, one) for one in session.scalars(select(Source).where(Source.processes > 0))]


def _describe(session: Session, source: Source) -> DatasetDescription:
    versions = current_versions(session, f"{PLUGIN}/{source.slug}")
    latest: DatasetVersion = versions[-1]
    return DatasetDescription(
        id=f"{PLUGIN}/{source.slug}",
        title=f"Contracting processes, {source.name}",
        description=(
            f"Every contracting process that {source.name} published in the Open Contracting Data Standard, one row "
            "each, computed from all its releases. The releases themselves are at /procurement/downloads/."
        ),
        columns=COLUMNS,
        version=latest.number,
        version_ids=[one.id for one in versions],
        publisher=source.name,
        licence=source.licence[:64],
        modified=source.published_at or latest.created_at,
        row_count=source.processes,
        spatial=source.country,
        frequency="IRREG",
        landing=f"/procurement/?source={source.slug}",
        keywords=("public procurement", "contracts", "OCDS"),
        themes=("GOVE", "ECON"),
    )


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The processes of a source, lazily. Raises ``NotFound``."""
    source = session.scalar(select(Source).where(Source.slug == slug, Source.processes > 0))
    if source is None:
        raise NotFound(f"There is no published source {slug[:80]!r}.", fix="See /data/ for those there are.")
    query = select(Process).where(Process.source_id == source.id).order_by(Process.id).limit(_PAGE)
    last = 0
    while True:
        found = session.scalars(query.where(Process.id > last)).all()
        yield from process_rows(session, found)
        if len(found) < _PAGE:
            return
        last = found[-1].id
        session.expunge_all()


def process_rows(session: Session, found: Sequence[Process]) -> Iterator[tuple[Any, ...]]:
    """Processes as rows of ``COLUMNS``."""
    query = (
        select(Role.process_id, Role.role, Party.name)
        .join(Party, Party.id == Role.party_id)
        .where(Role.process_id.in_([one.id for one in found]), Role.role.in_(("buyer", "supplier")))
        .order_by(Role.process_id, Role.role, Party.id)
    )
    names: dict[tuple[int, str], list[str]] = {}
    for number, role, name in session.execute(query):
        names.setdefault((number, role), []).append(name)
    for one in found:
        yield (
            *(one.ocid, one.title, one.stage, one.status, one.method, one.method_details, one.category),
            *("; ".join(names.get((one.id, role), ())) for role in ("buyer", "supplier")),
            *(one.main_class, one.region, money(one.value), one.currency, one.value_from, one.bidders),
            *(one.tender_start, one.tender_end, one.award_date, one.sign_date, one.releases, one.silent, one.flags),
        )
