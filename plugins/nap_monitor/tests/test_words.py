"""Every code has its word, every status a tone and a mark."""

from __future__ import annotations

from toolbox_nap_monitor import rows, words


def test_every_code_has_a_word() -> None:
    assert set(rows.STATUSES) | set(rows.NOTHINGS) | {""} == set(words.STATUS_WORDS)
    assert set(rows.ASSESSORS) == set(words.ASSESSOR_WORDS) == set(words.ASSESSOR_NAMES)
    assert set(rows.ROLES) == set(words.ROLE_WORDS)
    assert set(rows.PHASES) == set(words.PHASE_WORDS)
    assert set(rows.EVIDENCE_KINDS) == set(words.EVIDENCE_WORDS)
    assert set(rows.COMMITMENT_TEXTS) == set(words.TEXT_WORDS)


def test_every_status_can_be_drawn() -> None:
    assert set(words.ORDER) == set(words.MARKS) == {*rows.STATUSES, ""}
