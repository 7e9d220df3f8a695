"""Invented publication calendars, decisions and budget documents of the demo's republic and city.

The city is mostly in time, was late twice and owes a review and an audit report; the republic reports every month and
is slower. What is due later is left open, so that the demo also shows what is missing and what comes next.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.openness import services
from toolbox_budget_portal.openness.calendar import FiscalRules
from toolbox_budget_portal.openness.kinds import KINDS
from toolbox_budget_portal.openness.standing import Record
from toolbox_budget_portal.openness.tables import CalendarRules
from toolbox_core import FileStore

RULES = {
    "port-sennen": FiscalRules(submitted="10-15", approved="12-12", in_year="quarterly"),
    "aldora": FiscalRules(submitted="09-30", approved="12-20", in_year="monthly"),
}
FROM_YEAR = 2024
DECISIONS = {
    "port-sennen": {
        2024: ("2023-10-16", "2023-12-13"),
        2025: ("2024-10-14", "2024-12-11"),
        2026: ("2025-10-13", "2025-12-10"),
    },
    "aldora": {2024: ("2023-10-02", "2023-12-21"), 2025: ("2024-09-30", "2025-01-23")},
}
"""Entity → year → the days of the proposal and of the approval. The republic's budget of 2025 was approved late."""

DOCUMENTS: dict[str, dict[int, dict[str, str]]] = {
    "port-sennen": {
        2024: {
            "pbs": "2023-09-08",
            "ebp": "2023-10-17",
            "eb": "2024-01-10",
            "cb": "2024-02-28",
            "iyr:Q1": "2024-05-20",
            "iyr:Q2": "2024-08-26",
            "iyr:Q3": "2024-11-18",
            "iyr:Q4": "2025-02-24",
            "myr": "2024-09-12",
            "yer": "2025-06-30",
        },
        2025: {
            "pbs": "2024-09-20",
            "ebp": "2024-10-15",
            "eb": "2025-01-08",
            "cb": "2025-03-03",
            "iyr:Q1": "2025-05-19",
            "iyr:Q2": "2025-10-27",
            "iyr:Q3": "2025-11-17",
            "iyr:Q4": "2026-02-23",
            "yer": "2026-06-29",
        },
        2026: {
            "pbs": "2025-09-10",
            "ebp": "2025-10-14",
            "eb": "2026-01-12",
            "cb": "2026-02-16",
            "iyr:Q1": "2026-05-18",
            "iyr:Q2": "2026-08-17",
            "myr": "2026-09-14",
        },
    },
    "aldora": {
        2024: {
            "ebp": "2023-10-03",
            "eb": "2024-01-15",
            **{f"iyr:M{month:02d}": f"2024-{month + 2:02d}-15" for month in range(1, 11)},
            "yer": "2025-10-09",
            "ar": "2026-04-30",
        },
        2025: {
            "ebp": "2024-10-01",
            "eb": "2025-02-06",
            "cb": "2025-04-22",
            **{f"iyr:M{month:02d}": f"2025-{month + 3:02d}-09" for month in range(1, 10)},
            "myr": "2025-10-20",
        },
        2026: {"pbs": "2025-09-01", "ebp": "2025-09-30", "eb": "2026-01-19"},
    },
}
"""Entity → year → document, with its part of the year → the day it was published."""

PUBLISHER = "Demo"


def load_documents(session: Session, files: FileStore, workdir: Path) -> None:
    """Enter the calendars and record the documents, once: what is there is not entered again."""
    if session.scalar(select(CalendarRules.id).limit(1)) is not None:
        return
    workdir.mkdir(parents=True, exist_ok=True)
    for slug, rules in RULES.items():
        days = [
            (year, what, date.fromisoformat(day))
            for year, both in DECISIONS[slug].items()
            for what, day in zip(("submitted", "approved"), both, strict=True)
        ]
        listed = [
            _document(workdir, slug, year, name, date.fromisoformat(day))
            for year, named in DOCUMENTS[slug].items()
            for name, day in named.items()
        ]
        services.enter(
            session,
            files,
            slug,
            rules={FROM_YEAR: rules},
            decisions=days,
            documents=listed,
            today=max(record.published_on for record, _ in listed),
            by=PUBLISHER,
        )


def _document(workdir: Path, slug: str, year: int, name: str, day: date) -> tuple[Record, Path | None]:
    kind, _, period = name.partition(":")
    word = KINDS[kind].word
    copy = None
    if kind == "cb":  # Of this one a copy is kept here.
        copy = workdir / f"{slug}-{year}-{word}.txt"
        copy.write_text(f"{KINDS[kind].name} {year}. An invented document of the demonstration.\n", encoding="utf-8")
    record = Record(
        id=0,
        fiscal_year=year,
        kind=kind,
        period=period,
        published_on=day,
        url=f"https://www.{slug}.example/budget/{year}/{word}{'-' + period.lower() if period else ''}.pdf",
        language="en",
    )
    return record, copy
