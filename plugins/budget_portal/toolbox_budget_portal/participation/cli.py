"""``toolbox budget count``: who wins, by which rule, and why."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_budget_portal.participation.election import Count, Election


@click.command(epilog="Example: toolbox budget count vote.pb --rule equal-shares --audit audit.csv")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pb")
@click.option("--rule", type=click.Choice(["greedy", "equal-shares"]), help="One rule only; both by default.")
@click.option("--audit", type=click.Path(path_type=Path), metavar="FILE", help="Write every decision to a CSV file.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the election with its winners (with --rule).",
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
@json_option
@click.pass_obj
def count(
    context: CliContext,
    file: Path,
    rule: str | None,
    audit: Path | None,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Count a participatory budget from a Pabulib file: greedy, Equal Shares, or both side by side.

    Nothing is stored, and no site is needed.
    """
    from toolbox_budget_portal import participation
    from toolbox_core import InputError, stream_csv

    if output is not None and rule is None:
        raise InputError("A file can show the winners of one rule.", fix="Add --rule greedy or --rule equal-shares.")
    for target in (audit, output):
        if target is not None and target.exists() and not force:
            raise InputError(f"{target} is already there.", fix="Choose another name, or add --force.")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from None
    election = participation.read_pb(data)
    counts = [participation.count(election, name) for name in ([rule] if rule else participation.RULES)]
    if audit is not None:
        rows = (row for one in counts for row in participation.audit_rows(one))
        audit.write_bytes(b"".join(stream_csv(participation.AUDIT_COLUMNS, rows, mark=True)))
    if output is not None:
        output.write_bytes(participation.write_pb(participation.selected(election, counts[0].winners)))
    answers = {one.rule: _answer(election, one) for one in counts}
    context.emit(answers[rule] if rule else answers, as_json, lambda: _text(election, counts))


def _answer(election: Election, found: Count) -> dict[str, Any]:
    from toolbox_budget_portal import participation

    return {
        "rule": found.rule,
        "completion": found.completion,
        "winners": [project.id for project in found.winners],
        "spent": _whole(found.spent),
        "budget": _whole(found.budget),
        "currency": election.meta.get("currency", ""),
        "votes": len(election.ballots),
        "share": participation.rounded(found.share, 6),
        "notes": list(found.notes),
    }


def _whole(amount: Decimal) -> int | Decimal:
    """A whole amount as a number; one with cents as text, because JSON readers would make it inexact."""
    return int(amount) if amount == amount.to_integral_value() else amount


def _text(election: Election, counts: list[Count]) -> str:
    currency, lines = election.meta.get("currency", ""), []
    for found in counts:
        name = f"{found.rule} (completion {found.completion})" if found.completion else found.rule
        lines.append(
            f"{name}: {len(found.winners)} of {len(election.projects)} projects, "
            f"{found.spent:,f} of {found.budget:,f} {currency}".rstrip()
        )
        support = {step.project.id: step.support for step in found.steps}
        lines += [
            f"  {project.id}  {project.cost:,f}  {support[project.id]:,f} votes  {project.name}"
            for project in found.winners
        ]
    lines += [f"Note: {note}" for note in election.notes]
    return "\n".join(lines)
