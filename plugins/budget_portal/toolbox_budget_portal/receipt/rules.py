"""Tax rules as a dated data file that carries its own tests. Pure and exact; estimates, never a tax assessment.

A file is TOML::

    year = 2025
    title = "Income tax and value added tax"
    source = "Income Tax Act, sections 3 and 8"

    [[tax]]
    name = "Income tax"
    kind = "income"             # of what is earned
    allowance = 6000            # not taxed
    bands = [[14000, 10], [30000, 20], [0, 35]]     # width of the band, rate in per cent; the last has width 0

    [[tax]]
    name = "Value added tax"
    kind = "consumption"        # of what is left after taxes on income
    spent = 70                  # per cent of it that is spent on taxed goods
    rate = 18                   # per cent, contained in the price

    [[test]]
    income = 30000
    tax = { "Income tax" = 3400.00 }
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from toolbox_core import InputError

INCOME, CONSUMPTION = "income", "consumption"
_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax. ``bands`` are ``(width, rate in per cent)``; the last has width 0 and goes on for ever."""

    name: str
    kind: str
    allowance: Decimal = Decimal(0)
    bands: tuple[tuple[Decimal, Decimal], ...] = ()
    spent: Decimal = Decimal(0)
    rate: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rules:
    """The taxes of one year. ``source`` says which law they come from."""

    year: int
    title: str
    source: str
    taxes: tuple[Tax, ...]


def estimate(rules: Rules, income: Decimal) -> dict[str, Decimal]:
    """What somebody with a yearly ``income`` pays of each tax, to the cent (half up)."""
    paid: dict[str, Decimal] = {}
    for tax in rules.taxes:
        if tax.kind == INCOME:
            paid[tax.name] = _cents(_banded(tax, income))
    left = income - sum(paid.values(), Decimal(0))
    for tax in rules.taxes:
        if tax.kind == CONSUMPTION:
            paid[tax.name] = _cents(left * tax.spent / 100 * tax.rate / (100 + tax.rate))
    return {tax.name: paid[tax.name] for tax in rules.taxes}


def _banded(tax: Tax, income: Decimal) -> Decimal:
    left, due = max(Decimal(0), income - tax.allowance), Decimal(0)
    for width, rate in tax.bands:
        part = min(left, width) if width else left
        due += part * rate / 100
        left -= part
    return due


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


def parse(data: bytes) -> Rules:
    """The rules of a file, after its own tests have passed. Raises ``InputError`` with what is wrong."""
    try:
        found = tomllib.loads(data.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"The file is not TOML: {error}.") from None
    return from_mapping(found, tests=True)


def from_mapping(found: Mapping[str, Any], *, tests: bool = False) -> Rules:
    """The rules of a parsed file; ``tests`` runs its tests, of which there has to be one. Raises ``InputError``."""
    year = found.get("year")
    if not isinstance(year, int) or not 1000 <= year <= 2999:
        raise InputError("The rules do not say their year.", fix="Write year = 2025.")
    title, source = (str(found.get(key, "")).strip() for key in ("title", "source"))
    if not title or not source:
        raise InputError("The rules need a title and a source.", fix='Write source = "the law and its section".')
    taxes = tuple(_tax(entry) for entry in _list(found, "tax"))
    if not taxes or len({tax.name for tax in taxes}) != len(taxes):
        raise InputError("The rules need at least one tax, and each its own name.")
    rules = Rules(year, title, source, taxes)
    if tests:
        _test(rules, _list(found, "test"))
    return rules


def _list(found: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entries = found.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise InputError(f"[[{key}]] has to be a list of tables.")
    return entries


def _tax(entry: Mapping[str, Any]) -> Tax:
    name, kind = str(entry.get("name", "")).strip(), entry.get("kind")
    if not name or kind not in (INCOME, CONSUMPTION):
        raise InputError(f"The tax {name[:40]!r} needs a name, and the kind income or consumption.")
    if kind == CONSUMPTION:
        spent, rate = _number(entry, "spent", name), _number(entry, "rate", name)
        if spent > 100 or rate > 1000:
            raise InputError(f"{name}: spent and rate are per cent.")
        return Tax(name, CONSUMPTION, spent=spent, rate=rate)
    bands = entry.get("bands", [])
    if not isinstance(bands, list) or not bands or not all(isinstance(b, list) and len(b) == 2 for b in bands):
        raise InputError(f"{name}: bands are pairs of width and rate, such as [[14000, 10], [0, 35]].")
    pairs = tuple((_decimal(width, name), _decimal(rate, name)) for width, rate in bands)
    if any(not width for width, _ in pairs[:-1]) or pairs[-1][0] or any(rate > 100 for _, rate in pairs):
        raise InputError(f"{name}: only the last band has width 0, and no rate is above 100.")
    return Tax(name, INCOME, _number(entry, "allowance", name), pairs)


def _number(entry: Mapping[str, Any], key: str, name: str) -> Decimal:
    return _decimal(entry.get(key, 0), name)


def _decimal(value: Any, name: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise InputError(f"{name}: {value!r} is not a number.")
    try:
        number = Decimal(value)
    except ArithmeticError:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number < _MOST:
        raise InputError(f"{name}: {value} is not a number from 0 up.")
    return number


def _test(rules: Rules, tests: list[Mapping[str, Any]]) -> None:
    if not tests:
        raise InputError(
            "The rules have no test.", fix="Add a [[test]] with an income and the taxes of the law's table."
        )
    for test in tests:
        income, wanted = _number(test, "income", "A test"), test.get("tax")
        if not isinstance(wanted, Mapping) or not wanted:
            raise InputError('A test says what each tax is, such as tax = { "Income tax" = 3400.00 }.')
        found = estimate(rules, income)
        for name, amount in wanted.items():
            if name not in found:
                raise InputError(f"A test speaks of {name[:40]!r}, which is no tax of these rules.")
            if found[name] != _decimal(amount, name):
                raise InputError(
                    f"The rules fail their own test: of {income:,f}, {name} is {found[name]:,f}, not {amount}."
                )


def to_mapping(rules: Rules) -> dict[str, Any]:
    """The rules as plain JSON, numbers as text; ``from_mapping`` reads it."""
    return {
        "year": rules.year,
        "title": rules.title,
        "source": rules.source,
        "tax": [
            {"name": tax.name, "kind": tax.kind, "spent": str(tax.spent), "rate": str(tax.rate)}
            if tax.kind == CONSUMPTION
            else {
                "name": tax.name,
                "kind": tax.kind,
                "allowance": str(tax.allowance),
                "bands": [[str(width), str(rate)] for width, rate in tax.bands],
            }
            for tax in rules.taxes
        ],
    }
