"""A report to a file, in the form that was asked for."""

from __future__ import annotations

from pathlib import Path

from toolbox_nap_monitor.reports.blocks import Report


def write_report(report: Report, path: Path, form: str) -> None:
    """Write ``html``, ``docx`` or ``pdf``. Raises ``InputError`` where the library for a form is not installed."""
    if form == "docx":
        from toolbox_nap_monitor.reports.word import write_docx

        write_docx(report, path)
    elif form == "pdf":
        from toolbox_nap_monitor.reports.pdf import write_pdf

        write_pdf(report, path)
    else:
        from toolbox_nap_monitor.reports.html import to_html

        path.write_text(to_html(report), encoding="utf-8")
