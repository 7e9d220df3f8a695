"""``/software/policy``: what the open-source policy says of each module, what was waived, which warnings are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from toolbox_core import json_response, read, render, wants_json
from toolbox_core.policy.attestation import kept_beside
from toolbox_core.policy.targets import sources_folder
from toolbox_core.services.policy import advisories, verdicts, waivers
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.config import Settings
    from toolbox_core.plugins.registry import PluginRecord, Registry
    from toolbox_core.services.policy.models import PolicyVerdict


@dataclass(frozen=True, slots=True)
class Judged:
    """One module with the verdict that is known of the code that is installed; ``tier`` is empty before the first."""

    id: str
    title: str
    version: str
    state: str
    tier: str
    held: int
    missing: tuple[dict[str, Any], ...]
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver as the public sees it; who granted it is in the audit log."""

    plugin: str
    about: str
    reason: str
    until: date
    made_at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class KnownAdvisory:
    """One advisory as the public sees it."""

    id: str
    distribution: str
    versions: str
    sentence: str
    url: str
    published: date


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """Everything on the page."""

    required: str
    modules: tuple[Judged, ...]
    waivers: tuple[Waiver, ...]
    advisories: tuple[KnownAdvisory, ...]


def tiers(session: Session, registry: Registry) -> dict[str, str]:
    """The known tier of each installed module, of exactly the code that is installed."""
    known = verdicts.kept(session)
    return {
        record.id: known[record.id].tier
        for record in registry.plugins.values()
        if record.id in known and known[record.id].fingerprint == record.fingerprint
    }


def signatures(session: Session, registry: Registry, settings: Settings) -> dict[str, tuple[str, str]]:
    """``(good, wrong or unjudged, public key)`` of each installed module that came signed."""
    known = verdicts.kept(session)
    found = {}
    for record in registry.plugins.values():
        kept = kept_beside(sources_folder(settings, record.distribution, record.version))
        if kept is None or record.kind == "default":
            continue
        row = known.get(record.id)
        findings = row.findings if row is not None and row.fingerprint == record.fingerprint else []
        said = next((one["ok"] for one in findings if one["rule"] == "signature"), None)
        found[record.id] = ("unjudged" if said is None else "good" if said else "wrong", kept.signature.key)
    return found


def policy_facts(session: Session, registry: Registry, required: str) -> PolicyFacts:
    """What the page shows."""
    known = verdicts.kept(session)
    modules = [record for record in registry.plugins.values() if record.kind != "default"]
    return PolicyFacts(
        required=required,
        modules=tuple(_judged(record, known.get(record.id)) for record in modules),
        waivers=tuple(
            Waiver(row.plugin, row.about, row.reason, row.until, row.made_at, waivers.is_in_force(row))
            for row in waivers.all_waivers(session)
        ),
        advisories=tuple(
            KnownAdvisory(row.id, row.distribution, row.versions, row.sentence, row.url, row.published)
            for row in advisories.all_advisories(session)
        ),
    )


def _judged(record: PluginRecord, row: PolicyVerdict | None) -> Judged:
    current = row if row is not None and row.fingerprint == record.fingerprint else None
    findings = current.findings if current is not None else []
    return Judged(
        id=record.id,
        title=record.name or record.id,
        version=record.version,
        state=str(record.state),
        tier=current.tier if current is not None else "",
        held=len({one["rule"] for one in findings if one["ok"]}),
        missing=tuple(one for one in findings if not one["ok"]),
        judged_at=current.judged_at if current is not None else None,
    )


async def policy(request: Request) -> Response:
    """The page; JSON when a program asks for it."""
    host = host_of(request)
    facts = await read(request, policy_facts, host.registry, host.settings.policy.require)
    if wants_json(request):
        return json_response(facts)
    return render(request, "software/policy.html", facts=facts)


async def policy_json(request: Request) -> Response:
    """The same as JSON."""
    host = host_of(request)
    return json_response(await read(request, policy_facts, host.registry, host.settings.policy.require))
