"""``toolbox nap …``."""

from __future__ import annotations

import click

from toolbox_nap_monitor import filing


@click.group()
def nap() -> None:
    """Load, follow and report on open government action plans."""


nap.add_command(filing.import_)
nap.add_command(filing.export)
nap.add_command(filing.template)
nap.add_command(filing.propose)
nap.add_command(filing.report)
