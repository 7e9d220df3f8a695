"""What is installed: the host and every plugin, with versions, licences, sources and dependencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolbox_core.policy.packages import HOST, Package, dependencies, package

if TYPE_CHECKING:
    from toolbox_core.plugins.registry import Registry


@dataclass(frozen=True, slots=True)
class Component:
    """The host or one plugin: its package, its state, the collective actions it serves, what it depends on.

    ``signature`` is empty when nobody signed it, else ``good``, ``wrong`` or ``unjudged``; ``signed_by`` is the key.
    """

    id: str
    title: str
    package: Package
    state: str
    summary: str
    actions: tuple[int, ...]
    dependencies: tuple[Package, ...]
    tier: str = ""
    signature: str = ""
    signed_by: str = ""


def inventory(
    registry: Registry, tiers: Mapping[str, str], signatures: Mapping[str, tuple[str, str]]
) -> list[Component]:
    """The host, then every plugin that the registry knows. The host's own plugins live in the host's package.

    ``tiers`` and ``signatures`` are what is known of modules; a signature is ``(good, wrong or unjudged, public key)``.
    """
    components = [
        Component(
            id="host",
            title="Open Government Toolbox",
            package=package(HOST),
            state="ACTIVE",
            summary=package(HOST).summary,
            actions=(),
            dependencies=tuple(dependencies([HOST])),
        )
    ]
    for record in registry.plugins.values():
        manifest = record.manifest
        signature, signed_by = signatures.get(record.id, ("", ""))
        own = [record.distribution] if record.distribution and record.distribution != HOST else []
        components.append(
            Component(
                id=record.id,
                title=record.name or record.id,
                package=package(record.distribution) if record.distribution else Package(record.id, "", "", ""),
                state=str(record.state),
                summary=manifest.plugin.summary if manifest else "",
                actions=tuple(manifest.plugin.actions) if manifest else (),
                # What the host needs is listed once, with the host.
                dependencies=tuple(dependencies(own, without=[HOST])),
                tier=tiers.get(record.id, ""),
                signature=signature,
                signed_by=signed_by,
            )
        )
    return components
