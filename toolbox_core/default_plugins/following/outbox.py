"""Whether letters get away: the finding of ``toolbox doctor`` and ``/health/ready``."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core import HealthResult
from toolbox_core.config import Settings
from toolbox_core.default_plugins.following.jobs import sender_of
from toolbox_core.services.notifications import letters


def outbox_health(settings: Settings, session: Session) -> HealthResult:
    """What keeps letters from being sent, and the next step."""
    found = letters.counts(session)
    waiting, failed = found.get("waiting", 0), found.get("failed", 0)
    if not settings.mail.host:
        if not waiting:
            return HealthResult(level="ok", message="No mail server is set, and no letter waits.")
        return HealthResult(
            level="warn",
            message=f"{waiting} {'letter waits' if waiting == 1 else 'letters wait'}, and no mail server is set.",
            fix="Set [mail] host in toolbox.toml; until then `toolbox mail list --text` shows them.",
        )
    if not sender_of(settings):
        return HealthResult(
            level="bad",
            message="A mail server is set, but nobody whom the letters are from.",
            fix="Set [mail] sender in toolbox.toml.",
        )
    if failed:
        return HealthResult(
            level="warn",
            message=f"{failed} {'letter' if failed == 1 else 'letters'} could not be delivered.",
            fix="`toolbox mail list --status failed` says why; `toolbox mail send --again` tries them again.",
        )
    return HealthResult(level="ok", message=f"Letters go to {settings.mail.host}; {waiting} wait.")
