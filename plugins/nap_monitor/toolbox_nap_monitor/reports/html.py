"""A report as one HTML file that stands by itself: no script, nothing loaded, ready for printing."""

from __future__ import annotations

from html import escape

from toolbox_nap_monitor.reports.blocks import Block, Chart, Heading, Paragraph, Report, Table

STYLE = """
@page { size: A4; margin: 22mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt } }
body { font: 11pt/1.5 "Source Serif 4", Georgia, "Noto Serif", serif; color: #16202b; max-width: 44rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word }
h1, h2, h3, h4, table { font-family: system-ui, "Noto Sans", sans-serif; line-height: 1.25 }
h1 { font-size: 22pt; margin-bottom: 0 } h2 { border-bottom: 2px solid #1f4e79; padding-bottom: .2em; margin-top: 2em }
h2, h3, h4 { break-after: avoid } .sub { color: #44525f; margin-top: .2em } .aside { color: #44525f; font-size: 10pt }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; margin: 1em 0 }
caption { text-align: start; font-weight: 600; margin-bottom: .4em }
th, td { border-bottom: 1px solid #c9d2da; padding: .35em .5em; text-align: start; vertical-align: top }
tr { break-inside: avoid } td.n { text-align: end; white-space: nowrap } td.bar { width: 45% }
.bar span { display: block; height: .9em; background: #1f4e79 } p { white-space: pre-line }
@media print { body { max-width: none; margin: 0; padding: 0 } }
"""


def to_html(report: Report) -> str:
    """The report as a whole HTML document."""
    direction = "rtl" if report.right_to_left else "ltr"
    body = "\n".join(_block(block) for block in report.blocks)
    return (
        f'<!doctype html>\n<html lang="{escape(report.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(report.title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(report.title)}</h1>\n"
        f'<p class="sub">{escape(report.subtitle)}</p>\n{body}\n</main>\n</body>\n</html>\n'
    )


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        marks = ' class="aside"' if block.aside else ""
        marks += f' lang="{escape(block.language)}" dir="auto"' if block.language else ""
        return f"<p{marks}>{escape(block.text)}</p>"
    if isinstance(block, Table):
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.header)
        rows = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
        caption = f"<caption>{escape(block.caption)}</caption>"
        return f"<table>{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>"
    return _chart(block)


def _chart(chart: Chart) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="n">{count}</td>'
        f'<td class="bar" aria-hidden="true"><span style="width:{chart.share(count)}%"></span></td></tr>'
        for name, count in chart.items
    )
    caption = f"<caption>{escape(chart.caption)} ({escape(chart.unit)}: {chart.total})</caption>"
    return f"<table>{caption}\n<tbody>{rows}</tbody></table>"
