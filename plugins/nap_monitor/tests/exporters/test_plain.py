"""The toolbox's own JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

from toolbox_nap_monitor.exporters.plain import FORMAT, to_json
from toolbox_nap_monitor.rows import Bundle


def test_dates_and_decimals_are_exact_text(plan: Callable[..., Bundle]) -> None:
    document = json.loads(to_json(plan()))
    assert document["format"] == FORMAT
    assert document["plans"][0]["starts"] == "2024-07-01"
    assert document["updates"][1]["percent"] == "40.5"
    assert document["commitments"][0]["titles"] == {
        "en": "Show who owns companies",
        "fr": "Montrer à qui sont les entreprises",
    }
