"""Passwords: argon2id, and an honest answer to whether one is good enough.

Parameters are the floor of the OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane). The rules follow
OWASP ASVS 5.0 chapter 6.2 and NIST SP 800-63B: a length, no composition rules, no expiry, nothing commonly used or
taken from the person's own details; pasting is allowed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from toolbox_core.i18n import N_

SHORTEST = 12
LONGEST = 256
WEAKEST_SCORE = 3


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    """A hash no password fits, so that an unknown person takes as long to refuse as a known one."""
    return _hasher().hash("nobody " * 4)


def hash_password(password: str) -> str:
    """The argon2id hash to store. The password is normalised (NFC), so that any keyboard produces the same one."""
    return _hasher().hash(unicodedata.normalize("NFC", password))


def password_fits(stored: str, password: str) -> bool:
    """Whether ``password`` is the one behind ``stored``; takes the same time when ``stored`` is empty."""
    try:
        fits = _hasher().verify(stored or _nobody(), unicodedata.normalize("NFC", password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return fits and bool(stored)


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's and should be made anew at the next sign-in."""
    return bool(stored) and _hasher().check_needs_rehash(stored)


def weaknesses(password: str, *, about: tuple[str, ...] = ()) -> list[str]:
    """Why a new password will not do, as message ids; empty when it will.

    ``about`` are words an attacker would try first: the person's name and address, the site's name.
    """
    if len(password) < SHORTEST:
        return [N_("Use at least 12 characters; three or four words that only you would put together are good.")]
    if len(password) > LONGEST:
        return [N_("Use at most 256 characters.")]
    from zxcvbn import zxcvbn  # heavy: 1 MB of word lists, needed only when a password is chosen

    words = [word for text in about for word in (text, text.replace(" ", ""), *re.split(r"\W+", text)) if word]
    judged = zxcvbn(password[:72], user_inputs=words)
    if judged["score"] < WEAKEST_SCORE:
        return [
            N_("This password is too easy to guess. Choose something longer, or words that do not belong together.")
        ]
    return []
