"""The module's settings: what they are by default, and that a misspelt one is refused."""

from __future__ import annotations

import msgspec
import pytest

from toolbox_procurement.config import Config


def test_defaults_watch_nothing() -> None:
    assert msgspec.convert({}, Config) == Config(watch="", watch_publish=False)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"wach": "x"}, Config)
