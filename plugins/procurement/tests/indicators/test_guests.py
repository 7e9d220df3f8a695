"""Another plugin registers red flags: computed, shown and explained like ours; what goes wrong in one stays its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from toolbox_core import InputError
from toolbox_core.app import create_app
from toolbox_core.plugins.lifecycle import enable
from toolbox_core.testing.plugin import TEST_ADDRESS
from toolbox_core.testing.plugins import ImportPath, make_plugin
from toolbox_procurement.indicators.guests import HOOK, Guest, guests_of, kind_of, take_guest
from toolbox_procurement.indicators.run import Run
from toolbox_procurement.indicators.settings import Settings

if TYPE_CHECKING:
    from toolbox_core.config import Settings as SiteSettings
    from toolbox_core.db import Database

WORDS = {
    "code": "ROUND",
    "name": "Round award value",
    "stage": "award",
    "summary": "The award's value is a whole number of hundreds.",
    "method": "The value of the first award is divided by 100.",
    "why": "Prices that were calculated are rarely round.",
    "innocent": "Small purchases often are.",
    "source": "This test",
    "needs": ("awards/value/amount",),
}
PLUGIN = """\
from toolbox_core import hookimpl
from tried_zebra import rounds
@hookimpl
def procurement_register_indicators(context):
    return [rounds]
"""
MODULE = (
    "\n".join(f"{name} = {value!r}" for name, value in WORDS.items())
    + '''
def start():
    return []
def fold(state, release, keys):
    """Award values of each process, and who bought."""
    for award in release.get("awards", ())[:1]:
        state.append([release["ocid"], award["value"]["amount"], keys["buyer"]])
        return True
    return False
def merge(state, other):
    state += other
def finish(state):
    for ocid, amount, buyer in state:
        if amount >= 9000:
            yield {"subject": ocid, "value": amount, "evidence": {"amount": amount, "buyer": buyer}}
def explain(evidence):
    return f"{evidence['buyer']} awarded {evidence['amount']}."
'''
)


@pytest.fixture
def zebra(tmp_path: Path) -> Iterator[None]:
    """A second plugin with one red flag, on the import path."""
    with ImportPath(tmp_path / "packages") as packages:
        manifest = {"requires": {"after": ["procurement"]}}
        make_plugin(packages, "zebra", PLUGIN, manifest, files={"rounds.py": MODULE})
        yield


def collected(settings: SiteSettings, database: Database) -> tuple[Guest, ...]:
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner

    return guests_of(build_registry(settings, database, Runner(settings.plugins)).collected[HOOK])


@pytest.mark.plugins("procurement")
@pytest.mark.usefixtures("zebra")
def test_a_second_plugin_adds_a_red_flag(
    settings: SiteSettings,
    database: Database,
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], Any],
    toolbox: Callable[..., Any],
    tmp_path: Path,
) -> None:
    enable(settings, database, "zebra", by="tests")
    source = write("a.jsonl", processes(12), lines=True)
    load(source, flags=Settings(guests=collected(settings, database)))
    with TestClient(create_app(settings), base_url=TEST_ADDRESS) as client:

        def page(address: str) -> str:
            answer = client.get(address)
            assert answer.status_code == 200, address
            return unescape(answer.text)

        listed = page("/procurement/?flag=ROUND")
        assert "3 processes" in listed
        assert "ROUND Round award value" in listed
        shown = page("/procurement/processes/ocds-t3st00-10")
        assert "XX-BODY-1 awarded 9000.5." in shown
        assert "Small purchases often are." in shown
        assert "Round award value" not in page("/procurement/processes/ocds-t3st00-9")
        assert "ROUND" in page("/procurement/indicators/")
        assert "This test (zebra)" in page("/procurement/indicators/ROUND")
        assert "Round award value" in page("/procurement/computable?source=town")
    env = {"PYTHONPATH": str(tmp_path / "packages")}
    done = toolbox("procurement", "flags", str(source), "--only", "ROUND", "--json", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('"ROUND"') >= 3
    again = toolbox("procurement", "compute", "town", env=env)
    assert again.returncode == 0, again.stderr
    with TestClient(create_app(settings), base_url=TEST_ADDRESS) as client:
        assert "3 processes" in unescape(client.get("/procurement/?flag=ROUND").text)


@pytest.mark.usefixtures("zebra")
def test_several_workers_find_the_same(write: Callable[..., Path], processes: Callable[[int], Any]) -> None:
    from tried_zebra import rounds  # type: ignore[import-not-found]

    guest = take_guest("zebra", rounds)
    lines = [
        {"ocid": f"o{number}", "awards": [{"id": "1", "value": {"amount": 500 * number, "currency": "EUR"}}]}
        for number in range(40)
    ]
    path = write("compiled.jsonl", lines, lines=True)
    run = Run(Settings(guests=(guest,)), codes=["ROUND"])
    alone, shared = (run.over_file(path, workers).flags() for workers in (1, 2))
    assert len(alone) == 22
    assert [flag.subject for flag in alone] == [flag.subject for flag in shared]


def namespace(**changes: Any) -> SimpleNamespace:
    return SimpleNamespace(**{**WORDS, "fold": fold, "merge": merge, "finish": finish, "explain": explain, **changes})


def fold(state: Any, release: Any, keys: Any) -> bool:
    del keys
    if release["ocid"] == "bad":
        raise KeyError("award")
    state[release["ocid"]] = 1
    return True


def merge(state: Any, other: Any) -> None:
    state.update(other)


def finish(state: Any) -> list[dict[str, Any]]:
    return [{"subject": ocid, "value": 1} for ocid in state]


def explain(evidence: Any) -> str:
    raise SystemExit(3)


def raising(*arguments: Any) -> Any:
    raise RuntimeError("out of order")


@pytest.mark.parametrize(
    ("changes", "lines", "gap"),
    [
        ({}, ["bad"], "The plugin zebra raised KeyError: 'award'."),
        ({"finish": raising}, ["good"], "The plugin zebra raised RuntimeError: out of order."),
        ({"start": raising}, ["good"], "The plugin zebra raised RuntimeError: out of order."),
    ],
)
def test_what_a_guest_raises_ends_its_own_work_alone(changes: dict[str, Any], lines: list[str], gap: str) -> None:
    guest = take_guest("zebra", namespace(**changes))
    run = Run(Settings(guests=(guest,)))
    results = run.over_lines(json.dumps({"ocid": ocid}).encode() for ocid in [*lines, "more"])
    assert results.processes == 2
    assert (results.outcomes["ROUND"].gap, results.outcomes["ROUND"].flags) == (gap, [])
    assert results.outcomes["R018"].gap == ""


def test_an_explanation_that_fails_is_replaced_by_the_summary() -> None:
    run = Run(Settings(guests=(take_guest("zebra", namespace()),)), codes=["ROUND"])
    results = run.over_lines([b'{"ocid": "o"}'])
    (flag,) = results.flags()
    assert run.indicators[0].explain(flag) == "The award's value is a whole number of hundreds. (1)"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "R018"}, "code 'R018'"),
        ({"code": "round"}, "code 'round'"),
        ({"name": " "}, "no text 'name'"),
        ({"fold": None}, "no function 'fold'"),
        ({"stage": "later"}, "which is unknown"),
        ({"group": "Everybody"}, "which is unknown"),
        ({"explain": lambda evidence: ""}, "level of a module"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        take_guest("zebra", namespace(**changes))


def test_of_two_with_one_code_the_first_stays() -> None:
    first, second = take_guest("a", namespace()), take_guest("b", namespace())
    assert guests_of([("a", first), ("b", second)]) == (first,)
    assert kind_of(first) is kind_of(first)
    assert kind_of(first).source == "This test (a)"
