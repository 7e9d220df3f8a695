"""How long OGP's whole database takes to import with its report, and a plan's self-assessment to write."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from table import Row

from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.testing.servers import run_toolbox
from toolbox_nap_monitor.exporters.ogp import header
from toolbox_nap_monitor.importers.reading import Wish
from toolbox_nap_monitor.layouts.ogp import columns
from toolbox_nap_monitor.loading import load_file
from toolbox_nap_monitor.members import country_coded
from toolbox_nap_monitor.reports.content import make_report
from toolbox_nap_monitor.reports.writing import write_report

COMMITMENTS, IN_A_PLAN = 2000, 20
COUNTRIES = ("ALB", "ARG", "BRA", "CAN", "CHL", "DNK", "FRA", "GHA", "KEN", "MEX")
TODAY = date(2026, 5, 18)


def measure() -> Iterator[Row]:
    """The import beside the mere reading of the same file; reports beside the import of their one plan."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command in (
            ("init", str(folder / "site")),
            ("--site", str(folder / "site"), "plugins", "enable", "nap_monitor"),
        ):
            made = run_toolbox(*command)
            assert made.returncode == 0, made.stderr
        settings = load_settings(folder / "site", environ={})
        database = Database(settings.database_url)
        path = folder / "ogp.csv"
        _write(path)
        read = _seconds(lambda: _read(path))

        def load() -> None:
            with database.write() as session:
                loaded = load_file(session, settings.files, path, Wish(today=TODAY), settings.limits, by="bench")
                assert loaded.to_dict()["rows_stored"] == COMMITMENTS

        took = _seconds(load)
        what = f"import OGP's database, {COMMITMENTS:,} commitments × 171 columns, with its report"
        yield Row(what, f"{took:.1f} s", f"csv.reader alone: {read * 1000:.0f} ms", took / read)
        with database.read() as session:
            report = make_report(session, "ALB", "1", "mid-term", today=TODAY)
        html = _seconds(lambda: write_report(report, folder / "r.html", "html"))

        def whole(form: str) -> None:
            with database.read() as session:
                made = make_report(session, "ALB", "1", "mid-term", today=TODAY)
            write_report(made, folder / f"r.{form}", form)

        for form in ("html", "docx", "pdf"):
            took = _seconds(lambda form=form: whole(form))  # type: ignore[misc]
            what = f"self-assessment of {IN_A_PLAN} commitments as {form}"
            yield Row(what, f"{took:.2f} s", f"writing the HTML alone: {html * 1000:.1f} ms", took / html)
        database.close()


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _read(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass


def _write(path: Path) -> None:
    """Invented commitments in OGP's columns: texts of usual length, every verdict given."""
    words = {"completion": "Limited", "specificity": "High", "verifiable": "Yes", "relevance": "1"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header())
        for number in range(COMMITMENTS):
            plan, place = divmod(number, IN_A_PLAN)
            country = country_coded(COUNTRIES[plan % len(COUNTRIES)])
            assert country is not None
            known = {
                "uid": f"{country.iso2}{number:04}",
                "member": country.name,
                "member-code": country.iso3,
                "region": country.region,
                "level": "National",
                "plan": str(1 + plan // len(COUNTRIES)),
                "number": str(place + 1),
                "year": "2020",
                "end-year": "2022",
                "title": f"Commitment {place + 1} on open data and the budget of {country.name}",
                "text": "The ministry will publish what it does, and listen to what people say about it. " * 20,
                "starts": "9/1/2020",
                "due": "8/31/2022",
                "lead": f"Ministry {place % 7} of {country.name}",
                "support": f"Office {place % 5}; Civil society of {country.name}",
            }
            cells = []
            for column in columns("ogp-2024"):
                if column.kind == "tag":
                    cells.append("1" if (number + len(column.name)) % 9 == 0 else "0")
                elif column.kind == "verdict":
                    cells.append(words.get(column.first, "ND"))
                else:
                    cells.append(known.get(column.kind, "ND"))
            writer.writerow(cells)
