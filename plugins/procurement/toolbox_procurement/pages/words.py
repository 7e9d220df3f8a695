"""The standard's codes in the reader's language. A code that the standard does not know is shown as it is."""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Final

from toolbox_core import N_, collected, format_amount, format_compact, format_day, format_number, locale_for, translate
from toolbox_procurement.indicators.guests import HOOK, guests_of
from toolbox_procurement.indicators.run import known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from toolbox_procurement.conversion.computing import Converted
    from toolbox_procurement.indicators.base import Indicator
    from toolbox_procurement.indicators.guests import Guest

_SIX: Final = Context(prec=6)
"""Digits with which central banks publish rates."""
STAGES: Final = {
    "planning": N_("Planning"),
    "tender": N_("Tender"),
    "award": N_("Award"),
    "contract": N_("Contract"),
    "implementation": N_("Implementation"),
}
METHODS: Final = {
    "open": N_("open"),
    "selective": N_("selective"),
    "limited": N_("limited"),
    "direct": N_("direct award"),
}
CATEGORIES: Final = {"goods": N_("goods"), "works": N_("works"), "services": N_("services")}
STATUSES: Final = {
    "planning": N_("in planning"),
    "planned": N_("planned"),
    "active": N_("active"),
    "cancelled": N_("cancelled"),
    "unsuccessful": N_("unsuccessful"),
    "complete": N_("complete"),
    "withdrawn": N_("withdrawn"),
    "pending": N_("pending"),
    "terminated": N_("terminated"),
    "valid": N_("valid"),
    "disqualified": N_("disqualified"),
    "invited": N_("invited"),
}
ROLES: Final = {
    "buyer": N_("Buyer"),
    "entity": N_("Procuring entity"),
    "supplier": N_("Supplier"),
    "bidder": N_("Bidder"),
}
KINDS: Final = {
    "buyer": N_("Buyer"),
    "supplier": N_("Supplier"),
    "class": N_("Item class"),
    "region": N_("Region"),
}
PLURALS: Final = {
    "buyer": N_("Buyers"),
    "supplier": N_("Suppliers"),
    "class": N_("What is bought"),
    "region": N_("Regions"),
}
TAGS: Final = {
    "planning": N_("Plan published"),
    "planningUpdate": N_("Plan changed"),
    "tender": N_("Tender opened"),
    "tenderAmendment": N_("Tender amended"),
    "tenderUpdate": N_("Tender updated"),
    "tenderCancellation": N_("Tender cancelled"),
    "award": N_("Award"),
    "awardUpdate": N_("Award updated"),
    "awardCancellation": N_("Award cancelled"),
    "contract": N_("Contract"),
    "contractUpdate": N_("Contract updated"),
    "contractAmendment": N_("Contract amended"),
    "implementation": N_("Implementation"),
    "implementationUpdate": N_("Implementation updated"),
    "contractTermination": N_("Contract ended"),
    "compiled": N_("Compiled"),
}
CRITERIA: Final = {
    "priceOnly": N_("the lowest price"),
    "costOnly": N_("the lowest cost over its whole life"),
    "qualityOnly": N_("quality alone"),
    "ratedCriteria": N_("price and quality, by points"),
}
DOCUMENTS: Final = {
    "procurementPlan": N_("procurement plan"),
    "needsAssessment": N_("needs assessment"),
    "marketStudies": N_("market study"),
    "projectPlan": N_("project plan"),
    "tenderNotice": N_("tender notice"),
    "biddingDocuments": N_("bidding documents"),
    "technicalSpecifications": N_("technical specifications"),
    "evaluationCriteria": N_("evaluation criteria"),
    "clarifications": N_("answers to bidders"),
    "awardNotice": N_("award notice"),
    "evaluationReports": N_("evaluation report"),
    "winningBid": N_("winning bid"),
    "contractNotice": N_("contract notice"),
    "contractSigned": N_("signed contract"),
    "contractAnnexe": N_("annex to the contract"),
    "completionCertificate": N_("completion certificate"),
}
MEASURES: Final = {
    "tender_days": N_("Days to bid"),
    "bidders": N_("Bidders"),
    "award_days": N_("Days from the end of the tender to the award"),
}


class Words:
    """Words and amounts for one request."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._locale = locale_for(request)

    def __call__(self, message: str, **values: object) -> str:
        """A message in the reader's language."""
        return translate(self._request, message, **values)

    @property
    def guests(self) -> tuple[Guest, ...]:
        """The indicators of other plugins on this site."""
        return guests_of(collected(self._request, HOOK))

    @property
    def indicators(self) -> Mapping[str, type[Indicator]]:
        """Every indicator on this site by its code."""
        return known(self.guests)

    def code(self, table: dict[str, str], code: str) -> str:
        """A code of the standard in words."""
        known = table.get(code)
        return translate(self._request, known) if known else code

    def stage(self, code: str) -> str:
        """A stage."""
        return self.code(STAGES, code)

    def method(self, code: str) -> str:
        """A procurement method."""
        return self.code(METHODS, code)

    def status(self, code: str) -> str:
        """A status."""
        return self.code(STATUSES, code)

    def category(self, code: str) -> str:
        """A procurement category."""
        return self.code(CATEGORIES, code)

    def tag(self, code: str) -> str:
        """What a release is."""
        return self.code(TAGS, code)

    def short(self, value: Decimal | None) -> str:
        """A large amount in words, without its currency: ``4.85 million``."""
        return "" if value is None else format_compact(value, self._locale)

    def converted(self, found: Converted) -> str:
        """A converted amount with its rate, the day and the source: never without them."""
        return self(
            N_("%(amount)s, converted at %(rate)s of %(day)s, source: %(origin)s"),
            amount=self.exact(found.amount, found.currency),
            rate=format_number(Decimal(f"{_SIX.plus(found.rate).normalize():f}"), self._locale),
            day=format_day(date.fromisoformat(found.day), self._locale),
            origin=found.origin,
        )

    def exact(self, value: Decimal | None, currency: str) -> str:
        """An amount in full."""
        if value is None:
            return ""
        if len(currency) == 3 and currency.isalpha() and currency.isascii():
            return format_amount(value, self._locale, currency)
        return format_amount(value, self._locale, "XXX", unit=currency or "?")
