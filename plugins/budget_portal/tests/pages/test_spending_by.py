"""Spending by COFOG and by goal: published like everything, shown with what is not mapped."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.crosswalk.dataset import CROSSWALKS
from toolbox_core import NotFound
from toolbox_core.db import Database
from toolbox_core.services.provenance import verify_log

pytestmark = pytest.mark.plugins("budget_portal")
FILE = "code,to,share\n1,01.3,66.6\n1,,33.4\n1/12,06.4.0,100\n2,08.2,100\n9,09,100\n"
Toolbox = Callable[..., CompletedProcess[str]]


def test_from_the_file_to_the_page(
    town: str, toolbox: Toolbox, client: TestClient, database: Database, tmp_path: Path
) -> None:
    address = f"/budget/{town}/2024/by/cofog"
    assert client.get(address).status_code == 404
    file = tmp_path / "to-cofog.csv"
    file.write_text(FILE, encoding="utf-8")
    done = toolbox("budget", "crosswalk", file, "--entity", town, "--scheme", "cofog", "--json")
    told = json.loads(done.stdout)
    assert (told["codes"], told["unknown"]) == (4, ["9"])
    assert client.get(address).status_code == 404, "a draft is not public"
    assert toolbox("budget", "publish", str(told["version"])).returncode == 0
    page = client.get(f"{address}?phase=approved&unit=exact").text
    assert "76.9% of the money" in page
    bars = re.findall(r'<th scope="row">(.*?)</th>', page.split('id="spending-by"')[1], re.DOTALL)
    names = [re.sub(r"<[^>]*>|\s+", " ", bar).strip() for bar in bars]
    assert names[:4] == [
        "01 General public services",
        "06 Housing and community amenities",
        "08 Recreation, culture and religion",
        "Not mapped to any code",
    ]
    assert "384.17" in page, "334.17 that the file leaves out, and 50.00 that it does not know"
    assert "06.4 Street lighting" in client.get(f"{address}?phase=approved&level=2").text
    assert "08.2 Services culturels" in client.get(f"{address}?phase=approved&level=2&lang=fr").text
    text = client.get(f"{address}.csv?phase=approved").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["code"] for row in rows] == ["01.3", "06.4.0", "08.2", ""]
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("1660.50")
    assert f'href="{address}"' in client.get(f"/budget/{town}/2024").text
    with database.read() as session:
        assert verify_log(session) == []
        (described,) = CROSSWALKS.describe(session)
        assert len(list(CROSSWALKS.rows(session, described.id.partition("/")[2]))) == described.row_count == 5
        with pytest.raises(NotFound):
            list(CROSSWALKS.rows(session, "nothing"))
    assert toolbox("budget", "withdraw", str(told["version"]), "--reason", "Outdated.").returncode == 0
    assert client.get(address).status_code == 404


def test_a_faulty_file_stores_nothing(town: str, toolbox: Toolbox, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    for text, sentence in (
        ("code,to,share\n1,4,50\n1,5,49\n", "The shares of 1 add up to 99, not to 100."),
        ("code,to\n77,4\n78,5\n", "None of the file's codes is a functional code"),
    ):
        file.write_text(text, encoding="utf-8")
        done = toolbox("budget", "crosswalk", file, "--entity", town, "--scheme", "sdg")
        assert done.returncode != 0
        assert sentence in done.stderr
    file.write_text("code,to\n1,4\n", encoding="utf-8")
    done = toolbox("budget", "crosswalk", file, "--entity", town, "--scheme", "sdg", "--json")
    assert toolbox("budget", "discard", str(json.loads(done.stdout)["version"])).returncode == 0
