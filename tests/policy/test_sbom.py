"""The bill of materials."""

from __future__ import annotations

import json

from toolbox_core.policy.sbom import bill_of_materials, unlisted


def test_the_host_with_a_plugin() -> None:
    bill = json.loads(bill_of_materials("open-government-toolbox", ["opengov-toolbox-budget-portal"]))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "open-government-toolbox"
    parts = {part["name"].lower(): part for part in bill["components"]}
    assert {"starlette", "sqlalchemy", "opengov-toolbox-budget-portal"} <= set(parts)
    assert parts["starlette"]["purl"].startswith("pkg:pypi/starlette@")
    assert all(part["licenses"] for part in parts.values())


def test_what_is_not_installed() -> None:
    assert "not installed" in unlisted(["no-such-package"])[0]
    assert unlisted(["open-government-toolbox"]) == []
