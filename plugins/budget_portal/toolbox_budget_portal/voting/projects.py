"""Projects: proposed and confirmed by anybody, accepted or refused with reasons, linked to the money, delivered."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal import queries as budgets
from toolbox_budget_portal.exceptions import Fault, Refused
from toolbox_budget_portal.voting import addresses
from toolbox_budget_portal.voting.pace import allowed, keyed, network
from toolbox_budget_portal.voting.phases import IDEAS
from toolbox_budget_portal.voting.processes import amount, has_votes
from toolbox_budget_portal.voting.records import ACCEPTED, PROPOSED, REFUSED, UNCONFIRMED, WAITING, Process, Project
from toolbox_budget_portal.voting.words import translator
from toolbox_core import N_, NotFound, renew_pages, to_minor, utcnow, write_letter

CONFIRM_WITHIN = timedelta(days=7)
AN_HOUR, AN_HOUR_FROM = 5, 20
"""Ideas that one e-mail address, and one network, may hand in within an hour."""
STEP_STATES = ("planned", "started", "done", "dropped")
_LINE = re.compile(r"/budget/([^/?#]+)/(\d{4})/lines/(\d{1,9})-(\d{1,9})(?:[?#].*)?$")
TOO_OFTEN = N_("Several came from here within the hour. Please come back later.")


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address."""
    name, at, host = text.partition("@")
    return bool(at and name and "." in host.strip(".") and "@" not in host and len(text) < 255) and not any(
        sign.isspace() or not sign.isprintable() for sign in text
    )


def read_project(of: Process, typed: Mapping[str, str], *, needs_cost: bool) -> tuple[dict[str, object], list[Fault]]:
    """What a form says of a project, as values of its row, and everything that is wrong with it."""
    faults: list[Fault] = []
    text = {name: value.strip() for name, value in typed.items()}
    if not 3 <= len(text.get("title", "")) <= 200:
        faults.append(Fault("title", N_("Give it a title of 3 to 200 characters.")))
    if len(text.get("text", "")) > 6000:
        faults.append(Fault("text", N_("Write at most 6,000 characters.")))
    cost: Decimal | None = None
    if text.get("cost") or needs_cost:
        cost = amount(text.get("cost", ""))
        if cost is None or cost <= 0:
            faults.append(Fault("cost", N_("Write a sum above zero, such as 400000 or 1250.50.")))
            cost = None
        elif cost > of.budget:
            faults.append(
                Fault(
                    "cost",
                    N_("It costs %(cost)s, which is more than the whole budget of %(budget)s."),
                    {"cost": cost, "budget": of.budget},
                )
            )
        elif cost != round(cost, of.digits):
            faults.append(Fault("cost", N_("The cost has more decimal places than the budget.")))
            cost = None
    return {
        "title": text.get("title", ""),
        "text": text.get("text", ""),
        "cost": None if cost is None else to_minor(cost, of.digits),
        "place": text.get("place", "")[:200],
        "category": text.get("category", "")[:200],
    }, faults


def propose(
    session: Session, of: Process, typed: Mapping[str, str], *, sender: str, language: str, base: str, today: date
) -> str:
    """Take an idea in, write to whoever had it, and return its code. Raises ``Refused``; nothing is stored then."""
    if not (of.is_public and of.calendar.is_on(IDEAS, today)):
        raise Refused([Fault("title", N_("Ideas are not taken now."))])
    values, faults = read_project(of, typed, needs_cost=False)
    if len(typed.get("text", "").strip()) < 10:
        faults.append(Fault("text", N_("Write at least ten characters.")))
    email = typed.get("email", "").strip().casefold()
    if not is_email(email):
        faults.append(Fault("email", N_("Give an e-mail address, such as name@example.org.")))
    author = typed.get("author", "").strip()
    if len(author) > 100:
        faults.append(Fault("author", N_("Use at most 100 characters for the name.")))
    if faults:
        raise Refused(faults)
    secret = session.get_one(t.Process, of.id).secret
    what = f"pb-idea-{of.id}"
    if not (
        allowed(session, what, keyed(secret, f"email:{email}"), AN_HOUR)
        and allowed(session, what, keyed(secret, f"from:{network(sender)}"), AN_HOUR_FROM)
    ):
        raise Refused([Fault("email", TOO_OFTEN)])
    _forget_unconfirmed(session)
    token = secrets.token_urlsafe(32)
    code, position = _next(session, of)
    session.add(
        t.Project(
            process_id=of.id,
            code=code,
            position=position,
            state=UNCONFIRMED,
            author=author,
            email=email,
            token=_hash(token),
            language=language,
            more={},
            **values,
        )
    )
    session.flush()
    say = translator(language)
    write_letter(
        session,
        to=email,
        subject=say(N_("Please confirm your idea")),
        text="\n\n".join(
            [
                say(N_("Somebody, probably you, proposed a project for %(name)s.")) % {"name": of.name},
                say(N_("Open this page and confirm it within seven days:")),
                f"{base}{addresses.process(of.slug)}/ideas/confirm/{token}",
                say(N_("If it was not you, do nothing: the idea is deleted, and your address with it.")),
            ]
        ),
    )
    return code


def _forget_unconfirmed(session: Session) -> None:
    p = t.Project
    session.execute(delete(p).where(p.state == UNCONFIRMED, p.created_at < utcnow() - CONFIRM_WITHIN))


def _next(session: Session, of: Process) -> tuple[str, int]:
    """A code that was never given in this process, and the place after the last."""
    known = set(session.scalars(select(t.Project.code).where(t.Project.process_id == of.id)))
    last = session.scalar(select(func.max(t.Project.position)).where(t.Project.process_id == of.id)) or 0
    number = last + 1
    while str(number) in known:
        number += 1
    return str(number), last + 1


def confirm(session: Session, of: Process, token: str) -> str:
    """Prove the address behind an idea: it waits for the administration to look at it. Raises ``NotFound``."""
    p = t.Project
    row = session.scalar(
        select(p).where(
            p.process_id == of.id,
            p.token == _hash(token),
            p.state == UNCONFIRMED,
            p.created_at > utcnow() - CONFIRM_WITHIN,
        )
    )
    if row is None:
        raise NotFound("This link is not known, or was used already.", fix="Propose your idea again.")
    row.state, row.token = WAITING, ""
    session.flush()
    return row.code


def add(session: Session, of: Process, typed: Mapping[str, str], *, by: str) -> str:
    """A project that the administration itself puts on the list, accepted at once. Returns its code."""
    values, faults = read_project(of, typed, needs_cost=True)
    if has_votes(session, of):
        faults.append(Fault("title", N_("People have voted already: the list of projects stays.")))
    if faults:
        raise Refused(faults)
    code, position = _next(session, of)
    session.add(
        t.Project(
            process_id=of.id,
            code=code,
            position=position,
            state=ACCEPTED,
            more={},
            decided_at=utcnow(),
            decided_by=by,
            **values,
        )
    )
    session.flush()
    return code


def change(session: Session, of: Process, code: str, typed: Mapping[str, str]) -> None:
    """Correct title, text, cost, place and category. The cost stays once people have voted. Raises ``Refused``."""
    row = _row(session, of, code)
    values, faults = read_project(of, typed, needs_cost=row.state == ACCEPTED)
    if values["cost"] != row.cost and not faults and has_votes(session, of):
        faults.append(Fault("cost", N_("People have voted already: the cost stays.")))
    if faults:
        raise Refused(faults)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def decide(session: Session, of: Process, code: str, decision: str, *, reason: str, base: str, by: str) -> None:
    """Show, accept or refuse a project. Refusing needs a reason, accepting a cost. Its proposer is told.

    ``decision`` is ``proposed``, ``accepted`` or ``refused``. After the first vote nothing is decided any more: a vote
    must never be carried to a project that is taken away. Raises ``Refused``.
    """
    row = _row(session, of, code)
    if decision not in (PROPOSED, ACCEPTED, REFUSED):
        raise Refused([Fault("decision", N_("Choose what to decide."))])
    if has_votes(session, of):
        raise Refused([Fault("decision", N_("People have voted already: the list of projects stays."))])
    if decision == REFUSED and len(reason.strip()) < 10:
        raise Refused([Fault("reason", N_("Give the reasons, in at least ten characters; everybody reads them."))])
    if decision == ACCEPTED and row.cost is None:
        raise Refused([Fault("cost", N_("Say first what it costs."))])
    row.state, row.reason = decision, reason.strip()
    row.decided_at, row.decided_by = utcnow(), by
    session.flush()
    if row.email:
        _tell(session, of, row, base)
        if decision != PROPOSED:
            row.email = ""  # there is nothing more to tell
            session.flush()


def _tell(session: Session, of: Process, row: t.Project, base: str) -> None:
    say = translator(row.language or "en")
    subjects = {
        PROPOSED: N_("Your idea is public: %(title)s"),
        ACCEPTED: N_("Your idea was accepted: %(title)s"),
        REFUSED: N_("Your idea was refused: %(title)s"),
    }
    lines = [of.name, row.reason, f"{base}{addresses.project(of.slug, row.code)}"]
    write_letter(
        session,
        to=row.email,
        subject=say(subjects[row.state], title=row.title),
        text="\n\n".join(line for line in lines if line),
    )


def link(session: Session, of: Process, code: str, address: str) -> None:
    """Say which budget line pays: the address of its page, or nothing to take the link away. Raises ``Refused``."""
    row = _row(session, of, code)
    if not address.strip():
        row.line_entity, row.line_uid, row.line_year = "", "", None
        renew_pages(session)
        return
    found = _LINE.search(address.strip())
    if found is None:
        raise Refused([Fault("line", N_("Paste the address of the page of a budget line."))])
    slug, fiscal_year, version, number = found[1], int(found[2]), int(found[3]), int(found[4])
    try:
        line = budgets.line(session, slug, fiscal_year, version, number)
    except NotFound as error:
        raise Refused([Fault("line", N_("There is no such line: %(why)s"), {"why": str(error)})]) from None
    row.line_entity, row.line_uid, row.line_year = slug, line.row.uid, fiscal_year
    renew_pages(session)


def save_step(session: Session, of: Process, code: str, typed: Mapping[str, str]) -> None:
    """Add a step of the delivery, or change the one that ``step`` names. Raises ``Refused``."""
    row = _row(session, of, code)
    faults: list[Fault] = []
    title, state = typed.get("step-title", "").strip(), typed.get("step-state", "planned")
    if not 3 <= len(title) <= 200:
        faults.append(Fault("step-title", N_("Give it a title of 3 to 200 characters.")))
    if state not in STEP_STATES:
        faults.append(Fault("step-state", N_("Choose a state.")))
    due, done_on = _day(typed, "step-due", faults), _day(typed, "step-done", faults)
    if state == "done" and done_on is None and not faults:
        faults.append(Fault("step-done", N_("Say on which day it was done.")))
    if due is None and not faults:
        faults.append(Fault("step-due", N_("Say by which day it is due.")))
    step = t.ProjectStep(project_id=row.id)
    if typed.get("step"):
        number = typed["step"]
        known = session.get(t.ProjectStep, int(number)) if number.isascii() and number.isdigit() else None
        if known is None or known.project_id != row.id:
            raise NotFound("There is no such step.")
        step = known
    if faults:
        raise Refused(faults)
    step.title, step.state, step.due = title, state, due
    step.done_on, step.note = done_on if state == "done" else None, typed.get("step-note", "").strip()[:2000]
    session.add(step)
    renew_pages(session)


def _day(typed: Mapping[str, str], field: str, faults: list[Fault]) -> date | None:
    text = typed.get(field, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(field, N_("Write the day as year-month-day, such as 2026-03-31.")))
        return None


def _row(session: Session, of: Process, code: str) -> t.Project:
    row = session.scalar(select(t.Project).where(t.Project.process_id == of.id, t.Project.code == code))
    if row is None or row.state == UNCONFIRMED:
        raise NotFound(f"{of.name} has no project {code[:64]!r}.")
    return row


def paying_line(session: Session, project: Project) -> dict[str, object] | None:
    """The budget line that pays for a project, with its amounts in the newest year that has it."""
    if project.line is None:
        return None
    slug, linked, uid = project.line
    owner = budgets.entity(session, slug)
    for fiscal_year in (*budgets.fiscal_years(session, owner.id), linked):
        row = budgets.line_by_uid(session, slug, fiscal_year, uid)
        if row is not None:
            year = budgets.year(session, slug, fiscal_year)
            return {"entity": owner, "year": year, "row": row, "fiscal_year": fiscal_year, "linked": linked}
    return None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
