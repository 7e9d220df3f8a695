"""R011: several small purchases together reach a threshold."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import DIRECT, N_, NON_COMPETITIVE, VALUE, Flag, Indicator, Outcome, Process
from toolbox_procurement.indicators.dates import moment
from toolbox_procurement.indicators.ledger import Ledger
from toolbox_procurement.indicators.shapes import hundredths


class R011(Indicator):
    """Looks for runs of small purchases. State: day, ocid and hundredths, by buyer, class and currency."""

    code = "R011"
    name = N_("Purchases split to stay below a threshold")
    stage = "tender"
    needs = (
        "tender/procurementMethod",
        "tender/value/amount",
        "tender/items/classification/id|awards/items/classification/id",
        "buyer/id|tender/procuringEntity/id",
    )
    asks = DIRECT | VALUE
    defaults: ClassVar = {"threshold": None, "days": 30}
    summary = N_(
        "A buyer made several purchases of the same class in a short time, each below a threshold and together "
        "above it."
    )
    method = (
        "The threshold is set by law and given in the settings. For each buyer and item class, the processes "
        "without competition whose value is below the threshold are put in the order of their dates. Those that lie"
        " within the window of days and together reach the threshold are flagged."
    )
    example = (
        "A school authority buys desks for 20,000, 18,000 and 15,000 dor in three weeks, each time directly. Open "
        "tenders begin at 50,000 dor; together it is 53,000. All three are flagged."
    )
    why = "One purchase may have been cut into pieces to escape a tender."
    innocent = "Needs may arise one after the other, and stores may be small."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R011."
    output = "The sum of the purchases as a share of the threshold."
    settings: ClassVar = {
        "threshold": "the amount in the main currency at which competition begins; nothing is computed without it",
        "days": "how many days the purchases may lie apart",
    }
    exclusions = ("The process has no value, class, buyer or date.",)

    def start(self) -> Ledger:
        """No purchases yet."""
        return Ledger()

    def fold(self, state: Any, process: Process) -> None:
        """Keep purchases without competition that have a buyer, a class, a value and a date."""
        value, item_class = process.value, process.item_class
        if value is None or process.method not in NON_COMPETITIVE or process.buyer is None or item_class is None:
            return
        period = process.tender.tenderPeriod
        texts = [period.startDate if period else None, *(award.date for award in process.active), process.release.date]
        date = next((found for text in texts if text and (found := moment(text)) is not None), None)
        if date is not None:
            key = (process.buyer, item_class, value[1])
            state.add(key, (date.toordinal(), process.ocid, hundredths(value[0])))

    def merge(self, state: Any, other: Any) -> None:
        """Join the purchases."""
        state.merge(other)

    def finish(self, state: Any, currency: str) -> Outcome:
        """Runs of purchases within the window that together reach the threshold."""
        threshold = self.options.values["threshold"]
        if not threshold:
            return Outcome(gap="It needs the setting `threshold`, which depends on the law.")
        limit, window = hundredths(threshold), self.options.values["days"]
        outcome = Outcome()
        best: dict[str, Flag] = {}
        for (buyer, item_class, of_currency), found in state.groups():
            purchases = list(found)
            if of_currency != currency:
                continue
            outcome.cases += len(purchases)
            below = sorted(purchase for purchase in purchases if purchase[2] < limit)
            for start, (first_day, _, _) in enumerate(below):
                run = [one for one in below[start:] if one[0] - first_day <= window]
                total = sum(amount for _, _, amount in run)
                if len(run) < 2 or total < limit:
                    continue
                for _, ocid, _ in run:
                    if ocid not in best or best[ocid].value < total / limit:
                        evidence = {
                            "buyer": buyer,
                            "class": item_class,
                            "count": len(run),
                            "days": run[-1][0] - first_day,
                        }
                        best[ocid] = Flag("OCID", ocid, self.code, total / limit, {**evidence, "threshold": threshold})
        outcome.flags = list(best.values())
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"One of {found['count']} purchases of class {found['class']} by {found['buyer']} within "
            f"{found['days']} days; "
            f"together they are {flag.value:.0%} of the threshold of {found['threshold']:,.2f}."
        )
