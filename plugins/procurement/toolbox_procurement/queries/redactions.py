"""What is hidden on request."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_procurement.models import Redaction
from toolbox_procurement.privacy import Redacted


def redactions(session: Session) -> list[Redacted]:
    """Everything that is hidden."""
    rows = session.execute(select(Redaction.ocid, Redaction.path, Redaction.value).order_by(Redaction.id))
    return [Redacted(row.ocid, row.path, row.value) for row in rows]
