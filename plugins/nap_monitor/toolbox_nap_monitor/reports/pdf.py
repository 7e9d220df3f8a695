"""A report as PDF, from its HTML. Nothing is fetched: the document holds all it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from toolbox_core import InputError
from toolbox_nap_monitor.reports.blocks import Report
from toolbox_nap_monitor.reports.html import to_html


def write_pdf(report: Report, path: Path) -> None:
    """Write the report to ``path`` as tagged PDF (PDF/UA). Raises ``InputError`` where WeasyPrint cannot run."""
    try:
        import weasyprint  # type: ignore[import-untyped]
    except (ImportError, OSError) as error:
        raise InputError(
            f"PDF needs WeasyPrint and the library Pango ({error}).",
            fix='Run pip install "opengov-toolbox-nap-monitor[reports]" and install libpango-1.0-0, libpangoft2-1.0-0 '
            "and libharfbuzz-subset0 of your system; or choose --format html and print it.",
        ) from None
    document: Any = weasyprint.HTML(string=to_html(report), url_fetcher=_nothing)
    document.write_pdf(str(path), pdf_variant="pdf/ua-1")


def _nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    """Refuse every address: texts of a plan must not make the server ask others."""
    raise ValueError(f"{url} is not fetched.")
