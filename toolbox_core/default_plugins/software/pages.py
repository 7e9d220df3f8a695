"""``/software/``: what runs here, as a page and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import N_, NotFound, json_response, read, render, translate, wants_json
from toolbox_core.default_plugins.software.inventory import inventory
from toolbox_core.default_plugins.software.policy_page import signatures, tiers
from toolbox_core.policy.heartbeat import heartbeat
from toolbox_core.policy.packages import HOST
from toolbox_core.policy.sbom import bill_of_materials
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.default_plugins.software.inventory import Component

STATES = {
    "ACTIVE": N_("in use"),
    "DEGRADED": N_("in use, with faults"),
    "DISABLED": N_("installed, switched off"),
    "DISCOVERED": N_("installed, switched off"),
    "MISSING": N_("not installed any more; its data is kept"),
}
NOT_RUNNING = N_("switched on, but does not run")
TONES = {"ACTIVE": "ok", "DEGRADED": "warn", "DISABLED": "idle", "DISCOVERED": "idle", "MISSING": "idle"}


async def index(request: Request) -> Response:
    """The page; JSON when a program asks for it."""
    if wants_json(request):
        return await index_json(request)
    components = await _components(request)
    words = {name: translate(request, word) for name, word in STATES.items()}
    return render(
        request,
        "software/index.html",
        host=components[0],
        modules=[part for part in components[1:] if part.package.name != components[0].package.name],
        built_in=[part for part in components[1:] if part.package.name == components[0].package.name],
        words=words,
        not_running=translate(request, NOT_RUNNING),
        tones=TONES,
    )


async def index_json(request: Request) -> Response:
    """The same as JSON: the host and each module with package, state, actions and dependencies."""
    return json_response({"components": await _components(request)})


async def _components(request: Request) -> list[Component]:
    host = host_of(request)
    return await read(
        request,
        lambda session: inventory(
            host.registry, tiers(session, host.registry), signatures(session, host.registry, host.settings)
        ),
    )


async def sbom(request: Request) -> Response:
    """Everything that is installed for this site, as a CycloneDX bill of materials."""
    from starlette.responses import Response as Answer

    host = host_of(request)
    names = sorted({record.distribution for record in host.registry.plugins.values() if record.distribution})
    text = await host.database.in_executor(lambda: bill_of_materials(HOST, names))
    headers = {"content-disposition": 'attachment; filename="sbom.cdx.json"'}
    return Answer(text, media_type="application/vnd.cyclonedx+json", headers=headers)


async def well_known(request: Request) -> Response:
    """The signed heartbeat, when the owner of the site wants it told; else it is not there."""
    host = host_of(request)
    if not host.settings.policy.heartbeat:
        raise NotFound("This site does not tell which modules it runs in this way.")
    return json_response(await host.database.in_executor(lambda: heartbeat(host.settings, host.registry)))
