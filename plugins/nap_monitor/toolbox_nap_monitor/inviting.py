"""Invite institutions to report: keep the mailbox of the role, and write to it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy import update as update_rows
from sqlalchemy.orm import Session

from toolbox_core import N_, write_letter
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused, Sentence
from toolbox_nap_monitor.queries.desk import institutions_of
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.services.history import note_difference
from toolbox_nap_monitor.texts import pick
from toolbox_nap_monitor.words import translator


def invite(
    session: Session, plan: Plan, mailboxes: Mapping[int, str], *, base: str, by: str, language: str = "en"
) -> int:
    """Keep the mailbox of each institution (by its number) and write to those that are new; returns how many letters.

    ``language`` is that of the letters. Raises ``Refused`` when an address is none; nothing is written then.
    """
    known = {number: (name, contact) for number, name, _, contact in institutions_of(session, plan)}
    wanted = {number: address.strip() for number, address in mailboxes.items() if number in known and address.strip()}
    faults = [
        (
            f"mailbox-{number}",
            Sentence(
                N_("%(value)s is not an e-mail address. Write one like open-government@ministry.example."),
                value=repr(address),
            ),
        )
        for number, address in wanted.items()
        if not _is_address(address)
    ]
    if faults:
        raise Refused(faults)
    letters, say = 0, translator(language)
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
        title = f"{pick(plan.titles, language).text or plan.number}, {pick(plan.member.names, language).text}"
        write_letter(
            session,
            to=address,
            subject=say(N_("Report on open government commitments: %(title)s"), title=title),
            text="\n".join(
                [
                    say(N_("%(name)s leads commitments of %(title)s."), name=name, title=title),
                    "",
                    say(N_("Please sign in and report what was done, with evidence, or what stands in the way:")),
                    f"{base}/nap/desk",
                    "",
                    say(N_("The plan in public:")) + f" {base}/nap/{plan.member.code}/{plan.number}",
                    say(N_("Ask the contact point for an account if you have none.")),
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
