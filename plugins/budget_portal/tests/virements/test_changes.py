"""Changes during the year: balanced acts only, lines that exist only, and held against the budget."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.virements.records import read_place
from toolbox_core import InputError

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")

HEAD = "date,act,from,to,amount,reason,document\n"
# The town's 2024 budget: services 1/1 1000.50 → 1100.50, the rest unchanged; chapter 1 grows by 100.
GOOD = (
    HEAD
    + "2024-03-01,Act 1,functional:2/21 economic:2,functional:1/1%2F1,60,Snow,https://town.example/1\n"
    + "2024-05-02,Act 2,revenue economic:4,,40.50,More grants,\n"
    + "2024-05-02,Act 2,,functional:1/1%2F1 economic:1,40.50,More grants,\n"
)


@pytest.fixture
def put(database: Database, settings: Settings, tmp_path: Path) -> Callable[..., int]:
    """Store a file of changes of the town's 2024 budget as a draft, and publish it unless told otherwise."""
    from toolbox_budget_portal import services
    from toolbox_budget_portal.virements.services import import_changes

    def run(text: str, *, public: bool = True) -> int:
        path = tmp_path / "changes.csv"
        path.write_text(text, encoding="utf-8")
        with database.write() as session:
            version, _ = import_changes(
                session, settings.files, path, entity="town", fiscal_year=2024, licence="CC0-1.0", by="tests"
            )
        if public:
            with database.write() as session:
                services.publish_version(session, version, by="tests")
        return version

    return run


def test_the_page_names_what_the_changes_do_not_explain(town: str, put: Callable[..., int], client: TestClient) -> None:
    assert client.get("/budget/town/2024/changes").status_code == 404
    put(GOOD)
    answer = client.get("/budget/town/2024/changes.json").json()
    spending = answer["totals"]["expenditure"]
    # Approved 1760.50, adjusted 1860.50: 100 more. Recorded: 60 moved inside, 40.50 of new money.
    assert {name: Decimal(amount) for name, amount in spending.items()} == {
        "taken": Decimal("60.00"),
        "given": Decimal("100.50"),
        "recorded": Decimal("40.50"),
        "according_to_the_budget": Decimal("100.00"),
        "not_explained": Decimal("59.50"),
    }
    paths = {part["part"]: part for part in answer["parts"]}
    whole = paths["functional:1/1%2F1"]
    assert Decimal(whole["recorded"]) == Decimal("100.50"), "a move of a part belongs to the whole as well"
    assert Decimal(whole["not_explained"]) == Decimal("-0.50")
    assert Decimal(paths["revenue economic:4"]["recorded"]) == Decimal("40.50"), "revenue that pays grows"

    page = html.unescape(client.get("/budget/town/2024/changes").text)
    assert "59.50\u00a0EUR of the difference between the approved budget and the adjusted one is not explained" in page
    assert 'href="https://town.example/1"' in page
    assert "Snow" in page
    text = client.get("/budget/town/2024/changes.csv").text.splitlines()
    assert (
        text[1] == "2024-03-01,Act 1,functional:2/21 economic:2,functional:1/1%2F1,60.00,Snow,https://town.example/1,2"
    )
    assert "/budget/town/2024/changes" in client.get("/budget/town/2024").text


def test_changes_that_explain_everything_are_said_to_do_so(
    town: str, put: Callable[..., int], client: TestClient
) -> None:
    put(HEAD + "2024-03-01,A,revenue economic:4,functional:1/1%2F1,100,,\n")
    page = client.get("/budget/town/2024/changes").text
    assert "Yes: what was recorded adds up" in page
    assert "No reason was published." in page


def test_the_line_tells_its_own_changes(town: str, put: Callable[..., int], client: TestClient) -> None:
    put(GOOD)
    version = client.get("/api/v1/budget/cubes/town/facts?cut=fiscal_year:2024&pagesize=1").json()["data"][0]
    number = str(version["line.address"]).partition("-")[0]
    line = html.unescape(client.get(f"/budget/town/2024/lines/{number}-1").text)
    assert "What was moved during the year" in line
    assert "+60.00" in line
    assert "+40.50" in line
    other = html.unescape(client.get(f"/budget/town/2024/lines/{number}-6").text)
    assert "What was moved during the year" not in other


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2024-03-01,A,functional:2,,60,,\n", "Act 'A' does not balance: it takes 60 and gives 0, 60 too little"),
        ("2024-03-01,A,functional:9,functional:1,60,,\n", "row 2: The expenditure of Port Town has no functional"),
        ("2024-03-01,A,line:77,functional:1,60,,\n", "row 2: the 2024 budget has no line of 'line:77'"),
        ("2024-03-01,A,functional:2,functional:1,-60,,\n", "a change of -60 moves nothing"),
        ("1 March,A,functional:2,functional:1,60,,\n", "'1 March' is no day"),
        ("2024-03-01,,functional:2,functional:1,60,,\n", "no act is named"),
        ("2024-03-01,A,functional:2,functional:1,60,,javascript:alert(1)\n", "is no address"),
        ("2024-03-01,A,colour:2,functional:1,60,,\n", "does not say which lines are meant"),
        ("2024-03-01,A,functional:2 functional:1,functional:1,60,,\n", "names no line, or one thing twice"),
        ("2024-03-01,A,,,60,,\n", "neither “from” nor “to” names a line"),
    ],
)
def test_a_file_that_cannot_be_right_stores_nothing(
    row: str, words: str, town: str, put: Callable[..., int], client: TestClient
) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        put(HEAD + row)
    assert client.get("/budget/town/2024/changes").status_code == 404


def test_a_code_with_a_space_is_written_as_in_an_address() -> None:
    place = read_place("functional:A%20B/C economic:1")
    assert place is not None
    assert place.parts == (("functional", "A B/C"), ("economic", "1"))
    assert read_place(str(place)) == place


def test_drafts_are_discarded_and_published_changes_withdrawn(
    town: str, put: Callable[..., int], client: TestClient, database: Database
) -> None:
    from toolbox_budget_portal import services

    draft = put(GOOD, public=False)
    assert client.get("/budget/town/2024/changes").status_code == 404
    with database.write() as session:
        services.discard_version(session, draft)
    public = put(GOOD)
    with database.write() as session:
        services.withdraw_version(session, public, by="tests", reason="wrong year")
    assert client.get("/budget/town/2024/changes").status_code == 404


def test_the_demo_s_changes_balance_and_are_the_same_every_time(tmp_path: Path) -> None:
    from toolbox_budget_portal.demo.changes import write_changes
    from toolbox_budget_portal.virements.reading import read

    first, again = write_changes(tmp_path / "a", 2025, 7), write_changes(tmp_path / "b", 2025, 7)
    assert first.read_bytes() == again.read_bytes()
    found = read(first)
    assert len(found.moves) > 20
    assert all(move.source is not None and move.target is not None for move in found.moves)
