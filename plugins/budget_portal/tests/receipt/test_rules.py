"""Tax rules are dated, tested by themselves, exact, and refused when they contradict themselves."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.receipt.rules import estimate, from_mapping, parse, to_mapping
from toolbox_core import InputError

FILE = """\
year = 2025
title = "Taxes"
source = "The law, section 3"
[[tax]]
name = "Income tax"
kind = "income"
allowance = 6000
bands = [[14000, 10], [30000, 20.5], [0, 35]]
[[tax]]
name = "VAT"
kind = "consumption"
spent = 70
rate = 18
[[test]]
income = 30000
tax = { "Income tax" = 3450.00 }
"""


def test_estimates_by_hand() -> None:
    rules = parse(FILE.encode())
    assert (rules.year, rules.source) == (2025, "The law, section 3")
    # 24,000 above the allowance: 14,000 at 10 % and 10,000 at 20.5 %; 70 % of the rest holds 18 / 118 of tax.
    assert estimate(rules, Decimal(30000)) == {"Income tax": Decimal("3450.00"), "VAT": Decimal("2835.00")}
    assert estimate(rules, Decimal(6000)) == {"Income tax": Decimal("0.00"), "VAT": Decimal("640.68")}
    assert estimate(rules, Decimal(60000))["Income tax"] == Decimal("11050.00")


def test_rules_survive_as_json() -> None:
    rules = parse(FILE.encode())
    assert from_mapping(json.loads(json.dumps(to_mapping(rules)))) == rules


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("3450.00", "3449.99", "fail their own test: of 30,000, Income tax is 3,450.00, not 3449.99"),
        ("year = 2025", "", "do not say their year"),
        ('source = "The law, section 3"', "", "need a title and a source"),
        ('"Income tax" =', '"Wealth tax" =', "no tax of these rules"),
        ("[0, 35]", "[10, 35]", "only the last band has width 0"),
        ("[0, 35]", "[0, 350]", "no rate is above 100"),
        ('kind = "income"', 'kind = "poll"', "the kind income or consumption"),
        ("spent = 70", "spent = -1", "not a number from 0 up"),
        ("spent = 70", "spent = 170", "are per cent"),
        ("[[test]]", "[[tests]]", "have no test"),
        ("year = 2025", "year = ", "not TOML"),
    ],
)
def test_rules_that_cannot_be_right_are_refused(old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(InputError, match=said):
        parse(FILE.replace(old, new).encode())


@given(st.decimals(0, 10**7, places=2), st.decimals(0, 10**4, places=2))
def test_who_earns_more_pays_no_less(income: Decimal, more: Decimal) -> None:
    rules = parse(FILE.encode())
    assert sum(estimate(rules, income).values()) <= sum(estimate(rules, income + more).values()) + Decimal("0.01")
