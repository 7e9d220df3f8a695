"""R044: bidders share contact details."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import combinations

from toolbox_procurement.indicators.base import N_, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess
from toolbox_procurement.indicators.shapes import Party


class R044(PerProcess):
    """bidders share contact details."""

    code = "R044"
    name = N_("Similarities between bidders")
    stage = "bids"
    groups = ("OCID", "Tenderer")
    needs = (
        "parties/contactPoint/telephone|parties/contactPoint/email|parties/address/streetAddress",
        "bids/details/tenderers/id|tender/tenderers/id",
    )
    summary = N_(
        "Bidders that compete with each other share a telephone number, an e-mail address or a postal address."
    )
    method = (
        "In each process, the contact details of the bidders among the parties are compared: telephone numbers by "
        "their digits, e-mail addresses, and street address with postal code. A process and the bidders are flagged"
        " when two of them share one."
    )
    example = (
        "Two firms bid against each other for a canteen. Both name the same telephone number. The process and both "
        "firms are flagged."
    )
    why = "Firms that share an office may be one firm that competes with itself."
    innocent = "Business centres and accountants give many firms one address."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R044."
    output = "How many pairs of bidders share a detail; for bidders 1."
    exclusions = ("The bidders are not among the parties, or their details are not published.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """Bidders with equal details."""
        bidders = process.bidders
        if len(bidders) < 2 or not process.release.parties:
            return None
        holders: dict[tuple[str, str], set[str]] = {}
        for party in process.release.parties:
            key = process.key(party)
            if key in bidders and key is not None:
                for detail in _details(party):
                    holders.setdefault(detail, set()).add(key)
        shared = {detail: firms for detail, firms in holders.items() if len(firms) > 1}
        if not shared:
            return []
        pairs_found = {pair for firms in shared.values() for pair in combinations(sorted(firms), 2)}
        kinds = sorted({kind for kind, _ in shared})
        firms = sorted(set().union(*shared.values()))
        return [
            self.flag(process.ocid, float(len(pairs_found)), kinds=kinds, firms=firms),
            *(self.flag(firm, group="Tenderer", kinds=kinds) for firm in firms),
        ]

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        kinds = " and ".join(flag.evidence["kinds"])
        if flag.group == "Tenderer":
            return f"Shares its {kinds} with a competitor in {flag.evidence['ocid']}."
        return f"{', '.join(flag.evidence['firms'])} share a {kinds}."


def _details(party: Party) -> Iterator[tuple[str, str]]:
    """(kind, normal form) of the details that a party tells; details too short to mean anything are left out."""
    contact, address = party.contactPoint, party.address
    digits = _digits(contact.telephone) if contact and contact.telephone else ""
    if len(digits) >= 6:
        yield "telephone number", digits[-9:]
    if contact and contact.email and "@" in contact.email:
        yield "e-mail address", contact.email.strip().casefold()
    if address and address.streetAddress and address.postalCode:
        yield "postal address", _plain(address.streetAddress, address.postalCode)


@lru_cache(maxsize=4096)
def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@lru_cache(maxsize=4096)
def _plain(street: str, code: str) -> str:
    return " ".join(f"{street} {code}".casefold().split())
