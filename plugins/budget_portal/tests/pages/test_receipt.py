"""The receipt's parts are rows that lead on, and add up to what was paid."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")


def test_the_parts_add_up_and_lead_to_their_categories(town: str, client: TestClient) -> None:
    page = client.get(f"/budget/{town}/2024/receipt?net=0&amount=777.77").text
    body = page.split('id="receipt"')[1].split("</tbody>")[0]
    parts = [Decimal(text.replace("−", "-")) for text in re.findall(r'data-l="Your part">([^<]+)<', body)]
    assert sum(parts) == Decimal("777.77")
    assert f'href="/budget/{town}/2024/expenditure/functional/1?' in body
    assert "by=economic" in page
    assert client.get(f"/budget/{town}/2019/receipt").status_code == 404
