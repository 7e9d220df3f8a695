"""A report as a Word document that people go on writing in: real headings, real tables, its language set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolbox_core import InputError
from toolbox_nap_monitor.reports.blocks import Chart, Heading, Paragraph, Report, Table

if TYPE_CHECKING:
    from docx.document import Document

BAR = 24
"""How many signs the longest bar has."""


def write_docx(report: Report, path: Path) -> None:
    """Write the report to ``path``. Raises ``InputError`` where python-docx is not installed."""
    try:
        import docx
    except ImportError:
        raise InputError(
            "Word documents need python-docx.", fix='Install it: pip install "opengov-toolbox-nap-monitor[reports]".'
        ) from None
    document = docx.Document()
    document.core_properties.title = _clean(report.title)[:255]
    document.core_properties.author = ""
    document.core_properties.language = report.language
    document.add_heading(_clean(report.title), level=0)
    document.add_paragraph(_clean(report.subtitle), style="Subtitle")
    for block in report.blocks:
        if isinstance(block, Heading):
            document.add_heading(_clean(block.text), level=block.level - 1)
        elif isinstance(block, Paragraph):
            document.add_paragraph(_clean(block.text), style="Intense Quote" if block.aside else None)
        elif isinstance(block, Table):
            _table(document, block.caption, list(block.header), [list(row) for row in block.rows])
        else:
            _chart(document, block)
    if report.right_to_left:
        _turn(document)
    document.save(str(path))


def _table(document: Document, caption: str, header: list[str], rows: list[list[str]]) -> None:
    document.add_paragraph(_clean(caption), style="Caption")
    table = document.add_table(rows=0, cols=len(header) if header else len(rows[0]), style="Light Grid Accent 1")
    for cells in [*([header] if header else []), *rows]:
        made: Any = table.add_row().cells
        for cell, text in zip(made, cells, strict=True):
            cell.text = _clean(text)
    if header:
        properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for a header row
        properties.append(_element("w:tblHeader"))


def _chart(document: Document, chart: Chart) -> None:
    rows = [[name, str(count), "█" * round(BAR * chart.share(count) / 100)] for name, count in chart.items]
    _table(document, f"{chart.caption} ({chart.unit}: {chart.total})", [], rows or [["–", "0", ""]])


def _turn(document: Document) -> None:
    """Let every paragraph run from right to left."""
    for paragraph in document.paragraphs:
        paragraph._p.get_or_add_pPr().append(_element("w:bidi"))  # noqa: SLF001 - nor for the direction of writing


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(name)


def _clean(text: str) -> str:
    """Text without the control signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or sign >= " ").replace("\ufffe", "").replace("\uffff", "")
