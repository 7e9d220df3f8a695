"""``toolbox jobs`` and ``toolbox worker``: what is done in the background, and the program that does it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.services.jobs.models import JobRow
    from toolbox_core.services.jobs.worker import Worker


@click.group(epilog="Example: toolbox jobs list")
def jobs() -> None:
    """List, run, cancel and repeat background work."""


@jobs.command("list", epilog="Example: toolbox jobs list --status failed --json")
@click.option("--status", type=click.Choice(["waiting", "running", "done", "failed", "cancelled"]), help="Only these.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@json_option
@click.pass_obj
def list_(context: CliContext, status: str | None, limit: int, as_json: bool) -> None:
    """List jobs, the newest first."""
    from toolbox_core.services.jobs import queue

    with context.database().read() as session:
        found = [_facts(row) for row in queue.listing(session, status=status or "", limit=limit)]
    lines = [f"{job['id']:>6}  {job['status']:<9}  {job['kind']}  {job['message'] or job['error']}" for job in found]
    context.emit({"jobs": found}, as_json, "\n".join(line.rstrip() for line in lines) or "There are no jobs.")


@jobs.command(epilog="Example: toolbox jobs show 12")
@click.argument("job", type=int)
@json_option
@click.pass_obj
def show(context: CliContext, job: int, as_json: bool) -> None:
    """Show one job with its log."""
    from toolbox_core.services.jobs import queue

    with context.database().read() as session:
        facts = _facts(queue.find(session, job))
        log = [
            {"at": line.at.isoformat(), "level": line.level, "text": line.text} for line in queue.lines(session, job)
        ]
    text = [f"{name}: {value}" for name, value in facts.items() if value not in ("", None, {})]
    text += [f"  {line['at']}  {line['level']}  {line['text']}" for line in log]
    context.emit({**facts, "log": log}, as_json, "\n".join(text))


@jobs.command(epilog="Example: toolbox jobs run health:housekeeping")
@click.argument("kind")
@json_option
@click.pass_obj
def run(context: CliContext, kind: str, as_json: bool) -> None:
    """Queue a job of one KIND (plugin:job) and run it now. Exit code 1 when it fails."""
    import difflib

    from toolbox_core.exceptions import NotFound
    from toolbox_core.services.jobs import queue
    from toolbox_core.services.jobs.worker import Work

    worker, work = _worker(context)
    if kind not in work.functions:
        near = difflib.get_close_matches(kind, list(work.functions), n=1)
        known = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(work.functions)) or 'none'}."
        raise NotFound(f"There is no job {kind!r} here.", fix=known)
    with context.database().write() as session:
        number = queue.enqueue_job(session, kind, by="command line", most_attempts=1).id
    worker, _ = _worker(context, only=Work(functions={kind: work.functions[kind]}, schedules={}))
    worker.run_all()
    with context.database().read() as session:
        facts = _facts(queue.find(session, number))
    context.emit(facts, as_json, f"Job {number}: {facts['status']}. {facts['error'] or facts['message']}".rstrip())
    if facts["status"] == "failed":
        raise click.exceptions.Exit(1)


@jobs.command(epilog="Example: toolbox jobs cancel 12")
@click.argument("job", type=int)
@json_option
@click.pass_obj
def cancel(context: CliContext, job: int, as_json: bool) -> None:
    """Ask a waiting or running job to stop."""
    from toolbox_core.services.jobs import queue

    with context.database().write() as session:
        row = queue.cancel(session, job)
        facts = _facts(row)
        said = "is asked to stop" if row.cancel_wanted else f"is {row.status}"
    context.emit(facts, as_json, f"Job {job} {said}.")


@jobs.command(epilog="Example: toolbox jobs retry 12")
@click.argument("job", type=int)
@json_option
@click.pass_obj
def retry(context: CliContext, job: int, as_json: bool) -> None:
    """Queue a failed or cancelled job again."""
    from toolbox_core.services.jobs import queue

    with context.database().write() as session:
        facts = _facts(queue.again(session, job))
    context.emit(facts, as_json, f"Job {job} waits to be run again.")


@click.command(epilog="Example: toolbox --site /srv/open.example.org worker")
@click.option("--once", is_flag=True, help="Run what is due now, then end.")
@json_option
@click.pass_obj
def worker(context: CliContext, once: bool, as_json: bool) -> None:
    """Run background work in a program of its own; any number of them, on any machine that reaches the database."""
    from toolbox_core.services.jobs.worker import worker_name

    working, work = _worker(context)
    if once:
        ran = working.run_all()
        context.emit({"ran": ran}, as_json, f"{ran} jobs ran.")
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: working.stop())
    click.echo(f"Worker {worker_name()} waits for {len(work.functions)} kinds of jobs (stop with Ctrl+C).", err=True)
    working.run_forever()


def _worker(context: CliContext, *, only: Any = None) -> tuple[Worker, Any]:
    """A worker for this site that sees plugins come and go, and what it can do now."""
    from toolbox_core.db.generation import generations
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner
    from toolbox_core.plugins.work import work_of
    from toolbox_core.services.jobs.worker import Worker

    settings, database = context.settings(), context.database()
    runner = Runner(settings.plugins)
    seen: dict[int, Any] = {}

    def work() -> Any:
        if only is not None:
            return only
        with database.read() as session:
            generation, _ = generations(session)
        if generation not in seen:
            seen.clear()
            seen[generation] = work_of(build_registry(settings, database, runner, safe_mode=context.safe_mode))
        return seen[generation]

    return Worker(settings, database, work), work()


def _facts(row: JobRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "status": row.status,
        "attempts": row.attempts,
        "done": row.done_units,
        "of": row.all_units,
        "message": row.message,
        "error": row.error,
        "result": row.result,
        "by": row.created_by,
        "created_at": row.created_at.isoformat(),
        "run_at": row.run_at.isoformat(),
        "finished_at": row.finished_at.isoformat() if row.finished_at else None,
    }
