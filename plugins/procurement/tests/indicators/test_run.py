"""One worker and several, and any order of merging, give the same; Cardinal's conformance tests pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_procurement.indicators import output
from toolbox_procurement.indicators.run import Run, registered
from toolbox_procurement.indicators.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples" / "indicators"


@pytest.mark.shared_data
@pytest.mark.parametrize("workers", [1, 2])
def test_cardinals_conformance(official: Path, workers: int) -> None:
    paths = sorted((official / "cardinal/indicators").glob("*.jsonl"))
    assert len(paths) >= 8
    for path in paths:
        code, *options = path.stem.split("-")
        sections = {
            code: {name: value.replace("+", "|") for name, value in zip(options[::2], options[1::2], strict=True)},
            "exclusions": {"procurement_method_details": "EXC"},
        }
        settings = Settings({"no_price_comparison_procurement_methods": "NPC"}, sections)
        found = output.cardinal(Run(settings, compat=True).over_file(path, workers), meta=False)
        assert found == json.loads(path.with_suffix(".expected").read_text()), path.stem


def _lines() -> bytes:
    """All examples in one file, each process under a name of its own."""
    lines = []
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            release = json.loads(line)
            lines.append(json.dumps({**release, "ocid": f"{path.stem}/{release['ocid']}"}).encode())
    return b"\n".join(lines)


@pytest.mark.parametrize("compat", [True, False])
def test_several_workers_find_the_same(write: Callable[..., Path], compat: bool) -> None:
    path = write("all.jsonl", _lines())
    alone, together = (output.document(Run(Settings(), compat=compat).over_file(path, n)) for n in (1, 3))
    assert alone == together
    assert alone["processes"] > 50


def test_any_order_of_merging_finds_the_same() -> None:
    lines = _lines().splitlines()
    run = Run(Settings())

    def folded(order: list[int]) -> dict[str, Any]:
        parts = []
        for part in range(4):
            one = run.start()
            for position in range(part, len(lines), 4):
                run.fold_line(one, lines[position], position)
            parts.append(one)
        first, *others = (parts[number] for number in order)
        for other in others:
            run.merge(first, other)
        return output.document(run.finished(first))

    assert folded([0, 1, 2, 3]) == folded([3, 1, 0, 2])


@pytest.mark.parametrize("compat", [True, False])
def test_steps_that_are_left_out_would_have_changed_nothing(compat: bool) -> None:
    lines = []
    for line in _lines().splitlines():
        release = json.loads(line)
        for gone in ("", "bids", "awards", "contracts", "tender"):
            less = {key: value for key, value in release.items() if key != gone}
            lines.append(json.dumps({**less, "ocid": f"{release['ocid']} without {gone}"}).encode())
    settings = Settings({}, {} if compat else {"R002": {"thresholds": "50000"}, "R049": {"threshold": "80000"}})
    careful, thorough = Run(settings, compat=compat), Run(settings, compat=compat)
    for indicator in thorough.indicators:
        indicator.asks = 0  # type: ignore[misc]  # asks for nothing, so that it is given everything
    assert output.document(careful.over_lines(lines)) == output.document(thorough.over_lines(lines))
    assert any(indicator.asks for indicator in careful.indicators)


def test_lines_that_are_no_releases_are_told_and_left_out() -> None:
    lines = [
        b"oops",
        b"",
        b"[1]",
        b'{"id": 1}',
        b'{"ocid": 5}',
        b'{"ocid": "a"}',
        b'{"ocid": "b", "tender": {"status": "cancelled"}}',
    ]
    results = Run(Settings()).over_lines(lines)
    assert (results.processes, results.excluded) == (1, 1)
    assert results.issues.count("line-not-json") == 1
    assert results.issues.count("ocid-missing") == 3


def _bids(ocid: str, *currencies: str) -> bytes:
    bids = [
        {"status": "valid", "tenderers": [{"id": str(n)}], "value": {"amount": n + 1, "currency": currency}}
        for n, currency in enumerate(currencies)
    ]
    return json.dumps(
        {"ocid": ocid, "bids": {"details": bids}, "awards": [{"status": "active", "suppliers": [{"id": "0"}]}]}
    ).encode()


def test_the_main_currency_is_the_most_frequent_and_in_cardinals_way_the_first() -> None:
    lines = [_bids("a", "EUR"), _bids("b", "USD", "USD"), _bids("c", "USD", "EUR")]
    assert Run(Settings()).over_lines(lines).currency == "USD"
    assert Run(Settings(), compat=True).over_lines(lines).currency == "EUR"
    assert Run(Settings({"currency": "GBP"})).over_lines(lines).currency == "GBP"


def test_every_module_is_registered_by_its_code() -> None:
    for code, kind in registered().items():
        assert kind.code == code
        assert kind.__module__.rsplit(".", 1)[1].startswith(code.lower())
    assert sum(kind.cardinal for kind in registered().values()) == 11
