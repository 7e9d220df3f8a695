"""Open contracting: merging, validation, splitting, indicators and coverage, beside the tools of the field.

The data is made here, seeded: small compiled releases with many bids, and processes of three releases each, for what
depends on objects; compiled releases of the weight and texture of real files (``procurement_data``) for what depends on
bytes. ``ocdscardinal`` is measured where it is installed.
"""

from __future__ import annotations

import importlib
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from memory import PEAK
from procurement_data import write_releases
from table import Row

PROCESSES = 4_000
MERGED = 400
VALIDATED = 300
SIZES = (10_000, 40_000)
MEMORY = """
import sys
from pathlib import Path
from toolbox_procurement.issues import Issues
from toolbox_procurement.reading.releases import read_releases
count = sum(1 for _ in read_releases(Path(sys.argv[1]), Issues()))
print(PEAK // 1024)
""".replace("PEAK", PEAK)


FLAGGED = (10_000, 100_000)
FLAGS = """
import json, sys
from procurement import release
from toolbox_procurement.indicators.run import Run
from toolbox_procurement.indicators.settings import Settings
run = Run(Settings())
folded = run.start()
for number in range(int(sys.argv[1])):
    run.fold_line(folded, json.dumps(release(number, "2026-03")).encode(), number, number)
print(PEAK // 1024)
""".replace("PEAK", PEAK)


def measure() -> Iterator[Row]:
    """One row per task; the ratio is how many times faster we are."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "compiled.jsonl"
        _write(path, PROCESSES)
        yield from _merging()
        yield from _validation(path)
        yield from _splitting(path)
        heavy = Path(name) / "heavy.jsonl"
        write_releases(heavy, PROCESSES, compiled=True)
        yield from _folding(heavy)
        yield _memory(Path(name))
        yield _memory_of_flags()


def _merging() -> Iterator[Row]:
    import msgspec

    from toolbox_procurement import schema
    from toolbox_procurement.merging import Merger

    ocdsmerge = importlib.import_module("ocdsmerge")
    theirs, ours = ocdsmerge.Merger(schema.standard().release_schema()), Merger(schema.merge_rules(()))
    processes = [[release(number, date) for date in ("2026-01", "2026-02", "2026-03")] for number in range(MERGED)]
    texts = [[json.dumps(release).encode() for release in releases] for releases in processes]

    def objects(merge: Callable[[Any], object]) -> float:
        return _processor_seconds(lambda: _each(merge, processes))

    def text(merge: Callable[[Any], object], read: Callable[[bytes], Any], write: Callable[[Any], object]) -> float:
        return _processor_seconds(lambda: _each(lambda group: write(merge([read(one) for one in group])), texts))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for what in ("compiled", "versioned"):
            slow, fast = getattr(theirs, f"create_{what}_release"), getattr(ours, what)
            yield _row(f"merge to {what} releases", 3 * MERGED, objects(fast), "ocdsmerge", objects(slow), "releases/s")
            fast_text = text(fast, msgspec.json.decode, msgspec.json.encode)
            slow_text = text(slow, json.loads, json.dumps)
            yield _row(
                f"the same from text to text ({what})", 3 * MERGED, fast_text, "ocdsmerge", slow_text, "releases/s"
            )


def _each(work: Callable[[Any], object], groups: list[Any]) -> None:
    """Do it for each, and keep nothing: a heap that grows would be measured too."""
    for group in groups:
        work(group)


def _validation(path: Path) -> Iterator[Row]:
    from toolbox_procurement import schema
    from toolbox_procurement.checking.validation import Validation

    jsonschema = importlib.import_module("jsonschema")
    document = schema.standard(("bids",)).release_schema()
    releases = [json.loads(line) for line in path.read_bytes().splitlines()[:VALIDATED]]
    theirs, ours = jsonschema.Draft4Validator(document), Validation(document)
    slow = _seconds(lambda: [list(theirs.iter_errors(release)) for release in releases], best_of=1)

    def check() -> None:
        for release in releases:
            ours.check(release, _ignore)

    yield _row("validate against the schema", VALIDATED, _seconds(check), "jsonschema", slow, "releases/s")


def _ignore(rule: str, path: str, value: Any, pointer: str) -> None:
    """What is found is not what is measured."""


def _splitting(path: Path) -> Iterator[Row]:
    from toolbox_procurement.issues import Issues
    from toolbox_procurement.reading import splitting

    package = b'{"version":"1.1","releases":[' + b",".join(path.read_bytes().splitlines()) + b"]}"
    whole = _seconds(lambda: json.loads(package))
    ours = _seconds(lambda: sum(1 for _ in splitting.split(io.BytesIO(package), Issues())))
    yield _row("split one large package", len(package) / 1e6, ours, "json.loads of the whole", whole, "MB/s")


def _folding(path: Path) -> Iterator[Row]:
    from toolbox_procurement.coverage import coverage_of_file
    from toolbox_procurement.indicators.run import Run
    from toolbox_procurement.indicators.settings import Settings
    from toolbox_procurement.issues import Issues

    size = path.stat().st_size / 1e6
    try:
        cardinal = importlib.import_module("ocdscardinal").coverage
    except ImportError:
        words, baseline = "json.loads of each line", _seconds(lambda: [json.loads(line) for line in path.open("rb")])
    else:
        # it uses every processor: what it takes from all of them is what one worker of ours is compared with
        words, baseline = "ocdscardinal.coverage, processor time", _processor_seconds(lambda: cardinal(str(path)))
    each = f"releases of {size * 1000 / PROCESSES:.1f} kB"
    for what, work in (
        (f"Cardinal's 11 indicators, one worker, {each}", lambda: Run(Settings(), compat=True).over_file(path, 1)),
        (f"all indicators, one worker, {each}", lambda: Run(Settings()).over_file(path, 1)),
        ("coverage", lambda: coverage_of_file(path, Issues())),
    ):
        yield _row(what, size, _processor_seconds(work), words, baseline, "MB/s")


def _memory(folder: Path) -> Row:
    """The peak of a process that reads one package, and of one that reads another four times as large."""
    peaks = []
    for size in SIZES:
        path = folder / f"package-{size}.json"
        with path.open("w", encoding="utf-8") as stream:
            stream.write('{"version": "1.1", "releases": [')
            for number in range(size):
                stream.write((", " if number else "") + json.dumps(release(number, "2026-01")))
            stream.write("]}")
        ran = subprocess.run([sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=True)
        peaks.append(int(ran.stdout))
        path.unlink()
    small, large = peaks
    words = f"{large} MB for {SIZES[1]:,} releases"
    return Row("memory to read one package", words, f"{small} MB for {SIZES[0]:,}", large / small)


def _memory_of_flags() -> Row:
    """The peak of a process that takes so many processes into all indicators: what it holds until the end.

    The flags themselves come on top when it is finished; of these invented processes nearly all are flagged.
    """
    peaks = []
    for size in FLAGGED:
        command = [sys.executable, "-c", FLAGS, str(size)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent)
        peaks.append(int(ran.stdout))
    small, large = peaks
    words = f"{large} MB for {FLAGGED[1]:,} processes"
    return Row("memory of all indicators", words, f"{small} MB for {FLAGGED[0]:,}", large / small)


def _write(path: Path, processes: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for number in range(processes):
            stream.write(json.dumps({**release(number, "2026-03"), "tag": ["compiled"]}) + "\n")


def release(number: int, date: str) -> dict[str, Any]:
    """One release of some four kilobytes, half of them bids, the same for the same number and date."""
    chance = random.Random(f"{number} {date}")
    base = chance.lognormvariate(11, 1)
    value = {"amount": round(base, 2), "currency": "XDR"}
    items = [
        {
            "id": str(index),
            "description": "Something that is bought, described at some length",
            "classification": {"scheme": "CPV", "id": chance.choice(("45000000", "33100000", "15800000"))},
            "quantity": index + 1,
            "unit": {"name": "piece", "value": {"amount": round(chance.uniform(1, 99), 2), "currency": "XDR"}},
        }
        for index in range(3)
    ]
    firms = [chance.randrange(3000) for _ in range(chance.choice((1, 1, 2, 3, 4, 5, 8)))]
    bids = [
        {
            "id": f"{number}-{index}",
            "date": f"2026-02-{chance.randrange(1, 29):02}T10:00:00Z",
            "status": chance.choice(("valid", "valid", "valid", "disqualified")),
            "tenderers": [{"id": f"firm-{firm:05}", "name": f"Company {firm}"}],
            "value": {"amount": round(base * chance.uniform(1, 1.4), 2), "currency": "XDR"},
        }
        for index, firm in enumerate(firms)
    ]
    buyer = {"id": f"buyer-{chance.randrange(200):04}", "name": "A ministry"}
    return {
        "ocid": f"ocds-213czf-{number}",
        "id": f"{number}-{date}",
        "date": f"{date}-01T00:00:00Z",
        "tag": ["award"],
        "initiationType": "tender",
        "buyer": buyer,
        "tender": {
            "id": str(number),
            "title": "Supply of things for the ministry",
            "description": "A longer text that says what is bought, why, and where it goes. " * 12,
            "status": "complete",
            "procurementMethod": chance.choice(("open", "open", "limited", "direct")),
            "procuringEntity": buyer,
            "value": value,
            "tenderPeriod": {"startDate": "2026-01-05T00:00:00Z", "endDate": "2026-02-20T00:00:00Z"},
            "numberOfTenderers": len(firms),
            "items": items,
        },
        "bids": {"details": bids},
        "awards": [
            {
                "id": "a",
                "status": "active",
                "date": "2026-03-10T00:00:00Z",
                "value": bids[0]["value"],
                "suppliers": bids[0]["tenderers"],
                "items": items,
            }
        ],
        "contracts": [{"id": "c", "awardID": "a", "status": "active", "value": bids[0]["value"]}],
    }


def _seconds(work: Callable[[], object], best_of: int = 3) -> float:
    best = float("inf")
    for _ in range(best_of):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def _processor_seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        work()
        best = min(best, resource.getrusage(resource.RUSAGE_SELF).ru_utime - start)
    return best


def _row(what: str, amount: float, ours: float, against: str, theirs: float, unit: str) -> Row:
    return Row(what, f"{amount / ours:,.0f} {unit}", f"{against}: {amount / theirs:,.0f}", theirs / ours)
