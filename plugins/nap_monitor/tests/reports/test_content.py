"""The self-assessment: its numbers are the pages' numbers and the official report's, in every form it is written in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolbox_core import FileStore, LimitSettings
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.importers.reading import Wish
from toolbox_nap_monitor.loading import load_file
from toolbox_nap_monitor.reports.blocks import Chart, Heading, Paragraph, Report, Table
from toolbox_nap_monitor.reports.content import make_report
from toolbox_nap_monitor.reports.html import to_html
from toolbox_nap_monitor.reports.writing import write_report
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
TODAY = date(2026, 5, 18)


def chart(report: Report, caption: str) -> dict[str, int]:
    found = next(block for block in report.blocks if isinstance(block, Chart) and block.caption == caption)
    return dict(found.items)


def table(report: Report, caption: str) -> list[tuple[str, ...]]:
    found = next(block for block in report.blocks if isinstance(block, Table) and block.caption == caption)
    return [tuple(row) for row in found.rows]


def test_the_charts_of_the_official_self_assessment(database: Database, shared_data: Path, tmp_path: Path) -> None:
    """Golden numbers: the United States' mid-term report of August 2024 printed the same ones."""
    with database.write() as session:
        for name in ("us_nap5_commitments.csv", "us_nap5_subcommitments.csv"):
            wish = Wish(today=TODAY, member="US", plan="5")
            load_file(session, FileStore(tmp_path), shared_data / "nap" / name, wish, LimitSettings(), by="tests")
    with database.read() as session:
        report = make_report(session, "USA", "5", "mid-term", today=date(2024, 8, 5))
        view = queries.overview(session, "USA", "5", date(2024, 8, 5))
    assert chart(report, "Commitments by status") == {"Complete": 14, "In progress": 22}
    assert chart(report, "Steps by status") == {"Complete": 33, "In progress": 36, "Not started": 1}
    assert chart(report, "Steps with public evidence") == {"With evidence": 65, "Without evidence": 5}
    by_theme = {row[0].split()[0]: row[1:] for row in table(report, "Steps by theme and status")}
    assert by_theme == {
        "Counter": ("5", "18", "0", "23"),
        "Ensure": ("9", "8", "0", "17"),
        "Improve": ("11", "7", "1", "19"),
        "Increase": ("2", "2", "0", "4"),
        "Transform": ("6", "1", "0", "7"),
    }
    facts = {row[0]: row[1] for row in table(report, "In short")}
    assert (facts["Commitments"], facts["Complete"]) == (str(len(view.lines)), str(view.counts["complete"]))
    assert facts["Overdue"] == str(len(view.late))


def test_a_report_in_french_with_what_people_wrote(keep: Callable[..., Stored], database: Database) -> None:
    keep()
    with database.read() as session:
        texts = {"letter": "Chers tous,", "commitment:1": "Une remarque."}
        report = make_report(session, "ALD", "4", "end-of-term", today=TODAY, language="fr", texts=texts)
        with pytest.raises(UnknownPlan):
            make_report(session, "ALD", "9", "mid-term", today=TODAY)
    said = [block.text for block in report.blocks if isinstance(block, Paragraph)]
    headings = [block.text for block in report.blocks if isinstance(block, Heading)]
    assert "Chers tous," in said
    assert "Une remarque." in said
    assert "1 Montrer à qui sont les entreprises" in headings
    assert report.title.startswith("Auto-évaluation finale")
    page = to_html(report)
    assert '<html lang="fr" dir="ltr">' in page
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_texts_are_texts_in_every_form(tmp_path: Path) -> None:
    """Markup, control signs and addresses of others in a plan's words do nothing; Arabic runs from right to left."""
    evil = '<img src="https://evil.example/x.png">\x0b & co'
    report = Report(
        title=evil,
        subtitle="",
        language="ar",
        right_to_left=True,
        blocks=[Heading("عنوان"), Paragraph(evil, language="en"), Table("t", ("a",), [(evil,)]), Chart("c", [], "n")],
    )
    for form in ("html", "docx", "pdf"):
        write_report(report, tmp_path / f"r.{form}", form)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<img" not in page
    assert 'dir="rtl"' in page
    with zipfile.ZipFile(tmp_path / "r.docx") as parts:
        document = parts.read("word/document.xml").decode()
    assert "w:bidi" in document
    assert "w:tblHeader" in document
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")
