"""Work in the background: write digests, send letters, call webhooks. Each may run again at any moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from toolbox_core.config import Settings, site_address
from toolbox_core.default_plugins.following import letters as words
from toolbox_core.exceptions import InputError
from toolbox_core.outbound import post
from toolbox_core.services.notifications import letters, webhooks
from toolbox_core.services.notifications.smtp import MailServer

if TYPE_CHECKING:
    from toolbox_core.db import Database
    from toolbox_core.services.jobs.worker import JobRun


def write_digests(job: JobRun) -> dict[str, Any]:
    """Write the digests that are due, daily and weekly ones."""
    with job.database.write() as session:
        result = {"written": letters.write_digests(session, partial(words.digest, job.settings))}
        job.finish(session, result)
    return result


def send_letters(job: JobRun) -> dict[str, Any] | None:
    """Send what waits in the outbox. A minute in which nothing waited leaves no trace among the jobs."""
    sent, failed = send_waiting(job.settings, job.database)
    if not (sent or failed):
        job.leave_no_trace()
        return None
    return {"sent": sent, "failed": failed}


def send_waiting(settings: Settings, database: Database) -> tuple[int, int]:
    """Hand the letters that wait to the mail server; returns how many went and how many failed.

    Raises ``InputError`` when no mail server is set, or nobody whom the letters are from.
    """
    if not settings.mail.host:
        raise InputError("No mail server is set.", fix="Set [mail] host in toolbox.toml.")
    sender = sender_of(settings)
    if not sender:
        raise InputError("Nobody is set whom the letters are from.", fix="Set [mail] sender in toolbox.toml.")
    with MailServer(settings.mail) as server:
        return letters.send(database, server, sender=sender)


def sender_of(settings: Settings) -> str:
    """Who the letters are from."""
    return settings.mail.sender or settings.site.contact_email


def call_webhooks(job: JobRun) -> dict[str, Any] | None:
    """Plan and make the calls that are due."""
    with job.database.write() as session:
        planned = webhooks.plan(session)
    heard = webhooks.deliver(job.database, post, base_url=site_address(job.settings))
    if not (planned or heard):
        job.leave_no_trace()
        return None
    return {"planned": planned, "heard": heard}
