"""How often one address may ask, and that it costs nobody else anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolbox_core.web.ratelimit import Buckets, network_of

API = """
async def answer(request):
    return json_response({})


@hookimpl
def register_api(context):
    return [ApiRoute(path="/probe", endpoint=answer, name="probe:api", summary="It answers.", public=True)]
"""


def test_a_minute_s_worth_at_once_and_then_the_pace() -> None:
    buckets = Buckets(60)
    assert [buckets.wait("192.0.2.1", now=0.0) for _ in range(60)] == [0.0] * 60
    assert 0.9 < buckets.wait("192.0.2.1", now=0.0) <= 1.0
    assert buckets.wait("192.0.2.2", now=0.0) == 0
    assert buckets.wait("192.0.2.1", now=1.0) == 0
    assert buckets.wait("192.0.2.1", now=1.0) > 0
    assert buckets.wait("192.0.2.1", now=1000.0) == 0


def test_nought_and_proxies_are_not_counted() -> None:
    assert not any(Buckets(0).wait("192.0.2.1") for _ in range(100))
    buckets = Buckets(1, exempt=["127.0.0.1"])
    assert not any(buckets.wait("127.0.0.1") or buckets.wait("") for _ in range(100))


def test_memory_is_bounded() -> None:
    buckets = Buckets(1, most=10)
    for number in range(100):
        buckets.wait(f"192.0.2.{number}")
    assert len(buckets) == 10


def test_a_network_of_ipv6_is_one_visitor() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("fe80::1%eth0") == network_of("fe80::2")
    assert network_of("a:b") == "a:b"


def test_too_many_requests_are_told_when_to_come_back(probe: Callable[..., Any]) -> None:
    client = probe("", more=API, limits={"api_per_minute": 2}).client
    assert [client.get("/api/v1/probe").status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get("/api/v1/probe")
    assert answer.headers["content-type"] == "application/problem+json"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["status"] == 429
    assert client.get("/").status_code == 200, "pages are not counted"
