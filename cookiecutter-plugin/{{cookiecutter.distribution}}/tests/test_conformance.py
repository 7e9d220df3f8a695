"""What the toolbox asks of every module. The questions come from the installed toolbox, not from here."""

from __future__ import annotations

import pytest
from toolbox_core.testing.conformance import Conformance


@pytest.mark.plugins("{{ cookiecutter.id }}")
class TestConformance(Conformance):
    """Every question, asked of this module."""

    plugin = "{{ cookiecutter.id }}"
