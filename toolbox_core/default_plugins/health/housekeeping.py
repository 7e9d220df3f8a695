"""What is done every night so that nothing is kept longer than it is needed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from toolbox_core.services import feedback
from toolbox_core.services.accounts import limits, sessions
from toolbox_core.services.feedback import asking
from toolbox_core.services.jobs import queue
from toolbox_core.services.notifications import following, letters

if TYPE_CHECKING:
    from toolbox_core.services.jobs.worker import JobRun

UNCONFIRMED = timedelta(days=7)
"""How long a question or a wish to follow waits for the click in the letter."""
LETTERS = timedelta(days=30)
"""How long letters are kept after they were sent or given up."""


def housekeeping(job: JobRun) -> dict[str, Any]:
    """Forget what is over: sessions, finished jobs, questions and follows nobody confirmed, addresses of old ones."""
    privacy = job.settings.privacy
    with job.database.write() as session:
        questions, addresses = feedback.expire(
            session, unconfirmed=UNCONFIRMED, address=timedelta(days=privacy.keep_addresses_days)
        )
        result = {
            "sessions": sessions.sweep(session),
            "tries": limits.sweep(session, *limits.OURS, asking.ASK, following.ASK),
            "jobs": queue.sweep(session, older_than=timedelta(days=job.settings.jobs.keep_days)),
            "questions": questions,
            "addresses": addresses,
            "letters": letters.sweep(session, older_than=LETTERS),
            "follows": following.expire(session, unconfirmed=UNCONFIRMED),
        }
        job.finish(session, result)
    return result
