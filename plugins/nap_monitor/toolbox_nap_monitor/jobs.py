"""Work in the background: a new day, reminders before and after what is due, a look at the addresses of evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from toolbox_core import (
    N_,
    InputError,
    JobRun,
    fetch,
    probe,
    renew_pages,
    site_address,
    site_today,
    store_source,
    utcnow,
    write_letter,
)
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.cocreation import tell_moves
from toolbox_nap_monitor.publishing import commitment_address
from toolbox_nap_monitor.queries.deadlines import Due, deadlines
from toolbox_nap_monitor.queries.members import plan_record
from toolbox_nap_monitor.standing import FINISHED
from toolbox_nap_monitor.texts import pick
from toolbox_nap_monitor.words import translator

BEFORE = (30, 7)
ESCALATE_AFTER = (1, 30, 90)
"""Days past the due day on which a reminder goes out; from the second on it goes to the contact point, too."""
LOOK_AGAIN = timedelta(days=30)
COPY_SECONDS = 60
MOST_LOOKS = 200
"""Addresses looked at in one run, so that a run stays short."""
Probe = Callable[[str], tuple[int, str]]


def new_day(job: JobRun) -> None:
    """Pages that say how many days something is late are made anew, because a day has passed."""
    with job.database.write() as session:
        renew_pages(session)
    job.leave_no_trace()


def remind(job: JobRun, escalate_to: str = "") -> dict[str, int]:
    """Write to those who answer for what is due in 30 or 7 days, and for what is a day, 30 or 90 days late."""
    today, base = site_today(job.settings), site_address(job.settings)
    with job.database.write() as session:
        letters = write_reminders(
            session, today, base=base, escalate_to=escalate_to, language=job.settings.site.default_language
        )
        job.finish(session, {"letters": letters})
    return {"letters": letters}


def tell_authors(job: JobRun) -> dict[str, int]:
    """Write to the authors of contributions whose commitments moved."""
    with job.database.write() as session:
        letters = tell_moves(session, base=site_address(job.settings))
        job.finish(session, {"letters": letters})
    return {"letters": letters}


def kind_on(day: date, today: date) -> str:
    """Which reminder is due today for something that is due on ``day``; empty for none.

    A run that was missed is made up for: what is due in 5 days gets the reminder of 7 days, if it had none.
    """
    left = (day - today).days
    if left >= 0:
        reached = [days for days in BEFORE if left <= days]
        return f"before-{min(reached)}" if reached else ""
    passed = [days for days in ESCALATE_AFTER if -left >= days]
    return f"after-{max(passed)}" if passed else ""


def write_reminders(session: Session, today: date, *, base: str, escalate_to: str = "", language: str = "en") -> int:
    """Write the letters that are due today, one to each mailbox; each reminder goes out once. Returns how many."""
    by_mailbox: dict[str, list[tuple[Due, str]]] = defaultdict(list)
    query = select(m.Plan, m.Member).join(m.Member).where(m.Plan.phase == "implementation")
    for row, owner in session.execute(query).all():
        plan = plan_record(row, owner)
        for due in deadlines(session, plan):
            kind = kind_on(due.day, today)
            if not kind or due.status in FINISHED or _was_sent(session, due, kind):
                continue
            mailboxes = _mailboxes(session, due)
            if escalate_to and kind.startswith("after-") and kind != "after-1":
                mailboxes.append(escalate_to)
            session.add(
                m.Reminder(
                    commitment_id=due.commitment_id,
                    milestone_id=due.milestone_id,
                    due=due.day,
                    kind=kind,
                    recipients=sorted(set(mailboxes)),
                )
            )
            for mailbox in set(mailboxes):
                by_mailbox[mailbox].append((due, kind))
    say = translator(language)
    for mailbox, found in sorted(by_mailbox.items()):
        write_letter(session, to=mailbox, subject=_subject(found, say), text=_text(found, base, language))
    session.flush()
    return len(by_mailbox)


def _was_sent(session: Session, due: Due, kind: str) -> bool:
    r = m.Reminder
    query = select(r.id).where(
        r.commitment_id == due.commitment_id, r.milestone_id == due.milestone_id, r.due == due.day, r.kind == kind
    )
    return session.scalar(query) is not None


def _mailboxes(session: Session, due: Due) -> list[str]:
    """The mailboxes of a step's own institutions, else those of its commitment."""
    i = m.Involvement
    query = select(i.contact).where(i.commitment_id == due.commitment_id, i.contact != "")
    if due.milestone_id:
        own = session.scalars(query.where(i.milestone_id == due.milestone_id)).all()
        if own:
            return list(own)
    return list(session.scalars(query.where(i.milestone_id.is_(None), i.role.in_(("lead", "co-lead")))))


def _subject(found: list[tuple[Due, str]], say: Callable[..., str]) -> str:
    late = sum(kind.startswith("after") for _, kind in found)
    if late:
        return say(N_("Open government: %(count)s overdue"), count=late)
    return say(N_("Open government: %(count)s due soon"), count=len(found))


def _text(found: list[tuple[Due, str]], base: str, language: str) -> str:
    say = translator(language)
    lines = [say(N_("You answer for these parts of an open government action plan.")), ""]
    for due, kind in sorted(found, key=lambda pair: pair[0].day):
        when = N_("%(what)s was due on %(day)s.") if kind.startswith("after") else N_("%(what)s is due on %(day)s.")
        what = f"{due.milestone or due.number} {pick(due.titles, language).text}"
        lines.append("- " + say(when, what=what, day=due.day))
        lines.append(f"  {base}{commitment_address(due.plan.member.code, due.plan.number, due.number)}")
    lines += ["", say(N_("Report what was done, or what stands in the way:")), f"{base}/nap/desk"]
    return "\n".join(lines)


def look_at_evidence(job: JobRun, most_megabytes: int = 0) -> dict[str, int]:
    """Ask the addresses of published evidence whether they still answer, the longest not asked first.

    Above 0 ``most_megabytes``, a copy of what answers is kept, once, unless it is larger.
    """
    copy = partial(fetch, most_bytes=most_megabytes << 20, seconds=COPY_SECONDS) if most_megabytes else None
    return look_at(job, probe, copy)


def look_at(job: JobRun, ask: Probe, copy: Callable[[str], bytes] | None = None) -> dict[str, int]:
    """The same with other ways to ask and copy. No transaction is open while an address is asked."""
    e, now = m.Evidence, utcnow()
    with job.database.read() as session:
        query = (
            select(e.id, e.url, e.sha256)
            .join(m.Update, e.update_id == m.Update.id)
            .where(
                e.url != "", m.Update.state == "published", or_(e.checked_at.is_(None), e.checked_at < now - LOOK_AGAIN)
            )
            .order_by(e.checked_at.is_not(None), e.checked_at, e.id)
            .limit(MOST_LOOKS)
        )
        waiting = session.execute(query).all()
    counts: dict[str, int] = defaultdict(int)
    for done, (number, url, kept) in enumerate(waiting, start=1):
        found, status, note = _look(url, ask)
        counts[found] += 1
        body = b""
        if copy is not None and found == "alive" and not kept:
            try:
                body = copy(url)
            except InputError as error:
                note = str(error)
        with job.database.write() as session:
            one = session.get(e, number)
            if one is not None:
                one.checked_at, one.found, one.http_status, one.found_note = utcnow(), found, status, note[:1000]
                if body:
                    _archive(session, job, one, body)
                    counts["copied"] += 1
        job.progress(done, len(waiting), url)
    if waiting:
        with job.database.write() as session:
            renew_pages(session)
            job.finish(session, dict(counts))
    else:
        job.leave_no_trace()
    return dict(counts)


def _archive(session: Session, job: JobRun, one: m.Evidence, body: bytes) -> None:
    """Keep what stood at the address among the site's originals, under the last part of its path."""
    parts = urlsplit(one.url)
    name = re.sub(r"[^\w.-]+", "_", PurePosixPath(parts.path).name).lstrip(".")[-120:] or "copy"
    with TemporaryDirectory(prefix="toolbox-nap-") as folder:
        path = Path(folder) / name
        path.write_bytes(body)
        kept = store_source(session, job.settings.files, path, name=name, url=one.url)
    one.sha256, one.file_name, one.size = kept.sha256, name, kept.bytes


def _look(url: str, ask: Probe) -> tuple[str, int | None, str]:
    try:
        status, target = ask(url)
    except InputError as error:
        sentence = str(error)
        return ("refused" if "not public" in sentence else "dead"), None, sentence
    if status < 300 or status in (401, 403, 429):
        return "alive", status, ""
    if status < 400:
        return "moved", status, target
    return ("dead" if status in (404, 410, 451) or status >= 500 else "alive"), status, ""
