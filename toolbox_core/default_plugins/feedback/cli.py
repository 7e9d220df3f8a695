"""``toolbox feedback``: everything about questions, for those who work without the pages of the administration."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.default_plugins.feedback.config import Config
    from toolbox_core.services.feedback import Question

PLUGIN = "feedback"


@click.group(epilog="Example: toolbox feedback list --status waiting")
def feedback() -> None:
    """Moderate and answer questions, count them, export and erase persons."""


@feedback.command("list", epilog="Example: toolbox feedback list --status waiting --json")
@click.option(
    "--status",
    type=click.Choice(["waiting", "open", "late", "answered", "public", "refused", "unconfirmed"]),
    help="Only these: waiting (for a moderator), open or late (for an answer) …",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@json_option
@click.pass_obj
def list_(context: CliContext, status: str | None, limit: int, as_json: bool) -> None:
    """List questions with their numbers, those first that wait longest for a moderator, else the newest."""
    from toolbox_core.services import feedback as service

    _config(context)
    today = _today(context)
    with context.database().read() as session:
        if status == "waiting":
            rows = service.waiting(session, limit=limit)
        elif status in ("open", "late", "answered", "public"):
            rows = service.public(session, only="" if status == "public" else status, limit=limit, today=today)
        else:
            rows = service.listing(session, status=status or "", limit=limit)
        found = [_facts(row) for row in rows]
    lines = [
        f"{row['id']:>6}  {row['status']:<11}  {row['due_on'] or '':<10}  {row['about']}: {_short(row['text'])}"
        for row in found
    ]
    context.emit({"questions": found}, as_json, "\n".join(lines) or "There are no such questions.")


@feedback.command(epilog="Example: toolbox feedback publish 12")
@click.argument("question", type=int)
@json_option
@click.pass_obj
def publish(context: CliContext, question: int, as_json: bool) -> None:
    """Make a confirmed question public; its time for an answer begins, and the person who asked is told."""
    from toolbox_core.default_plugins.feedback import moderating

    config = _config(context)
    with context.database().write() as session:
        row = moderating.publish(session, context.settings(), config, question, by=context.actor)
        facts = _facts(row)
    due = f" An answer is due by {facts['due_on']}." if facts["due_on"] else ""
    context.emit(facts, as_json, f"Question {question} is public at /feedback/{question}.{due}")


@feedback.command(epilog="Example: toolbox feedback refuse 12 personal-data")
@click.argument("question", type=int)
@click.argument("reason", metavar="REASON")
@json_option
@click.pass_obj
def refuse(context: CliContext, question: int, reason: str, as_json: bool) -> None:
    """Do not publish a question, or take it back. REASON: insult, personal-data, advertising, off-topic, duplicate,
    not-lawful."""
    from toolbox_core.default_plugins.feedback import moderating

    _config(context)
    with context.database().write() as session:
        facts = _facts(moderating.refuse(session, context.settings(), question, reason, by=context.actor))
    context.emit(facts, as_json, f"Question {question} is refused: {reason}.")


@feedback.command(epilog='Example: toolbox feedback answer 12 --office "Roads office" --text "Because asphalt did."')
@click.argument("question", type=int)
@click.option("--office", required=True, metavar="NAME", help="Which office answers.")
@click.option("--text", default="", help="The answer.")
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="A text file with the answer; - is standard input.",
)
@json_option
@click.pass_obj
def answer(context: CliContext, question: int, office: str, text: str, file: Path | None, as_json: bool) -> None:
    """Give the official public answer; a second one corrects the first, which stays readable."""
    from toolbox_core.default_plugins.feedback import moderating
    from toolbox_core.exceptions import InputError

    _config(context)
    if bool(text) == (file is not None):
        raise InputError("An answer needs words.", fix="Give either --text or --file.")
    if file is not None:
        with click.open_file(str(file), encoding="utf-8") as stream:
            text = stream.read()
    with context.database().write() as session:
        given = moderating.answer(session, context.settings(), question, text, office=office, by=context.actor)
        facts = {"question": question, "answer": given.id, "office": given.office, "at": given.at.isoformat()}
    context.emit(facts, as_json, f"Question {question} is answered at /feedback/{question}.")


@feedback.command("publish-reason", epilog="Example: toolbox feedback publish-reason 4")
@click.argument("rating", type=int)
@json_option
@click.pass_obj
def publish_reason(context: CliContext, rating: int, as_json: bool) -> None:
    """Make the words beside a rating public."""
    from toolbox_core.services import feedback as service

    _config(context)
    with context.database().write() as session:
        row = service.publish_reason(session, rating, by=context.actor)
        facts = {"rating": row.id, "question": row.question_id, "status": row.status}
    context.emit(facts, as_json, f"The words of rating {rating} are public at /feedback/{facts['question']}.")


@feedback.command("refuse-reason", epilog="Example: toolbox feedback refuse-reason 4 insult")
@click.argument("rating", type=int)
@click.argument("reason", metavar="REASON")
@json_option
@click.pass_obj
def refuse_reason(context: CliContext, rating: int, reason: str, as_json: bool) -> None:
    """Do not publish the words beside a rating, or take them back; the rating goes on counting. REASON: see refuse."""
    from toolbox_core.default_plugins.feedback import moderating

    _config(context)
    with context.database().write() as session:
        row = moderating.refuse_reason(session, context.settings(), rating, reason, by=context.actor)
        facts = {"rating": row.id, "question": row.question_id, "status": row.status, "reason": row.refusal}
    context.emit(facts, as_json, f"The words of rating {rating} are refused: {reason}.")


@feedback.command(epilog="Example: toolbox feedback counts --plugin budget_portal --json")
@click.option("--plugin", default="", metavar="ID", help="Only questions about this plugin's pages.")
@click.option("--organisation", default="", metavar="SLUG", help="Only questions to this organisation.")
@json_option
@click.pass_obj
def counts(context: CliContext, plugin: str, organisation: str, as_json: bool) -> None:
    """Count what was asked, answered, answered in time, what waits, what is late, and how answers were rated."""
    from toolbox_core.services import feedback as service

    _config(context)
    with context.database().read() as session:
        found = asdict(service.counts(session, today=_today(context), plugin=plugin, organisation=organisation))
        said = service.verdicts(session, plugin=plugin, organisation=organisation)
        found |= {"rated_yes": said.yes, "rated_partly": said.partly, "rated_no": said.no}
        found["to_moderate"] = len(service.waiting(session, limit=1000))
        found["reasons_to_moderate"] = len(service.reasons_waiting(session, limit=1000))
    context.emit(found, as_json, "\n".join(f"{name.replace('_', ' ')}: {number}" for name, number in found.items()))


@feedback.command(epilog="Example: toolbox feedback export ana@example.org > ana.json")
@click.argument("email")
@click.pass_obj
def export(context: CliContext, email: str) -> None:
    """Write everything that is kept of the person behind EMAIL as JSON."""
    from toolbox_core.services import feedback as service

    _config(context)
    with context.database().read() as session:
        context.emit({"questions": service.export_person(session, email)}, True)


@feedback.command(epilog="Example: toolbox feedback erase ana@example.org --yes")
@click.argument("email")
@click.confirmation_option(prompt="Erase this person's unpublished words, name and address for good?")
@json_option
@click.pass_obj
def erase(context: CliContext, email: str, as_json: bool) -> None:
    """Erase a person: unpublished words go, public ones stay without name and address."""
    from toolbox_core.services import feedback as service

    _config(context)
    with context.database().write() as session:
        touched = service.erase_person(session, email, by=context.actor)
    context.emit({"questions": touched}, as_json, f"{touched} questions were erased or lost name and address.")


def _config(context: CliContext) -> Config:
    """The plugin's configuration. Raises when the plugin is switched off or its configuration does not fit."""
    from toolbox_core.default_plugins.feedback.config import Config
    from toolbox_core.plugins.configuration import check_configuration

    record = context.require_plugin(PLUGIN)
    config = check_configuration(record, record.config)
    assert isinstance(config, Config)
    return config


def _today(context: CliContext) -> Any:
    from datetime import datetime

    from toolbox_core.web.rendering import zone_of

    return datetime.now(zone_of(context.settings())).date()


def _facts(row: Question) -> dict[str, Any]:
    """A question for whoever works on it; the address of the person is not among it."""
    return {
        "id": row.id,
        "status": row.status,
        "sort": row.sort,
        "concern": row.concern,
        "about": row.object_title,
        "address": row.object_address,
        "organisation": row.organisation,
        "author": row.author,
        "text": row.text,
        "reason": row.reason,
        "asked_at": row.asked_at.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "answers": [{"office": each.office, "at": each.at.isoformat(), "text": each.text} for each in row.answers],
        "ratings": [
            {
                "id": each.id,
                "by": "asker" if each.rater == "asker" else "reader",
                "verdict": each.verdict,
                "reason": each.reason,
                "status": each.status,
            }
            for each in row.ratings
        ],
    }


def _short(text: str, longest: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
