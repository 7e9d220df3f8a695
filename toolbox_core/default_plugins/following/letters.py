"""The two letters of following: please confirm, and what is new. Both can be ended with one click (RFC 8058)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core.config import Settings
from toolbox_core.services.notifications import letters
from toolbox_core.services.notifications.events import said
from toolbox_core.services.notifications.letters import Digest
from toolbox_core.web.letters import LetterWords


def please_confirm(session: Session, settings: Settings, *, to: str, label: str, language: str, token: str) -> None:
    """The letter of the double opt-in."""
    words = LetterWords(settings, language)
    text = "\n\n".join(
        [
            words._("Somebody, probably you, wants letters from %(site)s about what is new in:", site=words.site),
            label,
            words._("Open this page and confirm it within seven days:"),
            words.link(f"/follow/confirm/{token}"),
            words._("If it was not you, do nothing: no further letter comes, and your address is forgotten."),
        ]
    )
    letters.write(session, to=to, subject=words._("Please confirm that you want letters"), text=text)


def digest(settings: Settings, news: Digest) -> tuple[str, str, dict[str, str]]:
    """Subject, text and headers of one digest, in the follower's language."""
    words = LetterWords(settings, news.follower.language)
    parts = []
    for label, events in news.news:
        lines = [label, "-" * min(len(label), 70)]
        for event in events:
            lines += ["", said(event, words._), words.link(event.address)]
            if event.summary:
                lines.append(event.summary)
        parts.append("\n".join(lines))
    settings_page = words.link(f"/follow/settings/{news.key}")
    parts.append(words._("You get this letter because you follow this. Change or end it here:") + "\n" + settings_page)
    headers = {
        "List-Unsubscribe": f"<{words.link(f'/follow/end/{news.key}')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return words._("What is new on %(site)s", site=words.site), "\n\n".join(parts) + "\n", headers
