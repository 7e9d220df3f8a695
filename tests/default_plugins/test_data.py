"""The catalogue, downloads, originals, versions and the publication log."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, RDF
from starlette.testclient import TestClient

from toolbox_core.default_plugins.data.demo import load_demo
from toolbox_core.default_plugins.data.pages import first_sentence
from toolbox_core.default_plugins.data.policy import datasets_offered
from toolbox_core.policy.rules import PolicyTarget, RuleDoesNotApply
from toolbox_core.services import audit
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.boundaries import boundary_sets, find_boundaries
from toolbox_core.services.provenance import CHAIN_START, all_versions, create_draft, source_path, withdraw
from toolbox_core.services.redaction import redact

JSON = {"accept": "application/json"}
REPORT = {
    "rows_read": 3,
    "rows_stored": 2,
    "rows_rejected": 1,
    "blank_rows": 4,
    "problem_counts": {"amount-unreadable": 1},
    "totals": {"approved": {"expenditure": "1234567890123.45", "revenue": "nonsense"}},
    "notes": ["Decimal <comma> found."],
}


@pytest.fixture
def town(ledger: Callable[..., Any]) -> Any:
    """A site with two published versions."""
    started = ledger()
    started.publish(report=REPORT)
    started.publish("code;name;spent\n0101;x;2\n")
    return started


def test_an_empty_catalogue_says_so(client: TestClient) -> None:
    assert "No dataset has been published yet" in client.get("/data/").text
    assert client.get("/data/index.json").json() == {"datasets": [], "incomplete": []}
    assert "Nothing has been published yet" in client.get("/data/log").text
    assert client.get("/data/log.json").json()["entries"] == []


def test_the_catalogue_lists_datasets_with_their_downloads(town: Any) -> None:
    text = town.client.get("/data/").text
    assert "Budget of &lt;Town&gt;, 2025" in text
    assert 'href="/data/ledger/town-2025"' in text
    assert 'href="/data/ledger/town-2025.csv"' in text
    found = town.client.get("/data/", headers=JSON).json()["datasets"][0]
    assert found["id"] == "ledger/town-2025"
    assert found["source"] == "http://127.0.0.1:8000/data/ledger/town-2025"
    assert found["downloads"]["datapackage"] == "http://127.0.0.1:8000/data/ledger/town-2025.zip"


def test_a_module_that_cannot_describe_its_datasets_is_named(ledger: Callable[..., Any]) -> None:
    site = ledger("\n\ndef describe(session):\n    raise RuntimeError('no')\n")
    text = site.client.get("/data/").text
    assert "Some datasets are missing from this list" in text
    assert "Ledger" in text
    assert site.client.get("/data/index.json").json()["incomplete"] == ["Ledger"]
    assert site.app.runner.faults()["ledger"][0] == "datasets"


def test_a_dataset_tells_everything_about_itself(town: Any) -> None:
    text = town.client.get("/data/ledger/town-2025").text
    for words in ("As in the printed budget", "exact number", "Treasury", "once a year", "CC-BY-4.0", "town.csv"):
        assert words in text
    assert "1 January 2025 – 31 December 2025" in text
    assert 'href="/data/ledger/town-2025/versions/1"' in text
    assert "in force" in text
    assert "replaced" in text


@pytest.mark.parametrize("path", ["/data/ledger/nothing", "/data/nobody/town-2025", "/data/ledger/nothing.csv"])
def test_an_unknown_dataset_is_not_found(town: Any, path: str) -> None:
    answer = town.client.get(path)
    assert answer.status_code == 404
    assert "There is no dataset" in answer.text
    problem = town.client.get(path, headers=JSON)
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 404


def test_downloads_are_exact_and_whole(town: Any) -> None:
    answer = town.client.get("/data/ledger/town-2025.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="ledger-town-2025-v2.csv"'
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "code,name,spent",
        "0101,'=SUM(A1),1234567890123.45",
        "0102,Café,-0.05",
    ]
    data = town.client.get("/data/ledger/town-2025.json").json()
    assert Decimal(data["rows"][0]["spent"]) == Decimal("1234567890123.45")
    lines = town.client.get("/data/ledger/town-2025.jsonl").text.splitlines()
    assert json.loads(lines[1])["name"] == "Café"
    with zipfile.ZipFile(io.BytesIO(town.client.get("/data/ledger/town-2025.zip").content)) as package:
        descriptor = json.loads(package.read("datapackage.json"))
        assert descriptor["resources"][0]["hash"] == "sha256:" + hashlib.sha256(package.read("data.csv")).hexdigest()
        assert descriptor["homepage"] == "http://127.0.0.1:8000/data/ledger/town-2025"


def test_an_unchanged_download_is_not_sent_again(town: Any) -> None:
    tag = town.client.get("/data/ledger/town-2025.csv").headers["etag"]
    assert town.client.get("/data/ledger/town-2025.csv", headers={"if-none-match": tag}).status_code == 304
    assert town.client.get("/data/ledger/town-2025.json", headers={"if-none-match": tag}).status_code == 200
    town.publish("code;name;spent\n0101;x;3\n")
    assert town.client.get("/data/ledger/town-2025.csv", headers={"if-none-match": tag}).status_code == 200


def test_an_unknown_format_names_the_known_ones(town: Any) -> None:
    answer = town.client.get("/data/ledger/town-2025.pdf")
    assert answer.status_code == 404
    assert ".csv" in answer.text


def test_originals_come_back_byte_for_byte_and_harmless(town: Any) -> None:
    with town.database.read() as session:
        source = all_versions(session)[0].sources[0].source
        sha256, name = source.sha256, source.name
    answer = town.client.get(f"/data/files/{sha256}/{name}")
    assert hashlib.sha256(answer.content).hexdigest() == sha256
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert town.client.get(f"/data/files/{sha256}/other.html").status_code == 404
    assert town.client.get(f"/data/files/{'0' * 64}/{name}").status_code == 404
    assert town.client.get(f"/data/files/..%2f..%2ftoolbox.toml/{name}").status_code == 404


def test_a_redacted_original_is_for_those_who_may_see_it(town: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes(b"code;name\n0101;-\n")
    with town.database.write() as session:
        source = all_versions(session)[0].sources[0].source
        made = redact(session, town.settings.files, source, copy, name="copy.csv", reason="Names went.", by="Ana")
        address, there = f"/data/files/{source.sha256}/{source.name}", f"/data/files/{made.copy.sha256}/copy.csv"
        content, sha256 = source_path(town.settings.files, source).read_bytes(), source.sha256
    town.look()
    sent = town.client.get(address)
    assert (sent.status_code, sent.headers["location"]) == (302, there)
    assert town.client.get(address, headers={"if-none-match": f'"{sha256}"'}).status_code == 302
    assert town.client.get(there).content == b"code;name\n0101;-\n"
    page = town.client.get("/data/ledger/town-2025/versions/1").text
    assert "redacted copy: Names went." in page
    assert "the original, not public: Names went." in page
    assert there in page
    assert address not in page
    with town.database.write() as session:
        person = users.add_user(session, email="ben@example.org", name="Ben", by="test")
        roles.save_role(session, "keeper", label="Keeper", permissions=["admin.originals"], by="test")
        roles.grant(session, person, "keeper", by="test")
        town.client.cookies.set("toolbox_session", start(session, person))
    seen = town.client.get(address)
    assert seen.content == content
    assert "no-store" in seen.headers["cache-control"]
    with town.database.read() as session:
        assert [one.action for one in audit.entries(session, target=f"original:{sha256[:12]}")] == [
            "original.read",
            "original.redact",
        ]


def test_a_file_that_a_browser_could_run_is_just_bytes(town: Any) -> None:
    with town.database.write() as session:
        source = all_versions(session)[0].sources[0].source
        source.media_type = "text/html"
        address = f"/data/files/{source.sha256}/{source.name}"
    assert town.client.get(address).headers["content-type"] == "application/octet-stream"


def test_a_replaced_version_keeps_its_page_and_its_report(town: Any) -> None:
    text = town.client.get("/data/ledger/town-2025/versions/1").text
    for words in ("replaced by", "Rows refused", "amount-unreadable", "Decimal &lt;comma&gt; found.", "nonsense"):
        assert words in text
    assert "1,234,567,890,123.45" in text
    assert "Publication log, no. 1" in text
    newest = town.client.get("/data/ledger/town-2025/versions/2").text
    assert "without reading a file" in newest


def test_drafts_are_never_shown(town: Any) -> None:
    with town.database.write() as session:
        create_draft(session, plugin="ledger", dataset="ledger/town-2025", title="Secret draft", by="clerk")
    assert town.client.get("/data/ledger/town-2025/versions/3").status_code == 404
    assert "Secret draft" not in town.client.get("/data/ledger/town-2025").text


def test_a_withdrawn_version_says_why_and_its_original_is_closed(town: Any) -> None:
    with town.database.write() as session:
        version = all_versions(session)[1]
        sha256 = version.sources[0].source.sha256
        withdraw(session, version, by="publisher", reason="It named <somebody>.")
    town.look()
    text = town.client.get("/data/ledger/town-2025/versions/2").text
    assert "This version was withdrawn" in text
    assert "It named &lt;somebody&gt;." in text
    assert f'href="/data/files/{sha256}' not in text
    assert town.client.get(f"/data/files/{sha256}/town.csv").status_code == 404


def test_anybody_can_verify_the_log(town: Any) -> None:
    """The lines of Python that the page shows."""
    before = CHAIN_START
    entries = town.client.get("/data/log.json").json()["entries"]
    assert [entry["number"] for entry in entries] == [1, 2]
    for entry in entries:
        seal = entry.pop("entry_sha256")
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert entry["previous_sha256"] == before
        assert hashlib.sha256(text.encode()).hexdigest() == seal
        before = seal
    page = town.client.get("/data/log").text
    assert "http://127.0.0.1:8000/data/log.json" in page
    assert 'id="entry-2"' in page


def test_the_log_as_a_table(town: Any) -> None:
    lines = town.client.get("/data/log.csv").text.splitlines()
    assert lines[0].startswith("number,at,action,dataset")
    assert len(lines) == 3


@pytest.mark.parametrize("page", ["0", "-1", "x", "2", "99999999"])
def test_pages_of_the_log_that_do_not_exist(town: Any, page: str) -> None:
    assert town.client.get(f"/data/log?page={page}").status_code == 404


def test_a_long_log_is_read_in_pages(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolbox_core.default_plugins.data.log_pages.PAGE_SIZE", 1)
    first = town.client.get("/data/log").text
    assert "?page=2" in first
    assert 'id="entry-2"' in first
    second = town.client.get("/data/log?page=2").text
    assert 'id="entry-1"' in second
    assert 'href="/data/log"' in second


def test_pages_of_the_catalogue_that_do_not_exist(town: Any) -> None:
    assert town.client.get("/data/?page=2").status_code == 404
    assert town.client.get("/data/?page=x").status_code == 404


def test_the_catalogue_shows_first_sentences() -> None:
    assert first_sentence("Every line. More of it.") == "Every line."
    assert first_sentence("Version 1.2 of it") == "Version 1.2 of it"
    assert first_sentence("") == ""


# --- for other catalogues, and for whoever checks ----------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # the reader's own
def test_the_catalogue_for_catalogues_comes_in_two_forms_that_say_the_same(town: Any) -> None:
    turtle = town.client.get("/data/catalog.ttl")
    linked = town.client.get("/data/catalog.jsonld")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert linked.headers["content-type"] == "application/ld+json"
    first = rdflib.Graph().parse(data=turtle.text, format="turtle")
    assert isomorphic(first, rdflib.Graph().parse(data=linked.text, format="json-ld"))
    (catalogue,) = first.subjects(RDF.type, DCAT.Catalog)
    assert str(catalogue) == "http://127.0.0.1:8000/data/catalog"
    (dataset,) = first.objects(catalogue, DCAT.dataset)
    assert str(dataset) == "http://127.0.0.1:8000/data/ledger/town-2025"
    downloads = {str(first.value(each, DCAT.downloadURL)) for each in first.objects(dataset, DCAT.distribution)}
    for address in downloads:
        assert town.client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/ld+json"),
        ("*/*", "application/ld+json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json;q=0.5, text/turtle;q=0.9", "text/turtle; charset=utf-8"),
        ("application/ld+json, text/turtle;q=0.9", "application/ld+json"),
        ("text/turtle;q=x", "application/ld+json"),
    ],
)
def test_the_address_of_the_catalogue_gives_what_is_preferred(accept: str, kind: str, client: TestClient) -> None:
    answer = client.get("/data/catalog", headers={"accept": accept})
    assert answer.headers["content-type"] == kind
    assert "Accept" in answer.headers["vary"]


def test_search_engines_read_the_page_and_nothing_gets_out_of_the_block(ledger: Callable[..., Any]) -> None:
    site = ledger(
        "\n\nold = describe\n\n\ndef describe(session):\n"
        "    import dataclasses\n"
        "    return [dataclasses.replace(each, title='</script><b>x', description='<!--') for each in old(session)]\n"
    )
    site.publish()
    text = site.client.get("/data/ledger/town-2025").text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, flags=re.DOTALL)
    assert len(blocks) == 1 == text.count("<script")
    said = json.loads(blocks[0])
    assert (said["@type"], said["name"], said["description"]) == ("Dataset", "</script><b>x", "<!--")
    assert said["distribution"][0]["contentUrl"] == "http://127.0.0.1:8000/data/ledger/town-2025.csv"


def test_a_data_package_describes_the_csv_download(town: Any) -> None:
    package = town.client.get("/data/ledger/town-2025/datapackage.json").json()
    (resource,) = package["resources"]
    assert resource["path"] == "http://127.0.0.1:8000/data/ledger/town-2025.csv"
    assert [field["name"] for field in resource["schema"]["fields"]] == ["code", "name", "spent"]
    assert "hash" not in resource
    assert town.client.get("/data/ledger/nothing/datapackage.json").status_code == 404


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "xlsx", "zip"])
def test_every_download_has_its_checksum(ending: str, town: Any) -> None:
    file = town.client.get(f"/data/ledger/town-2025.{ending}")
    told = town.client.get(f"/data/ledger/town-2025.{ending}.sha256").text
    assert told == f"{hashlib.sha256(file.content).hexdigest()}  ledger-town-2025-v2.{ending}\n"
    assert town.client.get("/data/ledger/town-2025.pdf.sha256").status_code == 404


def test_copies_are_known_to_be_the_newest(town: Any) -> None:
    with town.database.read() as session:
        source = all_versions(session)[0].sources[0].source
        original = f"/data/files/{source.sha256}/{source.name}"
    for path in ("/data/ledger/town-2025.csv", "/data/ledger/town-2025.csv.sha256"):
        answer = town.client.get(path)
        date = answer.headers["last-modified"]
        assert town.client.get(path, headers={"if-modified-since": date}).status_code == 304
        assert town.client.get(path, headers={"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}).status_code == 200
        assert town.client.get(path, headers={"if-modified-since": "yesterday"}).status_code == 200
        mixed = {"if-modified-since": date, "if-none-match": '"other"'}
        assert town.client.get(path, headers=mixed).status_code == 200, "a tag weighs more than a date"
        head = town.client.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])
    tag = town.client.get(original).headers["etag"]
    assert town.client.get(original, headers={"if-none-match": tag}).status_code == 304


CONTENT = """

def version_tables(session, version_id):
    columns = [Column(name="code"), Column(name="spent", type="number")]
    yield_rows = [("0101", Decimal("1.50")), ("0102", None)]
    return [("lines", columns, iter(yield_rows)), ("labels", [Column(name="label")], iter([("Café",)]))]


@hookimpl
def register_datasets(context):
    return [DatasetProvider(id="ledger", describe=describe, rows=rows, version_tables=version_tables)]
"""


def test_anybody_can_compute_the_published_hash(ledger: Callable[..., Any]) -> None:
    site = ledger(CONTENT)
    site.publish()
    base = "/data/ledger/town-2025/versions/1"
    told = site.client.get(f"{base}/content.json").json()
    assert [table["name"] for table in told["tables"]] == ["lines", "labels"]
    text = ""
    for table in told["tables"]:
        content = site.client.get(table["address"].removeprefix("http://127.0.0.1:8000")).content
        text += f"{table['name']}:{hashlib.sha256(content).hexdigest()}\n"
    lines = b'{"code":"0101","spent":"1.50"}\n{"code":"0102","spent":null}\n'
    labels = '{"label":"Café"}\n'.encode()
    assert text == f"lines:{hashlib.sha256(lines).hexdigest()}\nlabels:{hashlib.sha256(labels).hexdigest()}\n"
    page = site.client.get(base).text
    program = html.unescape(re.findall(r"<code>(\{\n.*?)</code>", page, flags=re.DOTALL)[0])
    assert program.splitlines()[1] == (
        f"  printf 'lines:%s\\n' \"$(curl -s 'http://127.0.0.1:8000{base}/lines.jsonl' | sha256sum | cut -d' ' -f1)\""
    )
    assert program.splitlines()[-1] == "} | sha256sum"
    tag = site.client.get(f"{base}/lines.jsonl").headers["etag"]
    assert site.client.get(f"{base}/lines.jsonl", headers={"if-none-match": tag}).status_code == 304
    missing = site.client.get(f"{base}/others.jsonl", headers=JSON)
    assert (missing.status_code, missing.json()["fix"]) == (404, "It has lines, labels.")


def test_the_content_of_a_withdrawn_version_is_closed(ledger: Callable[..., Any]) -> None:
    site = ledger(CONTENT)
    site.publish()
    with site.database.write() as session:
        withdraw(session, all_versions(session)[0], by="publisher", reason="It named somebody.")
    site.look()
    for name in ("content.json", "lines.jsonl"):
        assert site.client.get(f"/data/ledger/town-2025/versions/1/{name}").status_code == 404


def test_a_module_that_keeps_no_content_offers_none(town: Any) -> None:
    assert town.client.get("/data/ledger/town-2025/versions/1/content.json").status_code == 404
    assert "computes the seal" not in town.client.get("/data/ledger/town-2025/versions/1").text


def test_the_policy_asks_for_what_is_stored(tmp_path: Path) -> None:
    (tmp_path / "toolbox-plugin.toml").write_text('[provides]\nmigrations = "migrations"\n', encoding="utf-8")
    target = PolicyTarget(name="x", package=tmp_path)
    assert len(list(datasets_offered(target))) == 1
    (tmp_path / "plugin.py").write_text("def register_datasets(context):\n    return []\n", encoding="utf-8")
    assert list(datasets_offered(target)) == []
    with pytest.raises(RuleDoesNotApply):
        list(datasets_offered(PolicyTarget(name="x")))


def test_the_demo_draws_its_invented_country_once(database: Any, settings: Any, tmp_path: Path) -> None:
    for _ in range(2):
        with database.write() as session:
            load_demo(session, settings.files, tmp_path)
    with database.read() as session:
        assert [one.slug for one in boundary_sets(session)] == ["aldora-regions", "port-sennen-districts"]
        country, city = (find_boundaries(session, one.slug) for one in boundary_sets(session))
    assert country is not None
    assert city is not None
    assert {region.code for region in country.regions} == {"NO", "SE", "LO", "AL", "TA", "WE", "VA", "OS", "SI"}
    assert len(city.regions) == 7
    assert all(region.shape for region in (*country.regions, *city.regions))
    sennen, ostrand = (next(r for r in country.regions if r.code == code) for code in ("SE", "OS"))
    shared = set(sennen.shape.positions()) & set(ostrand.shape.positions())
    assert len(shared) > 20, "neighbours have one border"
    islands = next(region for region in country.regions if region.code == "SI")
    assert len(islands.shape.polygons) == 2
