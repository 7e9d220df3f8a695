"""The page cache: what is kept, what never is, conditional requests, gzip."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from starlette.datastructures import Headers

from toolbox_core.db.generation import bump
from toolbox_core.web.caching import Kept, Shelf, accepts_gzip, matches

Start = Callable[..., Any]
COUNTING = """
count = 0

def answer(**options):
    global count
    count += 1
    return HTMLResponse(f"made {count} " + "words " * 300, **options)

async def page(request):
    return answer()
"""
ROUTE = "path='/probe', endpoint=page, name='probe:page', public=True"


def made(answer: Any) -> int:
    return int(answer.text.split()[1])


def test_a_page_is_made_once_for_many_readers(probe: Start) -> None:
    client = probe(COUNTING, ROUTE).client
    assert [made(client.get("/probe")) for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/probe?a=2", {}),
        ("/probe", {"accept-language": "fr"}),
        ("/probe?lang=fr", {}),
        ("/probe", {"accept": "application/json"}),
    ],
)
def test_what_the_answer_may_depend_on_is_in_the_key(probe: Start, path: str, headers: dict[str, str]) -> None:
    client = probe(COUNTING, ROUTE).client
    assert made(client.get("/probe")) == 1
    assert made(client.get(path, headers=headers)) == 2


def test_the_order_of_parameters_does_not_matter_but_of_their_values_does(probe: Start) -> None:
    client = probe(COUNTING, ROUTE).client
    assert made(client.get("/probe?a=1&b=2")) == 1
    assert made(client.get("/probe?b=2&a=1")) == 1
    assert made(client.get("/probe?a=1&a=2")) == 2
    assert made(client.get("/probe?a=2&a=1")) == 3


def test_publishing_makes_the_page_anew(probe: Start) -> None:
    site = probe(COUNTING, ROUTE, plugins={"poll_seconds": 0.0})
    first = site.client.get("/probe")
    with site.database.write() as session:
        bump(session, "data_generation")
    again = site.client.get("/probe", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, made(again)) == (200, 2)
    assert again.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "code",
    [
        "return answer(status_code=404)",
        'return answer(headers={"set-cookie": "a=b"})',
        'raise RuntimeError("no")',
        """
            async def pieces():
                yield answer().body
            return StreamingResponse(pieces())
        """,
    ],
)
def test_what_is_never_kept(probe: Start, code: str) -> None:
    text = (
        COUNTING.replace("    return answer()\n", "").rstrip()
        + "\n    "
        + code.strip().replace("\n            ", "\n    ")
    )
    site = probe(text, ROUTE)
    site.client.get("/probe")
    site.client.get("/probe")
    assert len(site.app.pages.shelf) == 0


def test_a_route_that_is_not_cacheable_is_made_each_time(probe: Start) -> None:
    client = probe(COUNTING, ROUTE + ", cacheable=False").client
    answers = [client.get("/probe") for _ in range(2)]
    assert [made(answer) for answer in answers] == [1, 2]
    assert answers[0].headers["cache-control"] == "no-store"
    assert "etag" not in answers[0].headers


def test_a_browser_that_has_the_page_gets_304(probe: Start) -> None:
    client = probe(COUNTING, ROUTE).client
    first = client.get("/probe", headers={"accept-encoding": "gzip"})
    plain = client.get("/probe", headers={"accept-encoding": "identity"})
    assert first.headers["etag"] != plain.headers["etag"]
    for tag in (first.headers["etag"], "W/" + plain.headers["etag"], f'"x", {plain.headers["etag"]}', "*"):
        again = client.get("/probe", headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"]
        assert "content-length" not in again.headers
        assert again.headers["x-content-type-options"] == "nosniff"
    assert client.get("/probe", headers={"if-none-match": '"other"'}).status_code == 200


def test_kept_pages_are_packed(probe: Start) -> None:
    client = probe(COUNTING, ROUTE).client
    for _ in range(2):
        packed = client.get("/probe", headers={"accept-encoding": "br, gzip;q=0.8"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < 500
        refused = client.get("/probe", headers={"accept-encoding": "gzip;q=0"})
        assert "content-encoding" not in refused.headers
        assert refused.text == packed.text
    assert "Accept-Encoding" in packed.headers["vary"]


def test_head_is_answered_from_the_shelf(probe: Start) -> None:
    client = probe(COUNTING, ROUTE).client
    length = len(client.get("/probe", headers={"accept-encoding": "identity"}).content)
    head = client.head("/probe", headers={"accept-encoding": "identity"})
    assert (head.content, int(head.headers["content-length"])) == (b"", length)
    assert made(client.get("/probe")) == 1


def test_a_remembered_language_keeps_shared_caches_out(probe: Start) -> None:
    client = probe(COUNTING, ROUTE).client
    assert client.get("/probe").headers["cache-control"].startswith("public")
    assert client.get("/probe?lang=fr").headers["cache-control"].startswith("private")
    assert client.get("/probe").headers["cache-control"].startswith("private")


def test_a_download_passes_through_unbuffered(probe: Start) -> None:
    code = """
        async def page(request):
            async def pieces():
                for number in range(3):
                    yield b"row\\n" * 1000
            return StreamingResponse(pieces(), media_type="text/csv")
    """
    answer = probe(code, ROUTE).client.get("/probe")
    assert len(answer.content) == 12000
    assert "content-encoding" not in answer.headers
    assert "content-length" not in answer.headers


def kept(size: int) -> Kept:
    return Kept([], b"x" * size, None, "tag")


def key(name: str) -> Any:
    return (name, "", "en", "", 0, 0, 0)


def test_the_shelf_throws_out_what_was_not_used_for_longest() -> None:
    shelf = Shelf(100_000)
    for name in "abcdefgh":
        shelf.put(key(name), kept(10_000))
    assert shelf.get(key("a")) is not None
    shelf.put(key("i"), kept(11_000))
    shelf.put(key("j"), kept(11_000))
    assert shelf.get(key("a")) is not None
    assert shelf.get(key("b")) is None
    assert shelf.size <= 100_000
    shelf.put(key("huge"), kept(50_000))
    assert shelf.get(key("huge")) is None
    shelf.clear()
    assert (len(shelf), shelf.size) == (0, 0)


def test_replacing_an_entry_counts_it_once() -> None:
    shelf = Shelf(100_000)
    for _ in range(50):
        shelf.put(key("a"), kept(10_000))
    assert (len(shelf), shelf.size) == (1, kept(10_000).size)


def test_headers_are_read_as_the_standard_says() -> None:
    assert accepts_gzip(Headers({"accept-encoding": "deflate, gzip"}))
    assert not accepts_gzip(Headers({"accept-encoding": "gzip; q=0"}))
    assert not accepts_gzip(Headers({}))
    assert matches('W/"abc-gz"', "abc")
    assert not matches("", "abc")


def test_packing_is_the_same_in_every_process(probe: Start) -> None:
    client = probe(COUNTING, ROUTE).client
    client.get("/probe")
    (entry,) = client.app.pages.shelf._entries.values()
    assert gzip.compress(entry.body, 5, mtime=0) == entry.packed
