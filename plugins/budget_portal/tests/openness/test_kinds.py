"""The eight documents by their words and by the survey's abbreviations."""

from __future__ import annotations

import pytest

from toolbox_budget_portal.openness.kinds import KINDS, read_kind
from toolbox_core import InputError


def test_there_are_eight_and_each_has_two_names() -> None:
    assert list(KINDS) == ["pbs", "ebp", "eb", "cb", "iyr", "myr", "yer", "ar"]
    for kind in KINDS.values():
        assert (
            read_kind(kind.code) == read_kind(kind.word.upper()) == read_kind(kind.word.replace("-", " ")) == kind.code
        )


def test_a_slip_gets_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean audit-report"):
        read_kind("audit-repot")
    with pytest.raises(InputError, match="none of the eight"):
        read_kind("")
