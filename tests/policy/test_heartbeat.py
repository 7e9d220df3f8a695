"""What a site tells of itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolbox_core.plugins.lifecycle import enable
from toolbox_core.policy.heartbeat import heartbeat, key_file
from toolbox_core.policy.signatures import public_key, verify


def test_what_runs_is_told_and_signed_with_the_sites_own_key(world: Any, make: Callable[..., Path]) -> None:
    make("alpha", version="1.4")
    make("beta")
    enable(world.settings, world.database, "alpha", by="Ada")
    document = heartbeat(world.settings, world.build())
    data, key = verify(document)
    assert key == public_key(key_file(world.settings))
    assert data["plugins"] == [{"id": "alpha", "version": "1.4", "distribution": "tried-alpha"}]
    assert set(data) == {"format", "url", "organisation", "country", "languages", "contact", "host", "plugins", "day"}
    assert verify(heartbeat(world.settings, world.build()))[1] == key, "the key stays"
