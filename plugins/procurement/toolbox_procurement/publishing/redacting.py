"""Requests to hide a value: kept with their reason, on record, in force at once and for every later publication."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from toolbox_core import InputError, forget_mentions, put_search, record_act
from toolbox_procurement import sharing
from toolbox_procurement.models import Party, Process, Redaction, Role, Source
from toolbox_procurement.privacy import REDACTED
from toolbox_procurement.publishing import rollups
from toolbox_procurement.publishing.directory import PLUGIN, reference


def add_redaction(session: Session, path: str, *, value: str = "", ocid: str = "", reason: str, by: str) -> int:
    """Hide ``value`` (or whatever stands there) of a field from now on; returns the number of the redaction.

    It holds for single releases at once, and for everything computed once the sources are computed anew. A name also
    leaves the search, the profiles and the site's directory of organisations at once, unless another process or
    another module still publishes it.

    Raises ``InputError`` when there is no reason, or when nothing says what to hide.
    """
    field = path.strip().strip("/")
    if not reason.strip():
        raise InputError("A redaction needs a reason.", fix="Say in one sentence who asked for it, and why.")
    if not field or (not value and not ocid):
        raise InputError("This would hide the field everywhere.", fix="Give --value, --ocid or both.")
    row = Redaction(ocid=ocid, path=field, value=value, reason=reason.strip(), created_by=by)
    session.add(row)
    session.flush()
    record_act(session, actor=by, action="procurement.redact", target=f"redaction:{row.id}", detail={"field": field})
    if value and field.endswith("name"):
        _hide_name(session, value, ocid, by)
    return row.id


def _hide_name(session: Session, name: str, ocid: str, by: str) -> None:
    """Take a name out of the parties, the directory, the search and the profiles."""
    query = select(Party, Source.slug).join(Source, Source.id == Party.source_id).where(Party.name == name)
    if ocid:  # somebody who takes part elsewhere under this name is still named there
        elsewhere = select(Role.process_id).join(Process, Process.id == Role.process_id)
        elsewhere = elsewhere.where(Role.party_id == Party.id, Process.ocid != ocid)
        query = query.where(~exists(elsewhere))
    found = [(party, slug) for party, slug in session.execute(query.order_by(Party.id)).all()]
    if not found:
        return
    forget_mentions(session, PLUGIN, [reference(slug, party.key) for party, slug in found], by=by)
    for party, _ in found:
        party.name, party.slug = REDACTED, ""
    session.flush()
    rollups.build(session)
    for slug in sorted({slug for _, slug in found}):
        dataset = f"{PLUGIN}/{slug}"
        put_search(session, PLUGIN, sharing.documents(session, dataset), dataset=dataset)
