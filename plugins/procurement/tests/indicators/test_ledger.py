"""A ledger reads alike however its rows came: in memory, from files, from other processes, in any order."""

from __future__ import annotations

import pickle
import random
from collections import defaultdict
from typing import Any

import pytest

from toolbox_procurement.indicators import ledger as module
from toolbox_procurement.indicators.ledger import Ledger


def read(ledger: Ledger) -> list[tuple[Any, list[Any]]]:
    return [(key, list(values)) for key, values in ledger.groups()]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 64)
    monkeypatch.setattr(module, "_BLOCK", 10)


def test_every_row_comes_back_under_its_key_in_any_order_and_any_parts() -> None:
    chance = random.Random(7)
    rows = [(chance.choice([["a", "b"], ["a", None], "é", 12]), [number, chance.random()]) for number in range(1_000)]
    expected: dict[str, list[Any]] = defaultdict(list)
    for key, value in rows:
        expected[repr(key)].append(value)
    whole = Ledger()
    for key, value in rows:
        whole.add(key, value)
    found = read(whole)
    assert {repr(key): sorted(values) for key, values in found} == {key: sorted(one) for key, one in expected.items()}
    assert read(whole) == found  # it can be asked again
    chance.shuffle(rows)
    parts = [Ledger() for _ in range(4)]
    for number, (key, value) in enumerate(rows):
        parts[number % 4].add(key, value)
    joined = Ledger()
    for part in parts:
        joined.merge(pickle.loads(pickle.dumps(part)))
    assert read(joined) == found


def test_little_is_held_in_memory() -> None:
    ledger = Ledger()
    for number in range(10_000):
        ledger.add(("key", number % 7), {"number": number})
    assert len(ledger._rows) < module.MOST
    assert sum(len(values) for _, values in read(ledger)) == 10_000


def test_an_empty_one_has_nothing() -> None:
    assert read(Ledger()) == []
    merged = Ledger()
    merged.merge(Ledger())
    assert read(merged) == []


def test_values_may_be_passed_over() -> None:
    ledger = Ledger()
    for number in range(200):
        ledger.add(number % 3, number)
    assert [key for key, _ in ledger.groups()] == [0, 1, 2]


def test_few_files_are_open_however_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_RUNS", 4)
    whole, parts = Ledger(), [Ledger() for _ in range(9)]
    rows = [(number % 7, number) for number in range(64 * 40)]
    for position, row in enumerate(rows):
        whole.add(*row)
        parts[position % 9].add(*row)
        assert len(whole._runs) <= 4
    together = Ledger()
    for part in parts:
        together.merge(part)
        assert len(together._runs) <= 4
    assert {key: sorted(values) for key, values in read(together)} == {
        key: sorted(values) for key, values in read(whole)
    }
    assert sum(len(values) for _, values in read(whole)) == len(rows)
