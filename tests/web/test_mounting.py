"""Plugins' pages: mounted, guarded, timed, attributed; and what their addresses say while they do not run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

PAGE = """
async def page(request):
    return PlainTextResponse("hello")
"""


def route(path: str = "/probe", endpoint: str = "page", **options: object) -> str:
    """The arguments of a ``Route``, as text for the plugin's code."""
    named = {"path": path, "name": f"probe:{endpoint}", "public": True, **options}
    given = [f"{name}={value!r}" for name, value in named.items() if value is not None]
    return ", ".join([*given, f"endpoint={endpoint}"])


Raw = Callable[..., tuple[int, dict[str, str], bytes]]
Start = Callable[..., Any]


def test_a_page_is_served(probe: Start) -> None:
    client = probe(PAGE, route()).client
    assert client.get("/probe").text == "hello"


def test_head_is_answered_without_a_body(probe: Start) -> None:
    answer = probe(PAGE, route()).client.head("/probe")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "5")


def test_other_methods_are_refused_with_the_allowed_ones(probe: Start) -> None:
    answer = probe(PAGE, route()).client.post("/probe", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 405
    assert sorted(answer.headers["allow"].split(", ")) == ["GET", "HEAD"]


def test_the_other_spelling_leads_to_the_one_address(probe: Start) -> None:
    client = probe(PAGE, route(), route("/probe/list/", "page", name="probe:list")).client
    answer = client.get("/probe/?year=2025&lang=fr")
    assert (answer.status_code, answer.headers["location"]) == (308, "/probe?year=2025&lang=fr")
    assert client.get("/probe/list").headers["location"] == "/probe/list/"
    assert client.get("/probe/nothing/").status_code == 404


def test_the_other_spelling_never_leads_elsewhere(
    probe: Start, raw: Callable[..., tuple[int, dict[str, str], bytes]]
) -> None:
    site = probe(PAGE, route("/probe/{rest:path}", "page"))
    for path in ("//probe.example/", "/\\probe.example/", "//probe"):
        status, headers, _ = raw(site.app, path)
        assert (status, headers.get("location")) == (404, None)


def test_an_api_route_lies_under_the_api(probe: Start) -> None:
    more = """
        async def total(request):
            return json_response({"total": "12.50"})

        @hookimpl
        def register_api(context):
            return [ApiRoute(path="/probe/total", endpoint=total, name="probe:total", summary="A total.", public=True)]
    """
    client = probe(more=more).client
    answer = client.get("/api/v1/probe/total")
    assert answer.json() == {"total": "12.50"}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert client.get("/api/v1/probe/none").headers["content-type"] == "application/problem+json"


def test_a_route_with_a_permission_is_closed(probe: Start) -> None:
    declared = """
        @hookimpl
        def register_permissions():
            return [Permission(id="probe.see", label="See")]
    """
    client = probe(PAGE, route(public=None, permission="probe.see"), more=declared).client
    answer = client.get("/probe?year=2025")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/sign-in?next=%2Fprobe%3Fyear%3D2025")
    assert client.get("/probe", headers={"accept": "application/json"}).status_code == 401


# --- faults ----------------------------------------------------------------------------------------------------------


def test_a_raising_page_costs_only_itself(probe: Start) -> None:
    code = """
        async def broken(request):
            raise RuntimeError("secret detail")
        async def page(request):
            return PlainTextResponse("hello")
    """
    site = probe(code, route("/probe/broken", "broken"), route())
    answer = site.client.get("/probe/broken", headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert answer.headers["x-request-id"]
    assert site.client.get("/probe").text == "hello"
    phase, sentence, count = site.app.runner.faults()["probe"]
    assert (phase, count) == ("request", 1)
    assert "RuntimeError" in sentence


def test_repeated_failures_open_the_circuit(probe: Start) -> None:
    code = """
        async def broken(request):
            raise RuntimeError("no")
    """
    site = probe(code, route("/probe", "broken"), plugins={"failure_threshold": 3})
    statuses = [site.client.get("/probe").status_code for _ in range(5)]
    assert statuses == [500, 500, 500, 503, 503]
    answer = site.client.get("/probe")
    assert "Probe" in answer.text
    assert int(answer.headers["retry-after"]) > 0


def test_a_page_that_takes_too_long_is_given_up(probe: Start) -> None:
    code = """
        async def sleepy(request):
            await asyncio.sleep(60)
    """
    site = probe(code, route("/probe", "sleepy"), server={"request_timeout": 0.1})
    answer = site.client.get("/probe")
    assert answer.status_code == 503
    assert "takes too long" in answer.text
    assert "longer than 0.1 s" in site.app.runner.faults()["probe"][1]


def test_a_timeout_of_the_page_itself_is_its_own_fault(probe: Start) -> None:
    code = """
        async def page(request):
            raise TimeoutError("an upstream was slow")
    """
    assert probe(code, route()).client.get("/probe").status_code == 500


def test_a_slow_query_blocks_no_other_page(probe: Start) -> None:
    code = """
        async def slow(request):
            await read(request, lambda session: time.sleep(1))
        async def page(request):
            return PlainTextResponse("hello")
    """
    site = probe(code, route("/probe/slow", "slow"), route(), server={"request_timeout": 0.1})
    assert site.client.get("/probe/slow").status_code == 503
    assert site.client.get("/probe").text == "hello"


@pytest.mark.parametrize("what", ["raise SystemExit(3)", "return 'not a response'", "return None"])
def test_nothing_a_page_does_stops_the_server(probe: Start, what: str) -> None:
    code = f"""
        async def page(request):
            {what}
    """
    client = probe(code, route()).client
    assert client.get("/probe").status_code == 500
    assert client.get("/health").status_code == 200


def test_errors_raised_on_purpose_keep_their_sentence(probe: Start) -> None:
    code = """
        async def missing(request):
            raise NotFound("There is no year 1492 here.", fix="The first is 2021.")
        async def page(request):
            raise InputError("“abc” is not a year.")
    """
    client = probe(code, route("/probe/missing", "missing"), route()).client
    answer = client.get("/probe/missing")
    assert answer.status_code == 404
    assert "There is no year 1492 here." in answer.text
    assert "The first is 2021." in answer.text
    problem = client.get("/probe", headers={"accept": "application/json"}).json()
    assert (problem["status"], problem["detail"]) == (400, "“abc” is not a year.")


def test_a_database_in_trouble_is_503_and_nobody_s_fault(probe: Start) -> None:
    code = """
        from toolbox_core.exceptions import DatabaseProblem
        async def page(request):
            raise DatabaseProblem("The database is locked by another program.")
    """
    site = probe(code, route())
    answer = site.client.get("/probe")
    assert answer.status_code == 503
    assert "locked" not in answer.text
    assert "probe" not in site.app.runner.faults()


def test_a_failure_in_the_middle_of_a_download_is_attributed(probe: Start) -> None:
    code = """
        async def page(request):
            async def pieces():
                yield b"first"
                raise RuntimeError("disk gone")
            return StreamingResponse(pieces())
    """
    site = probe(code, route())
    site.client.get("/probe")
    assert "disk gone" in site.app.runner.faults()["probe"][1]


def test_head_of_a_download_makes_no_download(probe: Start) -> None:
    code = """
        async def page(request):
            async def pieces():
                raise RuntimeError("was made")
                yield b""
            return StreamingResponse(pieces(), media_type="text/csv", headers={"x-rows": "3"})
    """
    site = probe(code, route())
    answer = site.client.head("/probe")
    assert (answer.status_code, answer.headers["x-rows"]) == (200, "3")
    assert "probe" not in site.app.runner.faults()


# --- modules that do not run -----------------------------------------------------------------------------------------


def test_a_module_that_is_switched_off_says_so(probe: Start) -> None:
    client = probe(PAGE, route(), enabled=False).client
    for path in ("/probe", "/probe/2025", "/api/v1/probe/x"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "Probe" in answer.text
        assert "switched off" in answer.text
    assert client.get("/probed").status_code == 404


def test_a_module_that_cannot_start_says_only_that(probe: Start) -> None:
    client = probe(later="raise RuntimeError('password 1234')").client
    answer = client.get("/probe")
    assert answer.status_code == 503
    assert "not working" in answer.text
    assert "1234" not in answer.text


def test_every_page_leads_home_even_without_a_home_page(probe: Start) -> None:
    site = probe(PAGE, route())
    assert 'href="/"' in site.client.get("/nothing").text


# --- many readers at once --------------------------------------------------------------------------------------------

SLOW_PAGE = """
count = 0
async def page(request):
    global count
    count += 1
    await asyncio.sleep(0.3)
    return {answer}
"""


@pytest.mark.parametrize(
    ("answer", "cacheable", "made"),
    [
        ('HTMLResponse(f"made {count}")', True, 1),
        ('HTMLResponse(f"made {count}")', False, 4),
        ('HTMLResponse("no", status_code=404)', True, 4),
    ],
)
def test_a_page_is_made_once_for_readers_who_come_together(
    probe: Start, answer: str, cacheable: bool, made: int
) -> None:
    site = probe(SLOW_PAGE.replace("{answer}", answer), route(cacheable=cacheable))
    with ThreadPoolExecutor(4) as readers:
        answers = list(readers.map(lambda _: site.client.get("/probe"), range(4)))
    assert len({each.status_code for each in answers}) == 1
    assert sys.modules["tried_probe.plugin"].count == made
