"""The co-creation room: contributions of the public, and the reasoned response that each of them gets.

A contribution is confirmed by its author's e-mail address, then moderated or public as the site chooses. A response is
only ever added; a later one corrects it and stands beside it. The author is told when the contribution is public, when
it is refused, and each time it is answered.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from toolbox_core import N_, InputError, NotFound, utcnow, write_letter
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused, Sentence
from toolbox_nap_monitor.publishing import commitment_address, plan_address, publish_plan, tell
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.taxonomy import OBSTACLES, OPPORTUNITIES, POSITIVE, STAGES
from toolbox_nap_monitor.texts import pick
from toolbox_nap_monitor.words import STATUS_WORDS, translator

UNCONFIRMED, WAITING, PUBLIC, REFUSED = "unconfirmed", "waiting", "public", "refused"
SHORTEST, LONGEST = 10, 6000
AN_HOUR = 5
"""Contributions that one address may hand in within an hour."""
CONFIRM_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What somebody hands in. ``commitment`` is the number it is about, ``author`` may be a pseudonym or empty."""

    title: str
    text: str
    email: str
    language: str
    author: str = ""
    author_kind: str = ""
    commitment: str = ""


def contribute(session: Session, plan: Plan, what: Contribution, *, base: str) -> str:
    """Take a contribution in, write to its author, and return its code. ``base`` is the site's public address.

    Raises ``Refused`` with every fault; nothing is stored then.
    """
    title, text, email = what.title.strip(), what.text.strip(), what.email.strip().casefold()
    faults: list[tuple[str, str]] = []
    if plan.phase == "closed":
        faults.append(("text", Sentence(N_("This plan is closed: nothing can be handed in any more."))))
    if not 3 <= len(title) <= 200:
        faults.append(("title", Sentence(N_("Give it a title of 3 to 200 characters."))))
    if not SHORTEST <= len(text) <= LONGEST:
        faults.append(
            ("text", Sentence(N_("Write between %(least)s and %(most)s characters."), least=SHORTEST, most=LONGEST))
        )
    if len(email) > 254 or email.count("@") != 1 or not all(email.split("@")) or any(sign.isspace() for sign in email):
        faults.append(("email", Sentence(N_("This is no e-mail address."))))
    if len(what.author.strip()) > 100:
        faults.append(("author", Sentence(N_("A name can have at most 100 characters."))))
    commitment_id = _commitment_id(session, plan, what.commitment, faults)
    p = m.Proposal
    recent = select(func.count(p.id)).where(p.email == email, p.created_at > utcnow() - timedelta(hours=1))
    if not faults and (session.scalar(recent) or 0) >= AN_HOUR:
        faults.append(
            (
                "email",
                Sentence(N_("This address has handed in several contributions within the hour; come back later.")),
            )
        )
    if faults:
        raise Refused(faults)
    token = secrets.token_urlsafe(32)
    proposal = m.Proposal(
        plan_id=plan.id,
        commitment_id=commitment_id,
        phase_id=_open_phase(session, plan, utcnow().date()),
        code=_next_code(session, plan),
        kind="comment" if commitment_id else "proposal",
        titles={what.language: title},
        text={what.language: text},
        author_kind=what.author_kind[:16],
        author=what.author.strip(),
        email=email,
        token=_hash(token),
        state=UNCONFIRMED,
    )
    session.add(proposal)
    session.flush()
    say = translator(what.language)
    _write(
        session,
        proposal,
        say(N_("Please confirm your contribution")),
        say(N_("Somebody, probably you, left a contribution to an action plan. Confirm it here within seven days:")),
        f"{base}{plan_address(plan.member.code, plan.number)}/room/confirm/{token}",
        say(N_("If it was not you, do nothing.")),
    )
    return proposal.code


def _commitment_id(session: Session, plan: Plan, number: str, faults: list[tuple[str, str]]) -> int | None:
    if not number.strip():
        return None
    query = select(m.Commitment.id).where(m.Commitment.plan_id == plan.id, m.Commitment.number == number.strip())
    found = session.scalar(query)
    if found is None:
        faults.append(
            (
                "commitment",
                Sentence(
                    N_("Plan %(plan)s has no commitment %(number)s."), plan=plan.number, number=number.strip()[:40]
                ),
            )
        )
    return found


def _open_phase(session: Session, plan: Plan, today: date) -> int | None:
    """The phase that is open; of several, that which opened last."""
    e = m.PhaseEvent
    query = select(e.id).where(e.plan_id == plan.id, e.opens <= today, or_(e.closes.is_(None), e.closes >= today))
    return session.scalar(query.order_by(e.opens.desc(), e.id.desc()).limit(1))


def _next_code(session: Session, plan: Plan) -> str:
    count = session.scalar(select(func.count(m.Proposal.id)).where(m.Proposal.plan_id == plan.id)) or 0
    while True:
        count += 1
        code = f"P{count}"
        if session.scalar(select(m.Proposal.id).where(m.Proposal.plan_id == plan.id, m.Proposal.code == code)) is None:
            return code


def confirm(session: Session, plan: Plan, token: str, *, moderation: str) -> m.Proposal:
    """Prove the address behind a contribution. It is public now, or waits for a person. Raises ``NotFound``."""
    query = select(m.Proposal).where(m.Proposal.plan_id == plan.id, m.Proposal.token == _hash(token))
    found = session.scalar(query)
    if found is None or (found.state == UNCONFIRMED and found.created_at < utcnow() - CONFIRM_WITHIN):
        raise NotFound("This link is not valid any more.", fix="Hand the contribution in again.")
    if found.state == UNCONFIRMED:
        found.state = WAITING
        if (plan.moderation or moderation) == "after":
            _publish(session, plan, found)
    return found


def moderate(session: Session, plan: Plan, code: str, *, public: bool, reason: str = "", base: str) -> None:
    """Publish a contribution that waits, or refuse it with a reason its author is told. Raises ``NotFound``."""
    found = find(session, plan, code)
    if found.state != WAITING:
        raise InputError(f"Contribution {code} does not wait for a decision.")
    say = translator(_language(found))
    if public:
        _publish(session, plan, found)
        _write(session, found, say(N_("Your contribution is public")), f"{base}{item_address(plan, code)}")
    elif not reason.strip():
        raise Refused([("reason", Sentence(N_("Say why it is not published; its author is told.")))])
    else:
        found.state = REFUSED
        _write(session, found, say(N_("Your contribution was not published")), reason.strip())


def _publish(session: Session, plan: Plan, found: m.Proposal) -> None:
    found.state, found.published_at = PUBLIC, utcnow()
    publish_plan(session, plan.member.code, plan.number)
    tell(
        session,
        f"contribution:{found.id}",
        pick(found.titles, "en").text,
        member=plan.member.code,
        plan=plan.number,
    )


def respond(
    session: Session,
    plan: Plan,
    code: str,
    *,
    stage: str,
    text: str,
    obstacles: Sequence[str] = (),
    opportunities: Sequence[str] = (),
    commitment: str = "",
    actor: str = "",
    language: str = "en",
    by: str,
    base: str,
) -> None:
    """Answer a contribution. Raises ``Refused`` with every fault, or ``NotFound``.

    Every stage but the positive ones names an obstacle: an answer without a reason is none.
    """
    found = find(session, plan, code)
    faults: list[tuple[str, str]] = []
    if found.state != PUBLIC:
        faults.append(
            ("stage", Sentence(N_("Contribution %(code)s is not public; decide about that first."), code=code))
        )
    if stage not in STAGES:
        faults.append(("stage", Sentence(N_("Choose how far the idea is."))))
    if stage in STAGES and stage not in POSITIVE and not obstacles:
        faults.append(("obstacles", Sentence(N_("Say what stands in the way."))))
    if set(obstacles) - set(OBSTACLES) or set(opportunities) - set(OPPORTUNITIES):
        faults.append(("obstacles", Sentence(N_("Choose from the lists."))))
    if len(text.strip()) < SHORTEST:
        faults.append(("text", Sentence(N_("Give the reasons, in at least %(least)s characters."), least=SHORTEST)))
    result = _commitment_id(session, plan, commitment, faults)
    if faults:
        raise Refused(faults)
    response = m.Response(
        proposal_id=found.id,
        stage=stage,
        obstacles=list(obstacles),
        opportunities=list(opportunities),
        text={language: text.strip()},
        commitment_id=result,
        actor=actor.strip(),
        created_by=by,
    )
    session.add(response)
    session.flush()
    title, member = pick(found.titles, "en").text, plan.member.code
    publish_plan(session, member, plan.number)
    tell(session, f"response:{response.id}", title, member=member, plan=plan.number, commitment=commitment.strip())
    say = translator(_language(found))
    lines = [say(STAGES[stage]), text.strip(), f"{base}{item_address(plan, code)}"]
    if result is not None:
        lines.append(say(N_("It became this commitment; follow it there to hear of its progress:")))
        lines.append(f"{base}{commitment_address(member, plan.number, commitment.strip())}")
    _write(session, found, say(N_("Your contribution was answered: %(title)s"), title=title), *lines)


def tell_moves(session: Session, *, base: str) -> int:
    """Write to authors whose contribution became a commitment that moved since they last heard. Returns how many.

    ``origin["told"]`` of a contribution is the status its author knows of; the first look only notes it.
    """
    c, p = m.Commitment, m.Proposal
    query = (
        select(p, c, m.Plan.number, m.Member.code)
        .join(m.Response, m.Response.proposal_id == p.id)
        .join(c, m.Response.commitment_id == c.id)
        .join(m.Plan, c.plan_id == m.Plan.id)
        .join(m.Member, m.Plan.member_id == m.Member.id)
        .where(p.email != "", p.state == PUBLIC)
        .order_by(m.Response.id)
    )
    newest = {row[0].id: row for row in session.execute(query)}
    letters = 0
    for proposal, commitment, number, member in newest.values():
        known = proposal.origin.get("told")
        if known == commitment.status:
            continue
        proposal.origin = {**proposal.origin, "told": commitment.status}
        if known is None:
            continue
        language = _language(proposal)
        say = translator(language)
        words = [say(STATUS_WORDS.get(status, status)) for status in (known, commitment.status)]
        _write(
            session,
            proposal,
            say(N_("What became of your contribution: %(title)s"), title=pick(proposal.titles, language).text),
            f"{commitment.number} {pick(commitment.titles, language).text}",
            f"{words[0]} → {words[1]}",
            f"{base}{commitment_address(member, number, commitment.number)}",
        )
        letters += 1
    return letters


def find(session: Session, plan: Plan, code: str) -> m.Proposal:
    """A contribution by its code. Raises ``NotFound``."""
    found = session.scalar(select(m.Proposal).where(m.Proposal.plan_id == plan.id, m.Proposal.code == code))
    if found is None:
        raise NotFound(f"Plan {plan.number} has no contribution {code[:40]!r}.")
    return found


def item_address(plan: Plan, code: str) -> str:
    """The page of a contribution."""
    return f"{plan_address(plan.member.code, plan.number)}/room/{code}"


def _language(proposal: m.Proposal) -> str:
    return next(iter(proposal.text), "en")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write(session: Session, proposal: m.Proposal, subject: str, *lines: str) -> None:
    if proposal.email:
        write_letter(session, to=proposal.email, subject=subject, text="\n\n".join(lines))
