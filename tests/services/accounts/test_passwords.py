"""Passwords: hashed well, refused when easy to guess, with a reason a person understands."""

from __future__ import annotations

import pytest

from toolbox_core.services.accounts.passwords import hash_password, outdated, password_fits, weaknesses


def test_only_the_right_password_fits() -> None:
    stored = hash_password("violet harbour twelve kettles")

    assert password_fits(stored, "violet harbour twelve kettles")
    assert not password_fits(stored, "violet harbour twelve kettle")


def test_the_hash_says_how_it_was_made() -> None:
    stored = hash_password("violet harbour twelve kettles")

    assert stored.startswith("$argon2id$")
    assert "m=19456,t=2,p=1" in stored
    assert not outdated(stored)
    assert outdated(stored.replace("m=19456", "m=8192"))


def test_no_password_fits_a_missing_or_broken_hash() -> None:
    assert not password_fits("", "nobody " * 4)
    assert not password_fits("$argon2id$broken", "x")


def test_two_ways_of_typing_an_accent_are_one_password() -> None:
    assert password_fits(hash_password("café " * 4), "cafe\u0301 " * 4)


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("short", "12 characters"),
        ("x" * 257, "256 characters"),
        ("password1234", "easy to guess"),
        ("qwertyuiop[]", "easy to guess"),
        ("portsennen2026", "easy to guess"),
        ("ana.moreno@example.org", "easy to guess"),
    ],
)
def test_weak_passwords_are_refused_with_a_reason(password: str, word: str) -> None:
    [reason] = weaknesses(password, about=("ana.moreno@example.org", "Ana Moreno", "Port Sennen"))

    assert word in reason


def test_a_long_line_of_words_is_good() -> None:
    assert weaknesses("violet harbour twelve kettles") == []
