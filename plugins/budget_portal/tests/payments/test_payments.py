"""Payments: by payee, by line, searched; and no name of a natural person anywhere."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from toolbox_core import InputError, source_path

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

HEAD = "date,payee,identifier,kind,line,amount,subject,iban\n"
GOOD = (
    HEAD
    + "2024-02-01,Bright Lamps,ES-NIF:B123,,functional:1/12 economic:2,300.50,Lamps,ES99\n"
    + "2024-02-03,Bright Lamps,ES-NIF:B123,organisation,functional:1/12 economic:2,100,Bulbs,ES99\n"
    + "2024-03-01,Zebedee Quux,99999X,Persona física,functional:2,40,Grant for Zebedee Quux,ES77\n"
    + "2024-03-09,Écoles et Fils,ES-NIF:B777,company,,-5,Refund,\n"
)
NAME = ("Zebedee", "Quux", "zebedee", "99999X", "ES77", "ES99")


@pytest.fixture
def put(database: Database, settings: Settings, tmp_path: Path) -> Callable[..., int]:
    """Store the payments of the town's 2024 as a draft, and publish them."""
    from toolbox_budget_portal import services
    from toolbox_budget_portal.payments.services import import_payments

    def run(content: str) -> int:
        path = tmp_path / "payments.csv"
        path.write_text(content, encoding="utf-8")
        with database.write() as session:
            version, _ = import_payments(
                session, settings.files, path, entity="town", fiscal_year=2024, licence="CC0-1.0", by="tests"
            )
        with database.write() as session:
            services.publish_version(session, version, by="tests")
        return version

    return run


@pytest.mark.plugins("budget_portal")
def test_no_name_of_a_person_is_kept_anywhere(
    town: str, put: Callable[..., int], client: TestClient, database: Database, settings: Settings
) -> None:
    from toolbox_core import SourceFile, find_version

    version = put(GOOD)
    with database.read() as session:
        file = find_version(session, version).sources[0].source
        assert isinstance(file, SourceFile)
        kept = source_path(settings.files, file).read_text(encoding="utf-8")
        tables = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        dump = "\n".join(str(row) for table in tables for row in session.execute(text(f'SELECT * FROM "{table}"')))
    assert "2024-03-01,natural person,,person,functional:2,40,\n" in kept.replace("\r\n", "\n")
    assert "Bright Lamps" in dump, "the dump reads what is stored"
    served = [
        client.get(f"/budget/town/2024/payments{end}").text
        for end in ("", "?payee=persons", "?q=zebedee", "?line=functional:2", ".csv", ".json")
    ]
    for name in NAME:
        assert name not in kept
        assert name not in dump
        assert all(name not in page.replace("?q=zebedee", "").replace('value="zebedee"', "") for page in served)
    assert "a natural person" in served[1]
    assert "There is no such payment" in served[2]


@pytest.mark.plugins("budget_portal", "organisations")
def test_payments_are_read_by_payee_by_line_and_by_words(
    town: str, put: Callable[..., int], client: TestClient
) -> None:
    assert client.get("/budget/town/2024/payments").status_code == 404
    put(GOOD)
    page = html.unescape(client.get("/budget/town/2024/payments").text)
    assert "4 payments, 435.50\u00a0EUR together." in page
    assert "Natural persons, all together" in page
    assert "400.50" in page
    by_line = html.unescape(client.get("/budget/town/2024/payments?by=line").text)
    assert "Lighting, Goods" in by_line
    assert "No line is named" in by_line
    one = html.unescape(client.get("/budget/town/2024/payments?payee=ES-NIF:B123").text)
    assert "Payments to Bright Lamps, 2024" in one
    assert "Bulbs" in one
    assert "All about Bright Lamps on this site" in one
    words = client.get("/budget/town/2024/payments.json?q=ecoles").json()
    assert (words["count"], words["amount"]) == (1, "-5.00")
    rows = client.get("/budget/town/2024/payments.csv?line=functional:2").text.splitlines()
    assert rows[1:] == ["2024-03-01,,,person,functional:2,40.00,,4"]
    assert "/budget/town/2024/payments" in client.get("/budget/town/2024").text


@pytest.mark.plugins("budget_portal")
@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "2024-02-01,Zebedee Quux,,,,5,,\n",
            "row 2: it does not say whether the payee is an organisation or a natural",
        ),
        ("2024-02-01,Zebedee Quux,,organisation,,5,,\n", "row 2: an organisation needs its name and its identifier"),
        ("2024-02-01,Zebedee Quux,1,elf,,5,,\n", "row 2: the kind of payee is not known"),
        ("Zebedee,Quux,1,,,5,,\n", "row 2: the date is no day"),
        ("2024-02-01,Zebedee Quux,1,,,Zebedee,,\n", "row 2: the amount is no number"),
        ("2024-02-01,Zebedee Quux,1,,Zebedee,5,,\n", "Payment 1 of the file names a line that the 2024 budget does"),
    ],
)
def test_a_row_that_says_neither_is_refused_without_its_words(
    row: str, words: str, town: str, put: Callable[..., int], client: TestClient
) -> None:
    with pytest.raises(InputError, match=re.escape(words)) as caught:
        put(HEAD + row)
    assert "Zebedee" not in str(caught.value)
    assert client.get("/budget/town/2024/payments").status_code == 404


@pytest.mark.plugins("budget_portal")
def test_payments_can_be_withdrawn_and_drafts_discarded(
    town: str, put: Callable[..., int], client: TestClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    from toolbox_budget_portal import services
    from toolbox_budget_portal.payments.services import import_payments

    version = put(GOOD)
    path = tmp_path / "more.csv"
    path.write_text(GOOD.replace("300.50", "300"), encoding="utf-8")
    with database.write() as session:
        draft, _ = import_payments(session, settings.files, path, entity="town", fiscal_year=2024)
    with database.write() as session:
        services.discard_version(session, draft)
        services.withdraw_version(session, version, by="tests", reason="a mistake")
    assert client.get("/budget/town/2024/payments").status_code == 404


@pytest.mark.plugins("budget_portal")
def test_the_line_tells_who_was_paid_from_it_and_only_from_it(
    town: str, put: Callable[..., int], client: TestClient
) -> None:
    put(
        HEAD
        + "2024-02-01,Bright Lamps,ES-NIF:B123,,functional:1/12 economic:2,300.50,Lamps,ES99\n"
        + "2024-03-01,Zebedee Quux,99999X,person,functional:1/12 economic:2,40,Grant for Zebedee Quux,ES77\n"
        + "2024-03-02,Wide Supplies,ES-NIF:B9,,functional:1,70,Everything,ES88\n"
    )
    first = client.get("/api/v1/budget/cubes/town/facts?cut=fiscal_year:2024&pagesize=1").json()["data"][0]
    number = str(first["line.address"]).partition("-")[0]
    page = html.unescape(client.get(f"/budget/town/2024/lines/{number}-2").text)
    assert "Who was paid from this line" in page
    assert "2 payments name it: 340.50" in page
    assert "Bright Lamps" in page
    assert "a natural person" in page
    assert "Wide Supplies" not in page, "a wider category names no line"
    assert "Zebedee" not in page
    (address,) = re.findall(r'href="([^"]*/payments\?line=[^"]*)">All payments of this line', page)
    assert "Bright Lamps" in client.get(address).text
    other = html.unescape(client.get(f"/budget/town/2024/lines/{number}-1").text)
    assert "Who was paid from this line" not in other
