"""Set-up of the whole suite: Hypothesis examples are the same everywhere, and slow machines do not fail them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("toolbox", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("toolbox")
