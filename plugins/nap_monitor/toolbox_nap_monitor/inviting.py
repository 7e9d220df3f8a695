"""Invite institutions to report: keep the mailbox of the role, and write to it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy import update as update_rows
from sqlalchemy.orm import Session

from toolbox_core import write_letter
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.queries.desk import institutions_of
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.services.history import note_difference
from toolbox_nap_monitor.texts import pick


def invite(session: Session, plan: Plan, mailboxes: Mapping[int, str], *, base: str, by: str) -> int:
    """Keep the mailbox of each institution (by its number) and write to those that are new; returns how many letters.

    Raises ``Refused`` when an address is none; nothing is written then.
    """
    known = {number: (name, contact) for number, name, _, contact in institutions_of(session, plan)}
    wanted = {number: address.strip() for number, address in mailboxes.items() if number in known and address.strip()}
    faults = [
        (f"mailbox-{number}", f"{address!r} is not an e-mail address. Write one like open-government@ministry.example.")
        for number, address in wanted.items()
        if not _is_address(address)
    ]
    if faults:
        raise Refused(faults)
    letters = 0
    commitments = select(m.Commitment.id).where(m.Commitment.plan_id == plan.id)
    for number, address in wanted.items():
        name, before = known[number]
        if address == before:
            continue
        i = m.Involvement
        session.execute(
            update_rows(i)
            .where(i.institution_id == number, i.commitment_id.in_(commitments), i.role.in_(("lead", "co-lead")))
            .values(contact=address)
        )
        title = f"{pick(plan.titles, 'en').text or plan.number}, {pick(plan.member.names, 'en').text}"
        write_letter(
            session,
            to=address,
            subject=f"Report on open government commitments: {title}",
            text="\n".join(
                [
                    f"{name} leads commitments of {title}.",
                    "",
                    "Please sign in and report what was done, with evidence, or what stands in the way:",
                    f"{base}/nap/desk",
                    "",
                    f"The plan in public: {base}/nap/{plan.member.code}/{plan.number}",
                    "Ask the contact point for an account if you have none.",
                ]
            ),
        )
        note_difference(session, "contact", plan.id, before={name: before}, after={name: address}, by=by)
        letters += 1
    session.flush()
    return letters


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(at and name and "." in host and not any(sign.isspace() for sign in text) and "@" not in host)
