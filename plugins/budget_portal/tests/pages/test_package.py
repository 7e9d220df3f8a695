"""The year as a Fiscal Data Package, offered where people look for data."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")
ADDRESS = "/budget/town/2024/fiscal-data-package.zip"


def test_it_is_linked_and_downloaded(town: str, client: TestClient) -> None:
    for page in (f"/budget/{town}/2024", f"/data/budget_portal/{town}-2024"):
        assert ADDRESS in client.get(page).text, page
    answer = client.get(ADDRESS)
    assert answer.headers["content-type"] == "application/zip"
    assert "town-2024-v1-fiscal-data-package.zip" in answer.headers["content-disposition"]
    assert client.get(ADDRESS).content == answer.content, "the same version gives the same bytes"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        descriptor = json.loads(archive.read("datapackage.json"))
        assert {f"{name}" for name in archive.namelist()} == {
            "datapackage.json",
            "README.txt",
            *(resource["path"] for resource in descriptor["resources"]),
        }
    assert client.get("/budget/town/1999/fiscal-data-package.zip").status_code == 404
