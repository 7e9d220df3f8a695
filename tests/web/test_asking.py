"""One question to one plugin: answered, or its failure counted for that plugin alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CODE = """
from toolbox_core.web.asking import ask

def good(session, number):
    return number + 1

def bad(session):
    raise RuntimeError("broken")

def slow(session):
    time.sleep(1)

async def page(request):
    outcomes = [await ask(request, "probe", "question", good, 41), await ask(request, "probe", "question", bad)]
    outcomes.append(await ask(request, "probe", "question", slow))
    return json_response([[outcome.value, str(outcome.error or "")] for outcome in outcomes])
"""


def test_answers_and_failures(probe: Callable[..., Any]) -> None:
    site = probe(CODE, "path='/probe', endpoint=page, name='probe:page', public=True", plugins={"call_timeout": 0.2})
    good, bad, slow = site.client.get("/probe").json()
    assert good == [42, ""]
    assert bad[0] is None
    assert "RuntimeError" in bad[1]
    assert "took longer than 0.2 s" in slow[1]
    assert site.app.runner.faults()["probe"][2] == 2
