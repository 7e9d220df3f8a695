"""Who gets how much of a market, and who meets whom in it: shared by the indicators about suppliers and pairs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import combinations
from typing import Any, Final

from toolbox_procurement.indicators.base import AWARDS, Indicator, Outcome, Process
from toolbox_procurement.indicators.kept import once
from toolbox_procurement.indicators.shapes import hundredths

MOST_BIDDERS: Final = 30
"""Processes with more bidders are left out of pairs: there are thousands of pairs in them, and none means anything."""


@once
def awarded(process: Process) -> list[tuple[str, float, str, str]]:
    """(supplier, amount, currency, date) of every active award with one supplier and an amount above zero."""
    found = []
    for award in process.active:
        suppliers = process.keys(award.suppliers)
        value = process.amount(award.value)
        if len(suppliers) == 1 and value is not None:
            (supplier,) = suppliers
            found.append((supplier, value[0], value[1], award.date or ""))
    return found


@once
def contracted(process: Process) -> list[tuple[str, float, str, float]]:
    """(award id, its amount, currency, sum of its contracts) of every active award that has contracts with amounts."""
    sums: dict[tuple[str, str], int] = {}
    for contract in process.contracts:
        value = process.amount(contract.value)
        if value is not None and contract.awardID and contract.status != "cancelled":
            key = (contract.awardID, value[1])
            sums[key] = sums.get(key, 0) + hundredths(value[0])
    found = []
    for award in process.active:
        value = process.amount(award.value)
        if value is not None and award.id and (award.id, value[1]) in sums:
            found.append((award.id, value[0], value[1], sums[award.id, value[1]] / 100))
    return found


@once
def pairs(process: Process) -> list[tuple[str, str]]:
    """Every two bidders of a process, in the order of their keys."""
    return list(combinations(process.line_up, 2)) if 1 < len(process.bidders) <= MOST_BIDDERS else []


class Market(Indicator):
    """Base of indicators about shares of a market. State: (market, currency) → supplier → [hundredths, awards]."""

    asks = AWARDS

    def market(self, process: Process) -> Hashable | None:
        """The market that a process belongs to."""
        raise NotImplementedError

    def fold(self, state: Any, process: Process) -> None:
        """Add the awards of a process to its market."""
        market = self.market(process)
        if market is None:
            return
        for supplier, amount, currency, _ in awarded(process):
            suppliers = state.get((market, currency))
            if suppliers is None:
                suppliers = state[market, currency] = {}
            known = suppliers.get(supplier)
            if known is None:
                suppliers[supplier] = [hundredths(amount), 1]
            else:
                known[0] += hundredths(amount)
                known[1] += 1

    def merge(self, state: Any, other: Any) -> None:
        """Add the sums."""
        for key, suppliers in other.items():
            mine = state.setdefault(key, {})
            for supplier, (amount, count) in suppliers.items():
                known = mine.setdefault(supplier, [0, 0])
                known[0] += amount
                known[1] += count

    def markets(self, state: Any, currency: str, outcome: Outcome) -> Iterator[tuple[Any, dict[str, float], int]]:
        """(market, share of each supplier, awards) of every market in the main currency with enough awards."""
        for key in sorted(state, key=str):
            market, of_currency = key
            suppliers = state[key]
            awards = sum(count for _, count in suppliers.values())
            if of_currency != currency or awards < self.options.values["minimum_awards"]:
                continue
            outcome.cases += 1
            total = sum(amount for amount, _ in suppliers.values())
            yield market, {supplier: amount / total for supplier, (amount, _) in suppliers.items()}, awards
        if not outcome.cases:
            outcome.gap = (
                f"No market has {self.options.values['minimum_awards']} awards with amounts in the main currency."
            )
