"""What participatory budgets give to the rest of the site: open datasets, search, news, things to ask about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.voting import addresses, queries
from toolbox_budget_portal.voting.records import ACCEPTED, REFUSED, Process, Project, Tally
from toolbox_core import (
    N_,
    About,
    Column,
    DatasetDescription,
    NotFound,
    SearchDocument,
    announce,
    object_topic,
    put_search,
    utcnow,
)

PLUGIN = "budget_portal"
DATASET = f"{PLUGIN}/participation"
PROJECT, PROCESS = N_("Project"), N_("Participatory budget")
_PREFIX = "participation-"
LICENCE = "CC-BY-4.0"
PROJECT_COLUMNS = (
    Column(name="process", title="Participatory budget"),
    Column(name="project_id", title="Number of the project"),
    Column(name="title", title="Title"),
    Column(name="text", title="Text"),
    Column(name="cost", type="number", title="Cost"),
    Column(name="currency", title="Currency"),
    Column(name="place", title="Place"),
    Column(name="category", title="Category"),
    Column(name="state", title="State", description="proposed, accepted or refused"),
    Column(name="reason", title="Reason of the decision"),
    Column(name="funded", type="boolean", title="Funded", description="empty before the results"),
    Column(name="line_entity", title="Whose budget pays"),
    Column(name="line_uid", title="Budget line that pays", description="the line's hash, the same in every year"),
)
BALLOT_COLUMNS = (
    Column(name="process", title="Participatory budget"),
    Column(name="ballot", title="Number of the ballot", description="random: it leads to nobody"),
    Column(name="project_id", title="Number of the project"),
    Column(name="points", type="number", title="Points", description="1 where ballots give no points"),
)
RESULT_COLUMNS = (
    Column(name="process", title="Participatory budget"),
    Column(name="rule", title="Rule"),
    Column(name="project_id", title="Number of the project"),
    Column(name="title", title="Title"),
    Column(name="cost", type="number", title="Cost"),
    Column(name="votes", type="number", title="Votes or points"),
    Column(name="funded", type="boolean", title="Funded by this rule"),
)


# --- news ------------------------------------------------------------------------------------------------------------


def tell(session: Session, of: Process, what: str) -> None:
    """Tell that a process is public (``published``) or that its results are (``results``), and let it be found."""
    address = addresses.results(of.slug) if what == "results" else addresses.process(of.slug)
    title = f"{of.name}: results" if what == "results" else of.name
    announce(
        session,
        plugin=PLUGIN,
        key=f"pb-{what}:{of.slug}",
        title=title,
        address=address,
        topics=_topics(of),
    )
    index(session, of)


def tell_project(session: Session, of: Process, code: str) -> None:
    """Tell what was decided about a project."""
    project = queries.project(session, of, code)
    moment = project.decided_at or utcnow()
    announce(
        session,
        plugin=PLUGIN,
        key=f"pb-{project.state}:{of.slug}/{code}/{moment.isoformat()}",
        title=f"{project.title} ({project.state})",
        summary=project.reason if project.state == REFUSED else "",
        address=addresses.project(of.slug, code),
        topics=_topics(of, project),
    )


def tell_step(session: Session, of: Process, code: str, typed: Mapping[str, str]) -> None:
    """Tell what happened in the delivery of a project."""
    project = queries.project(session, of, code)
    announce(
        session,
        plugin=PLUGIN,
        key=f"pb-step:{of.slug}/{code}/{utcnow().isoformat()}",
        title=f"{project.title}: {typed.get('step-title', '').strip()} ({typed.get('step-state', '')})",
        summary=typed.get("step-note", "").strip(),
        address=addresses.project(of.slug, code),
        topics=_topics(of, project),
    )


def _topics(of: Process, project: Project | None = None) -> list[str]:
    found = [object_topic(PLUGIN, "process", of.slug)]
    if project is not None:
        found.append(object_topic(PLUGIN, "project", f"{of.slug}/{project.code}"))
    if of.entity is not None:
        found.append(object_topic(PLUGIN, "entity", of.entity[0]))
    return found


# --- things to ask about and to follow -------------------------------------------------------------------------------


def find_process(session: Session, key: str) -> About | None:
    """A public process."""
    try:
        of = queries.process(session, key)
    except NotFound:
        return None
    return About(
        plugin=PLUGIN,
        kind="process",
        key=key,
        title=of.name,
        address=addresses.process(of.slug),
        feed=f"{addresses.process(of.slug)}/feed.atom",
    )


def find_project(session: Session, key: str) -> About | None:
    """A project of a public process: ``<process>/<code>``."""
    slug, _, code = key.partition("/")
    try:
        of = queries.process(session, slug)
        project = queries.project(session, of, code)
    except NotFound:
        return None
    return About(
        plugin=PLUGIN,
        kind="project",
        key=key,
        title=f"{project.title}, {of.name}",
        address=addresses.project(of.slug, code),
        feed=f"{addresses.process(of.slug)}/feed.atom",
    )


# --- search ----------------------------------------------------------------------------------------------------------


def index(session: Session, of: Process) -> int:
    """Let exactly what is public of a process be found; returns the number of documents."""
    dataset = f"{DATASET}-{of.slug}"
    return put_search(session, PLUGIN, documents(session, dataset), dataset=dataset)


def datasets(session: Session) -> Iterator[str]:
    """The parts of the search index: one for each public process."""
    for of in queries.processes(session):
        yield f"{DATASET}-{of.slug}"


def documents(session: Session, dataset: str) -> Iterator[SearchDocument]:
    """A process and its projects, or nothing."""
    try:
        of = queries.process(session, dataset.removeprefix(f"{DATASET}-"))
    except NotFound:
        return
    yield SearchDocument(
        key=f"pb/{of.slug}",
        kind=PROCESS,
        title=of.name,
        address=addresses.process(of.slug),
        text=" · ".join(part for part in (of.text, of.area) if part),
        shown=f"{of.budget:f} {of.currency}",
        year=of.calendar.days["vote"][0].year,
        weight=70,
    )
    for one in queries.projects(session, of):
        yield SearchDocument(
            key=f"pb/{of.slug}/{one.code}",
            kind=PROJECT,
            title=one.title[:500],
            address=addresses.project(of.slug, one.code),
            text=" · ".join(part for part in (one.text, one.category, one.place, of.name) if part),
            shown="" if one.cost is None else f"{one.cost:f} {of.currency}",
            year=of.calendar.days["vote"][0].year,
            weight=40,
        )


# --- open datasets ---------------------------------------------------------------------------------------------------


def describe(session: Session) -> list[DatasetDescription]:
    """Projects of each public process; its anonymous ballots and its counts once the results are public."""
    found = []
    for of in queries.processes(session):
        shown = queries.projects(session, of)
        modified = max([of.created_at, *(one.decided_at or one.created_at for one in shown), *_moments(of)])
        words = ("participatory budget", of.name)
        found.append(_description(of, "projects", PROJECT_COLUMNS, len(shown), modified, words))
        if of.results_at is not None:
            tallies = queries.tallies(session, of)
            rows = sum(1 for _ in _ballots(session, of))
            found.append(_description(of, "ballots", BALLOT_COLUMNS, rows, of.results_at, words))
            results = sum(1 for _ in _results(shown, tallies, of))
            found.append(_description(of, "results", RESULT_COLUMNS, results, of.results_at, words))
    return found


def _moments(of: Process) -> list[datetime]:
    return [moment for moment in (of.closed_at, of.results_at) if moment is not None]


_SAID = {
    "projects": "Every public project of a participatory budget: what it costs, what was decided and why, what pays.",
    "ballots": "Every ballot of a participatory budget under a random number: nothing leads to the person who cast it.",
    "results": "Who is funded by the greedy rule and by the Method of Equal Shares, with votes and costs.",
}


def _description(
    of: Process, part: str, columns: tuple[Column, ...], rows: int, modified: datetime, words: tuple[str, ...]
) -> DatasetDescription:
    return DatasetDescription(
        id=f"{DATASET}-{of.slug}-{part}",
        title=f"{of.name}: {part}",
        description=_SAID[part],
        columns=columns,
        version=1,
        version_ids=(),
        publisher=of.entity[1] if of.entity else of.area or of.name,
        licence=LICENCE,
        modified=modified,
        row_count=rows,
        temporal=of.calendar.days["vote"],
        frequency="IRREG",
        landing=addresses.process(of.slug) if part == "projects" else addresses.results(of.slug),
        keywords=words,
        themes=("GOVE", "ECON"),
    )


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The rows of one dataset by its slug. Raises ``NotFound``."""
    name, _, part = slug.removeprefix(_PREFIX).rpartition("-")
    if not slug.startswith(_PREFIX) or part not in _SAID:
        raise NotFound(f"There is no dataset {slug[:80]!r}.")
    of = queries.process(session, name)
    if part != "projects" and of.results_at is None:
        raise NotFound(f"The results of {of.name} are not public yet.")
    if part == "projects":
        return _projects(of, queries.projects(session, of))
    if part == "ballots":
        return _ballots(session, of)
    return _results(queries.projects(session, of), queries.tallies(session, of), of)


def _projects(of: Process, found: list[Project]) -> Iterator[tuple[Any, ...]]:
    for one in found:
        entity, _, uid = one.line or ("", 0, "")
        yield (
            of.slug,
            one.code,
            one.title,
            one.text,
            one.cost,
            of.currency,
            one.place,
            one.category,
            one.state,
            one.reason,
            one.funded,
            entity,
            uid,
        )


def _ballots(session: Session, of: Process) -> Iterator[tuple[Any, ...]]:
    query = select(t.Ballot.number, t.Ballot.choices).where(t.Ballot.process_id == of.id).order_by(t.Ballot.number)
    for number, choices in session.execute(query.execution_options(yield_per=1000)):
        for code, points in choices:
            yield of.slug, number, code, Decimal(points)


def _results(found: list[Project], tallies: Mapping[str, Tally], of: Process) -> Iterator[tuple[Any, ...]]:
    for rule, tally in tallies.items():
        for one in found:
            if one.state == ACCEPTED:
                votes = tally.support.get(one.code, Decimal(0))
                yield of.slug, rule, one.code, one.title, one.cost, votes, one.code in tally.winners
