"""Writing plans as JSON: everything a bundle holds, in one document, with the name of the format."""

from __future__ import annotations

from typing import Any

import msgspec

from toolbox_nap_monitor.rows import Bundle

FORMAT = "opengov-toolbox-nap-json/1"


def to_json(bundle: Bundle) -> bytes:
    """The bundle as UTF-8 JSON; dates in ISO 8601, exact decimals as text, texts by language tag."""
    document: dict[str, Any] = {"format": FORMAT, **msgspec.to_builtins(bundle)}
    return msgspec.json.format(msgspec.json.encode(document), indent=1)
