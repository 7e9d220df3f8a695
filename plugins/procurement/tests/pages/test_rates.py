"""Converted values on pages: after the own currency, with rate, day and source; and the rule on its own page."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_procurement.conversion.act import add_rates
from toolbox_procurement.publishing.act import put_rates_in_force

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")


def test_without_rates_nothing_is_converted(client: TestClient) -> None:
    assert "This site converts no values" in client.get("/procurement/rates").text


def test_a_value_its_conversion_and_the_rule(
    settings: Settings,
    database: Database,
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], list[Any]],
    client: TestClient,
) -> None:
    load(write("town.jsonl", processes(3), lines=True))
    path = write("rates.csv", b"date,currency,rate\n2025-02-09,USD,1.25\n")
    with database.write() as session:
        number = add_rates(session, settings.files, path, base="EUR", origin="Test bank", by="tests").id
        put_rates_in_force(session, number, target="USD", days=5, by="tests")
    client.app._next_look = 0.0  # type: ignore[attr-defined]
    words = "US$1,248.75, converted at 1.25 of 9 February 2025, source: Test bank"
    for address in ("/procurement/", "/procurement/processes/ocds-t3st00-1"):
        page = unescape(client.get(address).text)
        assert words in page, address
        assert page.index("999") < page.index(words), "the own currency comes first"
    assert "Values are compared in USD" in client.get("/procurement/?order=largest").text
    rule = unescape(client.get("/procurement/rates").text)
    assert "at most 5 days old" in rule
    assert "Test bank" in rule
    assert "Converted" in rule
    buyer = unescape(client.get("/procurement/buyers/ministry-of-tests").text)
    assert "Value, converted" in buyer
    assert "(3 of 3)" in buyer
