"""What a column, or a file, can be said to mean, in the publisher's words."""

from __future__ import annotations

from toolbox_core import N_

AMOUNT = "amount:"
ELIMINATION = "-elimination"
CHOICES = {
    "": N_("not used"),
    "amount:proposed": N_("amount: proposed"),
    "amount:approved": N_("amount: approved"),
    "amount:change": N_("amount: change"),
    "amount:adjusted": N_("amount: adjusted"),
    "amount:authorised": N_("amount: authorised"),
    "amount:committed": N_("amount: committed"),
    "amount:executed": N_("amount: executed"),
    "amount:paid": N_("amount: paid"),
    "date:fiscal-year": N_("fiscal year"),
    "direction": N_("expenditure or revenue"),
    "functional-classification:generic:code": N_("purpose: code"),
    "functional-classification:generic:label": N_("purpose: name"),
    "economic-classification:generic:code": N_("kind of expense or income: code"),
    "economic-classification:generic:label": N_("kind of expense or income: name"),
    "administrative-classification:generic:code": N_("office: code"),
    "administrative-classification:generic:label": N_("office: name"),
    "activity:generic:program:code": N_("programme: code"),
    "activity:generic:program:label": N_("programme: name"),
    "geo:generic:code": N_("place: code"),
    "geo:generic:title": N_("place: name"),
    "fin-source:generic:code": N_("source of the money: code"),
    "fin-source:generic:label": N_("source of the money: name"),
    "budget-line-id": N_("number of the line"),
}
"""What a column can be said to mean; what is proposed beyond these is offered too, by its own name at worst."""
LEVELS = {
    "value": N_("amount: each row says which"),
    "phase:id": N_("phase of the amounts"),
    "budgetary-transfers": N_("mark of money that moves inside the government"),
    "expenditure-type:code": N_("running costs or investment: code"),
    "expenditure-type:label": N_("running costs or investment: name"),
    "value-currency:code": N_("currency"),
    "activity:generic:project:code": N_("project: code"),
    "activity:generic:project:label": N_("project: name"),
    "administrative-classification:generic:level1:code": N_("office, level 1: code"),
    "administrative-classification:generic:level1:label": N_("office, level 1: name"),
    "administrative-classification:generic:level2:code": N_("office, level 2: code"),
    "administrative-classification:generic:level2:label": N_("office, level 2: name"),
    "administrative-classification:generic:level3:code": N_("office, level 3: code"),
    "administrative-classification:generic:level3:label": N_("office, level 3: name"),
    "administrative-classification:generic:level4:code": N_("office, level 4: code"),
    "administrative-classification:generic:level4:label": N_("office, level 4: name"),
    "functional-classification:generic:level1:code": N_("purpose, level 1: code"),
    "functional-classification:generic:level1:label": N_("purpose, level 1: name"),
    "functional-classification:generic:level2:code": N_("purpose, level 2: code"),
    "functional-classification:generic:level2:label": N_("purpose, level 2: name"),
    "functional-classification:generic:level3:code": N_("purpose, level 3: code"),
    "functional-classification:generic:level3:label": N_("purpose, level 3: name"),
    "functional-classification:generic:level4:code": N_("purpose, level 4: code"),
    "functional-classification:generic:level4:label": N_("purpose, level 4: name"),
    "economic-classification:generic:level1:code": N_("kind of expense or income, level 1: code"),
    "economic-classification:generic:level1:label": N_("kind of expense or income, level 1: name"),
    "economic-classification:generic:level2:code": N_("kind of expense or income, level 2: code"),
    "economic-classification:generic:level2:label": N_("kind of expense or income, level 2: name"),
    "economic-classification:generic:level3:code": N_("kind of expense or income, level 3: code"),
    "economic-classification:generic:level3:label": N_("kind of expense or income, level 3: name"),
    "economic-classification:generic:level4:code": N_("kind of expense or income, level 4: code"),
    "economic-classification:generic:level4:label": N_("kind of expense or income, level 4: name"),
}
"""What is offered only where it is proposed: the levels of a classification, from the widest, and rarer facts."""
DIRECTIONS = {
    "expenditure": N_("expenditure"),
    "revenue": N_("revenue"),
    "expenditure-elimination": N_("expenditure to be taken off: money that moves inside the government"),
    "revenue-elimination": N_("revenue to be taken off: money that moves inside the government"),
    "": N_("a column says it, or there are no amounts"),
}
"""What a file can be said to hold."""
WORDS = (
    *(N_("proposed"), N_("approved"), N_("change"), N_("adjusted"), N_("authorised"), N_("committed")),
    *(N_("executed"), N_("paid"), N_("administrative"), N_("functional"), N_("economic"), N_("programme")),
    *(N_("geographic"), N_("fund"), N_("expenditure-elimination"), N_("revenue-elimination")),
)
"""Words of reports and comparisons that pages translate."""
