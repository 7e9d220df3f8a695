"""The second factor: right codes within a step of drift, each once; recovery codes, each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy.orm import Session

from toolbox_core.services.accounts import totp
from toolbox_core.services.accounts.models import User

NOW = datetime(2026, 5, 1, 12, 0, 10, tzinfo=UTC)


def code_at(user: User, moment: datetime) -> str:
    return pyotp.TOTP(user.totp_secret).at(moment)


def test_the_rfc_s_example_secret_gives_its_code(session: Session, ana: User) -> None:
    """RFC 6238, appendix B: at 59 s the eight-digit code is 94287082, of which authenticator apps show the last six."""
    ana.totp_secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    session.flush()

    assert totp.code_fits(session, ana, "287082", now=datetime.fromtimestamp(59, UTC))


def test_a_code_works_once(session: Session, ana: User) -> None:
    totp.new_secret(session, ana)
    code = code_at(ana, NOW)

    assert totp.code_fits(session, ana, f"{code[:3]} {code[3:]}", now=NOW)
    assert not totp.code_fits(session, ana, code, now=NOW)


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_one_step_of_drift_is_allowed(session: Session, ana: User, seconds: int, fits: bool) -> None:
    totp.new_secret(session, ana)

    assert totp.code_fits(session, ana, code_at(ana, NOW + timedelta(seconds=seconds)), now=NOW) is fits


def test_an_older_code_does_not_work_after_a_newer_one(session: Session, ana: User) -> None:
    totp.new_secret(session, ana)

    assert totp.code_fits(session, ana, code_at(ana, NOW + timedelta(seconds=30)), now=NOW)
    assert not totp.code_fits(session, ana, code_at(ana, NOW), now=NOW)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "１２３４５６"])
def test_what_is_not_a_code_does_not_fit(session: Session, ana: User, code: str) -> None:
    totp.new_secret(session, ana)

    assert not totp.code_fits(session, ana, code, now=NOW)


def test_without_a_secret_nothing_fits(session: Session, ana: User) -> None:
    assert not totp.code_fits(session, ana, "000000", now=NOW)


def test_a_first_code_switches_it_on_and_gives_recovery_codes(session: Session, ana: User) -> None:
    totp.new_secret(session, ana)
    assert totp.confirm(session, ana, "000000", now=NOW) == []
    assert totp.recovery_codes_left(session, ana) == 0

    codes = totp.confirm(session, ana, code_at(ana, NOW), now=NOW)

    assert ana.totp_confirmed
    assert len(set(codes)) == 10
    assert totp.recovery_codes_left(session, ana) == 10


def test_a_recovery_code_works_once_and_only_for_its_person(session: Session, ana: User) -> None:
    codes = totp.new_recovery_codes(session, ana)

    assert totp.recovery_code_fits(session, ana, f" {codes[0].upper()} ")
    assert not totp.recovery_code_fits(session, ana, codes[0])
    assert not totp.recovery_code_fits(session, User(id=99), codes[1])
    assert totp.recovery_codes_left(session, ana) == 9


def test_switching_off_leaves_nothing(session: Session, ana: User) -> None:
    totp.new_secret(session, ana)
    totp.new_recovery_codes(session, ana)

    totp.switch_off(session, ana)

    assert ana.totp_secret == ""
    assert totp.recovery_codes_left(session, ana) == 0


def test_the_address_for_the_app_names_site_and_person(session: Session, ana: User) -> None:
    totp.new_secret(session, ana)

    address = totp.address(ana, "Port Sennen")

    assert address.startswith("otpauth://totp/Port%20Sennen:ana%40example.org?secret=")
