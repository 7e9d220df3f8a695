"""Meetings of the forum: read by everybody, kept by whoever may edit plans."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolbox_core import N_, Route, actor_of, may, read, redirect, require, write
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import Refused, Sentence
from toolbox_nap_monitor.meetings import KINDS, record_meeting
from toolbox_nap_monitor.pages.forms import Form, read_form
from toolbox_nap_monitor.pages.frame import frame
from toolbox_nap_monitor.publishing import address_part
from toolbox_nap_monitor.queries.meetings import meetings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.queries.records import Plan

EDIT = "nap_monitor.edit"
SECTORS = {
    "government": N_("Government"),
    "civil-society": N_("Civil society"),
    "academia": N_("Academia"),
    "private": N_("Company"),
    "other": N_("Others"),
}
KIND_WORDS = dict(zip(KINDS, (N_("Forum"), N_("Outreach"), N_("Presentation of results")), strict=True))


async def show(request: Request) -> Response:
    """``/nap/<member>/<plan>/meetings``: every meeting; who may edit plans adds one below."""
    f, places = frame(request), request.path_params
    plan = await read(request, queries.plan, places["member"], places["plan"])
    form = Form()
    if request.method == "POST":
        actor = require(request, EDIT)
        form = await read_form(request)
        try:
            await write(request, _record, plan, form, f.language, actor.label)
        except Refused as refused:
            form.errors += refused.faults
        else:
            return redirect(f.plan_link("meetings", plan))
    return f.show(
        "meetings.html",
        status=422 if form.errors else 200,
        plan=plan,
        meetings=await read(request, meetings, plan),
        sectors=SECTORS,
        kinds=KIND_WORDS,
        form=form,
        allowed=may(actor_of(request), EDIT),
        part=address_part,
        crumbs=f.crumbs(plan, inside=True),
    )


def _record(session: Session, plan: Plan, form: Form, language: str, by: str) -> int:
    faults: list[tuple[str, str]] = []
    attendance: dict[str, int] = {}
    for sector in SECTORS:
        count = form.get(f"attendance-{sector}") or "0"
        if not count.isdecimal() or len(count) > 6:
            faults.append((f"attendance-{sector}", Sentence(N_("Write a whole number of people."))))
        else:
            attendance[sector] = int(count)
    day: date | None = None
    try:
        day = date.fromisoformat(form.get("day")) if form.get("day") else None
    except ValueError:
        faults.append(("day", Sentence(N_("Write the day as 2026-05-18."))))
    if faults:
        raise Refused(faults)
    return record_meeting(
        session,
        plan,
        day=day,
        title=form.get("title"),
        kind=form.get("kind", "forum"),
        agenda=form.get("agenda"),
        minutes=form.get("minutes"),
        url=form.get("url"),
        attendance=attendance,
        decisions=[_decision(line) for line in form.get("decisions").splitlines() if line.strip()],
        language=language,
        by=by,
    )


def _decision(line: str) -> tuple[str, str]:
    """``3: Publish the minutes`` is about commitment 3; a line without a colon after a short word is about none."""
    number, colon, text = line.partition(":")
    if colon and text.strip() and len(number.split()) == 1:
        return number.strip(), text.strip()
    return "", line.strip()


ROUTES = [
    Route(
        path="/nap/{member}/{plan}/meetings",
        endpoint=show,
        name="nap_monitor:meetings",
        public=True,
        methods=("GET", "POST"),
        cacheable=False,
    )
]
