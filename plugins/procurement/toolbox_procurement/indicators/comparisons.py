"""Which bids compete with each other, and how far the winner was ahead: shared by the indicators about prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from toolbox_procurement.indicators import shapes
from toolbox_procurement.indicators.base import AWARDS, VALID, Indicator, Process
from toolbox_procurement.indicators.kept import once


class Competition(NamedTuple):
    """Bids that compete for one award: for the whole process, or for one lot."""

    bids: list[shapes.Bid]
    award: shapes.Award
    lot: str


class Margin(NamedTuple):
    """How far the lowest losing bid was above the winning one, as a share of the winning one."""

    ratio: float
    winner: tuple[str, ...]
    loser: tuple[str, ...]
    winning_amount: float
    losing_amount: float
    lot: str


@dataclass(slots=True)
class PriceState:
    """What price indicators found, by currency; ``first`` is where each currency was first looked at."""

    first: dict[str, int] = field(default_factory=dict)
    found: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def see(self, currency: str, position: int) -> None:
        """Note that a price in ``currency`` was looked at."""
        if position < self.first.get(currency, position + 1):
            self.first[currency] = position

    def put(self, currency: str, key: Any, value: Any) -> None:
        """Keep a result."""
        self.found.setdefault(currency, {})[key] = value

    def of(self, currency: str) -> dict[Any, Any]:
        """The results in one currency."""
        return self.found.get(currency, {})

    def merge(self, other: PriceState) -> None:
        """Take in what another worker found."""
        for currency, position in other.first.items():
            self.see(currency, position)
        for currency, results in other.found.items():
            self.found.setdefault(currency, {}).update(results)


@once
def competitions(process: Process) -> list[Competition]:
    """The competitions of a process whose awards are all final.

    One active award: all bids compete. Several, each for one lot: the bids for just that lot compete. Otherwise it is
    not known which bids compete, and nothing is compared. Cardinal knows only the first of these.
    """
    if not process.final:
        return []
    if len(process.active) == 1:
        return [Competition(process.bids, process.active[0], "")]
    if process.compat:
        return []
    found = []
    lots = [
        award.relatedLots[0] if award.relatedLots and len(award.relatedLots) == 1 else "" for award in process.active
    ]
    if "" in lots or len(set(lots)) != len(lots):
        return []
    for award, lot in zip(process.active, lots, strict=True):
        bids = [bid for bid in process.bids if bid.relatedLots == [lot]]
        if bids:
            found.append(Competition(bids, award, lot))
    return found


def bidders_of(process: Process, bid: shapes.Bid) -> tuple[str, ...]:
    """Who made a bid, in order; in Cardinal's way nobody when several made it together."""
    tenderers = bid.tenderers
    if not tenderers:
        return ()
    if len(tenderers) == 1:
        key = process.key(tenderers[0])
        return () if key is None else (key,)
    return () if process.compat else tuple(sorted(process.keys(tenderers)))


def winning_side(process: Process, competition: Competition) -> tuple[str, ...]:
    """Who won; in Cardinal's way nobody when several won together."""
    suppliers = competition.award.suppliers or []
    if process.compat and len(suppliers) != 1:
        return ()
    return tuple(sorted(process.keys(suppliers)))


def margins(process: Process, state: PriceState) -> dict[str, list[Margin]]:
    """The margin of each competition, by currency. What was looked at is noted in ``state``."""
    seen, found = _margins(process)
    for index, currency in enumerate(seen):
        state.see(currency, process.position + index)
    return found


@once
def _margins(process: Process) -> tuple[list[str], dict[str, list[Margin]]]:
    seen: list[str] = []
    found: dict[str, list[Margin]] = {}
    if not process.prices_compared:
        return seen, found
    for competition in competitions(process):
        winner = winning_side(process, competition)
        if not winner:
            continue
        award = competition.award
        related = {award.relatedBid, *(award.relatedBids or ())} - {None} if not process.compat else set()
        winning: dict[str, float] = {}
        losing: dict[str, tuple[float, tuple[str, ...]]] = {}
        for bid in competition.bids:
            if bid.status != "valid" or bid.value is None or bid.value.amount is None or bid.value.currency is None:
                continue
            who = bidders_of(process, bid)
            if not who:
                continue
            amount, currency = bid.value.amount, bid.value.currency
            if currency not in seen:
                seen.append(currency)
            own = who == winner
            if bid.id in related if related else own:
                if currency not in winning or amount < winning[currency]:
                    winning[currency] = amount
            elif not own and (currency not in losing or amount < losing[currency][0]):
                losing[currency] = (amount, who)
        for currency, amount in winning.items():
            if currency in losing and losing[currency][0] >= amount > 0:
                lowest, who = losing[currency]
                found.setdefault(currency, []).append(
                    Margin((lowest - amount) / amount, winner, who, amount, lowest, competition.lot)
                )
    return seen, found


class MarginIndicator(Indicator):
    """Base of the indicators that look for unusual margins."""

    asks = AWARDS | VALID

    def start(self) -> PriceState:
        """No margins yet."""
        return PriceState()

    def fold(self, state: PriceState, process: Process) -> None:
        """Keep the margins of a process."""
        for currency, found in margins(process, state).items():
            for margin in found:
                state.put(currency, (process.ocid, margin.lot), margin)

    def merge(self, state: PriceState, other: PriceState) -> None:
        """Join the margins."""
        state.merge(other)
