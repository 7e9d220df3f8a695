"""The list, one process, profiles and files, as people and programs ask for them."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from toolbox_procurement.checking.run import check_file

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("procurement")


@pytest.fixture
def get(load: Any, write: Callable[..., Path], processes: Any, client: TestClient) -> Callable[..., Any]:
    """Ask the site for a page, with thirty processes published on it."""
    load(write("a.jsonl", processes(30), lines=True), licence="CC-BY-4.0")

    def ask(path: str, status: int = 200, **headers: str) -> Any:
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, (path, answer.text[-600:])
        return answer

    return ask


def words(answer: Any) -> str:
    """The text of a page."""
    return unescape(answer.text)


def test_everything_about_a_selection_as_tables(get: Callable[..., Any], write: Callable[..., Path]) -> None:
    listed = get("/procurement/?method=direct")
    for label in ("All tables, CSV", "All tables, Excel"):
        assert label in listed.text
    with zipfile.ZipFile(io.BytesIO(get("/procurement/processes.zip?method=direct").content)) as packed:
        assert packed.namelist()[0] == "releases.csv"
        assert {"awards.csv", "awards_suppliers.csv", "parties.csv"} <= set(packed.namelist())
        assert len(packed.read("releases.csv").decode().splitlines()) == 1 + 7
    book = write("again.xlsx", get("/procurement/processes-tables.xlsx?method=direct").content)
    report = check_file(book)
    assert (report.counts["releases"], report.counts["processes"]) == (7, 7)


def test_the_list_is_narrowed_by_its_address(get: Callable[..., Any]) -> None:
    whole = words(get("/procurement/"))
    assert "30 processes" in whole
    assert "Road number 30" in whole
    assert "page=2" in whole
    for condition, count in (
        ("method=direct", 7),
        ("category=goods", 0),
        ("class=CPV:4523", 30),
        ("year=2025", 30),
        ("from=2025-01-11", 0),
        ("to=2025-01-10", 30),
        ("min=20000&max=25000", 5),
        ("flag=R018", 8),
        ("flag=any", 30),
        ("silent=1", 30),
        ("region=North", 30),
        ("q=road+17", 1),
        ("q=ocds-t3st00-5", 1),
        ("q=%22firm+1%22&method=direct", 3),
        ("source=elsewhere", 0),
    ):
        page = words(get(f"/procurement/?{condition}"))
        heading = "1 process<" if count == 1 else f"{count} processes<"
        assert heading in page, condition
    narrowed = words(get("/procurement/?method=direct&order=largest&lang=fr"))
    assert "7 processus" in narrowed
    assert narrowed.index("Road number 28") < narrowed.index("Road number 4<")


def test_what_cannot_be_meant_is_told(get: Callable[..., Any]) -> None:
    for query in ("min=many", "from=yesterday", "method=magic", "order=random", "year=x"):
        assert query.split("=")[1] in words(get(f"/procurement/?{query}", 400))
    get("/procurement/?page=9", 404)
    get("/procurement/processes.json?since=nonsense", 400)
    get("/procurement/processes.json?limit=0", 400)
    get("/procurement/processes/nothing", 404)
    get("/procurement/processes/nothing.json", 404)
    get("/procurement/elsewhere/", 404)
    get("/procurement/buyers/nobody", 404)
    get("/procurement/compare?kind=magic", 400)
    get("/procurement/releases/abc.json", 404)


def test_a_process_from_plan_to_payment(get: Callable[..., Any]) -> None:
    page = words(get("/procurement/processes/ocds-t3st00-2"))
    for said in (
        "Road number 2",
        "Ministry of Tests buys this from Firm 2.",
        "The price rose by 11 % after signing.",
        "Changed without a word:",
        "<del>1,800.1</del> <ins>1,998</ins>",
        "Bidders had 10 days; the threshold is 15.",
        "Of 29 other processes for “Construction work” 29 have it, too.",
        "30 of 30 cases that could be looked at have this flag (100%).",
        "One bidder took part",
        "What it does not mean.",
        "release 4: a.jsonl, line 8",
    ):
        assert said in page, said
    assert "ann@tests.example" not in page
    assert "555 0100" not in page
    hash_ = page.split("/procurement/releases/")[1][:64]
    release = get(f"/procurement/releases/{hash_}.json").json()
    assert release["ocid"] == "ocds-t3st00-2"
    get("/procurement/processes/ocds-t3st00-2?lang=ar")


def test_a_record_for_programs(get: Callable[..., Any], tmp_path: Path) -> None:
    answer = get("/procurement/processes/ocds-t3st00-1.json")
    (record,) = answer.json()["records"]
    assert (record["ocid"], len(record["releases"]), record["compiledRelease"]["tag"]) == (
        "ocds-t3st00-1",
        4,
        ["compiled"],
    )
    assert len(record["versionedRelease"]["contracts"][0]["value"]["amount"]) == 2
    assert "ann@tests.example" not in answer.text
    path = tmp_path / "record.json"
    path.write_bytes(answer.content)
    assert not [one for one in check_file(path).issues.sorted() if one.path == "/version" or one.rule == "type-wrong"]
    assert b"<feed" in get("/procurement/processes/ocds-t3st00-1.atom").content


def test_the_list_as_ocds_package_with_a_cursor(get: Callable[..., Any], load: Any, write: Any, processes: Any) -> None:
    first = get("/procurement/processes.json?limit=20&method=open").json()
    assert (len(first["releases"]), first["version"], first["publisher"]) == (20, "1.1", {"name": "Town"})
    assert first["license"] == "https://spdx.org/licenses/CC-BY-4.0"
    second = get(first["links"]["next"]).json()
    assert len(second["releases"]) == 3
    assert "next" not in second["links"]
    assert len({one["ocid"] for one in first["releases"] + second["releases"]}) == 23
    assert get(second["links"]["since"]).json()["releases"] == []
    later = {**processes(3)[8], "id": "new", "date": "2026-01-01T00:00:00Z", "tender": {"id": "t", "title": "News"}}
    load(write("b.json", later))
    changed = get(second["links"]["since"]).json()["releases"]
    assert [(one["ocid"], one["tender"]["title"]) for one in changed] == [("ocds-t3st00-3", "News")]
    assert "ann@tests.example" not in json.dumps(first)


def test_the_list_as_tables_lines_and_feed(get: Callable[..., Any]) -> None:
    lines = get("/procurement/processes.jsonl?method=direct").text.splitlines()
    assert {json.loads(line)["ocid"] for line in lines} == {f"ocds-t3st00-{number}" for number in range(4, 29, 4)}
    table = get("/procurement/processes.csv?q=road+4").text.splitlines()
    assert table[0].startswith("ocid,title,stage")
    assert table[1].startswith("ocds-t3st00-4,Road number 4,contract,complete,direct")
    assert ",3996.00,EUR,contract," in table[1]
    book = zipfile.ZipFile(io.BytesIO(get("/procurement/processes.xlsx?method=direct").content))
    assert "xl/workbook.xml" in book.namelist()
    feed = ElementTree.fromstring(get("/procurement/feed.atom?method=direct").content)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 7


def test_profiles_and_comparison(get: Callable[..., Any]) -> None:
    page = words(get("/procurement/buyers/"))
    assert "Ministry of Tests" in page
    buyer = words(get("/procurement/buyers/ministry-of-tests"))
    for said in ("35% (8 of 23)", "23% (7 of 30)", "highly concentrated", "Firm 1", "All processes", "12"):
        assert said in buyer, said
    supplier = words(get("/procurement/suppliers/firm-1"))
    assert "10 contracting processes worth" in supplier
    assert "Ministry of Tests" in supplier
    assert "Highways" in words(get("/procurement/classes/CPV:45233"))
    assert "Construction work" in words(get("/procurement/classes/"))
    assert "North" in words(get("/procurement/regions/North"))
    pair = words(get("/procurement/compare?kind=supplier&a=firm-1&b=firm-2"))
    assert "Firm 1 – Firm 2" in pair
    assert "selected>Firm 2" in pair
    organisation = words(get("/organisations/ministry-of-tests"))
    assert "Its contracts" in organisation
    assert "/procurement/buyers/ministry-of-tests" in organisation


def test_what_can_be_computed(get: Callable[..., Any]) -> None:
    page = words(get("/procurement/computable?source=town"))
    assert "R018 Single bid received" in page
    assert "U015 Tenders with a single bid" in unescape(page.replace("<span>", "").replace("</span>", ""))
    assert "complaints/id" in page
    get("/procurement/computable?source=elsewhere", 404)


def test_bulk_files_say_when_they_changed(get: Callable[..., Any]) -> None:
    assert "full.jsonl.gz" in get("/procurement/downloads/").text
    whole = get("/procurement/downloads/town/full.jsonl.gz")
    lines = gzip.decompress(whole.content).splitlines()
    assert len(lines) == 30
    assert b"ann@tests.example" not in b"".join(lines)
    assert whole.headers["last-modified"].endswith("GMT")
    get("/procurement/downloads/town/full.jsonl.gz", 304, **{"If-None-Match": whole.headers["etag"]})
    assert len(gzip.decompress(get("/procurement/downloads/town/2025.jsonl.gz").content).splitlines()) == 30
    get("/procurement/downloads/town/2024.jsonl.gz", 404)


def test_a_source_as_a_database(get: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "contracts.sqlite"
    path.write_bytes(get("/procurement/downloads/town/contracts.sqlite").content)
    with closing(sqlite3.connect(path)) as found:
        assert found.execute("SELECT count(*) FROM process").fetchone() == (30,)
        row = found.execute(
            "SELECT title, party.name, party.value, code "
            "FROM process JOIN party USING (ocid) JOIN red_flag USING (ocid) "
            "WHERE ocid = 'ocds-t3st00-2' AND role = 'supplier' AND code = 'R018'"
        ).fetchone()
        assert row == ("Road number 2", "Firm 2", "1800.10", "R018")
        assert found.execute("SELECT count(*) FROM item_class WHERE code = 'CPV:45'").fetchone() == (30,)


def test_the_first_page_and_the_questions(get: Callable[..., Any]) -> None:
    home = words(get("/"))
    assert "Which contracts were awarded without competition?" in home
    assert "Who buys what from whom" in home
    page = words(get("/procurement/processes/ocds-t3st00-1"))
    assert "/feedback/ask" in page or "Ask a question about this" in page


def test_an_empty_site_says_so(client: TestClient) -> None:
    page = words(client.get("/procurement/"))
    assert "No contracts have been published yet" in page
    for path in ("downloads/", "computable", "buyers/", "compare"):
        assert client.get(f"/procurement/{path}").status_code == 200


def test_a_redaction_holds_everywhere(get: Callable[..., Any], toolbox: Callable[..., Any]) -> None:
    done = toolbox("procurement", "redact", "parties/name", "--value", "Firm 1", "--reason", "A request.")
    assert done.returncode == 0, done.stderr
    toolbox("procurement", "redact", "awards/suppliers/name", "--value", "Firm 1", "--reason", "A request.")
    for path in (
        "/procurement/processes/ocds-t3st00-1",
        "/procurement/processes/ocds-t3st00-1.json",
        "/procurement/processes.jsonl",
        "/procurement/processes.csv",
    ):
        assert "Firm 1" not in get(path).text, path
    assert "(redacted)" in get("/procurement/processes.csv").text
