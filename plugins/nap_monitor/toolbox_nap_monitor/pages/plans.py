"""A plan: at a glance, as a timeline, by institution, what changed since."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from toolbox_core import N_, Filter, object_topic, questions_about, read, read_filters
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.gantt import Bar, gantt
from toolbox_nap_monitor.pages.frame import Frame, frame, read_day
from toolbox_nap_monitor.publishing import PLUGIN, address_part
from toolbox_nap_monitor.texts import sort_key
from toolbox_nap_monitor.words import ORDER, STATUS_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.config import Config
    from toolbox_nap_monitor.queries.records import Line, Overview, Plan

STATES = {"overdue": N_("Overdue"), "disputed": N_("Verdicts differ"), "stale": N_("Without news")}
NO_REPORT = "nothing"
FIELDS = (
    Filter(
        name="status",
        label=N_("Status"),
        kind="choice",
        choices={
            **{code: word for code, word in STATUS_WORDS.items() if code in ORDER and code},
            NO_REPORT: STATUS_WORDS[""],
        },
    ),
    Filter(name="state", label=N_("To look at"), kind="choice", choices=STATES),
    Filter(name="theme", label=N_("Theme")),
    Filter(name="lead", label=N_("Led by")),
)
COMPLETENESS = {
    "lead": N_("Lead institution"),
    "contact": N_("Contact mailbox"),
    "due": N_("Due date"),
    "problem": N_("Problem"),
    "result": N_("Expected result"),
    "milestones": N_("Milestones"),
}


async def plan(config: Config, request: Request) -> Response:
    """``/nap/<member>/<plan>``: how much is done, what is late, where verdicts differ, and every commitment."""
    f = frame(request)
    found = await _overview(config, request, f)
    filters = read_filters(request, FIELDS, keep=("as_of",))
    shown = [line for line in found.lines if _fits(line, filters.texts())]
    key = f"{found.plan.member.code}/{found.plan.number}"
    return f.show(
        "plan.html",
        view=found,
        plan=found.plan,
        bar=_bar(found.counts),
        shown=shown,
        filters=filters,
        groups=[
            filters.group("status", _statuses(f, found), everything=f.words._("All")),
            filters.group("state", everything=f.words._("All")),
            filters.group("theme", _counted(line.theme for line in found.lines), everything=f.words._("All")),
            filters.group("lead", _counted(_leads(found)), everything=f.words._("All")),
        ],
        completeness=[
            (f.words._(label), found.completeness[name], len(found.lines)) for name, label in COMPLETENESS.items()
        ],
        address=partial(line_address, f, found.plan),
        topic=object_topic(PLUGIN, "plan", key),
        talk=await questions_about(request, PLUGIN, "plan", key),
        months=config.stale_months,
        crumbs=f.crumbs(found.plan),
    )


async def timeline(config: Config, request: Request) -> Response:
    """``/nap/<member>/<plan>/timeline``: every commitment as a bar from its start to its due day."""
    f = frame(request)
    found = await _overview(config, request, f)
    starts = await read(request, queries.starts, found.plan.id)
    chart = gantt(
        [
            Bar(
                label=f"{line.number}. {f.words.text(line.short_titles or line.titles)}",
                detail=state_words(f, line),
                href=line_address(f, found.plan, line),
                starts=starts.get(line.id) or found.plan.starts,
                due=line.due or found.plan.ends,
                percent=line.percent,
                finished=line.reported if line.status == "complete" else None,
                is_open=line.status not in ("complete", "withdrawn"),
            )
            for line in found.lines
        ],
        f.today,
    )
    return f.show(
        "timeline.html",
        view=found,
        plan=found.plan,
        chart=chart,
        address=partial(line_address, f, found.plan),
        crumbs=f.crumbs(found.plan, inside=True),
    )


async def institutions(config: Config, request: Request) -> Response:
    """``/nap/<member>/<plan>/institutions``: what each body is in charge of and how it stands."""
    f = frame(request)
    places = request.path_params
    found = await read(request, queries.plan, places["member"], places["plan"])
    cards = await read(
        request,
        lambda session: queries.scorecards(session, found, f.today, stale_months=config.stale_months),
    )
    return f.show(
        "institutions.html",
        plan=found,
        cards=cards,
        address=partial(line_address, f, found),
        crumbs=f.crumbs(found, inside=True),
    )


async def changed(request: Request) -> Response:
    """``/nap/<member>/<plan>/changes?since=``: what was published and changed since a day, a month ago by default."""
    f = frame(request)
    places = request.path_params
    given = request.query_params.get("since", "")
    since = read_day(given, "since") if given else f.today - timedelta(days=30)
    found = await read(request, queries.plan, places["member"], places["plan"])
    items = await read(request, queries.changes, found, since)
    return f.show(
        "changes.html",
        plan=found,
        since=since,
        items=items,
        number_address=lambda number: f.plan_link("commitment", found, number=address_part(number)),
        topic=object_topic(PLUGIN, "plan", f"{found.member.code}/{found.number}"),
        crumbs=f.crumbs(found, inside=True),
    )


async def _overview(config: Config, request: Request, f: Frame) -> Overview:
    places = request.path_params
    return await read(
        request,
        lambda session: queries.overview(
            session, places["member"], places["plan"], f.today, stale_months=config.stale_months
        ),
    )


def line_address(f: Frame, plan: Plan, line: Line) -> str:
    """The page of a commitment."""
    return f.plan_link("commitment", plan, number=address_part(line.number))


def state_words(f: Frame, line: Line) -> str:
    """What stands behind a commitment's name in a drawing: how late it is, or its status."""
    if line.overdue:
        return f.words._("overdue by %(days)s days", days=line.overdue)
    return f.words.status(line.status).lower()


def _bar(counts: Any) -> list[dict[str, Any]]:
    """Segments of the whole-plan bar: place and width in percent, exact shares of the count."""
    total = sum(counts.values())
    found, at = [], 0.0
    for status in ORDER:
        count = counts.get(status, 0)
        if count:
            width = count * 100 / total
            found.append({"status": status, "count": count, "x": round(at, 3), "width": round(width, 3)})
            at += width
    return found


def _fits(line: Line, wanted: dict[str, str]) -> bool:
    states = {"overdue": line.overdue > 0, "disputed": line.disagrees, "stale": line.stale}
    return (
        ("status" not in wanted or (line.status or NO_REPORT) == wanted["status"])
        and states.get(wanted.get("state", ""), True)
        and ("theme" not in wanted or line.theme == wanted["theme"])
        and ("lead" not in wanted or any(party.name == wanted["lead"] for party in line.leads))
    )


def _statuses(f: Frame, found: Overview) -> list[tuple[str, str, str]]:
    return [
        (status or NO_REPORT, f.words.status(status), str(found.counts[status]))
        for status in ORDER
        if found.counts.get(status)
    ]


def _counted(words: Iterable[str]) -> list[tuple[str, str, str]]:
    counts: dict[str, int] = {}
    for word in words:
        if word:
            counts[word] = counts.get(word, 0) + 1
    return [(word, word, str(counts[word])) for word in sorted(counts, key=sort_key)]


def _leads(found: Overview) -> list[str]:
    return [name for line in found.lines for name in {party.name for party in line.leads}]
