"""A chart of a page as a picture of its own: one SVG file that needs neither the page nor its style sheet.

What the chart shows on the page is laid out again on a sheet of fixed width: heading, drawing, key, names beside the
drawing, source. Styles become attributes, because programs that place pictures (word processors, slides, printers)
read those and know no custom properties. Colours are the light ones of ``toolbox.css``; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, tostring

from toolbox_core.charts.geometry import plain, text_width, unspaced, wrap
from toolbox_core.text import printable

WIDTH, MARGIN = 1000, 24
MAP = 640
"""Pixels across a map, as on a page."""
"""The sheet in pixels. The drawing is 952 wide: wide enough for every text that ``geometry.STEPS`` may leave out."""

INK, PAPER, SOFT, LINE, EDGE = "#16222a", "#fcfdfd", "#4c565d", "#dadcde", "#798187"
OVER = "#b3420e"
FILLS = {
    "k1": "#0d4a5b", "k2": "#cb8200", "k3": "#713496", "k4": "#149bb8", "k5": "#a93d0e", "k6": "#658857",
    "d1": "#e2a95a", "d2": "#f1d5ab", "d3": "#e6ebec", "d4": "#b6d7e2", "d5": "#75b4c8",
    "g1": "#e2eef1", "g2": "#b3d5de", "g3": "#79b5c5", "g4": "#37849c", "g5": "#0d4a5b",
    "kq": "#c4ced2", "a": OVER, "ink": INK, "paper": PAPER, "bad": "#a1251b", "gap": "url(#hatch)",
}  # fmt: skip
FONT = "'Segoe UI', system-ui, Roboto, 'Noto Sans', 'Noto Sans Arabic', 'Liberation Sans', sans-serif"
_DRAWN = {
    **{name: {"fill": colour} for name, colour in FILLS.items()},
    **{f"ln--{name}": {"stroke": FILLS[name]} for name in ("k1", "k2", "k3", "k4", "k5", "k6")},
    "q": {"fill": SOFT, "font-size": "12"},
    "b": {"font-weight": "600"},
    "l": {"font-weight": "600", "font-size": "15"},
    "t-on": {"fill": PAPER},
    "halo": {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round"},
    "halo2": {"paint-order": "stroke", "stroke": PAPER, "stroke-opacity": "0.75", "stroke-width": "3"},
    "grid": {"stroke": LINE, "fill": "none"},
    "axis": {"stroke": INK},
    "cell": {"stroke": PAPER, "stroke-width": "2"},
    "dot": {"stroke": PAPER, "stroke-width": "2"},
    "ln": {
        "fill": "none",
        "stroke-width": "2.5",
        "vector-effect": "non-scaling-stroke",
        "stroke-linejoin": "round",
        "stroke-linecap": "round",
    },
    "ln--dash": {"stroke-dasharray": "5 4"},
    "area": {"fill": FILLS["k1"], "fill-opacity": "0.12"},
    "flow-in": {"fill": FILLS["k1"], "fill-opacity": "0.2"},
    "flow-out": {"fill": FILLS["k2"], "fill-opacity": "0.24"},
    "flow-debt": {"fill": OVER, "fill-opacity": "0.24"},
    "texture": {"fill": "none", "stroke": INK, "stroke-opacity": "0.42", "stroke-width": "2"},
    "texture--pale": {"stroke": PAPER, "stroke-opacity": "0.55", "stroke-width": "3"},
    "region": {"stroke": EDGE, "vector-effect": "non-scaling-stroke", "stroke-linejoin": "round"},
    "sunk": {"fill": FILLS["g1"]},
    "circle": {"fill": FILLS["k1"], "fill-opacity": "0.78", "stroke": PAPER, "stroke-width": "1.5"},
    "circle--many": {"fill-opacity": "1"},
    "many": {"fill": PAPER, "font-weight": "600"},
    "s-ink": {"stroke": INK},
    "s-a": {"stroke": OVER},
    "s-bad": {"stroke": FILLS["bad"]},
    "s-paper": {"stroke": PAPER},
    "w2": {"stroke-width": "2"},
    "nofill": {"fill": "none"},
}
_LEFT_OUT = frozenset({"narrow", "hit", "vh", "chart__foot", "data", "patterns"})
_KEPT = frozenset(
    "x y x1 x2 y1 y2 cx cy r dx dy width height d points transform text-anchor viewBox preserveAspectRatio "
    "fill patternUnits".split()
)
# A parser of HTML gives every name in small letters; SVG tells them apart.
_CAPITALS = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio", "patternunits": "patternUnits"}
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link"})


def picture(figure: str, *, direction: str, base: str, about: str) -> str:
    """The SVG document of a chart.

    ``figure`` is the chart's ``<figure>`` as the macros of ``charts.html`` write it. ``direction`` is that of the
    page's writing (``ltr``, ``rtl``). ``base`` is the site's address without a slash: links of the chart lead there.
    ``about`` is the last line: who publishes this, and where.
    """
    sheet = _Sheet(direction, base)
    for part in _parsed(figure):
        sheet.add(part)
    return sheet.finished(title=heading(figure), about=about)


def heading(figure: str) -> str:
    """The heading of a chart, as text."""
    return _text(_parsed(figure).find(".//figcaption/*[1]"))


class _Sheet:
    """The sheet while it is filled from above: ``y`` is how far it is filled."""

    def __init__(self, direction: str, base: str) -> None:
        self._mirrored, self._base = direction == "rtl", base
        self._parts: list[Element] = []
        self._y = float(MARGIN)

    def add(self, part: Element) -> None:
        """One part of the figure, below what there is."""
        kinds = _classes(part)
        if kinds & _LEFT_OUT:
            return
        if part.tag == "figcaption":
            head, *units = part
            self._say(_text(head), 20, bold=True, colour=INK)
            for unit in units:
                self._say(_text(unit), 13)
            self._y += 10
        elif part.tag == "svg":
            self._plot(part)
        elif part.tag == "table":
            self._bars(part)
        elif "map" in kinds:
            self._map(part)
        elif kinds & {"key", "rest"}:
            self._flow(part)
        elif kinds & {"beside"}:
            self._say(_text(part.find("p")), 12, colour=INK)
            self._say(" · ".join(_text(item) for item in part.iter("li")), 12)
        elif part.tag == "div":
            for child in part:
                self.add(child)
        else:
            self._say(_text(part), 12)

    def finished(self, *, title: str, about: str) -> str:
        """The document, with ``about`` as its last line."""
        self._y += 4
        self._parts.append(_element("path", d=f"M{MARGIN} {plain(self._y)}H{WIDTH - MARGIN}", stroke=LINE))
        self._y += 6
        self._say(about, 12)
        height = plain(self._y + MARGIN / 2)
        root = _element(
            "svg", xmlns="http://www.w3.org/2000/svg", width=str(WIDTH), height=height,
            viewBox=f"0 0 {WIDTH} {height}", fill=INK, role="img",
        )  # fmt: skip
        root.set("font-family", FONT)
        root.set("font-size", "13")
        if self._mirrored:
            root.set("direction", "rtl")
        SubElement(root, "title").text = title
        lines = SubElement(SubElement(root, "defs"), "pattern", id="hatch", width="6", height="6")
        lines.set("patternUnits", "userSpaceOnUse")
        lines.set("patternTransform", "rotate(45)")
        SubElement(lines, "path", d="M0 0V6", stroke=EDGE)
        SubElement(root, "rect", width="100%", height="100%", fill=PAPER)
        root.extend(self._parts)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")

    # --- parts --------------------------------------------------------------------------------------------------------

    def _across(self, offset: float) -> float:
        """Where something lies that begins ``offset`` pixels after the margin, in the direction of writing."""
        return WIDTH - MARGIN - offset if self._mirrored else MARGIN + offset

    def _say(self, text: str, size: float, *, bold: bool = False, colour: str = SOFT) -> None:
        """A paragraph, broken into lines."""
        for line in wrap(text, WIDTH - 2 * MARGIN, size, bold=bold, most=100) or ((text,) if text else ()):
            self._y += size * 1.4
            self._word(line, 0, self._y - size * 0.3, size, bold=bold, colour=colour)

    def _word(
        self,
        text: str,
        offset: float,
        y: float,
        size: float,
        *,
        bold: bool = False,
        colour: str = SOFT,
        end: bool = False,
    ) -> None:
        shown = _element("text", x=plain(self._across(offset)), y=plain(y), fill=colour)
        shown.set("font-size", plain(size))
        if bold:
            shown.set("font-weight", "600")
        if end:
            shown.set("text-anchor", "end")
        shown.text = text
        self._parts.append(shown)

    def _plot(self, plot: Element) -> None:
        drawn = next(_drawn(plot, self._base, nested=0))
        drawn.set("x", str(MARGIN))
        drawn.set("y", plain(self._y))
        drawn.set("width", str(WIDTH - 2 * MARGIN))
        drawn.set("overflow", "visible")
        self._parts.append(drawn)
        self._y += float(plot.get("height", "0")) + 12

    def _map(self, part: Element) -> None:
        """Land, and above it words and circles: all in the same rectangle."""
        land, *above = part
        *_, across, down = (float(number) for number in land.get("viewBox", "0 0 1 1").split())
        height = MAP * down / across
        for layer in (land, *above):
            for drawn in _drawn(layer, self._base, nested=0):
                drawn.attrib.update(x=str(MARGIN), y=plain(self._y), width=str(MAP), height=plain(height))
                drawn.set("overflow", "visible")
                self._parts.append(drawn)
        self._y += height + 12

    def _flow(self, part: Element) -> None:
        """Swatches with words, one after the other, broken into rows."""
        offset, self._y = 0.0, self._y + 20
        for item in part.iter("span"):
            # What begins with "un-" has a place in a drawing of this width.
            if any(name.startswith("un-") for name in _classes(item)):
                continue
            words = _text(item)
            swatch = item.find(".//svg")
            needed = text_width(words, 12) + (26 if swatch is not None else 0)
            if offset and offset + needed > WIDTH - 2 * MARGIN:
                offset, self._y = 0.0, self._y + 18
            if swatch is not None:
                drawn = next(_drawn(swatch, self._base, nested=0))
                left = self._across(offset) - (18 if self._mirrored else 0)
                drawn.attrib.update(x=plain(left), y=plain(self._y - 10), width="18", height="12")
                self._parts.append(drawn)
            self._word(words, offset + (26 if swatch is not None else 0), self._y, 12)
            offset += needed + 18
        self._y += 8

    def _bars(self, table: Element) -> None:
        """Bars are a table on the page, and here: names, strokes, figures in columns as wide as they need."""
        rows = [list(row) for row in table.iter("tr")]
        figures = [
            max(text_width(_text(row[column]), 12, bold=True) for row in rows) + 18
            for column in range(2, min(map(len, rows), default=2))
        ]
        name_width = 250.0
        bar_width = max(WIDTH - 2 * MARGIN - name_width - sum(figures) - 12, 120.0)
        for row in rows:
            name, bar, *cells = row
            heads = row is rows[0]
            lines = wrap(_text(name), name_width - 12, 12, bold=heads, most=100) or (_text(name),)
            for number, line in enumerate(lines):
                self._word(line, 0, self._y + 16 + number * 16, 12, bold=heads, colour=INK)
            drawing = bar.find("svg")
            if drawing is not None:
                drawn = next(_drawn(drawing, self._base, nested=0))
                left = self._across(name_width) - (bar_width if self._mirrored else 0)
                drawn.attrib.update(x=plain(left), y=plain(self._y + 1), width=plain(bar_width), height="22")
                drawn.set("overflow", "visible")
                self._parts.append(drawn)
            offset = name_width + bar_width + 12
            for cell, width in zip(cells, figures, strict=False):
                offset += width
                self._word(_text(cell), offset, self._y + 16, 12, bold=heads, colour=INK, end=True)
            self._y += max(len(lines) * 16, 22) + 6
            self._parts.append(_element("path", d=f"M{MARGIN} {plain(self._y - 2)}H{WIDTH - MARGIN}", stroke=LINE))


# --- from the page's markup -------------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """HTML as a tree. What a page of ours leaves open is closed with its parent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._builder, self._open = TreeBuilder(), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {_CAPITALS.get(name, name): value or "" for name, value in attrs})
        if tag in _VOID:
            self._builder.end(tag)
        else:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open:
            last = self._open.pop()
            self._builder.end(last)
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self._builder.data(data)

    def tree(self) -> Element:
        while self._open:
            self._builder.end(self._open.pop())
        return self._builder.close()


def _parsed(markup: str) -> Element:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.tree()


def _drawn(element: Element, base: str, *, nested: int) -> Iterator[Element]:
    """The element with attributes in place of classes, without what only a page needs. Yields one or none."""
    kinds = _classes(element)
    if kinds & _LEFT_OUT or element.tag in ("title", "desc"):
        return
    made = Element(element.tag, {name: value for name, value in element.items() if name in _KEPT})
    if element.tag == "pattern":
        made.set("id", element.get("id", ""))
    for kind in sorted(kinds):
        made.attrib.update(_DRAWN.get(kind, {}))
    if element.tag == "text" and "q" in kinds and nested:
        made.set("fill", INK)
    if element.tag == "a":
        href = element.get("href", "")
        if href.startswith("/"):
            made.set("href", base + href)
        elif not href.startswith(("https:", "http:")):
            made.tag = "g"  # it leads to the table on the page, which is not here
    made.text, made.tail = printable(element.text or ""), printable(element.tail or "")
    inside = nested + (element.tag == "svg")
    for child in element:
        made.extend(_drawn(child, base, nested=inside))
    yield made


def _classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def _element(tag: str, **attributes: str) -> Element:
    return Element(tag, attributes)


def _text(element: Element | None) -> str:
    """What stands in an element, in one line; drawings within it have no words."""
    return "" if element is None else " ".join(unspaced(printable("".join(_pieces(element)))))


def _pieces(element: Element) -> Iterator[str]:
    if element.tag != "svg" and "vh" not in _classes(element):
        yield element.text or ""
        for child in element:
            # What the page sets apart by its looks is set apart by a space.
            yield " " if child.tag in ("small", "br") else ""
            yield from _pieces(child)
            yield child.tail or ""
