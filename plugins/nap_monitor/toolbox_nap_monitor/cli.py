"""``toolbox nap …``."""

from __future__ import annotations

import click


@click.group()
def nap() -> None:
    """Load, follow and report on open government action plans."""
