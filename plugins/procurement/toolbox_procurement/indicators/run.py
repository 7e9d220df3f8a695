"""Computing indicators over a file: line by line, over several processes by byte ranges, with equal results.

A worker folds every line that *starts* in its range, so that each line is taken exactly once. States are merged in
the order of the ranges and every merge is order-free, so one worker and many give the same answer.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final, NamedTuple

import msgspec

import toolbox_procurement.indicators as package
from toolbox_procurement.indicators import shapes
from toolbox_procurement.indicators.base import Flag, Indicator, Outcome, Process, SharedOptions
from toolbox_procurement.indicators.guests import Guest, kind_of
from toolbox_procurement.indicators.settings import Settings, chosen, shared_options
from toolbox_procurement.issues import Issues

_SMALLEST_RANGE: Final = 16 * 1024**2
"""Bytes below which another worker process costs more than it saves."""
_TOGETHER: Final = 32
"""Processes that go through the indicators together: few enough to stay in the processor's cache."""


@cache
def registered() -> Mapping[str, type[Indicator]]:
    """Every indicator by its code: the class of each module ``r…`` of this package, in the order of the codes."""
    found: dict[str, type[Indicator]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.name[0] == "r" and module.name[1:4].isdigit():
            loaded = importlib.import_module(f"{package.__name__}.{module.name}")
            for value in vars(loaded).values():
                if isinstance(value, type) and issubclass(value, Indicator) and value.__module__ == loaded.__name__:
                    found[value.code] = value
    return MappingProxyType(dict(sorted(found.items())))


@lru_cache(maxsize=8)
def known(guests: tuple[Guest, ...] = ()) -> Mapping[str, type[Indicator]]:
    """Every indicator, those of other plugins among them, in the order of the codes."""
    found = {**{guest.code: kind_of(guest) for guest in guests}, **registered()}
    return MappingProxyType(dict(sorted(found.items())))


@dataclass(slots=True)
class Folded:
    """What one worker brings home. ``currencies``: how many amounts of bids, tenders and awards are in each."""

    states: list[Any]
    processes: int = 0
    excluded: int = 0
    currencies: dict[str, int] = field(default_factory=dict)
    issues: Issues = field(default_factory=Issues)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that a run found: ``processes`` were looked at, ``excluded`` left out by the settings."""

    indicators: tuple[Indicator, ...]
    outcomes: Mapping[str, Outcome]
    currency: str
    processes: int
    excluded: int
    issues: Issues

    def flags(self) -> list[Flag]:
        """All flags, by code, group and subject."""
        return sorted(
            (flag for outcome in self.outcomes.values() for flag in outcome.flags),
            key=lambda flag: (flag.code, flag.group, flag.subject),
        )


class Job(NamedTuple):
    """A byte range of a file and the settings of a run: all that a worker needs, in any process on any machine."""

    arguments: tuple[Settings, bool, bool, tuple[str, ...]]
    path: str
    start: int
    end: int


class Run:
    """One computation with fixed settings. ``codes`` narrows the indicators."""

    def __init__(
        self, settings: Settings, *, compat: bool = False, maps: bool = False, codes: Iterable[str] = ()
    ) -> None:
        self._arguments = (settings, compat, maps, tuple(codes))
        self.shared: SharedOptions = shared_options(settings, compat=compat, maps=maps)
        self.indicators = chosen(settings, known(settings.guests), self.shared, codes)

    def over_file(self, path: Path, workers: int | None = None) -> Results:
        """Compute over a file of one compiled release per line. ``workers``: ``None`` for as many as are useful."""
        size = path.stat().st_size
        if workers is None:
            workers = max(1, min(os.cpu_count() or 1, size // _SMALLEST_RANGE))
        if workers == 1:
            return self.finished(self._range(path, 0, size))
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            return self.joined(pool.map(work, self.jobs(path, workers)))

    def jobs(self, path: Path, parts: int) -> list[Job]:
        """The work over a file in ``parts`` byte ranges, for :func:`work` to do anywhere the file can be read."""
        size = path.stat().st_size
        bounds = [size * number // parts for number in range(parts + 1)]
        return [Job(self._arguments, str(path), start, end) for start, end in pairwise(bounds)]

    def joined(self, parts: Sequence[Folded]) -> Results:
        """The results of what several workers folded, given in the order of their ranges."""
        first, *others = parts
        for other in others:
            self.merge(first, other)
        return self.finished(first)

    def over_lines(self, lines: Iterable[bytes]) -> Results:
        """Compute over lines of JSON that are at hand."""
        folded = self.start()
        self.fold_lines(folded, _placed(lines))
        return self.finished(folded)

    def start(self) -> Folded:
        """Empty states."""
        return Folded([indicator.start() for indicator in self.indicators])

    def fold_line(self, folded: Folded, line: bytes, position: int, number: int = 0) -> None:
        """Take in one line. What is no release is counted and left out; ``position`` orders lines over all workers."""
        self.fold_lines(folded, [(line, position, number)])

    def fold_lines(self, folded: Folded, lines: Iterable[tuple[bytes, int, int]]) -> None:
        """Take in lines, each with its position and its number, as :meth:`fold_line` takes one.

        Several processes at a time go through one indicator after the other: the processor then finds the steps of
        an indicator in its cache, which makes the whole a third quicker.
        """
        processes: list[Process] = []
        for line, position, number in lines:
            process = self._read(folded, line, position, number)
            if process is not None:
                processes.append(process)
                if len(processes) == _TOGETHER:
                    self._fold(folded, processes)
                    processes = []
        self._fold(folded, processes)

    def _read(self, folded: Folded, line: bytes, position: int, number: int) -> Process | None:
        try:
            release = shapes.decode(line, ids_as_text=not self.shared.compat)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            if line.strip():
                folded.issues.add("line-not-json", "", line[:80].decode("utf-8", "replace").strip(), line=number)
            return None
        if release is None or release.ocid is None:
            folded.issues.add("ocid-missing", "/ocid", None, line=number)
            return None
        process = Process(release, position, self.shared, line)
        if process.tender.status == "cancelled" or process.details in self.shared.exclude_details:
            folded.excluded += 1
            return None
        return process

    def _fold(self, folded: Folded, processes: list[Process]) -> None:
        folded.processes += len(processes)
        if not self.shared.compat:
            for process in processes:
                self._count_currencies(folded.currencies, process)
        for indicator, state in zip(self.indicators, folded.states, strict=True):
            if indicator.idle:
                continue
            fold, asks = indicator.fold, indicator.asks
            for process in processes:
                if process.parts & asks == asks:
                    fold(state, process)

    def _count_currencies(self, currencies: dict[str, int], process: Process) -> None:
        values = [bid.value for bid in process.submitted]
        values += [process.tender.value, *[award.value for award in process.awards]]
        for value in values:
            if value is not None and value.currency is not None and value.amount is not None:
                currencies[value.currency] = currencies.get(value.currency, 0) + 1

    def _range(self, path: Path, start: int, end: int) -> Folded:
        folded = self.start()
        collecting = gc.isenabled()
        gc.disable()  # releases hold no cycles; looking for some would cost a third of the time
        try:
            with path.open("rb", buffering=1024**2) as stream:
                if start:
                    stream.seek(start - 1)
                    stream.readline()
                self.fold_lines(folded, _lines_until(stream, end))
        finally:
            if collecting:
                gc.enable()
        return folded

    def merge(self, folded: Folded, other: Folded) -> None:
        """Take the work of another worker into ``folded``."""
        for indicator, state, taken in zip(self.indicators, folded.states, other.states, strict=True):
            indicator.merge(state, taken)
        folded.processes += other.processes
        folded.excluded += other.excluded
        for currency, count in other.currencies.items():
            folded.currencies[currency] = folded.currencies.get(currency, 0) + count
        folded.issues.merge(other.issues)

    def finished(self, folded: Folded) -> Results:
        """The results of all that was folded."""
        currency = self.shared.currency or self._main_currency(folded)
        outcomes = {
            indicator.code: indicator.finish(state, currency)
            for indicator, state in zip(self.indicators, folded.states, strict=True)
        }
        return Results(tuple(self.indicators), outcomes, currency, folded.processes, folded.excluded, folded.issues)

    def _main_currency(self, folded: Folded) -> str:
        """The most frequent currency; in Cardinal's way the first that a price indicator looks at."""
        currencies = folded.currencies
        if not self.shared.compat:
            return min(currencies, key=lambda name: (-currencies[name], name)) if currencies else ""
        first: dict[str, int] = {}
        for state in folded.states:
            for currency, position in getattr(state, "first", {}).items():
                first[currency] = min(position, first.get(currency, position))
        return min(first, key=lambda name: (first[name], name)) if first else ""


def _placed(lines: Iterable[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Lines at hand, each with its position and its number."""
    position = 0
    for number, line in enumerate(lines, 1):
        yield line, position, number
        position += len(line) + 1


def _lines_until(stream: IO[bytes], end: int) -> Iterator[tuple[bytes, int, int]]:
    """The lines of a file that start before ``end``, each with its position and its number from here."""
    position = stream.tell()
    number = 0
    while position < end:
        line = stream.readline()
        if not line:
            return
        number += 1
        yield line, position, number
        position += len(line)


def work(job: Job) -> Folded:
    """Do one part of a run, in this process: the worker's side of :meth:`Run.jobs`."""
    settings, compat, maps, codes = job.arguments
    run = Run(settings, compat=compat, maps=maps, codes=codes)
    return run._range(Path(job.path), job.start, job.end)  # noqa: SLF001 - the worker's side of the same class
