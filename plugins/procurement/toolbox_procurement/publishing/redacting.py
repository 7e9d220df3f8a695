"""Requests to hide a value: kept with their reason, on record, in force at once and for every later publication."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from toolbox_core import InputError
from toolbox_procurement.models import Party, Redaction
from toolbox_procurement.privacy import REDACTED


def add_redaction(session: Session, path: str, *, value: str = "", ocid: str = "", reason: str, by: str) -> int:
    """Hide ``value`` (or whatever stands there) of a field from now on; returns the number of the redaction.

    It holds for single releases at once, and for everything computed once the sources are computed anew.

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
    if value and field.endswith("name"):
        session.execute(update(Party).where(Party.name == value).values(name=REDACTED))
    return row.id
