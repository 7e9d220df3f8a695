"""What a site tells of itself, when its owner wants: which modules run here, in which versions. Never of persons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolbox_core import __version__
from toolbox_core.config import Settings, site_address
from toolbox_core.db.base import utcnow
from toolbox_core.policy.signatures import new_key, sign

if TYPE_CHECKING:
    from toolbox_core.plugins.registry import Registry


def key_file(settings: Settings) -> Path:
    """Where the site keeps the key with which it signs."""
    return settings.path / "data" / "heartbeat.pem"


def heartbeat(settings: Settings, registry: Registry) -> dict[str, str]:
    """The signed document for ``/.well-known/toolbox.json``; the key is made at the first call.

    The payload: ``url``, ``organisation``, ``country``, ``languages``, ``contact`` (the mailbox of the site),
    ``host`` and ``plugins`` with versions, ``day``.
    """
    path = key_file(settings)
    if not path.exists():
        new_key(path)
    site = settings.site
    running = [registry.plugins[plugin] for plugin in registry.active]
    data: dict[str, Any] = {
        "format": 1,
        "url": site_address(settings),
        "organisation": site.organisation or site.name,
        "country": settings.policy.country.upper(),
        "languages": list(site.languages),
        "contact": site.contact_email,
        "host": __version__,
        "plugins": [
            {"id": record.id, "version": record.version, "distribution": record.distribution}
            for record in running
            if record.kind != "default"
        ],
        "day": utcnow().date().isoformat(),
    }
    return sign(data, path)
