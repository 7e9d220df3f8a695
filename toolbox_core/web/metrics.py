"""Figures for whoever watches the server, in the text format that Prometheus reads (version 0.0.4).

Each process counts for itself and writes its counts to a small file now and then; whichever process is asked adds up
the files of those that live. So the figures are right with any number of workers, without another service.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from toolbox_core.config import Settings

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the answer times that are counted, in seconds."""
WRITE_EVERY = 2.0
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Counts(msgspec.Struct):
    """What one process has counted: answers by ``module|status``; by module the buckets, the number and the seconds."""

    answers: dict[str, int]
    times: dict[str, list[float]]


def run_folder(settings: Settings) -> Path:
    """Where the processes of a site leave what they tell one another."""
    return settings.path / "data" / "run"


class Metrics:
    """The counts of one process: answers by module and status, and how long they took by module."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"metrics-{os.getpid()}.json"
        self._answers: dict[str, int] = {}
        self._times: dict[str, list[float]] = {}
        self._next_write = 0.0

    def observe(self, plugin: str, status: int, seconds: float) -> None:
        """Count one answer. Writes at most every two seconds; a full disk is not the visitor's trouble."""
        key = f"{plugin}|{status}"
        self._answers[key] = self._answers.get(key, 0) + 1
        times = self._times.setdefault(plugin, [0.0] * (len(BUCKETS) + 2))
        for place, bound in enumerate(BUCKETS):
            if seconds <= bound:
                times[place] += 1
        times[-2] += 1
        times[-1] += seconds
        now = monotonic()
        if now >= self._next_write:
            self._next_write = now + WRITE_EVERY
            with suppress(OSError):
                self.write()

    def write(self) -> None:
        """Put the counts where the other processes find them."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".part")
        beside.write_bytes(msgspec.json.encode(Counts(self._answers, self._times)))
        beside.replace(self._file)

    def forget(self) -> None:
        """Take the file away when the process ends."""
        self._file.unlink(missing_ok=True)


def exposition(folder: Path, gauges: Mapping[str, tuple[str, Mapping[str, float]]]) -> str:
    """All processes' counts and the site's ``gauges`` as text.

    ``gauges`` is ``{name: (help, {labels: value})}``; labels are written as they stand between the braces.
    """
    answers: dict[str, int] = {}
    times: dict[str, list[float]] = {}
    for counts in _living(folder):
        for key, number in counts.answers.items():
            answers[key] = answers.get(key, 0) + number
        for plugin, numbers in counts.times.items():
            times[plugin] = [
                one + other for one, other in zip(times.get(plugin, [0] * len(numbers)), numbers, strict=True)
            ]
    lines = ["# HELP toolbox_answers_total Answers by module and status.", "# TYPE toolbox_answers_total counter"]
    for key, number in sorted(answers.items()):
        plugin, _, status = key.rpartition("|")
        lines.append(f'toolbox_answers_total{{module="{_label(plugin)}",status="{status}"}} {number:g}')
    lines += ["# HELP toolbox_answer_seconds Time to answer.", "# TYPE toolbox_answer_seconds histogram"]
    for plugin, numbers in sorted(times.items()):
        name = _label(plugin)
        for bound, counted in zip((*map(str, BUCKETS), "+Inf"), numbers[:-1], strict=True):
            lines.append(f'toolbox_answer_seconds_bucket{{module="{name}",le="{bound}"}} {counted:g}')
        lines.append(f'toolbox_answer_seconds_sum{{module="{name}"}} {numbers[-1]:.6f}')
        lines.append(f'toolbox_answer_seconds_count{{module="{name}"}} {numbers[-2]:g}')
    for name, (words, values) in gauges.items():
        lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
        lines += [
            f"{name}{{{labels}}} {value:g}" if labels else f"{name} {value:g}" for labels, value in values.items()
        ]
    return "\n".join(lines) + "\n"


def _living(folder: Path) -> Iterable[Counts]:
    """The counts of the processes that still run; files of those that do not are taken away."""
    for file in sorted(folder.glob("metrics-*.json")):
        if not _runs(int(file.stem.removeprefix("metrics-"))):
            file.unlink(missing_ok=True)
            continue
        with suppress(OSError, msgspec.DecodeError):
            yield msgspec.json.decode(file.read_bytes(), type=Counts)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
