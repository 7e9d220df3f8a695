"""Templates run under a Content-Security-Policy without exceptions, and escape everything."""

from __future__ import annotations

import re
from pathlib import Path

FORBIDDEN = {
    r"\|\s*safe\b": "nothing is exempt from escaping",
    r"autoescape\s+false": "nothing is exempt from escaping",
    r"<style\b": "style belongs in a stylesheet",
    r"\sstyle\s*=": "style belongs in a stylesheet (SVG geometry has attributes of its own)",
    r"<script\b(?! type=\"application/ld\+json\">{{ \w+ \| tojson }}</script>)": "pages need no script",
    r"\son[a-z]+\s*=\s*[\"']": "pages need no script",
    r"javascript:": "pages need no script",
    r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//[^\"']*": "templates name no outside address; data may",
}
OUTSIDE_LINKS = ("https://eur-lex.europa.eu/", "https://creativecommons.org/", "https://spdx.org/")


def test_templates_keep_the_rules(root: Path) -> None:
    wrong = []
    templates = [
        path
        for base in (root / "toolbox_core", root / "plugins")
        for path in base.rglob("*.html")
        if "tests" not in path.parts
    ]
    assert templates
    for path in templates:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for pattern, why in FORBIDDEN.items():
            wrong += [
                f"{path.relative_to(root)}: {match.group()!r} ({why})"
                for match in re.finditer(pattern, text, re.IGNORECASE)
                if not any(link in match.group() for link in OUTSIDE_LINKS)
            ]
    assert not wrong, "\n".join(wrong)


def test_stylesheets_ask_nobody(root: Path) -> None:
    wrong = [
        f"{path.relative_to(root)}: {match.group()}"
        for base in (root / "toolbox_core", root / "plugins")
        for path in base.rglob("*.css")
        for match in re.finditer(r"(@import|url\()\s*[\"']?(https?:)?//[^\s)]*", path.read_text(encoding="utf-8"))
    ]
    assert not wrong
