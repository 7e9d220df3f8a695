"""Components: what goes in is escaped, what comes out is well formed, and every class has its rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

Draw = Callable[..., str]
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "rect", "line", "circle"}
EVIL = '<b>"&'
SAFE = "&lt;b&gt;&#34;&amp;"

CALLS = [
    "ui.crumbs([(evil, '/')])",
    "ui.page_head(evil, evil, [evil], [(evil, '#a')])",
    "{% call ui.section(evil, 'a', side=evil, say=evil) %}{{ evil }}{% endcall %}",
    "ui.views(evil, [{'label': evil, 'href': '/?a=1&b=2', 'current': true}])",
    "{% call ui.figures() %}{{ ui.key_figure(evil, evil, evil, evil, '/', evil) }}{% endcall %}",
    "ui.trace('/', evil)",
    "ui.term(evil, evil, 't', '/')",
    "ui.tag(evil, 'ok') ~ ui.tag(evil, 'warn', 'flag', true)",
    "{% call ui.notice(evil, 'bad', id='n') %}{{ evil }}{% endcall %}",
    "ui.flag(evil, evil, evil, evil)",
    "{% call ui.panel(evil, 'p') %}{{ evil }}{% endcall %}",
    "ui.empty(evil, evil)",
    "ui.facts([(evil, evil), (evil, ''), (evil, none)])",
    "ui.events([{'title': evil, 'date': when, 'text': evil, 'href': '/'}])",
    "ui.verdicts([{'who': evil, 'word': evil, 'step': 2, 'quote': evil, 'by': evil, 'trace': evil, 'href': '/'}])",
    "{% call ui.qa(evil, evil, evil) %}{{ evil }}{% endcall %}",
    "ui.card(evil, '/', evil, evil, evil, evil, evil, '/', [(evil, '/')])",
    "ui.news([{'title': evil, 'date': moment_, 'href': '/', 'note': evil}])",
    "ui.late([{'title': evil, 'href': '/', 'note': evil, 'word': evil}])",
    "ui.asks([{'question': evil, 'href': '/', 'hint': evil}])",
    "{% call ui.fold(evil) %}{{ evil }}{% endcall %}",
    (
        "ui.table(evil, [{'label': evil}, {'label': evil, 'number': true, 'sort': '/', 'sorted': 'ascending'}], "
        "[[evil, {'text': evil, 'href': '/', 'small': evil, 'name': evil}]], [evil, evil])"
    ),
    "ui.table(evil, [{'label': evil}], [[evil]], reel=true)",
    "ui.download([{'label': evil, 'href': '/', 'size': 1200}], evil)",
    "ui.find(action='/', value=evil, label=evil, placeholder=evil)",
    "ui.chips([(evil, '/'), (evil, '/')], '/')",
    "ui.facets([(evil, [{'label': evil, 'href': '/', 'count': evil}])], evil)",
    "{% call ui.result(evil, '/', evil, evil, evil, evil, '/') %}{{ evil }}{% endcall %}",
    "ui.error_summary([('a', evil), ('b', evil)])",
    "ui.field('a', evil, evil, evil, evil, required=true) ~ ui.field('b', evil, evil, rows=3)",
    "ui.choice('c', evil, [{'value': evil, 'label': evil, 'hint': evil}], evil)",
    "ui.steps([{'label': evil, 'state': 'now'}])",
    "ui.badge('b', evil, evil, 'bad')",
    "ui.mail(evil)",
]


class WellFormed(HTMLParser):
    """Counts tags that are opened and not closed, and remembers ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag


@pytest.mark.parametrize("call", CALLS, ids=lambda call: str(re.search(r"ui\.(\w+)", call).group(1)))  # type: ignore[union-attr]
def test_texts_are_escaped_and_tags_closed(draw: Draw, call: str) -> None:
    text = draw(call, evil=EVIL, when=date(2026, 3, 14), moment_=datetime(2026, 3, 14, 16, 5, tzinfo=UTC))
    assert SAFE in text
    assert EVIL not in text
    assert "&amp;lt;" not in text, "escaped twice"
    parsed = WellFormed(text)
    assert not parsed.open
    assert len(parsed.ids) == len(set(parsed.ids))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("46.85 billion", "46.85 <small>billion dor</small>"),
        ("−1.74\u00a0billion", "−1.74 <small>billion dor</small>"),
        ("97.0%", "97.0% <small>dor</small>"),
        ("1\u00a0234\u00a0567", "1\u00a0234\u00a0567 <small>dor</small>"),
    ],
)
def test_only_digits_are_large(draw: Draw, value: str, shown: str) -> None:
    assert shown in draw("ui.key_figure('Spent', value, 'dor')", value=value)


def test_pages_of_results_leave_out_the_middle(draw: Draw) -> None:
    text = draw("{% macro to(n) %}/?page={{ n }}{% endmacro %}{{ ui.pages(10, 20, to) }}")
    numbers = re.findall(r">(\d+)<", text)
    assert numbers == ["1", "8", "9", "10", "11", "12", "20"]
    assert text.count("…") == 2
    assert '<span aria-current="page">10</span>' in text
    assert draw("{% macro to(n) %}{{ n }}{% endmacro %}{{ ui.pages(1, 1, to) }}").strip() == ""


def test_a_checksum_can_be_copied_whole(draw: Draw) -> None:
    text = draw("ui.checksum(sha)", sha="0123456789abcdef" * 4)
    assert re.sub(r"<[^>]*>", "", text) == "0123456789abcdef" * 4


def test_errors_are_tied_to_their_fields(draw: Draw) -> None:
    text = draw("ui.field('mail', 'Address', hint='Where to', error='Has no @')")
    assert 'aria-describedby="mail-h mail-e"' in text
    assert 'aria-invalid="true"' in text


def test_every_class_has_a_rule() -> None:
    """A class without a rule is a misspelling, or a component that nobody drew."""
    root = Path(__file__).parents[2]
    css = (root / "toolbox_core/static/toolbox.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    unknown = set()
    for path in (root / "toolbox_core").rglob("templates/**/*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "\0", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for value in re.findall(r'\bclass="([^"]*)"', text):
            unknown |= {(path.name, name) for name in value.split() if "\0" not in name and name not in known}
    assert not unknown
