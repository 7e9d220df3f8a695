"""The co-creation room, and the compliance meter: read by everybody, written by whoever may."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from toolbox_core import (
    N_,
    Actor,
    Forbidden,
    NotFound,
    Route,
    actor_of,
    may,
    read,
    redirect,
    require,
    write,
)
from toolbox_nap_monitor import cocreation, compliance, queries, supporting
from toolbox_nap_monitor.cocreation import Contribution
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.pages.frame import Frame, frame
from toolbox_nap_monitor.publishing import address_part, plan_address
from toolbox_nap_monitor.queries.gathering import by_phase, phases
from toolbox_nap_monitor.queries.process import process
from toolbox_nap_monitor.queries.room import Item, items
from toolbox_nap_monitor.taxonomy import OBSTACLES, OPPORTUNITIES, STAGES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.config import Config
    from toolbox_nap_monitor.queries.records import Plan

RESPOND = "nap_monitor.respond"
VERDICTS = {"met": (N_("met"), "ok"), "not-met": (N_("not met"), "bad"), "unknown": (N_("not known"), "idle")}
KINDS = {
    "citizen": N_("Citizen"),
    "civil-society": N_("Civil society"),
    "academia": N_("Academia"),
    "private": N_("Company"),
    "government": N_("Public body"),
}


def routes(config: Config) -> list[Route]:
    """The room's addresses, below a plan's."""

    def route(path: str, name: str, endpoint: Any, methods: tuple[str, ...] = ("GET",)) -> Route:
        return Route(
            path=f"/nap/{{member}}/{{plan}}/{path}",
            endpoint=endpoint,
            name=f"nap_monitor:{name}",
            public=True,
            methods=methods,
            cacheable=False,
        )

    both = ("GET", "POST")
    return [
        route("compliance", "compliance", meter),
        route("room", "room", room, both),
        route("room/confirm/{token}", "room_confirm", partial(confirm, config), both),
        route("room/{code}", "room_item", item, both),
        route("room/{code}/support", "room_support", support, both),
        route("room/{code}/support/{token}", "room_support_confirm", confirm_support, both),
    ]


async def _plan(request: Request) -> Plan:
    places = request.path_params
    return await read(request, lambda session: queries.plan(session, places["member"], places["plan"]))


async def meter(request: Request) -> Response:
    """``/nap/<member>/<plan>/compliance``: eight requirements and three triggers, each with what was found."""
    f, plan = frame(request), await _plan(request)
    record = await read(request, lambda session: process(session, plan))
    checks = compliance.requirements(record, f.today, plan_address(plan.member.code, plan.number))
    return f.show(
        "compliance.html",
        plan=plan,
        checks=checks,
        triggers=compliance.triggers(record, checks),
        meetings=record.meetings,
        verdicts=VERDICTS,
        crumbs=f.crumbs(plan, inside=True),
    )


async def room(request: Request) -> Response:
    """``/nap/<member>/<plan>/room``: what was proposed and what was answered; posting hands a contribution in."""
    f, plan = frame(request), await _plan(request)
    form: dict[str, str] = {}
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        if form.get("website"):
            return f.show("room_sent.html", plan=plan, crumbs=f.crumbs(plan, inside=True))
        what = Contribution(
            title=form.get("title", ""),
            text=form.get("text", ""),
            email=form.get("email", ""),
            language=f.language,
            author=form.get("author", ""),
            author_kind=form.get("author_kind", "") if form.get("author_kind") in KINDS else "",
            commitment=form.get("commitment", ""),
        )
        try:
            await write(request, lambda session: cocreation.contribute(session, plan, what, base=f.site))
        except Refused as refused:
            errors = refused.faults
        else:
            return f.show("room_sent.html", plan=plan, crumbs=f.crumbs(plan, inside=True))
    states = ("public", "waiting") if may(actor_of(request), RESPOND) else ("public",)
    found = await read(request, lambda session: items(session, plan, states))
    public = [one for one in found if one.state == "public"]
    opened = await read(request, phases, plan)
    return f.show(
        "room.html",
        status=422 if errors else 200,
        plan=plan,
        groups=by_phase(opened, found),
        opened=[one for one in opened if one.is_open(f.today)],
        count=len(public),
        answered=sum(bool(one.answers) for one in public),
        stages=STAGES,
        kinds=KINDS,
        form=form,
        errors=errors,
        part=address_part,
        crumbs=f.crumbs(plan, inside=True),
    )


async def confirm(config: Config, request: Request) -> Response:
    """``…/room/confirm/<token>``: a page with a button, so that no mail scanner confirms by looking."""
    f, plan = frame(request), await _plan(request)
    if request.method == "GET":
        return f.show("room_confirm.html", plan=plan, crumbs=f.crumbs(plan, inside=True))
    token = request.path_params["token"]

    def run(session: Any) -> tuple[str, str]:
        found = cocreation.confirm(session, plan, token, moderation=config.moderation)
        return found.code, found.state

    code, state = await write(request, run)
    if state == "public":
        return redirect(f.plan_link("room_item", plan, code=code))
    return f.show("room_sent.html", plan=plan, waits=True, crumbs=f.crumbs(plan, inside=True))


async def item(request: Request) -> Response:
    """``…/room/<code>``: one contribution and its answers; who may, publishes, refuses and answers here."""
    f, plan, actor = frame(request), await _plan(request), actor_of(request)
    code, allowed = request.path_params["code"], may(actor, RESPOND)
    errors: list[tuple[str, str]] = []
    form: dict[str, Any] = {}
    if request.method == "POST":
        require(request, RESPOND)
        errors, form = await _act(f, plan, code, actor)
        if not errors:
            return redirect(f.plan_link("room_item", plan, code=code))
    found: list[Item] = await read(
        request, lambda session: items(session, plan, ("public", "waiting") if allowed else ("public",), code=code)
    )
    if not found:
        raise NotFound(f"Plan {plan.number} has no contribution {code[:40]!r}.")
    return f.show(
        "room_item.html",
        status=422 if errors else 200,
        plan=plan,
        item=found[0],
        allowed=allowed,
        stages=STAGES,
        obstacles=OBSTACLES,
        opportunities=OPPORTUNITIES,
        kinds=KINDS,
        form=form,
        errors=errors,
        part=address_part,
        done=request.query_params.get("done", ""),
        crumbs=_inside(f, plan),
    )


async def support(request: Request) -> Response:
    """``…/room/<code>/support``: an address is asked for; it gets a letter, and nothing is counted yet."""
    f, plan, code = frame(request), await _plan(request), request.path_params["code"]
    found = await read(request, lambda session: items(session, plan, code=code))
    if not found:
        raise NotFound(f"Plan {plan.number} has no contribution {code[:40]!r}.")
    errors: list[tuple[str, str]] = []
    email, sent = "", False
    if request.method == "POST":
        posted = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        email = posted.get("email", "")
        try:
            if not posted.get("website"):
                ask = partial(supporting.ask_to_support, email=email, language=f.language, base=f.site)
                await write(request, ask, plan, code)
        except Refused as refused:
            errors = refused.faults
        sent = not errors
    return f.show(
        "room_support.html",
        status=422 if errors else 200,
        plan=plan,
        item=found[0],
        email=email,
        errors=errors,
        sent=sent,
        crumbs=_inside(f, plan),
    )


async def confirm_support(request: Request) -> Response:
    """``…/room/<code>/support/<token>``: a page with a button, so that no mail scanner supports by looking."""
    f, plan = frame(request), await _plan(request)
    code, token = request.path_params["code"], request.path_params["token"]
    if request.method == "GET":
        return f.show("room_confirm.html", plan=plan, supports=code, crumbs=_inside(f, plan))
    await write(request, supporting.confirm_support, plan, code, token)
    return redirect(f.plan_link("room_item", plan, {"done": "support"}, code=code))


def _inside(f: Frame, plan: Plan) -> list[tuple[str, str]]:
    return [*f.crumbs(plan, inside=True), (f.words._("Co-creation room"), f.plan_link("room", plan))]


async def _act(f: Frame, plan: Plan, code: str, actor: Actor) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Publish, refuse or answer, as the posted form says."""
    posted = await f.request.form()
    text = {name: value for name, value in posted.items() if isinstance(value, str)}
    lists = {name: [str(one) for one in posted.getlist(name)] for name in ("obstacles", "opportunities")}
    try:
        if text.get("act") in ("publish", "refuse"):
            decide = partial(
                cocreation.moderate, public=text["act"] == "publish", reason=text.get("reason", ""), base=f.site
            )
            await write(f.request, decide, plan, code)
        elif text.get("act") == "answer":
            respond = partial(
                cocreation.respond,
                stage=text.get("stage", ""),
                text=text.get("text", ""),
                obstacles=lists["obstacles"],
                opportunities=lists["opportunities"],
                commitment=text.get("commitment", ""),
                actor=text.get("actor", ""),
                language=f.language,
                by=actor.label,
                base=f.site,
            )
            await write(f.request, respond, plan, code)
        else:
            raise Forbidden("The form does not say what to do.")
    except Refused as refused:
        return refused.faults, {**text, **lists}
    return [], {}
