"""What pages need to know of a visitor, and the slow work that must not hold a transaction or a thread of many."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from toolbox_core.services.accounts.passwords import hash_password, outdated, password_fits
from toolbox_core.services.accounts.users import checked_hash
from toolbox_core.web.host import host_of, visit_of
from toolbox_core.web.sessions import COOKIE, session_token, set_cookie

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

T = TypeVar("T")
AT_ONCE = 2
"""Passwords judged at the same time: each takes 19 MiB and a processor core for a moment."""
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="toolbox-password")
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody comes from: network address, browser in two words, and the session id they show, if any."""

    address: str
    browser: str
    token: str = field(default="", repr=False)


def visitor_of(request: Request) -> Visitor:
    """The visitor behind ``request``. The address is the one that the server, or a proxy it trusts, says."""
    client = request.client
    return Visitor(
        address=client.host if client is not None else "",
        browser=browser_words(request.headers.get("user-agent", "")),
        token=session_token(request.headers, secure=visit_of(request).secure),
    )


def browser_words(user_agent: str) -> str:
    """ "Firefox, Linux" for a long ``User-Agent``: enough to recognise one's own browser, no more is kept."""
    words = [next((name for sign, name in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    found = ", ".join(word for word in words if word)
    return found or re.sub(r"[^\w. -]", "", user_agent.split("/", maxsplit=1)[0])[:40]


async def fields_of(request: Request) -> dict[str, str]:
    """The texts of a posted form; a field that came twice counts once. Files are refused."""
    form = await request.form(max_files=0, max_fields=100)
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def judge(stored: str, password: str) -> tuple[bool, str]:
    """Whether ``password`` fits, and a fresh hash when the stored one was made with yesterday's parameters."""
    return await _slowly(lambda: _judged(stored, password))


async def new_hash(password: str, about: tuple[str, ...]) -> str:
    """The hash of a new password. Raises ``InputError`` with why it will not do."""
    return await _slowly(lambda: checked_hash(password, about=about))


def _judged(stored: str, password: str) -> tuple[bool, str]:
    fits = password_fits(stored, password)
    return fits, hash_password(password) if fits and outdated(stored) else ""


async def _slowly(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


def remember(request: Request, response: Response, token: str) -> Response:
    """Put a session's id into the visitor's browser, until it is closed; an empty one takes it away."""
    secure = visit_of(request).secure
    set_cookie(response, COOKIE, token, secure=secure, seconds=None if token else 0)
    return response


def site_name(request: Request) -> str:
    """What the site is called, for authenticator apps and for passwords that must not be it."""
    return host_of(request).settings.site.name
