"""The words of a budget: all on one page, some in place."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.pages.glossary import IN_PLACE, TERMS

pytestmark = pytest.mark.plugins("budget_portal")


def test_every_word_has_its_place_and_meaning(client: TestClient) -> None:
    page = client.get("/budget/words").text
    for term in TERMS:
        assert f'<div id="{term.id}"><dt>{term.word}</dt>' in page
    assert len({term.id for term in TERMS}) == len(TERMS)
    assert {term.id for term in TERMS}.issuperset(IN_PLACE)
    assert "Revenue less spending." in page


def test_the_page_of_a_year_explains_its_words_without_a_script(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/2024").text
    _, _, rest = page.partition("<summary>What do these words mean?</summary>")
    inside, _, _ = rest.partition("</details>")
    assert inside.count("<dt>") == len(IN_PLACE)
    assert 'href="/budget/words"' in inside


def test_in_french(client: TestClient) -> None:
    assert "Les mots d’un budget" in client.get("/budget/words?lang=fr").text
