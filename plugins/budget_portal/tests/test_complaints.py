"""Complaints about other budget portals, each as a test of the real way in: inspect, import, ask.

The publishers' and readers' complaints are those of public issue trackers; what each test is named after went wrong
elsewhere for years.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.models import Category, Line
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
Load = Callable[..., Any]
Write = Callable[..., Path]
HEADER = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"


@pytest.fixture
def load_file(tmp_path: Path, load: Load) -> Callable[..., Any]:
    """Import a file of which nothing is known, as proposed; ``change`` is what a person changes in the descriptor."""

    def run(name: str, content: bytes, change: Callable[[dict[str, Any]], None] | None = None, **options: Any) -> Any:
        (tmp_path / name).write_bytes(content)
        descriptor = propose([tmp_path / name], currency="EUR").descriptor
        if change is not None:
            change(descriptor["resources"][0])
        (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
        return load(tmp_path / "datapackage.json", **options)

    return run


def paths(database: Database, kind: str) -> list[tuple[str, str]]:
    """Path and label of all categories of a kind."""
    with database.read() as session:
        query = select(Category.path, Category.label).where(Category.kind == kind).order_by(Category.path)
        return [(row.path, row.label) for row in session.execute(query)]


@pytest.mark.parametrize("tail", [b"\n", b"\r\n\r\n", b";;;;;;;\n"])
def test_one_empty_last_line_fails_the_whole_upload(tail: bytes, write_package: Write, load: Load) -> None:
    outcome = load(write_package({"spending.csv": f"{HEADER}1;A;1;B;1;C;5;2\n".encode() + tail}))
    assert (outcome.report.rows_stored, outcome.report.rows_rejected) == (1, 0)


def test_the_upload_fails_with_a_key_error_and_no_explanation(
    write_package: Write, toolbox: Callable[..., Any]
) -> None:
    path = write_package({"spending.csv": HEADER.replace("approved", "aproved") + "1;A;1;B;1;C;5;2\n"})
    result = toolbox("budget", "import", path, "--entity", "testville", "--year", "2024")
    assert result.returncode == 2
    assert "has no column 'approved'. Did you mean 'aproved'?" in result.stderr
    assert "KeyError" not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_byte_order_mark_breaks_the_file(load_file: Load, database: Database) -> None:
    load_file("spending.csv", b"\xef\xbb\xbf" + "Ministry code;Ministry;Approved\n001;Éducation;5,5\n".encode())
    assert paths(database, "administrative") == [("001", "Éducation")]


CODE_PAGES = "Ministry code;Ministry;Approved\n" + "".join(
    f"{at:03};{name};{at},50\n"
    for at, name in enumerate(
        ("Educación y niñez", "Administración pública", "Región de Ñuble", "Pensión única", "Salud y nutrición"), 1
    )
)


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "utf-8", "utf-16"])
def test_an_old_code_page_is_read_as_latin_1_without_an_error(
    encoding: str, load_file: Load, database: Database
) -> None:
    outcome = load_file("gastos.csv", CODE_PAGES.encode(encoding))
    assert paths(database, "administrative")[0] == ("001", "Educación y niñez")
    assert paths(database, "administrative")[2] == ("003", "Región de Ñuble")
    assert outcome.report.rows_rejected == 0


@pytest.mark.parametrize(
    ("cells", "decimal", "group", "total"),
    [
        (["16.800.000", "1.234,56", "7"], ",", ".", "16801241.56"),
        (["16,800,000", "1,234.56", "7"], ".", ",", "16801241.56"),
        (["16800000.5", "1234.56", "7"], ".", "", "16801242.06"),
        (["16 800 000,10", "1 234,5", "7"], ",", " ", "16801241.60"),
        (["1'234.50", "16'800'000", "7"], ".", "'", "16801241.50"),
    ],
)
def test_16_8_million_are_shown_as_1_68_billion(
    cells: list[str], decimal: str, group: str, total: str, load_file: Load, tmp_path: Path
) -> None:
    text = "Ministry code;Ministry;Approved\n" + "".join(f"0{at};Body {at};{cell}\n" for at, cell in enumerate(cells))
    outcome = load_file("spending.csv", text.encode())
    assert outcome.drafts[0].totals["approved"]["expenditure"] == total
    found = propose([tmp_path / "spending.csv"]).files[0].columns[-1].to_dict()["number_format"]
    assert (found["decimal"], found["group"].replace("\u00a0", " ")) == (decimal, group)
    assert found["evidence"]


def test_the_same_publisher_writes_another_number_format_in_another_column(load_file: Load) -> None:
    text = "codigo;inicial;definitivo\n1;1.000,50;1000.25\n2;2.500;432848978.06\n"
    outcome = load_file("gastos.csv", text.encode())
    assert outcome.drafts[0].totals["approved"] == {"expenditure": "3500.50"}
    assert outcome.drafts[0].totals["adjusted"] == {"expenditure": "432849978.31"}


def test_thousands_or_decimals_is_asked_when_the_file_cannot_tell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Ministry;Approved\nHealth;1.234\nRoads;5.678\n")
    proposal = propose([tmp_path / "a.csv"])
    assert proposal.files[0].columns[1].to_dict()["number_format"]["ambiguous"] is True
    assert any("'Approved'" in question for question in proposal.questions)


def test_a_control_total_stops_a_misread_file(write_package: Write, toolbox: Callable[..., Any]) -> None:
    path = write_package()
    control = ("--control-total", "approved=1480")
    result = toolbox("budget", "import", path, "--entity", "testville", "--year", "2024", *control)
    assert result.returncode == 2
    assert "0.40 too high" in result.stderr


def test_codes_lose_their_leading_zeros(load_file: Load, database: Database) -> None:
    load_file("spending.csv", b"Ministry code;Ministry;Approved\n001;Health;5\n010;Roads;6\n1;Town;7\n")
    assert [path for path, _ in paths(database, "administrative")] == ["001", "010", "1"]


@pytest.mark.parametrize("code", ["03-Feb", "2024-02-03", "1.2E+10", "Feb-03"])
def test_a_spreadsheet_made_a_date_of_a_code(code: str, write_package: Write, load: Load) -> None:
    report = load(write_package({"spending.csv": f"{HEADER}1;A;{code};B;1;C;5;2\n"})).report
    assert [problem.rule for problem in report.problems] == ["damaged-code"]
    assert code in report.problems[0].message


def test_a_code_that_is_unique_only_under_its_parent_is_merged(load_file: Load, database: Database) -> None:
    text = (
        "ADMIN1;ADMIN2;APPROVED\n"
        "Ministry of Health;Cabinet;10\nMinistry of Roads;Cabinet;20\nMinistry of Roads;Works;30\n"
    )
    load_file("spending.csv", text.encode())
    found = [path for path, _ in paths(database, "administrative") if path.endswith("/Cabinet")]
    assert found == ["Ministry of Health/Cabinet", "Ministry of Roads/Cabinet"]


def test_original_rebalanced_and_next_year_rows_are_summed_together(load_file: Load) -> None:
    text = (
        "year;phase;ministry;amount\n2024;approved;Health;100\n2024;adjusted;Health;130\n2024;executed;Health;90\n"
        "2025;proposed;Health;1000\n2024;approved;Roads;1\n"
    )
    outcome = load_file("spending.csv", text.encode(), year=None)
    assert {draft.fiscal_year: draft.totals for draft in outcome.drafts} == {
        2024: {
            "approved": {"expenditure": "101.00"},
            "adjusted": {"expenditure": "130.00"},
            "executed": {"expenditure": "90.00"},
        },
        2025: {"proposed": {"expenditure": "1000.00"}},
    }


@pytest.mark.parametrize(
    "name", ["Approved | total", "Approved: 2024", 'Approved "net"', "Approved, in EUR", "Approved/€"]
)
def test_a_column_name_with_a_special_sign_breaks_the_import(name: str, load_file: Load) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["Ministry | code", "Ministry: name", name], ["1", "A:B|C", "5,5"]])
    outcome = load_file("spending.csv", text.getvalue().encode())
    assert outcome.drafts[0].totals["approved"] == {"expenditure": "5.50"}
    assert outcome.report.rows_stored == 1


def test_subtotals_and_rows_given_twice_are_counted_silently(write_package: Write, load: Load) -> None:
    text = "1;A;1;B;1;C;5;2\n1;A;1;B;1;C;5;2\n2;A;9;Total;1;C;10;4\n"
    outcome = load(write_package({"spending.csv": HEADER + text}))
    rules = {problem.rule: problem.severity for problem in outcome.report.problems}
    assert rules["duplicate-row"] == rules["subtotal-row"] == "warning"
    assert outcome.report.rows_stored == 3
    assert outcome.drafts[0].totals["approved"] == {"expenditure": "20.00"}


def test_a_row_with_an_unknown_code_is_dropped_and_the_total_falls(write_package: Write, load: Load) -> None:
    text = f"{HEADER}1;A;1;B;1;C;5;2\n99;;;;;;7;0\n3;A;1;B;1;C;oops;0\n"
    report = load(write_package({"spending.csv": text})).report
    assert (report.rows_read, report.rows_stored, report.rows_rejected) == (3, 2, 1)
    assert [(problem.row, problem.column, problem.value) for problem in report.problems] == [(4, "approved", "oops")]


SPENT = "fiscal_year:2024|direction:expenditure|phase:executed"


def test_negative_amounts_are_hidden_and_the_parts_differ_from_the_total(town: str, client: TestClient) -> None:
    address = f"/api/v1/budget/cubes/{town}/facts"
    found = client.get(address, params={"cut": SPENT, "pagesize": "100"}).json()
    amounts = [Decimal(fact["value"]) for fact in found["data"] if fact["value"] is not None]
    assert min(amounts) == Decimal("-20.10")
    whole = client.get(f"/api/v1/budget/cubes/{town}/aggregate", params={"cut": SPENT, "drilldown": "functional_1"})
    parts = [Decimal(cell["value.sum"]) for cell in whole.json()["cells"] if cell["value.sum"] is not None]
    assert sum(parts) == Decimal(whole.json()["summary"]["value.sum"]) == Decimal("1442.90")


def test_the_summary_is_only_the_first_cell_or_page(town: str, client: TestClient) -> None:
    asked = {"cut": SPENT, "drilldown": "functional_1"}
    address = f"/api/v1/budget/cubes/{town}/aggregate"
    whole = client.get(address, params=asked).json()
    page = client.get(address, params={**asked, "pagesize": "1"}).json()
    assert len(page["cells"]) == 1 < page["total_cell_count"]
    assert page["summary"] == whole["summary"]


def test_spending_without_a_budget_disappears(load: Load, write_package: Write, database: Database) -> None:
    outcome = load(write_package())
    with database.read() as session:
        line = session.scalars(select(Line).where(Line.version_id == outcome.version_id, Line.source_row == 5)).one()
    assert (line.approved, line.paid, line.presence) == (0, 6200, "")
    assert outcome.drafts[0].totals["paid"] == {"expenditure": "1463.00"}


def test_removed_lines_stay_when_the_budget_is_loaded_again(
    write_package: Write, load: Load, publish: Callable[..., None], client: TestClient
) -> None:
    publish(load(write_package()).version_id)
    again = load(write_package({"spending.csv": f"{HEADER}001;City Hall;1;Services;1;Staff;7;7\n"}, folder="again"))
    publish(again.version_id)
    found = client.get("/api/v1/budget/cubes/testville/aggregate?cut=phase:approved").json()
    assert (found["summary"]["value.sum"], found["summary"]["_count"]) == ("7.00", 1)


def test_more_directions_and_phases_than_the_standard_lists(load_file: Load) -> None:
    text = "year;phase;ministry;amount\n2024;estimated;Health;100\n2024;projected;Health;130\n2024;approved;Health;1\n"
    outcome = load_file("revenue.csv", text.encode())
    assert outcome.drafts[0].totals == {
        "estimated": {"revenue": "100.00"},
        "projected": {"revenue": "130.00"},
        "approved": {"revenue": "1.00"},
    }


def test_inference_is_a_decision_nobody_sees(tmp_path: Path, toolbox: Callable[..., Any]) -> None:
    path = tmp_path / "gastos.csv"
    path.write_bytes(CODE_PAGES.encode("cp850"))
    found = json.loads(toolbox("budget", "inspect", path, "--json").stdout)
    assert (found["encoding"], found["delimiter"]) == ("cp850", ";")
    assert found["encoding_evidence"]
    assert found["columns"][2]["number_format"]["decimal"] == ","
    assert found["columns"][2]["number_format"]["evidence"]
    assert found["descriptor"]["resources"][0]["encoding"] == "cp850"
    assert found["sample"][0]["raw"][1] == "Educación y niñez"
