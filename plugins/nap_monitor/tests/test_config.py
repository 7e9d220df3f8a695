"""What a site decides about its action plans."""

from __future__ import annotations

import msgspec
import pytest

from toolbox_nap_monitor.config import Config


def test_languages_are_a_list_of_words() -> None:
    assert Config(languages="en, fr,").wanted_languages() == ("en", "fr")
    assert Config().wanted_languages() == ()


def test_months_are_between_one_and_sixty() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"stale_months": 0}, Config)
