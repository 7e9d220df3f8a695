"""Every module of this repository, and each of the host's own, holds what the host asks of modules elsewhere."""

from __future__ import annotations

import pytest

from toolbox_core.testing.conformance import Conformance

pytestmark = pytest.mark.xdist_group("conformance")


@pytest.mark.plugins("budget_portal")
class TestBudgetPortal(Conformance):
    """The budget portal."""

    plugin = "budget_portal"


@pytest.mark.plugins("procurement")
class TestProcurement(Conformance):
    """Open contracting."""

    plugin = "procurement"


@pytest.mark.plugins("nap_monitor")
class TestNapMonitor(Conformance):
    """The action-plan monitor."""

    plugin = "nap_monitor"
