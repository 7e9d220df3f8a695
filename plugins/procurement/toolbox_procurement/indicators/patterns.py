"""The shapes that most indicators have, so that each module holds only what is its own.

``PerProcess`` looks at one process at a time. ``Shares`` counts a share per organization and flags unusual ones.
``Outliers`` collects one number per process, by class, and flags those beyond Tukey's fences.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from toolbox_procurement.indicators.base import Flag, Group, Indicator, Outcome, Process
from toolbox_procurement.indicators.ledger import Ledger
from toolbox_procurement.indicators.quantiles import fences, median


@dataclass(slots=True)
class Found:
    """What was found, how many processes were looked at, and marks that a whole run may ask for.

    Flags of processes are in a ledger, for there may be as many as processes; those of organizations are kept once.
    """

    cases: int = 0
    processes: Ledger = field(default_factory=Ledger)
    flags: dict[tuple[Group, str], tuple[float, dict[str, Any]]] = field(default_factory=dict)
    marks: set[Hashable] = field(default_factory=set)

    def merge(self, other: Found) -> None:
        """Take in what another worker found."""
        self.cases += other.cases
        self.marks |= other.marks
        self.processes.merge(other.processes)
        for (group, subject), (value, evidence) in other.flags.items():
            self.put(group, subject, value, evidence)

    def put(self, group: Group, subject: str, value: float, evidence: dict[str, Any]) -> None:
        """Keep a flag. An organization that is flagged in several processes is kept once, with how many they were."""
        if group == "OCID":
            self.processes.add(subject, (value, evidence))
            return
        known = self.flags.get((group, subject))
        if known is None:
            self.flags[group, subject] = (value, evidence)
            return
        first, second = sorted((known[1], evidence), key=lambda one: str(one.get("ocid", "")))
        together = known[1].get("processes", 1) + evidence.get("processes", 1)
        self.flags[group, subject] = (max(value, known[0]), {**second, **first, "processes": together})

    def all(self) -> Iterator[tuple[Group, str, float, dict[str, Any]]]:
        """Group, subject, value and evidence of everything that was found."""
        for ocid, found in self.processes.groups():
            value, evidence = next(found)
            yield "OCID", ocid, value, evidence
        for (group, subject), (value, evidence) in self.flags.items():
            yield group, subject, value, evidence


class PerProcess(Indicator):
    """Base of indicators that need only one process at a time.

    ``required`` names a setting without which the indicator says nothing. Flags whose evidence names a currency are
    kept only in the main one when the settings give amounts (``in_main_currency``).
    """

    required: ClassVar[str] = ""
    in_main_currency: ClassVar[bool] = False

    @property
    def idle(self) -> bool:
        """Without the setting that it needs it would find nothing that counts."""
        return bool(self.required) and not self.options.values[self.required]

    def start(self) -> Found:
        """Nothing found yet."""
        return Found()

    def look(self, process: Process) -> Collection[Flag] | None:
        """The flags of a process; ``None`` when the indicator does not apply to it."""
        raise NotImplementedError

    def fold(self, state: Found, process: Process) -> None:
        """Look at one process."""
        flags = self.look(process)
        if flags is not None:
            state.cases += 1
            if flags:
                self._keep(state, process, flags)

    def _keep(self, state: Found, process: Process, flags: Collection[Flag]) -> None:
        for flag in flags:
            evidence = flag.evidence if flag.group == "OCID" else {**flag.evidence, "ocid": process.ocid}
            state.put(flag.group, flag.subject, flag.value, evidence)

    def merge(self, state: Found, other: Found) -> None:
        """Join what was found."""
        state.merge(other)

    def finish(self, state: Found, currency: str) -> Outcome:
        """Everything that was found."""
        if self.idle:
            return Outcome(gap=f"It needs the setting `{self.required}`, which depends on the law.")
        flags = [
            Flag(group, subject, self.code, value, evidence)
            for group, subject, value, evidence in state.all()
            if not self.in_main_currency or evidence.get("currency", currency) == currency
        ]
        return Outcome(flags, cases=state.cases)

    def flag(self, subject: str, value: float = 1.0, group: Group = "OCID", **evidence: Any) -> Flag:
        """A flag of this indicator."""
        return Flag(group, subject, self.code, value, evidence)


class Absences(PerProcess):
    """Base of indicators that ask for something that should be published.

    When no process of the data publishes it, its absence says something about the data and nothing about a process.
    """

    def publishes(self, process: Process) -> Collection[Hashable]:
        """Which of the things asked for this process publishes."""
        raise NotImplementedError

    def misses(self, process: Process, published: Collection[Any]) -> Collection[Flag] | None:
        """The flags of a process that publishes so much; ``None`` when the indicator does not apply to it."""
        raise NotImplementedError

    def fold(self, state: Found, process: Process) -> None:
        """Look at one process, and note what is published anywhere."""
        published = self.publishes(process)
        if published:
            state.marks.update(published)
        flags = self.misses(process, published)
        if flags is not None:
            state.cases += 1
            if flags:
                self._keep(state, process, flags)

    def finish(self, state: Found, currency: str) -> Outcome:
        """Everything that was found, if it is published anywhere."""
        if not state.marks:
            return Outcome(gap="No process publishes what is asked for, so that its absence says nothing.")
        return super().finish(state, currency)


class Shares(Indicator):
    """Base of indicators that compare a share (some of all) between organizations or classes.

    State: group → key → [some, all]. ``side`` says which end is unusual; ``minimum`` names the setting that holds the
    fewest cases a subject needs; a ``threshold`` setting, when given, replaces the fence.
    """

    side: ClassVar[Literal["high", "low"]] = "high"
    minimum: ClassVar[str] = "minimum_contracting_processes"

    def count(self, state: Any, group: Group, key: str | None, some: int, every: int = 1) -> None:
        """Add ``some`` of ``every`` cases to a subject."""
        if key is None:
            return
        counts = state.setdefault(group, {})
        known = counts.get(key)
        if known is None:
            counts[key] = [some, every]
        else:
            known[0] += some
            known[1] += every

    def merge(self, state: Any, other: Any) -> None:
        """Add the counts."""
        for group, counts in other.items():
            for key, (some, every) in counts.items():
                self.count(state, group, key, some, every)

    def finish(self, state: Any, currency: str) -> Outcome:
        """Subjects whose share is beyond the fence (or the threshold) of their group."""
        outcome = Outcome()
        for group, counts in state.items():
            least = self.options.values[self.minimum]
            shares = {key: some / every for key, (some, every) in counts.items() if every >= least}
            outcome.cases += len(shares)
            if not shares:
                continue
            fence = self.options.values["threshold"]
            given = fence is not None
            middle = median(list(shares.values()))
            if fence is None:
                found = fences(list(shares.values()))
                fence = found.upper if self.side == "high" else found.lower
                outcome.meta[f"{group}_q1"], outcome.meta[f"{group}_q3"] = found.q1, found.q3
            outcome.meta[f"{group}_{'upper' if self.side == 'high' else 'lower'}_fence"] = fence
            if fence <= 0:
                continue  # most subjects have a share of nothing, so that any share at all would look unusual
            for key, share in shares.items():
                if not given and share == middle:
                    continue  # the usual share cannot be unusual, even where the fence falls upon it
                if share >= fence if self.side == "high" else share <= fence:
                    some, every = counts[key]
                    evidence = {"some": some, "every": every, "fence": fence, "median": middle}
                    outcome.flags.append(Flag(group, key, self.code, share, evidence))
        if not outcome.cases:
            outcome.gap = "No organization has enough processes to compare."
        return outcome


class Outliers(Indicator):
    """Base of indicators that look for unusual numbers among like processes.

    State: value, ocid and evidence by class. A class needs ``minimum_cases`` numbers.
    """

    side: ClassVar[Literal["high", "low", "both"]] = "high"

    def measure(self, process: Process) -> Iterable[tuple[Hashable, float, dict[str, Any]]]:
        """The numbers of a process: (class, value, evidence)."""
        raise NotImplementedError

    def start(self) -> Ledger:
        """No numbers yet."""
        return Ledger()

    def fold(self, state: Any, process: Process) -> None:
        """Keep the numbers of one process."""
        for key, value, evidence in self.measure(process):
            state.add(key, (value, process.ocid, evidence))

    def merge(self, state: Any, other: Any) -> None:
        """Join the numbers."""
        state.merge(other)

    def finish(self, state: Any, currency: str) -> Outcome:
        """Numbers beyond the fences of their class; the most extreme one of each process."""
        outcome = Outcome()
        best: dict[str, tuple[float, Flag]] = {}
        classes = 0
        known: list[tuple[float, float, float, int] | None] = []
        for _, values in state.groups():
            classes += 1
            numbers = array("d", (value for value, _, _ in values))
            known.append(None)
            if len(numbers) >= self.options.values["minimum_cases"]:
                outcome.cases += len(numbers)
                found = fences(numbers)
                known[-1] = (*self.limits(found.lower, found.upper), median(numbers), len(numbers))
        if classes == 1 and known[0] is not None:
            outcome.meta.update(q1=found.q1, q3=found.q3)
        for limits, (_, values) in zip(known, state.groups(), strict=True):
            if limits is None:
                continue
            lower, upper, middle, cases = limits
            for value, ocid, evidence in values:
                beyond = self._beyond(value, lower, upper)
                if beyond > 0 and beyond > best.get(ocid, (0.0,))[0]:
                    told = {**evidence, "median": middle, "lower": lower, "upper": upper, "cases": cases}
                    best[ocid] = (beyond, Flag("OCID", ocid, self.code, self.result(value, middle), told))
        outcome.flags = [flag for _, flag in best.values()]
        if not outcome.cases:
            outcome.gap = "There are not enough like processes to compare."
        return outcome

    def limits(self, lower: float, upper: float) -> tuple[float, float]:
        """The fences, replaced by a threshold where one is set."""
        threshold = self.options.values.get("threshold")
        if threshold is None:
            return lower, upper
        return (threshold, upper) if self.side == "low" else (lower, threshold)

    def result(self, value: float, middle: float) -> float:
        """The indicator's number for a flagged value."""
        return value

    def _beyond(self, value: float, lower: float, upper: float) -> float:
        """How far a value is beyond its fence; 0 when it is not, also at the fence."""
        if self.side != "low" and value > upper:
            return value - upper
        if self.side != "high" and value < lower:
            return lower - value
        return 0.0
