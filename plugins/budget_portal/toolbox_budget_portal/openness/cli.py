"""``toolbox budget calendar``, ``decision``, ``document``, ``openness``: the calendar, what came out, how it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolbox_core import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_budget_portal.openness.queries import YearOpenness

PLUGIN = "budget_portal"
ENTITY = click.option("--entity", required=True, metavar="SLUG", help="Whose budget it is; part of the address.")
YEAR = click.option("--year", required=True, type=int, metavar="YEAR", help="The fiscal year.")


@click.command(epilog="Example: toolbox budget calendar --entity madrid --from 2021 --submitted 10-15 --approved 12-20")
@ENTITY
@click.option(
    "--from", "from_year", required=True, type=int, metavar="YEAR", help="The first fiscal year they hold for."
)
@click.option("--starts", default="01-01", metavar="MM-DD", help="The first day of the fiscal year. [01-01]")
@click.option(
    "--named-after",
    type=click.Choice(["start", "end"]),
    default="start",
    help="Whether a year that begins in 2024 and ends in 2025 is called 2024 (start) or 2025 (end).",
)
@click.option("--submitted", default="", metavar="MM-DD", help="When the proposal usually goes to the elected members.")
@click.option("--approved", default="", metavar="MM-DD", help="When they usually approve the budget.")
@click.option(
    "--in-year",
    type=click.Choice(["monthly", "quarterly", "half-yearly"]),
    default="quarterly",
    help="How often there is a report during the year.",
)
@json_option
@click.pass_obj
def calendar(
    context: CliContext,
    entity: str,
    from_year: int,
    starts: str,
    named_after: str,
    submitted: str,
    approved: str,
    in_year: str,
    as_json: bool,
) -> None:
    """Enter the fiscal-year settings that the last day of each budget document is computed from."""
    from toolbox_budget_portal.openness import services
    from toolbox_budget_portal.openness.calendar import FiscalRules

    context.require_plugin(PLUGIN)
    rules = FiscalRules(starts, named_after, submitted, approved, in_year)
    with context.database().write() as session:
        services.note_rules(session, entity, rules, from_year=from_year, by=context.actor)
    text = f"The calendar of {entity} from {from_year} on is entered: /budget/{entity}/openness"
    context.emit({"entity": entity, "from_year": from_year}, as_json, text)


@click.command(epilog="Example: toolbox budget decision --entity madrid --year 2025 --approved 2024-12-20")
@ENTITY
@YEAR
@click.option(
    "--submitted", default="", metavar="DAY", help="The day on which the proposal went to the elected members."
)
@click.option("--approved", default="", metavar="DAY", help="The day on which they approved the budget.")
@json_option
@click.pass_obj
def decision(context: CliContext, entity: str, year: int, submitted: str, approved: str, as_json: bool) -> None:
    """Note the real days of a year's budget, which then count instead of the usual ones."""
    from toolbox_budget_portal.openness import services
    from toolbox_core import InputError

    context.require_plugin(PLUGIN)
    days = {what: read_day(text) for what, text in (("submitted", submitted), ("approved", approved)) if text}
    if not days:
        raise InputError("Which day is known?", fix="Add --submitted or --approved.")
    with context.database().write() as session:
        for what, day in days.items():
            services.note_decision(session, entity, year, what, day, by=context.actor)
    told = ", ".join(f"{what} on {day}" for what, day in days.items())
    context.emit(
        {"entity": entity, "year": year, **{what: str(day) for what, day in days.items()}},
        as_json,
        f"Budget {year} of {entity}: {told}.",
    )


@click.command(
    epilog="Example: toolbox budget document --entity madrid --year 2025 --kind enacted-budget "
    "--published 2025-01-09 --url https://www.madrid.es/budget-2025.pdf"
)
@ENTITY
@click.option("--year", type=int, metavar="YEAR", help="The fiscal year it belongs to.")
@click.option("--kind", default="", metavar="KIND", help="Which of the eight, such as audit-report or ar.")
@click.option("--published", default="", metavar="DAY", help="The day on which everybody could read it.")
@click.option("--url", default="", metavar="ADDRESS", help="Where the government published it.")
@click.option("--file", "copy", type=click.Path(path_type=Path), metavar="FILE", help="A copy to keep here.")
@click.option("--period", default="", metavar="PART", help="Of an in-year report: M01 to M12, Q1 to Q4, H1 or H2.")
@click.option("--explains", type=click.Choice(["eb", "ebp"]), help="What a citizens budget explains. [eb]")
@click.option("--title", default="", help="The document's own title.")
@click.option("--language", default="", metavar="CODE", help="Its language, such as es.")
@click.option("--note", default="", help="Anything people should know about it.")
@click.option("--corrects", type=int, default=0, metavar="N", help="Record N was wrong, and this one is right.")
@click.option("--take-back", type=int, default=0, metavar="N", help="Record N should never have been; needs --reason.")
@click.option("--reason", default="", help="Why a record is taken back.")
@json_option
@click.pass_obj
def document(
    context: CliContext,
    entity: str,
    year: int | None,
    kind: str,
    published: str,
    url: str,
    copy: Path | None,
    period: str,
    explains: str | None,
    title: str,
    language: str,
    note: str,
    corrects: int,
    take_back: int,
    reason: str,
    as_json: bool,
) -> None:
    """Record a published budget document. Records are public at once, and added to: none is ever changed or removed."""
    from toolbox_budget_portal.openness import services
    from toolbox_budget_portal.openness.kinds import KINDS, read_kind
    from toolbox_budget_portal.openness.standing import Record
    from toolbox_core import InputError, site_today

    context.require_plugin(PLUGIN)
    settings = context.settings()
    with context.database().write() as session:
        if take_back:
            made = services.take_back(session, entity, take_back, reason=reason, by=context.actor)
        else:
            if year is None or not kind or not published:
                raise InputError("Which document is it?", fix="Give --year, --kind and --published.")
            wanted = Record(
                id=0,
                fiscal_year=year,
                kind=read_kind(kind),
                period=period.upper(),
                published_on=read_day(published),
                title=title,
                explains=explains or "",
                url=url,
                language=language,
                note=note,
                replaces=corrects,
            )
            today = site_today(settings)
            made = services.record_document(
                session, settings.files, entity, wanted, today=today, copy=copy, by=context.actor
            )
    what = "took back" if made.void else "recorded"
    answer = {"record": made.id, "kind": made.kind, "year": made.fiscal_year, "sha256": made.sha256, "void": made.void}
    name = f"{KINDS[made.kind].word} {made.fiscal_year}"
    page = f"/budget/{entity}/{made.fiscal_year}/openness"
    context.emit(answer, as_json, f"Record {made.id}: {what} the {name}. {page}")


@click.command(epilog="Example: toolbox budget openness --entity madrid --year 2025 --json")
@ENTITY
@YEAR
@click.option("--as-of", default="", metavar="DAY", help="Judge by another day than today.")
@json_option
@click.pass_obj
def openness(context: CliContext, entity: str, year: int, as_of: str, as_json: bool) -> None:
    """Show how the eight documents of a year stand: on time, late, missing or not due yet, and the score."""
    from toolbox_budget_portal.openness import queries
    from toolbox_budget_portal.openness.telling import plain
    from toolbox_core import site_today

    context.require_plugin(PLUGIN)
    today = read_day(as_of) if as_of else site_today(context.settings())
    with context.database().read() as session:
        found = queries.openness(session, entity, year, today)
    context.emit(plain(found), as_json, lambda: _text(found))


def _text(found: YearOpenness) -> str:
    from toolbox_budget_portal.openness.kinds import KINDS

    lines = [f"{found.entity.name} {found.year.number}, as of {found.today}:"]
    for standing in found.standings:
        for part in standing.parts:
            name = f"{KINDS[standing.kind].word} {part.expected.period}".strip()
            came = f"published {part.record.published_on}" if part.record else ""
            lines.append(f"  {name:24} due {part.expected.due}  {part.status:8} {came}".rstrip())
    score = "nothing can be judged yet" if found.score is None else f"{found.score} of 100"
    lines.append(f"Timeliness: {score}.")
    return "\n".join(lines)


def read_day(text: str) -> date:
    """A day as ``2025-01-31``. Raises ``InputError``."""
    from toolbox_core import InputError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text[:20]!r} is no day.", fix="Write it as 2025-01-31.") from None
