"""Voting: the right to one vote, and the vote itself, kept apart for good.

A link in a letter (``email``) or a code that the administration hands out (``code``) opens the ballot. The register
knows by a keyed hash that an address or code was used; the box knows choices under random numbers. Both are written in
one transaction, so nobody votes twice and no vote is lost, and nothing kept leads from one to the other.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.exceptions import Fault, Refused
from toolbox_budget_portal.voting import addresses, ballots
from toolbox_budget_portal.voting.pace import allowed, keyed, network
from toolbox_budget_portal.voting.phases import VOTE
from toolbox_budget_portal.voting.projects import TOO_OFTEN, is_email
from toolbox_budget_portal.voting.queries import projects
from toolbox_budget_portal.voting.records import ACCEPTED, Process
from toolbox_budget_portal.voting.words import translator
from toolbox_core import N_, write_letter

LETTERS_AN_HOUR, LETTERS_AN_HOUR_FROM = 3, 30
MOST_CODES = 100_000
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without what is easily taken for something else (I, O, 0, 1)."""


def check_open(of: Process, today: date) -> None:
    """Raise ``Refused`` unless votes are taken today, and say since when or until when not."""
    if of.vote_is_on(today):
        return
    first, last = of.calendar.days[VOTE]
    if of.closed_at is not None or today > last:
        ended = last if of.closed_at is None else min(last, of.closed_at.date())
        raise Refused([Fault("", N_("The vote ended on %(day)s. Your vote was not counted."), {"day": ended})])
    raise Refused([Fault("", N_("The vote begins on %(day)s."), {"day": first})])


def ask_link(session: Session, of: Process, email: str, *, sender: str, language: str, base: str, today: date) -> None:
    """Write the link to the ballot to an address; to one that has voted already, that it has. Raises ``Refused``.

    The page says the same in both cases: it never tells a stranger who has voted.
    """
    check_open(of, today)
    address = email.strip()
    if not is_email(address):
        raise Refused([Fault("email", N_("Give an e-mail address, such as name@example.org."))])
    secret = session.get_one(t.Process, of.id).secret
    key = keyed(secret, f"email:{one_mailbox(address)}")
    what = f"pb-link-{of.id}"
    if not (
        allowed(session, what, key, LETTERS_AN_HOUR)
        and allowed(session, what, keyed(secret, f"from:{network(sender)}"), LETTERS_AN_HOUR_FROM)
    ):
        raise Refused([Fault("email", TOO_OFTEN)])
    known = session.get(t.Pass, (of.id, key), with_for_update=True)
    say = translator(language)
    if known is not None and known.used:
        lines = [
            say(N_("Somebody, probably you, asked for a link to vote in %(name)s.")) % {"name": of.name},
            say(N_("A vote was cast with this address already. Each address has one vote.")),
        ]
    else:
        token = secrets.token_urlsafe(32)
        if known is None:
            known = t.Pass(process_id=of.id, key=key)
            session.add(known)
        known.token = _hash(token)
        lines = [
            say(N_("Somebody, probably you, asked for a link to vote in %(name)s.")) % {"name": of.name},
            say(N_("Open this page to vote. The link works once:")),
            f"{base}{addresses.process(of.slug)}/vote/{token}",
            say(N_("What you choose is never kept together with your address.")),
        ]
    session.flush()
    write_letter(session, to=address, subject=say(N_("Your vote: %(name)s"), name=of.name), text="\n\n".join(lines))


def one_mailbox(address: str) -> str:
    """What counts as one address: case does not matter, nor what stands between a ``+`` and the ``@``."""
    name, _, host = address.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0] or name}@{host}"


def make_codes(session: Session, of: Process, count: int) -> list[str]:
    """Make codes to hand out. They are returned once and never kept: the register has only their hashes."""
    if not 0 < count <= MOST_CODES:
        raise Refused([Fault("count", N_("Ask for 1 to %(most)s codes."), {"most": MOST_CODES})])
    if of.voting != "code":
        raise Refused([Fault("count", N_("This vote is not held with codes."))])
    secret = session.get_one(t.Process, of.id).secret
    if not secret:
        raise Refused([Fault("count", N_("The results are public; nothing can be changed any more."))])
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(count)]
    codes = list(dict.fromkeys(codes))
    for code in codes:
        key = keyed(secret, f"code:{plain_code(code)}")
        session.add(t.Pass(process_id=of.id, key=key, token=key))
    session.flush()
    return codes


def plain_code(text: str) -> str:
    """A code as it is compared: capitals, without hyphens and blanks."""
    return re.sub(r"[\s-]", "", text).upper()


def find_pass(session: Session, of: Process, credential: str) -> str:
    """The register's key of a link's token or of a code that may still be used. Raises ``Refused`` for any other."""
    secret = session.get_one(t.Process, of.id).secret
    if of.voting == "code":
        field, unknown = "code", N_("This code is not known. Look at it again, letter by letter.")
        token = keyed(secret, f"code:{plain_code(credential)}") if secret else ""
    else:
        field, unknown = "", N_("This link is not known, or a newer one was sent. Ask for a link again.")
        token = _hash(credential)
    p = t.Pass
    found = session.execute(select(p.key, p.used).where(p.process_id == of.id, p.token == token)).first()
    if found is None or not token:
        raise Refused([Fault(field, unknown)])
    if found.used:
        raise Refused(
            [Fault(field, N_("A vote was cast with this already. Each has one vote, and it cannot be changed."))]
        )
    return str(found.key)


def cast(session: Session, of: Process, credential: str, typed: Mapping[str, str], *, today: date) -> ballots.Checked:
    """Put a ballot into the box. Raises ``Refused`` with every fault; nothing is stored then and the right stays.

    ``typed``: project code → points, or any text for a simple choice.
    """
    check_open(of, today)
    key = find_pass(session, of, credential)
    choices = [one.choice for one in projects(session, of, (ACCEPTED,))]
    checked = ballots.check(of.rules, choices, typed)
    if checked.faults:
        raise Refused(checked.faults)
    p = t.Pass
    used = session.execute(
        update(p)
        .where(p.process_id == of.id, p.key == key, p.used.is_(False))
        .values(used=True)
        .execution_options(synchronize_session=False)
        .returning(p.key)
    ).all()
    if not used:
        raise Refused(
            [Fault("", N_("A vote was cast with this already. Each has one vote, and it cannot be changed."))]
        )
    session.add(
        t.Ballot(
            process_id=of.id,
            number=secrets.token_hex(12),
            choices=[[code, str(points)] for code, points in checked.points.items()],
            more={},
        )
    )
    session.flush()
    return checked


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
