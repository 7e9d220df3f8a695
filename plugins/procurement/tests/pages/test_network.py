"""Who buys from whom: the drawing and the table say the same, of all and around one."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_procurement.pages.network import draw
from toolbox_procurement.queries.records import Pair, Person

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def pair(buyer: str, supplier: str, value: int) -> Pair:
    return Pair(Person(buyer.title(), buyer), Person(supplier.title(), supplier), 1, Decimal(value))


def test_bands_are_as_wide_as_their_share_and_never_overlap() -> None:
    drawn = draw([pair("town", "reef", 600), pair("town", "quay", 300), pair("port", "reef", 100)])
    assert drawn is not None
    assert [(node.slug, node.height) for node in drawn.buyers] == [("town", 234.0), ("port", 26.0)]
    assert [(node.slug, node.height) for node in drawn.suppliers] == [("reef", 182.0), ("quay", 78.0)]
    for side in (drawn.buyers, drawn.suppliers):
        for above, below in pairwise(side):
            assert above.y + above.height < below.y
    assert len(drawn.bands) == 3
    starts = [float(re.match(r"M340 ([\d.]+)", band).group(1)) for band in drawn.bands]  # type: ignore[union-attr]
    assert starts[1] - starts[0] == pytest.approx(156, abs=0.2)  # the second band of the town begins below its first


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw([]) is None


@pytest.mark.plugins("procurement")
def test_the_page_has_drawing_and_table(
    load: Callable[..., Any], write: Callable[..., Path], processes: Callable[[int], Any], client: TestClient
) -> None:
    assert "There is nothing to draw" in client.get("/procurement/network").text
    load(write("a.jsonl", processes(12), lines=True))
    text = unescape(client.get("/procurement/network").text)
    assert text.count('class="flow-in"') == 3
    assert text.count("<tr><th") == 3 + 1
    for name in ("Ministry of Tests", "Firm 0", "Firm 1", "Firm 2"):
        assert name in text
    around = unescape(client.get("/procurement/network?supplier=firm-1").text)
    assert "around Firm 1" in around
    assert "Firm 2" in around  # its buyer's other supplier
    assert client.get("/procurement/network?buyer=nobody").status_code == 404
    assert client.get("/procurement/network?buyer=a&supplier=b").status_code == 400
    assert "/procurement/network?supplier=firm-1" in unescape(client.get("/procurement/suppliers/firm-1").text)
