"""The search page: what is found, what is never shown, how it is narrowed, what it says when nothing is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from toolbox_core.default_plugins.search import jobs
from toolbox_core.exceptions import ToolboxError
from toolbox_core.plugins.lifecycle import disable
from toolbox_core.services import organisations, search
from toolbox_core.services.search import SearchDocument

SOURCE = """
from toolbox_core import SearchSource


@hookimpl
def register_search(context):
    return [SearchSource(id="x", label="Ledger of Town", datasets=lambda s: [], documents=lambda s, d: iter(()))]
"""


@pytest.fixture
def found(ledger: Callable[..., Any]) -> Any:
    site = ledger(SOURCE)
    with site.database.write() as session:
        works = organisations.add_organisation(session, name="Ministry of Works", kind="public-body")
        organisations.add_organisation(session, name="Board of Works", kind="public-body")
        organisations.index_organisations(session, [works.id])
        documents = [
            SearchDocument(
                key=str(number),
                kind="Budget line",
                title=f"School <roof> {number}",
                address=f"/ledger?line={number}",
                text="Tiles & timber",
                shown=shown,
                organisation="ministry-of-works" if number < 25 else "board-of-works",
                year=2000 + number,
                language="en" if number % 2 else "fr",
            )
            for number, shown in enumerate(["18400000.00 EUR", "41200 pupils", "2025-08-19", "as it is", *[""] * 26])
        ]
        hidden = SearchDocument(key="h", kind="Draft", title="School secret", address="/ledger", permission="x.see")
        search.put(session, "ledger", [*documents, hidden], dataset="ledger/a")
    site.look()
    return site


def test_results_are_shown_with_words_marked_and_everything_else_harmless(found: Any) -> None:
    text = found.client.get("/search?q=school&year=2000").text
    assert "<mark>School</mark> &lt;roof&gt; 0" in text
    assert "Tiles &amp; timber" in text
    assert "18.4 million" in text
    assert "Ministry of Works" in text
    assert 'value="school"' in text


@pytest.mark.parametrize(
    ("year", "language", "words"),
    [(2001, "en", "41,200"), (2002, "en", "19 August 2025"), (2002, "fr", "19 août 2025"), (2003, "en", "as it is")],
)
def test_figures_and_days_are_in_the_readers_language(found: Any, year: int, language: str, words: str) -> None:
    assert words in found.client.get(f"/search?q=school&year={year}&lang={language}").text


def test_what_needs_a_permission_is_neither_shown_nor_counted(found: Any) -> None:
    answer = found.client.get("/search.json?q=school").json()
    assert answer["total"] == 30
    assert found.client.get("/search.json?q=secret").json()["total"] == 0
    assert {one["value"] for one in answer["facets"]["kind"]} == {"Budget line"}


def test_facets_narrow_and_the_address_keeps_everything(found: Any) -> None:
    text = found.client.get("/search?q=school&organisation=ministry-of-works&page=2").text
    assert "Narrow the results, 1 condition set" in text
    assert 'href="/search?q=school&amp;organisation=ministry-of-works"' in text
    assert 'href="/search?q=school"' in text
    assert '<strong class="num">25</strong> results' in text
    assert "Board of Works" in text, "another value of the facet can be chosen at once"
    narrowed = found.client.get("/search.json?q=school&organisation=ministry-of-works&language=fr&year=2004").json()
    assert [one["title"] for one in narrowed["results"]] == ["School <roof> 4"]


def test_an_organisation_stands_for_those_merged_into_it(found: Any) -> None:
    with found.database.write() as session:
        gone, kept = (organisations.by_slug(session, slug) for slug in ("board-of-works", "ministry-of-works"))
        organisations.merge(session, gone.id, kept.id, by="x")
    for slug in ("ministry-of-works", "board-of-works"):
        assert found.client.get(f"/search.json?q=school&organisation={slug}").json()["total"] == 30
    facets = found.client.get("/search.json?q=school").json()["facets"]["organisation"]
    assert facets == [{"value": "ministry-of-works", "count": 30}]


def test_modules_that_are_switched_off_are_not_found(found: Any) -> None:
    disable(found.settings, found.database, "ledger", by="x")
    found.look()
    answer = found.client.get("/search.json?q=school").json()
    assert (answer["total"], answer["facets"].get("plugin")) == (0, [])


def test_the_newest_first_and_page_by_page(found: Any) -> None:
    answer = found.client.get("/search.json?q=school&order=newest&page=2").json()
    assert (answer["pages"], answer["page"], answer["results"][0]["year"]) == (2, 2, 2009)
    assert 'order=newest&amp;page=2"' in found.client.get("/search?q=school&order=newest").text
    assert found.client.get("/search.json?q=school&order=odd").json()["order"] == "best"


def test_nothing_found_says_what_to_try(found: Any) -> None:
    text = found.client.get("/search?q=scholl&year=2001").text
    assert "Nothing found for “scholl”" in text
    assert 'Did you mean <a href="/search?q=school">school</a> (30 results)?' in text
    assert "Without the conditions there" not in text
    assert "Without the conditions there are 30 results" in found.client.get("/search?q=school&year=1999").text
    assert "&lt;script&gt;" in found.client.get("/search?q=%3Cscript%3E").text


def test_without_a_question_it_says_how_to_ask_and_where_it_looks(found: Any) -> None:
    text = found.client.get("/search").text
    assert "What can be searched here: " in text
    assert "Ledger of Town" in text
    assert text.count('type="search"') == 1, "the form of the page takes the place of the one above"


@pytest.mark.parametrize("query", ["year=x", "q=%00", f"q={'x' * 1201}"])
def test_conditions_that_cannot_be_meant_are_named(found: Any, query: str) -> None:
    answer = found.client.get(f"/search?{query}", headers={"accept": "text/html"})
    assert answer.status_code == 400


def test_too_much_says_more_than(found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolbox_core.services.search.finding.MOST", 10)
    text = found.client.get("/search?q=school").text
    assert "More than" in text
    assert "the best are listed" in text


def test_the_page_is_never_kept(found: Any) -> None:
    assert found.client.get("/search?q=school").headers["cache-control"] == "no-store"


def test_programs_get_json_by_asking_for_it(found: Any) -> None:
    answer = found.client.get("/search?q=school", headers={"accept": "application/json"})
    assert answer.json()["query"] == "school"


class _Run:
    """What a job's function is given, without a queue behind it."""

    def __init__(self, site: Any) -> None:
        self.settings, self.database = site.settings, site.database
        self.notes: list[str] = []
        self.steps: list[tuple[int, int, str]] = []

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        self.steps.append((done, total, message))

    def note(self, text: str, level: str = "info") -> None:
        self.notes.append(f"{level}: {text}")


def test_the_index_is_built_anew_in_the_background(found: Any) -> None:
    run = _Run(found)
    answer = jobs.rebuild(run)  # type: ignore[arg-type]
    assert answer["documents"]["organisations"] == 2
    assert answer["removed"] == 31, "the ledger answers for nothing"
    assert run.steps[-1][0] == run.steps[-1][1]
    assert found.client.get("/search.json?q=school").json()["total"] == 0
    assert found.client.get("/search.json?q=works").json()["total"] == 2


def test_a_job_in_which_nobody_answers_is_tried_again(ledger: Callable[..., Any]) -> None:
    site = ledger(SOURCE.replace("lambda s: []", "lambda s: 1 / 0"))
    run = _Run(site)
    with pytest.raises(ToolboxError, match="No module could tell"):
        jobs.rebuild(run)  # type: ignore[arg-type]
    assert run.notes[0].startswith("error: Module ledger")
