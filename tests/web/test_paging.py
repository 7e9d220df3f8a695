"""Lists page by page: every row once, and no cursor but our own."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from toolbox_core.exceptions import ParameterError
from toolbox_core.web.paging import CursorPage, PageParameters, cursor_page, read_cursor, write_cursor


@given(
    st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.text(max_size=8)), unique=True).map(sorted),
    st.integers(1, 9),
)
def test_every_row_comes_once_and_in_order(rows: list[tuple[int, str]], limit: int) -> None:
    rows = [row for row in rows if "\0" not in row[1] and row[0] > -(2**63)]
    walked: list[tuple[int, str]] = []
    after = None
    while True:
        left = [row for row in rows if after is None or row > after]
        page = cursor_page(left, limit, key=lambda row: row)
        walked += page.items
        if page.next_cursor is None:
            break
        assert len(page.items) == limit
        after = read_cursor(page.next_cursor, tuple[int, str])
    assert walked == rows


@given(st.text(max_size=60))
def test_a_foreign_cursor_is_refused(text: str) -> None:
    try:
        key = read_cursor(text, tuple[int, str])
    except ParameterError:
        return
    assert write_cursor(*key) == text


@pytest.mark.parametrize(
    "raw", ['[1,"\\u0000"]', '[1,"\\ud800"]', '["1","a"]', "[1]", "{}", "[99999999999999999999,1]"]
)
def test_what_no_database_can_compare_is_refused(raw: str) -> None:
    cursor = base64.urlsafe_b64encode(raw.encode()).rstrip(b"=").decode()
    with pytest.raises(ParameterError, match="begin at the first page"):
        read_cursor(cursor, tuple[int, str])


def test_the_first_page_has_no_cursor() -> None:
    assert PageParameters().after(tuple[int]) is None
    assert PageParameters(cursor=write_cursor(7)).after(tuple[int]) == (7,)


def test_the_next_page_is_linked() -> None:
    request = Request(
        {"type": "http", "query_string": b"limit=2&cursor=old", "headers": [], "path": "/api/v1/x", "server": ("a", 80)}
    )

    assert CursorPage([1], "bmV3").headers(request) == {"link": '<?limit=2&cursor=bmV3>; rel="next"'}
    assert CursorPage([1], None).headers(request) == {}
