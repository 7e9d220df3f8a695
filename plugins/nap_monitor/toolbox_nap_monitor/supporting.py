"""Support for contributions: one for each confirmed address, counted in public, without keeping the address.

Whoever supports gets a letter with a link; the support counts when the link's button is pressed. What is kept is a hash
that is slow to compute (scrypt, RFC 7914) and differs for each contribution, so that nobody reads out of the tables who
supports what.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolbox_core import N_, NotFound, renew_pages, utcnow, write_letter
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused, Sentence
from toolbox_nap_monitor.publishing import plan_address
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.texts import pick
from toolbox_nap_monitor.words import translator

CONFIRM_WITHIN = timedelta(days=7)
AN_HOUR = 5
"""Letters that one address is sent within an hour, however often somebody types it in."""


def ask_to_support(session: Session, plan: Plan, code: str, email: str, *, language: str, base: str) -> None:
    """Write to the address; nothing counts yet. Raises ``Refused`` for a bad address, ``NotFound``."""
    found, address = _public(session, plan, code), email.strip().casefold()
    if len(address) > 254 or address.count("@") != 1 or not all(address.split("@")) or len(address.split()) != 1:
        raise Refused([("email", Sentence(N_("This is no e-mail address.")))])
    who, moment = person(plan.id, address), utcnow()
    r = m.SupportRequest
    session.execute(delete(r).where(r.created_at < moment - CONFIRM_WITHIN))
    recent = select(func.count(r.token)).where(r.who == who, r.created_at > moment - timedelta(hours=1))
    if (session.scalar(recent) or 0) >= AN_HOUR:
        raise Refused(
            [("email", Sentence(N_("This address was sent several letters within the hour; come back later.")))]
        )
    token = secrets.token_urlsafe(32)
    session.add(r(token=_hash(token), proposal_id=found.id, who=who))
    session.flush()
    say = translator(language)
    lines = [
        say(N_("Somebody, probably you, wants to support this contribution:")),
        f"{code} {pick(found.titles, language).text}",
        say(N_("Confirm it here within seven days:")),
        f"{base}{plan_address(plan.member.code, plan.number)}/room/{code}/support/{token}",
        say(N_("If it was not you, do nothing.")),
    ]
    subject = say(N_("Please confirm your support"))
    write_letter(session, to=address, subject=subject, text="\n\n".join(lines))


def confirm_support(session: Session, plan: Plan, code: str, token: str) -> bool:
    """Count the support; ``False`` when this address supports it already. Raises ``NotFound`` for an old link."""
    found = _public(session, plan, code)
    r = m.SupportRequest
    request = session.get(r, _hash(token))
    if request is None or request.proposal_id != found.id or request.created_at < utcnow() - CONFIRM_WITHIN:
        raise NotFound("This link is not valid any more.", fix="Ask for a new one on the contribution's page.")
    key = key_of(request.who, found.id)
    session.delete(request)
    if session.get(m.Endorsement, (found.id, key)) is not None:
        return False
    session.add(m.Endorsement(proposal_id=found.id, key=key))
    found.supports += 1
    session.flush()
    renew_pages(session)
    return True


def supported_by(session: Session, email: str) -> list[tuple[m.Proposal, m.Endorsement]]:
    """What an address supports. Its hash is computed once for each plan in which anybody supports anything."""
    address = email.strip().casefold()
    people: dict[int, str] = {}
    there = []
    query = select(m.Proposal).where(m.Proposal.id.in_(select(m.Endorsement.proposal_id))).order_by(m.Proposal.id)
    for found in session.scalars(query).all():
        who = people.get(found.plan_id) or people.setdefault(found.plan_id, person(found.plan_id, address))
        one = session.get(m.Endorsement, (found.id, key_of(who, found.id)))
        if one is not None:
            there.append((found, one))
    return there


def forget_supports(session: Session, email: str) -> int:
    """Take an address's supports away, and requests that wait; returns how many."""
    found = supported_by(session, email)
    for proposal, one in found:
        proposal.supports -= 1
        session.delete(one)
    plans = select(m.Proposal.plan_id).where(m.Proposal.id.in_(select(m.SupportRequest.proposal_id))).distinct()
    mine = [person(number, email.strip().casefold()) for number in session.scalars(plans)]
    waiting = session.scalars(select(m.SupportRequest).where(m.SupportRequest.who.in_(mine))).all()
    for request in waiting:
        session.delete(request)
    session.flush()
    return len(found) + len(waiting)


def person(plan_id: int, address: str) -> str:
    """Who supports, within one plan: slow to compute, so that a list of addresses is not simply tried."""
    salt = f"nap_monitor support {plan_id}".encode()
    return hashlib.scrypt(address.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


def key_of(who: str, proposal_id: int) -> str:
    """The key of one support: differs for each contribution of the same person."""
    return _hash(f"{who} {proposal_id}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _public(session: Session, plan: Plan, code: str) -> m.Proposal:
    p = m.Proposal
    found = session.scalar(select(p).where(p.plan_id == plan.id, p.code == code, p.state == "public"))
    if found is None:
        raise NotFound(f"Plan {plan.number} has no contribution {code[:40]!r}.")
    return found
