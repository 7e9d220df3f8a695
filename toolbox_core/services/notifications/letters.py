"""Letters: an outbox in the database, digests written into it, and a mail server that empties it when there is one.

The outbox works without a mail server: what would have been sent can be read. Headers follow RFC 5322; one-click
unsubscribing RFC 8058.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default as usual
from email.utils import format_datetime, make_msgid

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.db.engine import Database
from toolbox_core.services.notifications import events, following
from toolbox_core.services.notifications.models import Event, Follow, Follower, Letter
from toolbox_core.services.search.query import understand
from toolbox_core.text import words

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
RHYTHMS = {"daily": timedelta(hours=20), "weekly": timedelta(days=6, hours=20)}
"""The least time between two digests: a little less than the name says, so that a job that runs late catches up."""


class NotReachable(OSError):
    """The mail server itself cannot be used now, which no letter is to blame for: all of them wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one address is to be told: per follow its label and the events, and the key of the settings link."""

    follower: Follower
    news: tuple[tuple[str, tuple[Event, ...]], ...]
    key: str


def write(session: Session, *, to: str, subject: str, text: str, headers: dict[str, str] | None = None) -> Letter:
    """Put a letter in the outbox. Line breaks in the subject or in a header are taken out (no header injection)."""
    letter = Letter(
        to=to,
        subject=_one_line(subject),
        text=text,
        headers={_one_line(name): _one_line(value) for name, value in (headers or {}).items()},
    )
    session.add(letter)
    session.flush()
    return letter


write_letter = write
"""``write``, by the name it has at the front door."""


def write_digests(
    session: Session, compose: Callable[[Digest], tuple[str, str, dict[str, str]]], *, now: datetime | None = None
) -> int:
    """Write a digest to everybody whose time has come and for whom there is news; returns how many.

    ``compose`` turns a digest into subject, text and headers, in the follower's language.
    """
    moment = now or utcnow()
    written = 0
    for follower in session.scalars(select(Follower).order_by(Follower.id)).all():
        if follower.written_at is not None and follower.written_at + RHYTHMS[follower.rhythm] > moment:
            continue
        news = tuple((row.label, found) for row in _confirmed(session, follower) if (found := _news(session, row)))
        if not news:
            continue
        digest = Digest(follower=follower, news=news, key=following.new_key(session, follower))
        subject, text, headers = compose(digest)
        write(session, to=follower.email, subject=subject, text=text, headers=headers)
        follower.written_at = moment
        written += 1
    session.flush()
    return written


def send(
    database: Database, deliver: Callable[[EmailMessage], None], *, sender: str, now: datetime | None = None
) -> tuple[int, int]:
    """Hand waiting letters to ``deliver`` one by one; returns how many went and how many failed.

    No transaction is open while a letter is handed over, so a slow mail server never blocks the site; run it from one
    job at a time. A letter that fails waits longer and longer, and after six times stays in the outbox as failed.
    ``deliver`` raises ``NotReachable`` when no letter can go at all: then no other is tried, and none is counted.
    """
    moment = now or utcnow()
    with database.read() as session:
        waiting = [(letter.id, as_message(letter, sender)) for letter in _due(session, moment)]
    sent = failed = 0
    for letter_id, message in waiting:
        error = ""
        try:
            deliver(message)
            sent += 1
        except NotReachable as problem:
            with database.write() as session:
                session.get_one(Letter, letter_id).error = str(problem)[:1000]
            return sent, failed + 1
        except OSError as problem:  # smtplib's errors are OSErrors, too
            error = str(problem) or type(problem).__name__
            failed += 1
        with database.write() as session:
            _note(session.get_one(Letter, letter_id), error, moment)
    return sent, failed


def _due(session: Session, moment: datetime, limit: int = 50) -> Sequence[Letter]:
    return session.scalars(
        select(Letter)
        .where(Letter.status == "waiting", Letter.next_at <= moment)
        .order_by(Letter.next_at, Letter.id)
        .limit(limit)
    ).all()


def _note(letter: Letter, error: str, moment: datetime) -> None:
    letter.attempts += 1
    letter.error = error[:1000]
    if not error:
        letter.status, letter.sent_at = "sent", moment
    elif letter.attempts >= MOST_ATTEMPTS:
        letter.status = "failed"
    else:
        letter.next_at = moment + FIRST_PAUSE * 4 ** (letter.attempts - 1)


def as_message(letter: Letter, sender: str) -> EmailMessage:
    """The letter as an e-mail, plain text in UTF-8."""
    # Python would fold a long address in a header by encoding it, and no mail program finds the address in that.
    message = EmailMessage(policy=usual.clone(max_line_length=998))
    message["From"] = _one_line(sender)
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = make_msgid(idstring=str(letter.id), domain=sender.rpartition("@")[2].strip(" >") or None)
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text, cte="quoted-printable")
    return message


def listing(session: Session, *, status: str = "", limit: int = 50) -> Sequence[Letter]:
    """Letters of the outbox, the newest first."""
    query = select(Letter).order_by(Letter.id.desc()).limit(limit)
    return session.scalars(query.where(Letter.status == status) if status else query).all()


def again(session: Session) -> int:
    """Let every letter that failed, and every one that pauses, be tried anew at once. Returns how many."""
    found = session.scalars(select(Letter).where(Letter.status != "sent")).all()
    for letter in found:
        letter.status, letter.attempts, letter.next_at = "waiting", 0, utcnow()
    session.flush()
    return len(found)


def sweep(session: Session, *, older_than: timedelta) -> int:
    """Delete letters that were sent, or given up, long ago. Returns how many."""
    old = delete(Letter).where(Letter.status != "waiting", Letter.created_at < utcnow() - older_than)
    return len(session.execute(old.returning(Letter.id)).all())


def counts(session: Session) -> dict[str, int]:
    """How many letters wait, were sent, failed."""
    rows = session.execute(select(Letter.status, func.count()).group_by(Letter.status))
    return {status: number for status, number in rows}  # noqa: C416 - rows are not pairs to the type checker


def _confirmed(session: Session, follower: Follower) -> list[Follow]:
    return [row for row in following.follows_of(session, follower) if row.confirmed_at is not None]


def _news(session: Session, row: Follow) -> tuple[Event, ...]:
    """What is new for one follow; remembers how far it looked."""
    kind, _, rest = row.topic.partition(":")
    found = events.since(session, "all" if kind == "search" else row.topic, row.told)
    if found:
        row.told = max(event.id for event in found)
    if kind != "search":
        return tuple(found)
    query = understand(rest)
    wanted = [word for term in query.wanted for word in term.words]
    unwanted = [word for term in query.unwanted for word in term.words]
    matching = []
    for event in found:
        said = words(f"{event.title} {event.summary}")
        has = {word for word in (*wanted, *unwanted) if any(one.startswith(word) for one in said)}
        if wanted and has.issuperset(wanted) and has.isdisjoint(unwanted):
            matching.append(event)
    return tuple(matching)


def _one_line(text: str) -> str:
    return " ".join(text.split())
