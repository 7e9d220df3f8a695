"""What only the whole file shows: default values, codes that never vary, buyers written in several ways."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from toolbox_procurement.checking.references import entries
from toolbox_procurement.checking.stability import Stability
from toolbox_procurement.issues import Issues

Release = dict[str, Any]
_ENOUGH: Final = 100
"""Cases below which a share says nothing."""
_CODES: Final = (
    ("tender", "status"),
    ("tender", "procurementMethod"),
    ("tender", "mainProcurementCategory"),
    ("awards", "status"),
    ("contracts", "status"),
)


class Dataset:
    """Counts over all releases; ``tell`` says at the end what stands out."""

    def __init__(self) -> None:
        self.ocids: dict[str, set[str]] = {}
        self._buyers: dict[str, set[str]] = {}
        self._codes: dict[str, Counter[str]] = {}
        self._amounts: dict[str, Counter[float]] = {}
        self._tender_ids: dict[str, set[str]] = {}
        self.stability = Stability()

    def add(self, release: Release, issues: Issues, pointer: str, line: int) -> None:
        """Count one release, and tell a release id that its process has used before."""
        ocid = release.get("ocid")
        if not isinstance(ocid, str):
            return
        seen = self.ocids.setdefault(ocid, set())
        identifier = release.get("id")
        if identifier is not None:
            if str(identifier) in seen:
                issues.add("duplicate-release-id", "/id", identifier, ocid=ocid, pointer=f"{pointer}/id", line=line)
            seen.add(str(identifier))
        self.stability.add(ocid, release)
        buyer, tender = release.get("buyer"), release.get("tender")
        if isinstance(buyer, dict) and buyer.get("id") is not None:
            self._buyers.setdefault(str(buyer["id"]), set()).add(ocid)
        if isinstance(tender, dict):
            if tender.get("id") is not None:
                self._tender_ids.setdefault(str(tender["id"]), set()).add(ocid)
            self._amount("/tender/value/amount", tender)
        for section, name in _CODES:
            for holder in [tender] if section == "tender" else entries(release, section):
                code = holder.get(name) if isinstance(holder, dict) else None
                if isinstance(code, str):
                    self._codes.setdefault(f"/{section}/{name}", Counter())[code] += 1
        for section in ("awards", "contracts"):
            for holder in entries(release, section):
                self._amount(f"/{section}/value/amount", holder)

    def _amount(self, path: str, holder: Release) -> None:
        value = holder.get("value")
        amount = value.get("amount") if isinstance(value, dict) else None
        if isinstance(amount, int | float) and not isinstance(amount, bool) and amount > 0:
            self._amounts.setdefault(path, Counter())[float(amount)] += 1

    def tell(self, issues: Issues) -> None:
        """Add what stands out in the file as a whole."""
        self.stability.tell(issues)
        for path, codes in self._codes.items():
            (code, most), total = codes.most_common(1)[0], codes.total()
            if total >= _ENOUGH and most / total > 0.999:
                issues.add("one-code-dominates", path, code)
        for path, amounts in self._amounts.items():
            self._tell_amounts(path, amounts, issues)
        processes = [len(ocids) for ocids in self._buyers.values()]
        if sum(processes) >= _ENOUGH:
            if max(processes) / sum(processes) > 0.5:
                buyer = max(sorted(self._buyers), key=lambda key: len(self._buyers[key]))
                issues.add("one-buyer-dominates", "/buyer/id", buyer)
            if sum(1 for count in processes if count == 1) / len(processes) > 0.5:
                issues.add("buyers-mostly-once", "/buyer/id", None)
        for identifier, ocids in self._tender_ids.items():
            if len(ocids) > 1:
                issues.add("tender-id-repeated", "/tender/id", identifier, ocid=min(ocids))

    def _tell_amounts(self, path: str, amounts: Counter[float], issues: Issues) -> None:
        total = amounts.total()
        if total < _ENOUGH:
            return
        common = amounts.most_common(3)
        if sum(count for _, count in common) / total > 0.1:
            issues.add("one-value-dominates", path, common[0][0])
        ordered = sorted(amounts.elements(), reverse=True)
        top = max(1, total // 100)
        if sum(ordered[:top]) > sum(ordered[top:]):
            issues.add("few-amounts-outweigh", path, ordered[0])
