"""The lines of the demo budgets: the invented plan turned into exact amounts by one seeded generator.

Money is shared out in whole hundredths of a dor, so that every total is exact; the same seed gives the same lines.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

from toolbox_budget_portal.demo import plan

Amount = int | None
"""Hundredths of a dor; ``None`` is "not for publication"."""

THOUSAND = 1000_00
"""A thousand dor in hundredths; the plan counts in thousands (city) or tens of thousands (republic)."""


class Amounts(NamedTuple):
    """One line's money in the four phases of its life."""

    approved: Amount
    adjusted: Amount
    executed: Amount
    paid: Amount


class SpendingLine(NamedTuple):
    """One line of spending. ``place`` is a region or district code, or empty."""

    office: str
    group: str
    code: str
    programme: str
    item: str
    place: str
    label: str
    amounts: Amounts


class RevenueLine(NamedTuple):
    """One line of revenue."""

    office: str
    chapter: str
    chapter_label: str
    item: str
    label: str
    amounts: Amounts


class Year(NamedTuple):
    """One year of one government: its lines, and the transfers between its own bodies as they stand on either side."""

    spending: list[SpendingLine]
    revenue: list[RevenueLine]
    transfers_paid: list[SpendingLine]
    transfers_received: list[RevenueLine]


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Share ``total`` by ``weights`` in whole units that add up to it (largest remainders first, then order)."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def national_year(year: int, seed: int) -> Year:
    """The republic's budget of one year, in which every division spends exactly what the plan says."""
    lines: list[SpendingLine] = []
    executed = _national_divisions(year)
    for division, spent in executed.items():
        approved = _national_approved(division, spent, year, seed)
        extras = [_extra(extra) for extra in plan.NATIONAL_EXTRAS if extra.year == year and extra.group[:2] == division]
        rest = [total - sum(getattr(line.amounts, phase) or 0 for line in extras) for total, phase in
                ((approved, "approved"), (spent, "executed"))]  # fmt: skip
        programmes = [item for item in plan.NATIONAL if item.group.startswith(division)]
        keys = _keys(programmes, plan.REGIONS, plan.REGION_WEIGHTS)
        supplement = max(0, rest[1] - rest[0])
        lines += _lines(keys, rest[0], supplement, rest[1], year, seed, plan.REGIONS)
        lines += extras
    total = plan.NATIONAL_INCOME[year] * 10 * THOUSAND
    received = share(total, [_wobble(f"{seed}/{row[3]}/{year}", row[4], 25) for row in plan.NATIONAL_REVENUE])
    if year == 2025:
        received = [row[4] * 100 * THOUSAND for row in plan.NATIONAL_REVENUE]
    revenue = [
        _revenue("02", row[0], row[1], row[2], row[3], amount, f"{seed}/{year}/{row[2]}")
        for row, amount in zip(plan.NATIONAL_REVENUE, received, strict=True)
    ]
    return Year(lines, revenue, [], [])


def city_year(year: int, seed: int) -> Year:
    """The city's budget of one year, with the transfers to its own bodies among its lines and apart."""
    lines: list[SpendingLine] = []
    for programme in plan.CITY:
        if year not in plan.CITY_PROGRAMME_YEARS.get(programme.code, plan.YEARS):
            continue
        key = f"{seed}/{programme.code}/{year}"
        approved = _wobble(key, programme.weight * plan.CITY_GROWTH[year] * 100, 30)
        rate = plan.CITY_BEYOND.get((year, programme.code)) or random.Random(key).randint(872, 998)  # noqa: S311
        keys = _keys([programme], plan.DISTRICTS, plan.DISTRICT_WEIGHTS)
        lines += _lines(keys, approved, 0, approved * rate // 1000, year, seed, plan.DISTRICTS)
    lines += [_extra(extra) for extra in plan.CITY_EXTRAS if extra.year == year]
    revenue = []
    for body, chapter, chapter_label, item, label, thousands in plan.CITY_REVENUE:
        key = f"{seed}/{year}/{item}"
        due = _wobble(key, thousands * plan.CITY_GROWTH[year] * 100, 35)
        revenue.append(_revenue(body, chapter, chapter_label, item, label, due, key))
    paid, received = [], []
    for office, group, code, label, body, thousands in plan.CITY_TRANSFERS:
        amount = thousands * plan.CITY_GROWTH[year] * 100
        amounts = Amounts(amount, amount, amount, amount)
        paid.append(SpendingLine(office, group, code, label, "261", "", label, amounts))
        received.append(
            RevenueLine(body, "13", "Grants", "133", f"Transfer from the city to {plan.BODIES[body]}", amounts)
        )
    return Year(lines + paid, _balanced(revenue, lines) + received, paid, received)


def _balanced(revenue: list[RevenueLine], spending: list[SpendingLine]) -> list[RevenueLine]:
    """The revenue with its largest line expected so high that the plan balances, as a city's must."""
    gap = sum(line.amounts.approved or 0 for line in spending) - sum(line.amounts.approved or 0 for line in revenue)
    largest = max(revenue, key=lambda line: line.amounts.approved or 0)
    expected = (largest.amounts.approved or 0) + gap
    amounts = largest.amounts._replace(approved=expected, adjusted=expected)
    return [line._replace(amounts=amounts) if line is largest else line for line in revenue]


def _national_divisions(year: int) -> dict[str, int]:
    """What each division spent: 2025 as planned, earlier years walked backwards and fitted to the year's total.

    The change to 2025 is the plan's; before, divisions grew about a third as differently from one another.
    """
    weights = dict(plan.NATIONAL_EXECUTED_2025)
    for back in range(2025 - year):
        for division, growth in plan.NATIONAL_GROWTH.items():
            pace = growth if back == 0 else growth // 3 + 20
            weights[division] = weights[division] * 1000 // (1000 + pace)
    fitted = weights if year == 2025 else _fitted(weights, plan.NATIONAL_SPENT[year])
    return {division: amount * 10 * THOUSAND for division, amount in fitted.items()}


def _fitted(weights: dict[str, int], total: int) -> dict[str, int]:
    return dict(zip(weights, share(total, list(weights.values())), strict=True))


def _national_approved(division: str, spent: int, year: int, seed: int) -> int:
    if year == 2025:
        return plan.NATIONAL_APPROVED_2025[division] * 10 * THOUSAND
    rate = random.Random(f"{seed}/{division}/{year}").randint(948, 1004)  # noqa: S311 - figures, not secrets
    return spent * 1000 // rate // THOUSAND * THOUSAND


def _keys(
    programmes: Sequence[plan.Programme], places: dict[str, str], weights: Sequence[int]
) -> list[tuple[plan.Programme, str, str, int]]:
    """Every line a set of programmes has: programme, economic item, place and weight."""
    return [
        (programme, item, place, programme.weight * part * weight)
        for programme in programmes
        for item, part in plan.MIXES[programme.mix].items()
        for place, weight in (zip(places, weights, strict=True) if programme.places else [("", sum(weights))])
    ]


def _lines(
    keys: Sequence[tuple[plan.Programme, str, str, int]],
    approved: int,
    supplement: int,
    executed: int,
    year: int,
    seed: int,
    places: dict[str, str],
) -> list[SpendingLine]:
    """Share the totals out to the lines: approved in whole thousands as far as it goes, then what became of it."""
    names = [f"{programme.code}/{item}/{place}" for programme, item, place, _ in keys]
    steady = [_wobble(f"{seed}/{name}", key[3] * 1000, 120) for name, key in zip(names, keys, strict=True)]
    planned = [_wobble(f"{seed}/{year}/plan/{name}", weight, 20) for name, weight in zip(names, steady, strict=True)]
    happened = [_wobble(f"{seed}/{year}/fact/{name}", weight, 15) for name, weight in zip(names, planned, strict=True)]
    thousands, odd = divmod(approved, THOUSAND)
    voted = [part * THOUSAND for part in share(thousands, planned)]
    voted[0] += odd
    adjusted = [amount + more for amount, more in zip(voted, share(supplement, planned), strict=True)]
    generator = random.Random(f"{seed}/{year}/moves/{names[0]}")  # noqa: S311
    for _ in range(len(keys) // 6):  # money moved between lines during the year; the sum stays
        giver, taker = generator.randrange(len(keys)), generator.randrange(len(keys))
        moved = adjusted[giver] * generator.randint(5, 60) // 1000 // THOUSAND * THOUSAND
        adjusted[giver] -= moved
        adjusted[taker] += moved
    lines = []
    for (programme, item, place, _), name, vote, limit, fact in zip(
        keys, names, voted, adjusted, share(executed, happened), strict=True
    ):
        label = f"{programme.label}: {plan.ITEMS[item].lower()}" + (f", {places[place]}" if place else "")
        amounts = Amounts(vote, limit, fact, _paid(fact, f"{seed}/{year}/paid/{name}"))
        lines.append(
            SpendingLine(
                programme.office, programme.group, programme.code, programme.label, item, place, label, amounts
            )
        )
    return lines


def _extra(extra: plan.Extra) -> SpendingLine:
    approved, adjusted, executed = (
        None if part is None else part * THOUSAND for part in (extra.approved, extra.adjusted, extra.executed)
    )
    amounts = Amounts(approved, adjusted, executed, executed)
    return SpendingLine(extra.office, extra.group, extra.code, extra.programme, extra.item, "", extra.label, amounts)


def _revenue(office: str, chapter: str, chapter_label: str, item: str, label: str, due: int, key: str) -> RevenueLine:
    expected = _wobble(f"{key}/expected", due, 30) // THOUSAND * THOUSAND
    return RevenueLine(
        office, chapter, chapter_label, item, label, Amounts(expected, expected, due, _paid(due, f"{key}/received"))
    )


def _paid(amount: int, key: str) -> int:
    """What of ``amount`` left the treasury (or reached it) before the year ended."""
    return amount * random.Random(key).randint(955, 1000) // 1000  # noqa: S311


def _wobble(key: str, amount: int, thousandths: int) -> int:
    """``amount`` moved by at most that many thousandths of itself, always alike for the same key."""
    return amount * (1000 + random.Random(key).randint(-thousandths, thousandths)) // 1000  # noqa: S311
