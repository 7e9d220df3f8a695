"""``toolbox nap …``: load plans, say how they stand, take them out again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from toolbox_core import CliContext, json_option
from toolbox_nap_monitor import filing


@click.group()
def nap() -> None:
    """Load, follow and report on open government action plans."""


nap.add_command(filing.import_)
nap.add_command(filing.export)
nap.add_command(filing.template)
nap.add_command(filing.propose)
nap.add_command(filing.report)
nap.add_command(filing.point)


@nap.command()
@click.option("--member", required=True, metavar="CC", help="Country or city.")
@click.option("--plan", required=True, metavar="N", help="Number of the action plan.")
@click.option("--as-of", metavar="DATE", help="The day to judge by (2026-05-18); today when left out.")
@json_option
@click.pass_obj
def status(context: CliContext, member: str, plan: str, as_of: str | None, as_json: bool) -> None:
    """Say how a plan stands: counts by status, what is overdue by how many days, completeness, disagreements.

    What is known now is judged as of DATE. Example: toolbox nap status --member ALD --plan 4 --as-of 2026-05-18
    """
    from toolbox_core import InputError, site_today
    from toolbox_nap_monitor import queries
    from toolbox_nap_monitor.config import Config

    record = context.require_plugin("nap_monitor")
    try:
        today = date.fromisoformat(as_of) if as_of else site_today(context.settings())
    except ValueError:
        raise InputError(f"{as_of!r} is not a day.", fix="Write it as 2026-05-18.") from None
    months = int(record.config.get("stale_months", Config().stale_months))
    with context.database().read() as session:
        view = queries.overview(session, member, plan, today, stale_months=months)
    found = status_of(view)
    context.emit(found, as_json, lambda: _standing(found))


def status_of(view: Any) -> dict[str, Any]:
    """A plan's standing as plain values. ``counts`` are by effective status, ``nothing-reported`` for none."""
    return {
        "member": view.plan.member.code,
        "plan": view.plan.number,
        "as_of": view.today.isoformat(),
        "commitments": len(view.lines),
        "counts": {status or "nothing-reported": count for status, count in sorted(view.counts.items())},
        "percent": view.percent,
        "overdue": [
            {
                "commitment": line.number,
                "title": next(iter(line.titles.values()), ""),
                "due": line.next_due.isoformat(),
                "days": line.overdue,
                "status": line.status or "nothing-reported",
                "leads": [party.name for party in line.leads],
            }
            for line in view.late
        ],
        "stale": [line.number for line in view.stale],
        "completeness": {name: {"have": have, "of": len(view.lines)} for name, have in view.completeness.items()},
        "disagreements": [
            {
                "commitment": line.number,
                "levels": line.distance,
                "verdicts": {"government": line.status, **line.words},
            }
            for line in view.disputed
        ],
        "updates": view.updates,
        "last_update": view.newest.isoformat() if isinstance(view.newest, datetime) else None,
    }


def _standing(found: dict[str, Any]) -> str:
    counts = ", ".join(f"{count} {status}" for status, count in found["counts"].items())
    whose = f"Plan {found['plan']} of {found['member']} as of {found['as_of']}"
    lines = [f"{whose}: {found['commitments']} commitments ({counts})."]
    lines += [
        f"  overdue by {one['days']} days: {one['commitment']} {one['title']} (due {one['due']})"
        for one in found["overdue"]
    ]
    for one in found["disagreements"]:
        words = ", ".join(f"{who} {word}" for who, word in one["verdicts"].items() if word)
        lines.append(f"  verdicts {one['levels']} levels apart: {one['commitment']} ({words})")
    if found["stale"]:
        lines.append(f"  without news: {', '.join(found['stale'])}")
    return "\n".join(lines)
