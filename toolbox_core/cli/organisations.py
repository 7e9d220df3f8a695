"""``toolbox organisations``: the directory that all modules share: list, import, check, merge, decide."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.services.organisations import Card, Organisation


@click.group(epilog="Example: toolbox organisations list --starts-with ministry")
def organisations() -> None:
    """List, import, merge and check organisations."""


@organisations.command("list", epilog="Example: toolbox organisations list --kind company --limit 200 --json")
@click.option("--starts-with", default="", metavar="TEXT", help="Only those with a name that begins so.")
@click.option("--kind", default="", metavar="KIND", help="public-body, company, civil-society, international, other.")
@click.option("--jurisdiction", default="", metavar="CODE", help="Such as ES or ES-MD.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many at most.")
@click.option("--after", default="", metavar="PLACE", help="Where the page before ended (`next` of its --json).")
@json_option
@click.pass_obj
def list_(
    context: CliContext, starts_with: str, kind: str, jurisdiction: str, limit: int, after: str, as_json: bool
) -> None:
    """List organisations by name."""
    from toolbox_core.services import organisations as service

    with context.database().read() as session:
        found = service.browse(
            session, starts_with=starts_with, kind=kind, jurisdiction=jurisdiction, after=after, limit=limit
        )
    listed = [
        {"id": one.slug, "name": one.name, "kind": one.kind, "jurisdiction": one.jurisdiction} for one in found.entries
    ]
    lines = [
        f"{one['id']}  {one['name']} ({one['kind']}{', ' if one['jurisdiction'] else ''}{one['jurisdiction']})"
        for one in listed
    ]
    if found.next:
        lines.append("There are more: raise --limit, or add --after with the place that --json tells.")
    answer = {"organisations": listed, "next": found.next or None}
    context.emit(answer, as_json, "\n".join(lines) or "No organisation is known here.")


@organisations.command("import", epilog="Example: toolbox organisations import companies.csv --json")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def import_(context: CliContext, file: Path, as_json: bool) -> None:
    """Read a table of organisations (columns scheme, id, name, language, kind, jurisdiction, parent).

    All rows that can be kept are kept in one transaction. Exit code 1 when some cannot: they are listed.
    """
    from toolbox_core.default_plugins.organisations.importing import import_organisations
    from toolbox_core.services import audit

    shown = sys.stderr.isatty()

    def progress(rows: int) -> None:
        if shown:
            click.echo(f"\r\033[K{rows:,} rows read", nl=False, err=True)

    with context.database().write() as session:
        outcome = import_organisations(
            session, file, limits=context.settings().limits, by=context.actor, progress=progress
        )
        report = outcome.report
        detail = {"file": file.name, "rows": report.rows_stored, "refused": report.rows_rejected}
        audit.record(session, actor=context.actor, action="organisation.import", target=file.name, detail=detail)
        _announce(session)
    if shown:
        click.echo("\r\033[K", nl=False, err=True)
    lines = [f"Row {one.row}, {one.column}: {one.message} ({one.value!r})" for one in report.problems]
    sure = outcome.certainties
    lines.append(report.summary())
    lines.append(
        f"{sure.get('new', 0):,} new, {sure.get('identifier', 0):,} known by their identifier, "
        f"{sure.get('name', 0):,} by their name, {sure.get('question', 0):,} to be decided by a person."
    )
    context.emit({**report.to_dict(), "linked": sure}, as_json, "\n".join([*report.notes, *lines]))
    sys.exit(1 if report.rows_rejected else 0)


@organisations.command("link-check", epilog="Example: toolbox organisations link-check --json")
@click.option("--mend", is_flag=True, help="Write anew what matching looks up, where it is out of date.")
@json_option
@click.pass_obj
def link_check(context: CliContext, mend: bool, as_json: bool) -> None:
    """Check that every module's links lead somewhere and that names can be matched.

    Exit code 1 when something is wrong (and was not mended).
    """
    from toolbox_core.services import organisations as service

    database = context.database()
    with database.write() if mend else database.read() as session:
        checked = service.check(session, mend=mend)
    lines = [
        f"{plugin}: {sum(counts.values()):,} links ({', '.join(f'{n:,} {c}' for c, n in counts.items())})"
        for plugin, counts in checked.links.items()
    ]
    lines += [f"{checked.questions:,} open questions", *checked.faults]
    answer = {
        "ok": not checked.faults,
        "links": checked.links,
        "open_questions": checked.questions,
        "faults": checked.faults,
        "mended": checked.mended,
    }
    context.emit(answer, as_json, "\n".join(lines))
    sys.exit(1 if checked.faults else 0)


@organisations.command(epilog="Example: toolbox organisations merge port-authority-2 port-authority")
@click.argument("gone")
@click.argument("kept")
@click.option("--note", default="", help="Why; kept in the history.")
@json_option
@click.pass_obj
def merge(context: CliContext, gone: str, kept: str, note: str, as_json: bool) -> None:
    """Let the organisation GONE stand for KEPT from now on. `unmerge` undoes it."""
    from toolbox_core.services import organisations as service

    with context.database().write() as session:
        one, other = (service.by_slug(session, slug) for slug in (gone, kept))
        found = service.merge(session, one.id, other.id, by=context.actor, note=note)
        _record(session, context, "organisation.merge", one, other)
        answer = {"gone": one.slug, "kept": found.slug, "name": found.name}
    context.emit(answer, as_json, f"{gone} stands for {answer['kept']} ({answer['name']}) from now on.")


@organisations.command(epilog="Example: toolbox organisations unmerge port-authority-2")
@click.argument("slug")
@click.option("--note", default="", help="Why; kept in the history.")
@json_option
@click.pass_obj
def unmerge(context: CliContext, slug: str, note: str, as_json: bool) -> None:
    """Undo a merge: the organisation stands for itself again, with all it had."""
    from toolbox_core.services import organisations as service

    with context.database().write() as session:
        found = service.unmerge(session, service.by_slug(session, slug).id, by=context.actor, note=note)
        _record(session, context, "organisation.unmerge", found, None)
        answer = {"id": found.slug, "name": found.name}
    context.emit(answer, as_json, f"{answer['id']} ({answer['name']}) stands for itself again.")


@organisations.command(epilog="Example: toolbox organisations questions --json")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most.")
@json_option
@click.pass_obj
def questions(context: CliContext, limit: int, as_json: bool) -> None:
    """List the pairs of organisations of which a person must say whether they are one."""
    from toolbox_core.services import organisations as service

    with context.database().read() as session:
        found = service.questions(session, limit=limit)
        waiting = service.questions_waiting(session)
    answer = {
        "waiting": waiting,
        "questions": [
            {
                "id": one.id,
                "reason": one.reason,
                "asked_at": one.asked_at.isoformat(),
                "subject": _card(one.subject),
                "candidate": _card(one.candidate),
            }
            for one in found
        ],
    }
    lines = [f"{one.id}  {_words(one.subject)}  =?  {_words(one.candidate)}  ({one.reason})" for one in found]
    lines.append(f"{waiting:,} waiting. Answer with: toolbox organisations answer ID same|different|unsure")
    context.emit(answer, as_json, "\n".join(lines) if found else "No question is open.")


@organisations.command(epilog="Example: toolbox organisations answer 12 same --note 'same address and director'")
@click.argument("question", type=int)
@click.argument("decision", type=click.Choice(["same", "different", "unsure"]))
@click.option("--note", default="", help="Why; kept in the history.")
@json_option
@click.pass_obj
def answer(context: CliContext, question: int, decision: Any, note: str, as_json: bool) -> None:
    """Answer a question. `same` merges the two; another answer later undoes that."""
    from toolbox_core.services import audit
    from toolbox_core.services import organisations as service

    with context.database().write() as session:
        service.answer_question(session, question, decision, by=context.actor, note=note)
        detail = {"decision": decision, "note": note}
        audit.record(session, actor=context.actor, action="organisation.answer", target=str(question), detail=detail)
    context.emit({"question": question, "answer": decision}, as_json, f"Question {question}: {decision}.")


def _card(card: Card) -> dict[str, Any]:
    return {
        "id": card.slug,
        "name": card.name,
        "kind": card.kind,
        "jurisdiction": card.jurisdiction,
        "identifiers": [f"{scheme}-{value}" for scheme, value in card.identifiers],
    }


def _words(card: Card) -> str:
    held = f" [{', '.join(f'{scheme} {value}' for scheme, value in card.identifiers)}]" if card.identifiers else ""
    return f"{card.name} ({card.slug}){held}"


def _record(
    session: Session, context: CliContext, action: str, organisation: Organisation, other: Organisation | None
) -> None:
    from toolbox_core.services import audit

    detail = {"other": other.slug} if other is not None else {}
    audit.record(session, actor=context.actor, action=action, target=organisation.slug, detail=detail)


def _announce(session: Session) -> None:
    """Let servers make their pages anew."""
    from toolbox_core.db.generation import DATA, bump

    bump(session, DATA)
