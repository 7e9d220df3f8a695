"""What an indicator is, and the view of one contracting process that it folds over.

An indicator is a class with a code and plain words for people, and three steps: ``fold`` takes in one process,
``merge`` joins what two workers folded, ``finish`` says what is flagged. States hold only values that pickle, and
merging is associative and commutative, so that any spreading of the work gives the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final, Literal

import msgspec

from toolbox_procurement.indicators import shapes
from toolbox_procurement.indicators.dates import moment
from toolbox_procurement.indicators.kept import fact

Group = Literal["OCID", "Buyer", "ProcuringEntity", "Tenderer", "ItemClass"]
GROUPS: Final[tuple[Group, ...]] = ("OCID", "Buyer", "ProcuringEntity", "Tenderer", "ItemClass")
Stage = Literal["planning", "tender", "bids", "award", "contract"]


def N_(message: str) -> str:  # noqa: N802 - the name that the collector of words looks for
    """Mark words that the plugin's catalogues translate; they are translated where they are shown."""
    return message


_decode = msgspec.json.Decoder(dict[str, Any]).decode
_NO_TENDER: Final = shapes.Tender()
_NOBODY: Final[frozenset[str]] = frozenset()
_LOCAL_ID_LENGTH: Final = 4
NON_COMPETITIVE: Final = frozenset({"limited", "direct"})

PERIOD: Final = 1
VALUE: Final = 2
DIRECT: Final = 4
BIDS: Final = 8
VALID: Final = 16
AWARDS: Final = 32
CONTRACTS: Final = 64
"""Parts that a process may have, for :attr:`Indicator.asks`: a tender period, a tender value, a method without
competition, submitted bids, valid bids, active awards, contracts."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One result. ``value`` is the indicator's number; ``evidence`` holds what :meth:`Indicator.explain` needs."""

    group: Group
    subject: str
    code: str
    value: float
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What an indicator found: its flags, the numbers it used (quartiles, fences), and how many cases it looked at.

    ``gap`` says in one sentence why nothing could be computed, if so. ``maps`` is told only when asked for.
    """

    flags: list[Flag] = field(default_factory=list)
    meta: dict[str, float] = field(default_factory=dict)
    cases: int = 0
    gap: str = ""
    maps: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """An indicator's settings: ``values`` by name (defaults filled in), thresholds by method details, method or
    category, and the settings shared by all."""

    values: Mapping[str, Any]
    by: Mapping[str, Mapping[str, float]]
    shared: SharedOptions

    def threshold(self, process: Process) -> Any:
        """The threshold that holds for a process: by method details, else by method, else by category, else for all."""
        if self.by:
            for kind, key in (
                ("procurement_method_details", process.details),
                ("procurement_method", process.method),
                ("category", process.category),
            ):
                known = self.by.get(kind)
                if known and key is not None and key in known:
                    return known[key]
        return self.values["threshold"]


@dataclass(frozen=True, slots=True)
class SharedOptions:
    """Settings that hold for every indicator. ``compat`` asks for Cardinal's results."""

    compat: bool = False
    currency: str = ""
    price_comparison: frozenset[str] = frozenset()
    no_price_comparison: frozenset[str] = frozenset()
    exclude_details: frozenset[str] = frozenset()
    maps: bool = False
    class_digits: int = 2


class Process:
    """One contracting process, with what several indicators ask for computed once."""

    def __init__(self, release: shapes.Release, position: int, shared: SharedOptions, line: bytes = b"{}") -> None:
        self.release = release
        self._line = line
        self.position = position
        self.shared = shared
        self.compat = shared.compat
        self.kept: dict[Callable[..., Any], Any] = {}
        self._known_keys: dict[int, frozenset[str]] = {}
        self.ocid: str = release.ocid or ""
        tender = release.tender or _NO_TENDER
        self.tender = tender
        self.method = tender.procurementMethod
        self.details = tender.procurementMethodDetails
        self.category = tender.mainProcurementCategory
        details = release.bids.details if release.bids else None
        self.bids: list[shapes.Bid] = details or []
        self.has_bids = details is not None
        self.awards: list[shapes.Award] = release.awards or []
        self.contracts: list[shapes.Contract] = release.contracts or []
        self.submitted = [
            bid for bid in self.bids if bid.status is not None and bid.status not in ("invited", "withdrawn")
        ]
        self.valid = [bid for bid in self.submitted if bid.status == "valid"]
        self.active = [award for award in self.awards if award.status == "active"]

    @fact
    def parts(self) -> int:
        """Which parts there are: the bits above, added up."""
        return (
            (PERIOD if self.tender.tenderPeriod is not None else 0)
            + (VALUE if self.value is not None else 0)
            + (DIRECT if self.method in NON_COMPETITIVE else 0)
            + (BIDS if self.submitted else 0)
            + (VALID if self.valid else 0)
            + (AWARDS if self.active else 0)
            + (CONTRACTS if self.contracts else 0)
        )

    @fact
    def value(self) -> tuple[float, str] | None:
        """The amount and currency of the tender, when both are there and the amount is above zero."""
        return self.amount(self.tender.value)

    @fact
    def offers(self) -> list[tuple[shapes.Bid, float, str]]:
        """The valid bids with an amount above zero, and their amounts and currencies."""
        found = []
        for bid in self.valid:
            value = bid.value
            if value is not None and value.amount is not None and value.currency is not None and value.amount > 0:
                found.append((bid, value.amount, value.currency))
        return found

    @fact
    def opens(self) -> datetime | None:
        """When bids can be made from, where the publisher says so."""
        period = self.tender.tenderPeriod
        return moment(period.startDate) if period and period.startDate else None

    @fact
    def closes(self) -> datetime | None:
        """Until when bids can be made, where the publisher says so."""
        period = self.tender.tenderPeriod
        return moment(period.endDate) if period and period.endDate else None

    @fact
    def plain(self) -> dict[str, Any]:
        """The whole compiled release as an object, for indicators of other plugins."""
        found: dict[str, Any] = _decode(self._line)
        return found

    @fact
    def final(self) -> bool:
        """Bids and awards are published, and no award is pending or of an unknown status."""
        return (
            self.has_bids
            and self.release.awards is not None
            and all(award.status in ("active", "cancelled", "unsuccessful", None) for award in self.awards)
        )

    @fact
    def prices_compared(self) -> bool:
        """Whether bids compete on price, by the settings about procurement method details."""
        if self.shared.price_comparison:
            return self.details in self.shared.price_comparison
        return self.details is None or self.details not in self.shared.no_price_comparison

    @fact
    def _keys(self) -> dict[str, str]:
        """How an organization of this process is known across processes, where its id alone is not enough."""
        keys = {}
        for party in self.release.parties or ():
            if party.id is None:
                continue
            identifier = party.identifier
            if identifier and identifier.scheme and identifier.id:
                keys[party.id] = f"{identifier.scheme}-{identifier.id}".upper()
            elif len(party.id) < _LOCAL_ID_LENGTH and party.name:
                keys[party.id] = " ".join(party.name.casefold().split())
        return keys

    def key(self, organization: shapes.Organization | shapes.Party | None) -> str | None:
        """The key of an organization across processes.

        In Cardinal's way its id. Otherwise the number in a register if a party tells it; a local id (such as ``1``)
        gives way to the name; else the id.
        """
        if organization is None or organization.id is None:
            return None
        if self.shared.compat:
            return organization.id
        found = self._keys.get(organization.id)
        if found is None and len(organization.id) < _LOCAL_ID_LENGTH and organization.name:
            return " ".join(organization.name.casefold().split())
        return found or organization.id

    def keys(self, organizations: list[shapes.Organization] | None) -> frozenset[str]:
        """The keys of several organizations; those without an id are left out."""
        if not organizations:
            return _NOBODY
        known = self._known_keys.get(id(organizations))  # the release holds the list, so its identity is safe
        if known is None:
            if self.compat:
                known = frozenset([one.id for one in organizations if one.id is not None])
            elif len(organizations) == 1:
                key = self.key(organizations[0])
                known = _NOBODY if key is None else frozenset((key,))
            else:
                known = frozenset([key for one in organizations if (key := self.key(one)) is not None])
            self._known_keys[id(organizations)] = known
        return known

    @fact
    def buyer(self) -> str | None:
        """The buyer's key; in the default way the procuring entity's where no buyer is named."""
        key = self.key(self.release.buyer)
        return self.entity if key is None and not self.shared.compat else key

    @fact
    def entity(self) -> str | None:
        """The procuring entity's key."""
        return self.key(self.tender.procuringEntity)

    @fact
    def bidders(self) -> frozenset[str]:
        """Everybody who submitted a bid; where bids are not published, the tenderers."""
        found = _NOBODY.union(*[self.keys(bid.tenderers) for bid in self.submitted])
        return found or self.keys(self.tender.tenderers)

    @fact
    def qualified(self) -> frozenset[str]:
        """Everybody who made a valid bid."""
        return _NOBODY.union(*[self.keys(bid.tenderers) for bid in self.valid])

    @fact
    def disqualified(self) -> list[shapes.Bid]:
        """The bids that were disqualified."""
        if len(self.submitted) == len(self.valid):
            return []
        return [bid for bid in self.submitted if bid.status == "disqualified"]

    @fact
    def bidder_count(self) -> int | None:
        """How many bidders there were: as stated, else counted, else from statistics; ``None`` when not published."""
        stated = self.tender.numberOfTenderers
        if stated is not None and stated >= 0 and stated == int(stated):
            return int(stated)
        if self.bidders:
            return len(self.bidders)
        statistics = self.release.bids.statistics if self.release.bids else None
        for measure in ("bidders", "bids"):
            for statistic in statistics or ():
                if statistic.measure == measure and statistic.value is not None and statistic.value >= 0:
                    return int(statistic.value)
        return None

    @fact
    def line_up(self) -> list[str]:
        """The bidders in the order of their keys."""
        return sorted(self.bidders)

    @fact
    def winners(self) -> frozenset[str]:
        """The suppliers of all active awards."""
        return _NOBODY.union(*[self.keys(award.suppliers) for award in self.active])

    @fact
    def item_class(self) -> str | None:
        """The item class: ``scheme:first digits``, the most frequent one (the first in order at a tie)."""
        counts: dict[str, int] = {}
        lists = [self.tender.items]
        lists += [award.items for award in self.awards]
        lists += [contract.items for contract in self.contracts]
        for items in lists:
            for item in items or ():
                key = self.class_of(item)
                if key:
                    counts[key] = counts.get(key, 0) + 1
            if counts:
                break
        if len(counts) < 2:
            return next(iter(counts), None)
        return min(counts, key=lambda key: (-counts[key], key))

    def class_of(self, item: shapes.Item, digits: int = 0) -> str | None:
        """The class of one item, by its first digits (as set for all indicators unless given)."""
        classification = item.classification
        if classification is None or not classification.id:
            return None
        return f"{classification.scheme or ''}:{classification.id[: digits or self.shared.class_digits]}"

    @fact
    def year(self) -> str:
        """The year of the tender's start, else of the first award, else of the release; empty when no date is known."""
        period = self.tender.tenderPeriod
        dates = [period.startDate if period else None, *(award.date for award in self.awards), self.release.date]
        return next((date[:4] for date in dates if date), "")

    def amount(self, value: shapes.Value | None) -> tuple[float, str] | None:
        """Amount and currency, when both are there and the amount is above zero."""
        if value is None or value.amount is None or value.currency is None or value.amount <= 0:
            return None
        return value.amount, value.currency


def counted(number: float, one: str, many: str = "") -> str:
    """``1 day``, ``2 days``: a whole number with its noun."""
    return f"{number:,.0f} {one if number == 1 else many or one + 's'}"


class Indicator:
    """Base of all indicators. The words are for people; the steps are for the engine.

    ``needs`` lists the fields without which nothing can be said (``a|b`` means one of them). ``defaults`` are the
    settings with their default values; ``None`` marks one that has none.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    stage: ClassVar[Stage]
    groups: ClassVar[tuple[Group, ...]] = ("OCID",)
    needs: ClassVar[tuple[str, ...]]
    defaults: ClassVar[Mapping[str, Any]] = {}
    cardinal: ClassVar[bool] = False
    asks: ClassVar[int] = 0
    """The parts without which ``fold`` would leave the state as it is, so that it need not be called."""
    own_thresholds: ClassVar[bool] = False
    """Whether thresholds may differ by procurement method and category (:meth:`Options.threshold` is asked)."""
    summary: ClassVar[str]
    method: ClassVar[str]
    example: ClassVar[str]
    why: ClassVar[str]
    innocent: ClassVar[str]
    source: ClassVar[str]
    output: ClassVar[str]
    settings: ClassVar[Mapping[str, str]] = {}
    exclusions: ClassVar[tuple[str, ...]] = ()

    def __init__(self, options: Options) -> None:
        self.options = options
        self.compat = options.shared.compat

    @property
    def idle(self) -> bool:
        """Whether the settings leave it nothing to look at."""
        return False

    def start(self) -> Any:
        """An empty state."""
        return {}

    def fold(self, state: Any, process: Process) -> None:
        """Take one process into the state."""
        raise NotImplementedError

    def merge(self, state: Any, other: Any) -> None:
        """Take ``other``, the state of another worker, into ``state``."""
        raise NotImplementedError

    def finish(self, state: Any, currency: str) -> Outcome:
        """What is flagged. ``currency`` is the main currency of the data (empty when no amounts were seen)."""
        raise NotImplementedError

    def explain(self, flag: Flag) -> str:
        """One neutral sentence about a flag, with this case's numbers."""
        raise NotImplementedError
