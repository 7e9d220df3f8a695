"""``/health`` says that the process answers; ``/health/ready`` says whether the site can do its work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import PlainTextResponse

from toolbox_core import N_, __version__, json_response, render, translate, wants_json
from toolbox_core.default_plugins.health.readiness import readiness
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

WORDS = {
    "ok": N_("Everything works"),
    "degraded": N_("Something does not work"),
    "failing": N_("The site cannot do its work"),
}
STATES = {
    "ACTIVE": N_("is working"),
    "DEGRADED": N_("has faults"),
    "DISABLED": N_("switched off"),
    "DISCOVERED": N_("switched off"),
    "MISSING": N_("not installed any more"),
}
STATE_IN_TROUBLE = N_("does not run")
LEVELS = {"ok": N_("in order"), "warn": N_("worth a look"), "bad": N_("not in order")}


def tone(plugin: Mapping[str, Any]) -> str:
    """How a module's state is tagged: what must be mended, what limps, what works, what rests."""
    if plugin["in_trouble"]:
        return "warn" if plugin["state"] == "DEGRADED" else "bad"
    return "ok" if plugin["state"] == "ACTIVE" else "idle"


async def alive(request: Request) -> Response:
    """The process answers. Asks nobody else, so that a slow database does not get it restarted."""
    if wants_json(request):
        return json_response({"status": "ok", "version": __version__})
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """200 when the site can serve, 503 when it cannot; JSON, or a page for browsers."""
    host = host_of(request)
    facts = await host.database.in_executor(lambda: readiness(host))
    word = WORDS[facts["status"]]
    status = 503 if word is WORDS["failing"] else 200
    if "text/html" not in request.headers.get("accept", ""):
        return json_response(facts, status=status)
    return render(
        request,
        "health/ready.html",
        status=status,
        facts=facts,
        summary=translate(request, word),
        state_words={name: translate(request, word) for name, word in STATES.items()},
        trouble_word=translate(request, STATE_IN_TROUBLE),
        level_words={name: translate(request, word) for name, word in LEVELS.items()},
    )
