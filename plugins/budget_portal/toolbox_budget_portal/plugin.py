"""The table of contents of the budget portal: what it hands to the host, and from which room."""

from __future__ import annotations

from toolbox_budget_portal.demo.loading import load_demo
from toolbox_core import DemoSet, hookimpl


@hookimpl
def register_demo() -> list[DemoSet]:
    """Five years of the Republic of Aldora and the City of Port Sennen."""
    return [DemoSet(id="budgets", load=load_demo)]
