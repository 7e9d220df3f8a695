"""Answers that are not pages, and the way to the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from toolbox_core.web.responses import json_response, redirect

Start = Callable[..., Any]
ROUTE = "path='/probe', endpoint=page, name='probe:page', public=True, cacheable=False"


@dataclass(frozen=True)
class Row:
    day: date
    at: datetime
    amount: Decimal


def test_json_keeps_every_cent() -> None:
    row = Row(date(2026, 3, 14), datetime(2026, 3, 14, 16, 5, tzinfo=UTC), Decimal("12345678901234567890.10"))
    answer = json_response({"rows": [row]}, status=201, headers={"x-a": "b"})
    assert (answer.status_code, answer.headers["x-a"], answer.media_type) == (201, "b", "application/json")
    assert msgspec.json.decode(answer.body) == {
        "rows": [{"day": "2026-03-14", "at": "2026-03-14T16:05:00Z", "amount": "12345678901234567890.10"}]
    }


def test_a_redirect_stays_here() -> None:
    answer = redirect("/budget/año?q=a b&lang=fr")
    assert (answer.status_code, answer.headers["location"]) == (303, "/budget/a%C3%B1o?q=a%20b&lang=fr")
    assert redirect("/a%20b", status=308).headers["location"] == "/a%20b"


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "x", "", "/a\r\nb: c"]
)
def test_a_redirect_never_leads_elsewhere(address: str) -> None:
    with pytest.raises(ValueError, match="not an address of this site"):
        redirect(address)


def test_reading_and_writing_from_a_page(probe: Start) -> None:
    code = """
        from sqlalchemy import text
        def count(session, table):
            return session.execute(text(f"select count(*) from {table}")).scalar_one()
        def note(session):
            session.execute(text("insert into core_meta (key, value) values ('probe', 1)"))
        def note_and_fail(session):
            note(session)
            raise InputError("Not like that.")
        async def page(request):
            before = await read(request, count, "core_meta")
            try:
                await write(request, note_and_fail)
            except InputError:
                pass
            failed = await read(request, count, "core_meta")
            await write(request, note)
            return json_response([before, failed, await read(request, count, "core_meta")])
        async def sneaky(request):
            await read(request, note)
    """
    sneaky = ROUTE.replace("/probe", "/probe/sneaky").replace("page", "sneaky")
    client = probe(code, ROUTE, sneaky).client
    before, failed, after = client.get("/probe").json()
    assert (failed, after) == (before, before + 1)
    assert client.get("/probe/sneaky").status_code == 503  # a read session cannot write


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("budget-2025.csv", 'attachment; filename="budget-2025.csv"'),
        ("presupuesto año.csv", "attachment; filename*=UTF-8''presupuesto%20a%C3%B1o.csv"),
        ('a"\r\nb.csv', "attachment; filename*=UTF-8''a%22%0D%0Ab.csv"),
    ],
)
def test_a_download_has_its_name(probe: Start, name: str, disposition: str) -> None:
    code = f"""
        def rows(session, count):
            for number in range(count):
                yield b"%d\\n" % number
        async def page(request):
            return download(request, rows, 3, filename={name!r}, media_type="text/csv", headers={{"x-a": "b"}})
    """
    answer = probe(code, ROUTE).client.get("/probe")
    assert answer.content == b"0\n1\n2\n"
    assert answer.headers["content-disposition"] == disposition
    assert answer.headers["x-a"] == "b"
