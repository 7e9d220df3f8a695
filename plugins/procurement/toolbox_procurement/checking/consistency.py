"""Numbers and texts of one release that should agree with each other."""

from __future__ import annotations

import re
from typing import Any, Final

from toolbox_procurement.checking.references import entries
from toolbox_procurement.checking.structure import Tell

Release = dict[str, Any]
_LONGEST: Final = 250
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DIGIT: Final = re.compile(r"\d")
_TELEPHONE: Final = re.compile(r"(?:[+\d\s()./\\,;:–-]|tel|ext|anexo|int|fax|poste|y|or|x|#|°|º)+", re.IGNORECASE)
_MEDIA_TYPE: Final = re.compile(
    r"offline/print|(?:application|audio|font|image|message|model|multipart|text|video)/[\w!#$&^.+-]+(?:;.*)?",
    re.IGNORECASE,
)
_LANGUAGE: Final = re.compile(r"[a-z]{2}(?:[-_][A-Za-z0-9]{2,8})*")
_SCHEME: Final = re.compile(r"[A-Z]{2}-[A-Z0-9_.-]+|[a-z]{2}-[A-Za-z0-9_.-]+|x_[a-z0-9_]+")
_SECTIONS: Final = {
    "planning": (
        "procurementPlan plannedProcurementNotice marketStudies environmentalImpact "
        "assetAndLiabilityAssessment riskProvisions needsAssessment feasibilityStudy projectPlan "
        "conflictOfInterest illustration cancellationDetails"
    ),
    "tender": (
        "tenderNotice biddingDocuments technicalSpecifications evaluationCriteria evaluationReports "
        "contractDraft contractArrangements contractSchedule hearingNotice eligibilityCriteria "
        "clarifications shortlistedFirms complaints contractGuarantees billOfQuantity bidders "
        "conflictOfInterest illustration cancellationDetails"
    ),
    "awards": (
        "awardNotice contractDraft contractArrangements contractSchedule winningBid complaints "
        "conflictOfInterest submissionDocuments evaluationReports illustration cancellationDetails"
    ),
    "contracts": (
        "contractNotice contractSigned contractArrangements contractSchedule contractAnnexe "
        "contractGuarantees subContract illustration contractSummary submissionDocuments "
        "conflictOfInterest cancellationDetails"
    ),
}
_TYPES: Final = {section: frozenset(types.split()) for section, types in _SECTIONS.items()}
_ALL: Final = frozenset().union(*_TYPES.values())


def check_consistency(release: Release, tell: Tell) -> None:
    """Tell what does not agree."""
    found = release.get("tender")
    tender: Release = found if isinstance(found, dict) else {}
    number, tenderers = tender.get("numberOfTenderers"), entries(tender, "tenderers")
    if isinstance(number, int) and tenderers and number != len(tenderers):
        tell("tenderers-count-differs", "/tender/numberOfTenderers", number, "/tender/numberOfTenderers")
    planning = release.get("planning")
    budget = planning.get("budget") if isinstance(planning, dict) else None
    planned, asked = _money(budget, "amount"), _money(tender, "value")
    if planned and asked and planned[1] == asked[1] and not 0.5 <= asked[0] / planned[0] <= 1.5:
        tell("tender-far-from-budget", "/tender/value/amount", asked[0], "/tender/value/amount")
    _language(release, "", "", tell)
    _contracts(release, tell)
    _documents(release, tender, tell)
    _texts(release, tender, tell)
    _parties(release, tell)


def _is_telephone(text: str) -> bool:
    """Whether a text may be a telephone number, or several: digits enough, and nothing but what stands around them."""
    return len(_DIGIT.findall(text)) >= 5 and bool(_TELEPHONE.fullmatch(text.strip()))


def _language(holder: Release, path: str, pointer: str, tell: Tell) -> None:
    code = holder.get("language")
    if isinstance(code, str) and code and not _LANGUAGE.fullmatch(code):
        tell("language-wrong", f"{path}/language", code, f"{pointer}/language")


def _money(holder: Any, key: str) -> tuple[float, str] | None:
    value = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(value, dict):
        return None
    amount, currency = value.get("amount"), value.get("currency")
    if isinstance(amount, bool) or not isinstance(amount, int | float) or amount <= 0 or not isinstance(currency, str):
        return None
    return float(amount), currency


def _contracts(release: Release, tell: Tell) -> None:
    sums: dict[tuple[str, str], float] = {}
    for position, contract in enumerate(entries(release, "contracts")):
        value = _money(contract, "value")
        if value is None:
            continue
        key = (str(contract.get("awardID")), value[1])
        sums[key] = sums.get(key, 0.0) + value[0]
        payments = [_money(payment, "value") for payment in entries(contract.get("implementation"), "transactions")]
        paid = sum(payment[0] for payment in payments if payment and payment[1] == value[1])
        if paid > value[0] * 1.000001:
            tell("payments-exceed-contract", "/contracts/value/amount", value[0], f"/contracts/{position}/value/amount")
    for position, award in enumerate(entries(release, "awards")):
        value = _money(award, "value")
        signed = sums.get((str(award.get("id")), value[1])) if value else None
        if value and signed and not 0.5 <= signed / value[0] <= 1.5:
            tell("contracts-far-from-award", "/awards/value/amount", value[0], f"/awards/{position}/value/amount")


def _documents(release: Release, tender: Release, tell: Tell) -> None:
    holders: list[tuple[str, str, Any]] = [
        ("planning", "/planning", release.get("planning")),
        ("tender", "/tender", tender),
    ]
    for section in ("awards", "contracts"):
        holders += [(section, f"/{section}/{index}", one) for index, one in enumerate(entries(release, section))]
    for section, pointer, holder in holders:
        for position, document in enumerate(entries(holder, "documents")):
            kind, form = document.get("documentType"), document.get("format")
            if isinstance(form, str) and form and not _MEDIA_TYPE.fullmatch(form.strip()):
                tell("media-type-wrong", f"/{section}/documents/format", form, f"{pointer}/documents/{position}/format")
            _language(document, f"/{section}/documents", f"{pointer}/documents/{position}", tell)
            if isinstance(kind, str) and kind in _ALL and kind not in _TYPES[section]:
                at = f"{pointer}/documents/{position}/documentType"
                tell("document-type-misplaced", f"/{section}/documents/documentType", kind, at)


def _texts(release: Release, tender: Release, tell: Tell) -> None:
    holders = [("/tender", "/tender", tender)]
    for section in ("awards", "contracts"):
        holders += [(f"/{section}", f"/{section}/{index}", one) for index, one in enumerate(entries(release, section))]
    for path, pointer, holder in holders:
        title = holder.get("title")
        if isinstance(title, str) and len(title) > _LONGEST:
            tell("text-too-long", f"{path}/title", title, f"{pointer}/title")


def _parties(release: Release, tell: Tell) -> None:
    for position, party in enumerate(entries(release, "parties")):
        pointer = f"/parties/{position}"
        contact, identifier, name = party.get("contactPoint"), party.get("identifier"), party.get("name")
        email = contact.get("email") if isinstance(contact, dict) else None
        if isinstance(email, str) and email and not _EMAIL.fullmatch(email.strip()):
            tell("email-wrong", "/parties/contactPoint/email", None, f"{pointer}/contactPoint/email")
        telephone = contact.get("telephone") if isinstance(contact, dict) else None
        if isinstance(telephone, str) and telephone.strip() and not _is_telephone(telephone):
            # Like the address above it is not repeated in a report: it may be a person's own.
            at = "/parties/contactPoint/telephone"
            tell("telephone-wrong", at, None, f"{pointer}/contactPoint/telephone")
        scheme = identifier.get("scheme") if isinstance(identifier, dict) else None
        if isinstance(scheme, str) and scheme and not _SCHEME.fullmatch(scheme):
            tell("scheme-form", "/parties/identifier/scheme", scheme, f"{pointer}/identifier/scheme")
        if isinstance(identifier, dict) and identifier.get("id") not in (None, "") and not identifier.get("scheme"):
            tell(
                "identifier-without-scheme",
                "/parties/identifier/scheme",
                identifier["id"],
                f"{pointer}/identifier/scheme",
            )
        if isinstance(name, str) and len(name) > _LONGEST:
            tell("text-too-long", "/parties/name", name, f"{pointer}/name")
