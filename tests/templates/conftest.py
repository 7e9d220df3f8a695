"""Macros rendered with the real environments of a site in English and Arabic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from jinja2 import Environment

from toolbox_core.app import create_app
from toolbox_core.config import Settings

Draw = Callable[..., str]


@pytest.fixture
def environments(settings: Settings) -> Iterator[dict[str, Environment]]:
    """One environment for each of English, French and Arabic."""
    site = msgspec.structs.replace(settings.site, languages=("en", "fr", "ar"))
    app = create_app(msgspec.structs.replace(settings, site=site))
    yield dict(app.host.environments)
    app.close()


@pytest.fixture
def draw(environments: dict[str, Environment]) -> Draw:
    """``draw("ui.tag('x')", lang="en", **names)``: what a macro of ``components.html`` or ``charts.html`` makes."""

    def render(source: str, lang: str = "en", **names: Any) -> str:
        head = '{% import "components.html" as ui with context %}{% import "charts.html" as draw with context %}'
        body = source if source.startswith("{") else "{{ " + source + " }}"
        return environments[lang].from_string(head + body).render(languages=[], **names)

    return render
