"""Light or dark as a reader chose it. Without a choice pages follow the device, and no cookie is set."""

from __future__ import annotations

import re

COOKIE = "toolbox_display"
CHOICES = ("light", "dark")
YEAR = 365 * 24 * 3600


def display_cookie(choice: str, *, secure: bool) -> str:
    """The ``Set-Cookie`` value that remembers ``choice`` for a year, or forgets it when it is none of ``CHOICES``."""
    name = _name(secure=secure)
    value, age = (choice, YEAR) if choice in CHOICES else ("", 0)
    parts = [f"{name}={value}", f"Max-Age={age}", "Path=/", "HttpOnly", "SameSite=Lax"]
    return "; ".join([*parts, "Secure"] if secure else parts)


def chosen_display(cookies: str, *, secure: bool) -> str:
    """The choice in a ``Cookie`` header; empty when there is none."""
    if COOKIE not in cookies:
        return ""
    found = re.search(rf"(?:^|;)\s*{_name(secure=secure)}=({'|'.join(CHOICES)})\s*(?:;|$)", cookies)
    return found.group(1) if found else ""


def _name(*, secure: bool) -> str:
    # Over https browsers hold such cookies to this one host; over plain http the prefix is not allowed.
    return f"__Host-{COOKIE}" if secure else COOKIE
