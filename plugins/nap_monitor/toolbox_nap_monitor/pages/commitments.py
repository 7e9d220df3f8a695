"""A commitment: its page, a sheet to print, one of its reports with what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_core import NotFound, object_topic, questions_about, read
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.gantt import Bar, Gantt, gantt
from toolbox_nap_monitor.pages.frame import Frame, frame
from toolbox_nap_monitor.pages.live import drawn
from toolbox_nap_monitor.publishing import PLUGIN, address_part
from toolbox_nap_monitor.queries.goals import goal_of
from toolbox_nap_monitor.queries.live import live_figures
from toolbox_nap_monitor.rows import LEVELS, NOTHINGS
from toolbox_nap_monitor.words import ASSESSOR_WORDS, TEXT_WORDS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.config import Config
    from toolbox_nap_monitor.queries.records import Detail, Judgement, Report, Stage

LEVEL_COUNT = 4
SHOWN = 20
"""Reports on a commitment's page; older ones are a link away."""


async def commitment(config: Config, request: Request) -> Response:
    """``/nap/<member>/<plan>/commitments/<number>``."""
    f, found = await _find(config, request)
    key = f"{found.plan.member.code}/{found.plan.number}/{found.number}"
    every = request.query_params.get("reports") == "all"
    return f.show(
        "commitment.html",
        **_context(f, found),
        reports=found.reports if every else found.reports[:SHOWN],
        chart=_chart(f, found),
        goal_of=goal_of,
        figures=drawn(f, await read(request, live_figures, found.plan, found.id)),
        topic=object_topic(PLUGIN, "commitment", key),
        talk=await questions_about(request, PLUGIN, "commitment", key),
        crumbs=f.crumbs(found.plan, inside=True),
    )


async def sheet(config: Config, request: Request) -> Response:
    """``…/sheet``: the commitment on one sheet of paper, for people who are not online."""
    f, found = await _find(config, request)
    crumbs = [*f.crumbs(found.plan, inside=True), (found.number, _address(f, found))]
    return f.show("sheet.html", **_context(f, found), chart=_chart(f, found), crumbs=crumbs)


async def report(config: Config, request: Request) -> Response:
    """``…/updates/<id>``: one published report, with what it says otherwise than the one before."""
    f, found = await _find(config, request)
    number = request.path_params["update"]
    one = next((each for each in found.reports if each.id == number), None)
    if one is None:
        raise NotFound(
            f"Commitment {found.number} has no public report {number}.", fix="See its page for those it has."
        )
    older = [each for each in found.reports if each.milestone == one.milestone and each.id != one.id]
    before = next((each for each in older if each.id == one.supersedes), None) or next(
        (each for each in older if _rank(each) < _rank(one)), None
    )
    crumbs = [*f.crumbs(found.plan, inside=True), (f.words.text(found.titles).text, _address(f, found))]
    stage = next((each for each in found.stages if each.code == one.milestone), None)
    return f.show(
        "update.html",
        **_context(f, found),
        one=one,
        before=before,
        stage=stage,
        compared=_compared(f, one, before),
        crumbs=crumbs,
    )


async def _find(config: Config, request: Request) -> tuple[Frame, Detail]:
    f = frame(request)
    places = request.path_params
    found = await read(
        request,
        lambda session: queries.commitment(
            session, places["member"], places["plan"], places["number"], f.today, stale_months=config.stale_months
        ),
    )
    return f, found


def _context(f: Frame, found: Detail) -> dict[str, Any]:
    texts = [
        (name, f.words.long_text(name), f.words.text(found.texts[name]))
        for name in TEXT_WORDS
        if f.words.text(found.texts.get(name))
    ]
    return {
        "c": found,
        "plan": found.plan,
        "part": address_part(found.number),
        "texts": texts,
        "verdicts": verdicts(f, found),
        "other": [one for one in found.judgements if one.indicator != "completion" and one.is_current],
        "earlier": [one for one in found.judgements if one.indicator == "completion" and not one.is_current],
        "next_step": next((stage for stage in found.stages if stage.overdue), None),
    }


def _address(f: Frame, found: Detail) -> str:
    return f.plan_link("commitment", found.plan, number=address_part(found.number))


def _rank(one: Report) -> tuple[str, str, int]:
    return (one.as_of.isoformat() if one.as_of else "", one.period, one.id)


def verdicts(f: Frame, found: Detail) -> list[dict[str, Any]]:
    """The newest word of everybody who judges, side by side; who has not judged stands there too."""
    current = [one for one in found.judgements if one.indicator == "completion" and one.is_current]
    items = []
    for assessor, heading in ASSESSOR_WORDS.items():
        mine = [one for one in current if one.assessor == assessor]
        if not mine and assessor == "government" and found.status:
            items.append(_from_reports(f, found, heading))
        elif not mine:
            items.append(
                {"who": f.words._(heading), "word": f.words._("Has not judged"), "step": 0, "steps": LEVEL_COUNT}
            )
        items += [_verdict(f, one, heading) for one in mine]
    return items


def _verdict(f: Frame, one: Judgement, heading: str) -> dict[str, Any]:
    word = f.words.status(one.value) if one.value else one.raw
    quote = f.words.text(one.text).text
    who = [one.body, one.report, str(one.year or "")]
    return {
        "who": f.words._(heading),
        "word": word,
        "step": LEVELS[one.value][0] + 1 if one.value in LEVELS else 0,
        "steps": LEVEL_COUNT,
        "quote": quote and f.words._("“%(words)s”", words=quote),
        "by": ", ".join(part for part in who if part)
        + (f" · {f.words._('in its own word: %(word)s', word=one.raw)}" if _differs(one, word) else ""),
        "href": one.url,
        "trace": f.words._("the report") if one.url else "",
    }


def _differs(one: Judgement, word: str) -> bool:
    """Whether the source's own word has to stand beside the shown one: another word, and no code such as NR."""
    return bool(one.raw) and one.value not in NOTHINGS and one.raw.casefold() != word.casefold()


def _from_reports(f: Frame, found: Detail, heading: str) -> dict[str, Any]:
    return {
        "who": f.words._(heading),
        "word": f.words.status(found.status),
        "step": LEVELS[found.status][0] + 1 if found.status in LEVELS else 0,
        "steps": LEVEL_COUNT,
        "by": f.words._("from its published reports"),
    }


def _chart(f: Frame, found: Detail) -> Gantt:
    return gantt([_bar(f, stage, found) for stage in found.stages], f.today)


def _bar(f: Frame, stage: Stage, found: Detail) -> Bar:
    return Bar(
        label=f"{stage.code} {f.words.text(stage.titles)}",
        detail=stage_words(f, stage),
        href="#milestones-table",
        starts=stage.starts or found.starts or found.plan.starts,
        due=stage.due,
        percent=stage.percent,
        finished=stage.finished,
        is_open=stage.status not in ("complete", "withdrawn"),
        depth=stage.depth,
    )


def stage_words(f: Frame, stage: Stage) -> str:
    """How a milestone stands, in a few words."""
    if stage.overdue:
        return f.words._("overdue by %(days)s days", days=stage.overdue)
    if stage.late_by:
        return f.words._("done, %(days)s days late", days=stage.late_by)
    if stage.status == "complete":
        return f.words._("done")
    if stage.status in ("", "not-started"):
        return f.words._("not begun")
    return f.words.status(stage.status).lower()


def _compared(f: Frame, one: Report, before: Report | None) -> list[tuple[str, str, str, bool]]:
    """What two reports say, field by field: label, before, now, whether they differ."""
    w = f.words

    def shown(each: Report | None, name: str) -> str:
        if each is None:
            return ""
        if name == "status":
            return w.status(each.status)
        if name == "percent":
            return "" if each.percent is None else f"{each.percent.normalize():f} %"
        return w.text(getattr(each, name)).text

    labels = {
        "status": w._("Status"),
        "percent": w._("Done"),
        "progress": w._("What was done"),
        "challenges": w._("What stands in the way"),
        "next_steps": w._("What comes next"),
    }
    rows = [(label, shown(before, name), shown(one, name)) for name, label in labels.items()]
    return [(label, old, new, bool(before) and old != new) for label, old, new in rows if old or new]
