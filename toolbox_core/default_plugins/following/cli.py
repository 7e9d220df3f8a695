"""``toolbox mail`` and ``toolbox webhooks``: the outbox, and the programs that are called when something happens."""

from __future__ import annotations

from typing import Any

import click

from toolbox_core import CliContext, json_option

PLUGIN = "following"


@click.group(epilog="Example: toolbox mail list")
def mail() -> None:
    """Look into the outbox and send what waits."""


@mail.command("list", epilog="Example: toolbox mail list --status failed --json")
@click.option("--status", type=click.Choice(["waiting", "sent", "failed"]), help="Only these.")
@click.option("--text", "with_text", is_flag=True, help="Show what the letters say.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@json_option
@click.pass_obj
def list_letters(context: CliContext, status: str | None, with_text: bool, limit: int, as_json: bool) -> None:
    """List letters, the newest first. They hold links that act for their reader: keep them to yourself."""
    from toolbox_core.services.notifications import letters

    context.require_plugin(PLUGIN)
    with context.database().read() as session:
        counts = letters.counts(session)
        found = [
            {
                "id": row.id,
                "status": row.status,
                "to": row.to,
                "subject": row.subject,
                "created_at": row.created_at.isoformat(),
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
                "attempts": row.attempts,
                "error": row.error,
                **({"text": row.text, "headers": row.headers} if with_text else {}),
            }
            for row in letters.listing(session, status=status or "", limit=limit)
        ]
    context.emit({"counts": counts, "letters": found}, as_json, lambda: _letters_text(found))


def _letters_text(found: list[dict[str, Any]]) -> str:
    lines = []
    for row in found:
        lines.append(f"{row['id']:>6}  {row['status']:<7}  {row['to']}  {row['subject']}  {row['error']}".rstrip())
        if "text" in row:
            lines += [f"        {line}".rstrip() for line in row["text"].splitlines()] + [""]
    return "\n".join(lines) or "There are no letters."


@mail.command(epilog="Example: toolbox mail send --again")
@click.option("--again", is_flag=True, help="Also those that failed or pause.")
@json_option
@click.pass_obj
def send(context: CliContext, again: bool, as_json: bool) -> None:
    """Send what waits in the outbox now. Exit code 1 when a letter fails."""
    from toolbox_core.default_plugins.following.jobs import send_waiting
    from toolbox_core.services.notifications import letters

    context.require_plugin(PLUGIN)
    if again:
        with context.database().write() as session:
            letters.again(session)
    sent, failed = send_waiting(context.settings(), context.database())
    context.emit({"sent": sent, "failed": failed}, as_json, f"{sent} sent, {failed} failed.")
    if failed:
        raise click.exceptions.Exit(1)


@click.group(epilog="Example: toolbox webhooks add https://example.org/hook --topic all")
def webhooks() -> None:
    """Add, list and remove webhooks."""


@webhooks.command(
    epilog="Example: toolbox webhooks add https://example.org/hook --topic dataset:budget_portal/town-2025"
)
@click.argument("url")
@click.option("--topic", default="all", show_default=True, help="What it is told of: all, plugin:…, dataset:… …")
@json_option
@click.pass_obj
def add(context: CliContext, url: str, topic: str, as_json: bool) -> None:
    """Call URL when something happens. Prints the secret that signs the calls; it is shown only now."""
    from toolbox_core.services.notifications import webhooks as service

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        hook, secret = service.add(session, url=url, topic=topic, by=context.actor)
        facts = {"id": hook.id, "url": hook.url, "topic": hook.topic, "secret": secret}
    context.emit(facts, as_json, f"Webhook {facts['id']} is added. Its secret, shown only now: {secret}")


@webhooks.command("list", epilog="Example: toolbox webhooks list --json")
@json_option
@click.pass_obj
def list_hooks(context: CliContext, as_json: bool) -> None:
    """List webhooks, without their secrets."""
    from toolbox_core.services.notifications import webhooks as service

    context.require_plugin(PLUGIN)
    with context.database().read() as session:
        found = [
            {
                "id": row.id,
                "url": row.url,
                "topic": row.topic,
                "created_by": row.created_by,
                "created_at": row.created_at.isoformat(),
                "switched_off_at": row.switched_off_at.isoformat() if row.switched_off_at else None,
            }
            for row in service.listing(session)
        ]
    lines = [
        f"{row['id']:>6}  {row['topic']}  {row['url']}{'  (switched off)' if row['switched_off_at'] else ''}"
        for row in found
    ]
    context.emit({"webhooks": found}, as_json, "\n".join(lines) or "There are no webhooks.")


@webhooks.command(epilog="Example: toolbox webhooks remove 3")
@click.argument("webhook", type=int)
@json_option
@click.pass_obj
def remove(context: CliContext, webhook: int, as_json: bool) -> None:
    """Remove a webhook and what was still to be delivered."""
    from toolbox_core.services.notifications import webhooks as service

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        service.remove(session, webhook, by=context.actor)
    context.emit({"removed": webhook}, as_json, f"Webhook {webhook} is removed.")
