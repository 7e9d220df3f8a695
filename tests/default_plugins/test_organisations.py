"""The directory's pages, their JSON and the open dataset."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.db import Database
from toolbox_core.default_plugins.organisations.importing import import_organisations, parse_row
from toolbox_core.exceptions import UnreadableFile
from toolbox_core.services import organisations

PANELS = """
from toolbox_core import Panel


@hookimpl
def register_organisation_panels(context):
    def said(session, card, references):
        return {"title": f"{card.name}: {', '.join(references)}"} if references else None

    return [
        Panel(id="said", title="What the ledger says", template="ledger/card.html", answer=said),
        Panel(id="raises", title="Never shown", template="ledger/card.html", answer=lambda *a: 1 / 0),
        Panel(id="draws", title="Never shown", template="ledger/broken.html", answer=lambda *a: {}),
    ]
"""


def fill(database: Database) -> None:
    with database.write() as session:
        top = organisations.add_organisation(
            session,
            name="Ministry of <Works>",
            kind="public-body",
            jurisdiction="ES",
            identifiers=[("ES-DIR3", "E001"), ("x_local", "7")],
            names=[("Ministère des travaux", "fr", "alias"), ("Works", "", "abbreviation")],
        )
        organisations.add_organisation(session, name="Roads Office", kind="public-body", parent=top.id)
        organisations.add_organisation(session, name="Works Ministry", kind="public-body", jurisdiction="ES")
        for number in range(60):
            organisations.add_organisation(session, name=f"Company {number:02}", kind="company", jurisdiction="FR")
        mention = organisations.Mention(reference="ref-1", name="Ministry of <Works>", jurisdiction="ES")
        organisations.link_organisation(session, "ledger", mention)


@pytest.fixture
def filled(ledger: Callable[..., Any]) -> Any:
    made = ledger(PANELS)
    fill(made.database)
    made.look()
    return made


def test_the_list_is_in_pages_and_narrowed(filled: Any) -> None:
    first = filled.client.get("/organisations/").text
    assert "63 organisations" in first
    assert first.index("Company 00") < first.index("Company 01")
    assert "Ministry" not in first
    listed = filled.client.get("/organisations/index.json").json()
    assert len(listed["organisations"]) == 50
    second = filled.client.get(listed["next"]).json()
    assert len(second["organisations"]) == 13
    assert second["next"] is None
    assert filled.client.get("/organisations/index.json?kind=public-body").json()["count"] == 3
    assert "Spain" in first
    text = filled.client.get("/organisations/?jurisdiction=ES&q=works").text
    assert "2 organisations" in text
    assert "also: Works" in text
    assert 'name="jurisdiction" value="ES"' in text


def test_an_empty_list_says_why(filled: Any) -> None:
    text = filled.client.get("/organisations/?q=zzz").text
    assert "No organisation has a name that begins like this" in text
    assert 'href="/search?q=zzz"' in text
    assert "No organisation is of this kind here" in filled.client.get("/organisations/?kind=international").text


@pytest.mark.parametrize("query", ["kind=ministry", "after=x", "jurisdiction=%00"])
def test_conditions_that_cannot_be_meant_are_named(filled: Any, query: str) -> None:
    assert filled.client.get(f"/organisations/?{query}").status_code == 400


def test_one_organisation_with_everything_known_of_it(filled: Any) -> None:
    text = filled.client.get("/organisations/ministry-of-works").text
    assert "Ministry of &lt;Works&gt;" in text
    assert "Public body, Spain" in text
    assert "Ministère des travaux" in text
    assert 'href="https://org-id.guide/list/ES-DIR3"' in text
    assert "list/x_local" not in text
    assert 'href="/organisations/roads-office"' in text
    assert 'href="/organisations/ministry-of-works"' in filled.client.get("/organisations/roads-office").text


def test_panels_are_the_modules_and_a_broken_one_costs_nothing_but_itself(filled: Any) -> None:
    answer = filled.client.get("/organisations/ministry-of-works")
    assert "What the ledger says" in answer.text
    assert "Ministry of &lt;Works&gt;: ref-1" in answer.text
    assert "Never shown" not in answer.text
    assert answer.headers["cache-control"] == "no-store", "a page that lacks a piece is not kept"
    assert filled.app.runner.faults()["ledger"][0] == "organisation panel"
    assert "What the ledger says" not in filled.client.get("/organisations/company-01").text


def test_merged_addresses_lead_on_and_the_history_is_told(filled: Any) -> None:
    with filled.database.write() as session:
        gone, kept = (organisations.by_slug(session, slug) for slug in ("works-ministry", "ministry-of-works"))
        organisations.merge(session, gone.id, kept.id, by="ana", note="private")
    filled.look()
    for suffix in ("", ".json"):
        answer = filled.client.get(f"/organisations/works-ministry{suffix}")
        assert (answer.status_code, answer.headers["location"]) == (301, f"/organisations/ministry-of-works{suffix}")
    text = filled.client.get("/organisations/ministry-of-works").text
    assert "Works Ministry was found to be the same organisation" in text
    assert "Found to be the same as" not in text, "one merge is told once"
    assert "ana" not in text.replace("organisa", "")
    assert "private" not in text
    with filled.database.write() as session:
        organisations.unmerge(session, organisations.by_slug(session, "works-ministry").id, by="ana")
    filled.look()
    assert filled.client.get("/organisations/works-ministry").status_code == 200


def test_the_same_as_json(filled: Any) -> None:
    answer = filled.client.get("/organisations/ministry-of-works.json").json()
    assert answer["identifiers"][0] == {"scheme": "ES-DIR3", "id": "E001", "org_id": "ES-DIR3-E001"}
    assert answer["children"] == [{"id": "roads-office", "name": "Roads Office"}]
    by_accept = filled.client.get("/organisations/ministry-of-works", headers={"accept": "application/json"})
    assert by_accept.json() == answer
    assert filled.client.get("/organisations/nobody").status_code == 404
    assert filled.client.get("/organisations/nobody.json").status_code == 404


def test_the_directory_is_an_open_dataset(filled: Any) -> None:
    page = filled.client.get("/data/organisations/directory").text
    assert "Directory of organisations" in page
    rows = filled.client.get("/data/organisations/directory.csv").text.splitlines()
    assert len(rows) == 64
    assert any(row.startswith("roads-office,Roads Office,public-body,,,,ministry-of-works,") for row in rows)


def test_an_empty_directory_is_no_dataset(ledger: Callable[..., Any]) -> None:
    empty = ledger().client
    assert empty.get("/data/organisations/directory").status_code == 404
    assert "No organisation is known here yet" in empty.get("/organisations/").text


# --- importing -------------------------------------------------------------------------------------------------------

TABLE = """\
scheme;id;name;language;kind;jurisdiction;parent;odd
XA-REG;001;Ministry of Works;en;public-body;XA;;x
xa-reg;001;Ministère des travaux;fr;public-body;XA;;
XA-REG;002;Roads Office;en;public-body;XA;XA-REG:001;
;;Bridges Office;en;public-body;XA;Roads office;
;;--;;;;;
GB-COH;;Half;;;;;
;;Wrong kind;;ministry;;;
;;Wrong place;;;Ou tre;;
;;Wrong language;french;;;;
;;Orphan;;company;FR;Nobody;
;;Own parent;;company;FR;Own parent;
"""


def test_a_table_becomes_organisations_and_what_cannot_is_listed(filled: Any, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    with filled.database.write() as session:
        first = import_organisations(session, path, limits=filled.settings.limits, by="tests")
        again = import_organisations(session, path, limits=filled.settings.limits, by="tests")
        works = organisations.by_slug(session, "ministry-of-works-2")
        assert [name for name, _, _ in organisations.card(session, works).names] == [
            "Ministry of Works",
            "Ministère des travaux",
        ]
        below = organisations.children(session, [works.id])
        assert [entry.name for entry in below] == ["Roads Office"]
        assert [entry.name for entry in organisations.children(session, [below[0].id])] == ["Bridges Office"]
        number = organisations.total(session)
    report = first.report
    assert (report.rows_read, report.rows_stored, report.rows_rejected) == (11, 6, 5)
    assert {problem.rule for problem in report.problems} == {
        "no-name",
        "half-identifier",
        "unknown-kind",
        "not-a-place",
        "not-a-language",
        "parent-unknown",
    }
    assert first.certainties == {"new": 5, "identifier": 1}
    assert again.certainties == first.certainties, "the same rows lead where they led"
    assert number == 63 + 5


def test_a_table_without_names_is_refused(filled: Any, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,title\n1,x\n2,y\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="no column called name"), filled.database.write() as session:
        import_organisations(session, path, limits=filled.settings.limits, by="tests")


def test_an_identifier_that_is_too_long_is_named() -> None:
    cells = dict.fromkeys(("language", "kind", "jurisdiction", "parent"), "")
    problem = parse_row(7, {**cells, "scheme": "S", "id": "1" * 129, "name": "X"})
    assert getattr(problem, "rule", "") == "not-an-identifier"
