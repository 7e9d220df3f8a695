"""Amounts, phases and classifications in the reader's language and in the unit the reader chose."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.queries.records import EXPENDITURE, Phase
from toolbox_budget_portal.yardsticks.records import NOMINAL, OF_GDP, PER_HEAD, RATIOS, REAL, SHARE
from toolbox_core import N_, format_compact, format_number, format_percent, locale_for, translate

if TYPE_CHECKING:
    from starlette.requests import Request

_SMALL = Decimal("0.0001")
UNITS = {"exact": 0, "thousand": 3, "million": 6}
"""Units to show amounts in, with the power of ten that one unit is."""

_PHASES = {
    "proposed": N_("Proposed"),
    "approved": N_("Approved"),
    "change": N_("Changed during the year"),
    "adjusted": N_("Approved, with changes"),
    "authorised": N_("Authorised"),
    "committed": N_("Committed"),
    "executed": N_("Spent"),
    "paid": N_("Paid out"),
}
_REVENUE_PHASES = {
    "approved": N_("Expected"),
    "adjusted": N_("Expected, with changes"),
    "executed": N_("Taken in"),
    "paid": N_("Received in cash"),
}
PHASE_MEANINGS = {
    "proposed": N_("What the government asked for before anything was decided."),
    "approved": N_("What was voted before the year began."),
    "change": N_("What was added or taken away during the year."),
    "adjusted": N_("What was voted, with all changes made during the year: the limit in the end."),
    "authorised": N_("What was released for use."),
    "committed": N_("What was promised to somebody, by contract or by decision."),
    "executed": N_("What became due for goods, work and grants received. Also called executed or outturn."),
    "paid": N_("What left the treasury as money."),
}
REVENUE_MEANINGS = {
    "approved": N_("What was expected before the year began."),
    "adjusted": N_("What was expected, with all changes made during the year."),
    "executed": N_("What became due to the government during the year."),
    "paid": N_("What arrived in the treasury as money."),
}
_KINDS = {
    "administrative": N_("department"),
    "functional": N_("purpose"),
    "cofog": N_("purpose (COFOG)"),
    "economic": N_("economic type"),
    "gfsm": N_("economic type (GFSM)"),
    "object": N_("object"),
    "programme": N_("programme"),
    "geographic": N_("place"),
    "fund": N_("fund"),
    "type": N_("kind of item"),
    "line": N_("single line"),
}
_SPENDING_BY = {
    "administrative": N_("Spending by department"),
    "functional": N_("Spending by purpose"),
    "cofog": N_("Spending by purpose (COFOG)"),
    "economic": N_("Spending by economic type"),
    "gfsm": N_("Spending by economic type (GFSM)"),
    "object": N_("Spending by object"),
    "programme": N_("Spending by programme"),
    "geographic": N_("Spending by place"),
    "fund": N_("Spending by fund"),
    "type": N_("Spending by kind of item"),
}
_REVENUE_BY = {
    "administrative": N_("Revenue by department"),
    "functional": N_("Revenue by purpose"),
    "cofog": N_("Revenue by purpose (COFOG)"),
    "economic": N_("Revenue by economic type"),
    "gfsm": N_("Revenue by economic type (GFSM)"),
    "object": N_("Revenue by object"),
    "programme": N_("Revenue by programme"),
    "geographic": N_("Revenue by place"),
    "fund": N_("Revenue by fund"),
    "type": N_("Revenue by kind of item"),
}
_PRESENCE = {
    "blank": N_("blank in the file"),
    "dash": N_("a dash in the file"),
    "not-published": N_("not for publication"),
    "not-applicable": N_("not applicable"),
    "not-available": N_("not available"),
}


class Wording:
    """Writes what a page shows. ``currency`` is an ISO 4217 code, ``digits`` the decimals of the exact amounts.

    ``measure`` says what the amounts are that it is given: money as in the files, in prices of the year ``prices_of``,
    money per inhabitant, or a ratio (of the total, of the economy).
    """

    def __init__(
        self,
        request: Request,
        *,
        currency: str = "",
        digits: int = 2,
        unit: str = "exact",
        measure: str = NOMINAL,
        prices_of: int = 0,
    ) -> None:
        self._request = request
        self._locale = locale_for(request)
        self.currency = currency
        self.digits = digits
        self.unit = unit
        self.measure = measure
        self.prices_of = prices_of

    def _(self, message: str, **variables: Any) -> str:
        """``message`` in the reader's language."""
        return translate(self._request, message, **variables)

    def number(self, value: int) -> str:
        """A count."""
        return format_number(value, self._locale)

    def percent(self, ratio: Decimal | None, *, digits: int = 1, signed: bool = False) -> str:
        """A share, or an empty text when there is none."""
        return "" if ratio is None else format_percent(ratio, self._locale, digits, signed=signed)

    def exact(self, value: Decimal | None) -> str:
        """Every decimal, without the currency; "not published" when the file gives no number."""
        if value is None:
            return self._("not published") if self.measure == NOMINAL else "–"
        if self.measure in RATIOS:
            return format_percent(value, self._locale, 2 if abs(value) >= _SMALL or not value else 6)
        return format_number(value, self._locale, self.digits)

    def money(self, value: Decimal | None) -> str:
        """The amount in the chosen unit, without the unit's name. Small amounts keep decimals: never a false zero."""
        power = UNITS[self.unit]
        if value is None or not power:
            return self.exact(value)
        scaled = value.scaleb(-power)
        if not scaled or abs(scaled) >= Decimal("0.05"):
            return format_number(scaled, self._locale, 1)
        return format_number(scaled, self._locale, 3 if abs(scaled) >= Decimal("0.0005") else power + self.digits)

    def signed(self, value: Decimal | None) -> str:
        """A difference in the chosen unit, with its plus or minus."""
        text = self.money(value)
        return f"+{text}" if value is not None and value > 0 else text

    def words(self, value: Decimal | None) -> str:
        """A round figure with the currency, for sentences: ``6.19 billion EUR``."""
        if value is None:
            return self.exact(value)
        if self.measure in (PER_HEAD, *RATIOS):
            return self.with_currency(value)
        return f"{format_compact(value, self._locale)}\u00a0{self.currency}"

    def compact(self, value: Decimal | None) -> str:
        """A round figure without the currency, for marks of charts and for large print."""
        if value is not None and self.measure in RATIOS:
            return format_percent(value, self._locale, 1)
        return self.exact(value) if value is None else format_compact(value, self._locale)

    def large(self, value: Decimal | None) -> tuple[str, str]:
        """A round figure for large print, and its unit for small print: ``("6.19", "billion EUR")``."""
        if value is None or self.measure in (PER_HEAD, *RATIOS):
            return self.exact(value), "" if value is None else self.unit_name
        text = self.compact(value)
        end = max(place for place, sign in enumerate(text) if sign.isdigit()) + 1
        return text[:end], f"{text[end:].strip()}\u00a0{self.currency}".strip()

    @property
    def unit_title(self) -> str:
        """``unit_name`` at the beginning of a sentence."""
        return self.unit_name[:1].upper() + self.unit_name[1:]

    def with_currency(self, value: Decimal | None) -> str:
        """The exact amount with the currency's code, and with what it is measured by."""
        if value is None:
            return self.exact(value)
        exact = self.exact(value)
        amount = f"{exact}\u00a0{self.currency}"
        if self.measure == SHARE:
            return self._("%(share)s of the total", share=exact)
        if self.measure == OF_GDP:
            return self._("%(share)s of GDP", share=exact)
        if self.measure == PER_HEAD:
            return self._("%(amount)s per inhabitant", amount=amount)
        if self.measure == REAL:
            return self._("%(amount)s in prices of %(year)s", amount=amount, year=self.prices_of)
        return amount

    @property
    def unit_name(self) -> str:
        """What the figures of ``money`` are: ``million EUR``, ``EUR per inhabitant``, ``share of the total``."""
        if self.measure == SHARE:
            return self._("share of the total")
        if self.measure == OF_GDP:
            return self._("share of GDP")
        if self.measure == PER_HEAD:
            return self._("%(currency)s per inhabitant", currency=self.currency)
        if self.measure == REAL:
            return self._("%(unit)s in prices of %(year)s", unit=self._unit_of_money, year=self.prices_of)
        return self._unit_of_money

    @property
    def _unit_of_money(self) -> str:
        if self.unit == "thousand":
            return self._("thousand %(currency)s", currency=self.currency)
        if self.unit == "million":
            return self._("million %(currency)s", currency=self.currency)
        return self.currency

    def phase(self, phase: Phase, direction: str = EXPENDITURE) -> str:
        """A phase in plain words; the files' own name when it is none of the standard ones."""
        message = (_REVENUE_PHASES if direction != EXPENDITURE else {}).get(phase.role) or _PHASES.get(phase.role)
        return self._(message) if message else phase.label

    def phase_meaning(self, phase: Phase, direction: str = EXPENDITURE) -> str:
        """One sentence on what a standard phase means; empty for others."""
        known = PHASE_MEANINGS if direction == EXPENDITURE else {**PHASE_MEANINGS, **REVENUE_MEANINGS}
        return self._(known[phase.role]) if phase.role in known else ""

    def kind(self, kind: str) -> str:
        """A classification in one or two words, to stand after "by"."""
        return self._(_KINDS[kind]) if kind in _KINDS else kind

    def by(self, direction: str, kind: str) -> str:
        """``Spending by purpose``."""
        return self._((_SPENDING_BY if direction == EXPENDITURE else _REVENUE_BY)[kind])

    def direction(self, direction: str) -> str:
        """``Spending`` or ``Revenue``."""
        return self._("Spending") if direction == EXPENDITURE else self._("Revenue")

    def presence(self, word: str) -> str:
        """Why the file has no number."""
        return self._(_PRESENCE[word]) if word in _PRESENCE else word
