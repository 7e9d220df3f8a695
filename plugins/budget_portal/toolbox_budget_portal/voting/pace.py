"""How often one sender may do something: counted in the database, by a hash, and forgotten after an hour."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.participation_tables import Pace
from toolbox_core import utcnow

WITHIN = timedelta(hours=1)


def allowed(session: Session, what: str, sender: str, most: int) -> bool:
    """Count one act of ``sender`` (a hash) and say whether it may be done: ``most`` within an hour."""
    begin = utcnow() - WITHIN
    session.execute(delete(Pace).where(Pace.at < begin))
    done = session.scalar(select(func.count(Pace.id)).where(Pace.what == what, Pace.sender == sender)) or 0
    if done >= most:
        return False
    session.add(Pace(what=what, sender=sender, at=utcnow()))
    session.flush()
    return True


def keyed(secret: str, text: str) -> str:
    """A hash that nobody repeats without the secret (HMAC-SHA-256, hexadecimal)."""
    return hmac.new(bytes.fromhex(secret), text.encode(), hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """What counts as one sender: an IPv4 address, a network of 64 bits in IPv6, any other name as it is."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
