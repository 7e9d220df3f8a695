"""The common shapes: one process at a time, shares between organizations, outliers among like processes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from toolbox_procurement.indicators.base import Options, Process, SharedOptions
from toolbox_procurement.indicators.ledger import Ledger
from toolbox_procurement.indicators.patterns import Found, Outliers, Shares


class _Share(Shares):
    code = "X"


class _Numbers(Outliers):
    code = "X"
    side = "both"

    def measure(self, process: Process) -> Iterable[tuple[str, float, dict[str, Any]]]:
        return ()


def _options(**values: Any) -> Options:
    return Options(values, {}, SharedOptions())


def test_an_organization_is_kept_once_with_its_processes() -> None:
    first, second = Found(), Found()
    first.put("Tenderer", "A", 1.0, {"ocid": "2"})
    second.put("Tenderer", "A", 1.0, {"ocid": "1"})
    first.merge(second)
    assert first.flags["Tenderer", "A"] == (1.0, {"ocid": "1", "processes": 2})


def test_a_share_at_the_fence_is_flagged() -> None:
    indicator = _Share(_options(threshold=0.5, minimum_contracting_processes=2))
    state = indicator.start()
    for key, some in (("A", 1), ("B", 0), ("C", 2)):
        indicator.count(state, "Buyer", key, some, 2)
    indicator.count(state, "Buyer", "D", 1, 1)
    indicator.count(state, "Buyer", None, 1, 1)
    outcome = indicator.finish(state, "")
    assert [(flag.subject, flag.value) for flag in outcome.flags] == [("A", 0.5), ("C", 1.0)]
    assert outcome.cases == 3


def test_no_subject_with_enough_cases_is_a_gap() -> None:
    assert _Share(_options(threshold=None, minimum_contracting_processes=2)).finish({}, "").gap


def test_a_fence_of_nothing_flags_nobody() -> None:
    indicator = _Share(_options(threshold=None, minimum_contracting_processes=1))
    state = indicator.start()
    for number in range(8):
        indicator.count(state, "Buyer", str(number), int(number == 0), 1)
    assert indicator.finish(state, "").flags == []


def test_the_usual_share_is_not_unusual() -> None:
    indicator = _Share(_options(threshold=None, minimum_contracting_processes=1))
    state = indicator.start()
    for number in range(5):
        indicator.count(state, "Buyer", str(number), 1, 1)
    assert indicator.finish(state, "").flags == []


def _numbers(values: list[tuple[float, str, dict[str, Any]]]) -> Ledger:
    ledger = Ledger()
    for value in values:
        ledger.add("class", value)
    return ledger


def test_outliers_on_both_sides() -> None:
    indicator = _Numbers(_options(minimum_cases=5))
    values: list[tuple[float, str, dict[str, Any]]] = [
        (float(value), f"o{value}", {}) for value in (10, 11, 12, 13, 14, 100, -90)
    ]
    outcome = indicator.finish(_numbers(values), "")
    assert {flag.subject for flag in outcome.flags} == {"o100", "o-90"}
    assert indicator.finish(_numbers(values[:3]), "").gap


def test_a_threshold_replaces_the_fence() -> None:
    indicator = _Numbers(_options(minimum_cases=1, threshold=12.5))
    outcome = indicator.finish(_numbers([(12.0, "a", {}), (13.0, "b", {})]), "")
    assert [flag.subject for flag in outcome.flags] == ["b"]
