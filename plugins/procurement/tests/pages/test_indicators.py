"""The pages explain every red flag, in English and with French words around."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from toolbox_procurement.indicators.run import registered

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("procurement")


def test_the_list_names_every_indicator(client: TestClient) -> None:
    page = unescape(client.get("/procurement/indicators/").text)
    for code, kind in registered().items():
        assert f"/procurement/indicators/{code}" in page
        assert kind.name in page


def test_each_page_explains_its_indicator(client: TestClient) -> None:
    for code, kind in registered().items():
        answer = client.get(f"/procurement/indicators/{code}")
        assert answer.status_code == 200, code
        for words in ("Why is this a red flag?", "It may be harmless", kind.name):
            assert words in unescape(answer.text)


def test_an_unknown_code_is_not_found(client: TestClient) -> None:
    assert client.get("/procurement/indicators/R999").status_code == 404


def test_french_words(client: TestClient) -> None:
    page = client.get("/procurement/indicators/?lang=fr").text
    assert "Signaux d’alerte dans les marchés publics" in page
    assert 'lang="fr"' in page
