"""Templates: lookup, what they can use, languages, and that data is never markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, TemplateNotFound
from jinja2.exceptions import UndefinedError

from toolbox_core.exceptions import SettingsError
from toolbox_core.web.rendering import Lookup, Missing, zone_of

Start = Callable[..., Any]
ROUTE = "path='/probe', endpoint=page, name='probe:page', public=True, cacheable=False"
RENDER = """
from datetime import UTC, date, datetime
from decimal import Decimal
async def page(request):
    return render(request, "probe/page.html", label="<b>Ann & Co</b>", amounts=[Decimal("-1234.5")],
                  day=date(2026, 3, 14), moment=datetime(2026, 3, 14, 16, 5, tzinfo=UTC))
"""


def page(probe: Start, template: str, path: str = "/probe", **options: Any) -> str:
    headers = options.pop("headers", {})
    site = probe(RENDER, ROUTE, files={"templates/probe/page.html": template, **options.pop("files", {})}, **options)
    answer = site.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_values_are_written_in_the_page_s_language(probe: Start) -> None:
    template = (
        "{{ lang }}|{{ direction }}|{{ number(1234567) }}|{{ percent(0.5) }}|{{ amount(amounts[0], 'EUR') }}"
        "|{{ amounts[0] | number(1) }}|{{ compact(46850000000) }}|{{ day | day }}|{{ bytes_(1500) }}"
    )
    english = page(probe, template)
    assert english.replace("\u00a0", " ") == (
        "en|ltr|1,234,567|50.0%|−€1,234.50|−1,234.5|46.85 billion|14 March 2026|1.5 kB"
    )


def test_and_in_french(probe: Start) -> None:
    text = page(probe, "{{ number(1234567) }}|{{ day | day }}", headers={"accept-language": "fr"})
    assert text == "1\u202f234\u202f567|14 mars 2026"


def test_moments_are_told_in_the_site_s_time_zone(probe: Start) -> None:
    text = page(probe, "{{ moment | moment }}", site={"timezone": "Asia/Tokyo"})
    assert text.startswith("15 March 2026, 01:05")


def test_an_unknown_time_zone_is_a_setting_error(settings: Any) -> None:
    import msgspec

    broken = msgspec.structs.replace(settings, site=msgspec.structs.replace(settings.site, timezone="Mars/Base"))
    with pytest.raises(SettingsError, match="Mars/Base"):
        zone_of(broken)


def test_data_is_never_markup(probe: Start) -> None:
    template = (
        '{{ label }}|{{ _(label) }}|{{ _("Dear %(name)s", name=label) }}'
        "|{% trans name=label %}<i>{{ name }}</i>{% endtrans %}"
    )
    escaped = "&lt;b&gt;Ann &amp; Co&lt;/b&gt;"
    assert page(probe, template) == f"{escaped}|{escaped}|Dear {escaped}|<i>{escaped}</i>"


def test_markup_given_on_purpose_stays(probe: Start) -> None:
    template = '{% set link %}<a href="/">x</a>{% endset %}{{ _("See %(link)s & more", link=link) }}'
    assert page(probe, template) == 'See <a href="/">x</a> &amp; more'


def test_counting_words_know_their_number(probe: Start) -> None:
    template = (
        '{{ ngettext("%(num)s row", "%(num)s rows", 1) }}|{{ ngettext("%(num)s row", "%(num)s rows", 1234) }}'
        '|{{ ngettext("%(num)s row of %(all)s", "%(num)s rows of %(all)s", 2, all=9) }}'
        "|{% trans count=3 %}{{ count }} row{% pluralize %}{{ count }} rows{% endtrans %}"
    )
    assert page(probe, template) == "1 row|1,234 rows|2 rows of 9|3 rows"


def test_a_plugin_s_own_translations_are_used(probe: Start) -> None:
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Purpose"\nmsgstr "Fonction"\n'
    files = {"translations/fr/LC_MESSAGES/messages.po": po}
    assert page(probe, '{{ _("Purpose") }}', files=files, headers={"accept-language": "fr"}) == "Fonction"


def test_a_plugin_s_words_are_its_own_and_the_frame_keeps_the_host_s(probe: Start) -> None:
    po = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Home"
msgstr "Foyer"

msgid "%(num)s home"
msgid_plural "%(num)s homes"
msgstr[0] "%(num)s foyer"
msgstr[1] "%(num)s foyers"
"""
    template = (
        '{% extends "base.html" %}{% block main %}<p>{{ _("Home") }}|{% trans %}Home{% endtrans %}|'
        '{{ ngettext("%(num)s home", "%(num)s homes", 3) }}</p>{% endblock %}'
    )
    files = {"translations/fr/LC_MESSAGES/messages.po": po}
    text = page(probe, template, files=files, headers={"accept-language": "fr"})
    found = re.search(r"<main.*?<p>(.*?)</p>", text, re.DOTALL)
    assert found is not None
    assert found.group(1) == "Foyer|Foyer|3 foyers"
    assert ">Accueil</a>" in text


def test_addresses(probe: Start) -> None:
    template = (
        "{{ url('probe:page') }}|{{ url('probe:page', query={'q': 'a b', 'n': none, 'k': [1, 2]}) }}"
        "|{{ has_route('probe:page') }}|{{ has_route('none:page') }}|{{ has_static('toolbox.css') }}"
    )
    assert page(probe, template) == "/probe|/probe?q=a+b&amp;k=1&amp;k=2|True|False|True"


def test_this_address_with_changes(probe: Start) -> None:
    template = (
        ("{{ here() }}|{{ here(year=2024) }}|{{ here(year=none) }}|{{ here(tag=['a', 'b']) }}|{{ here(q='ü&x') }}")
        .replace("}}|{{", "|safe }}|{{")
        .replace("') }}", "')|safe }}")
    )
    assert page(probe, template, "/probe?year=2025&lang=fr&empty=") == (
        "/probe?year=2025&empty=|/probe?empty=&year=2024|/probe?empty=|/probe?year=2025&empty=&tag=a&tag=b"
        "|/probe?year=2025&empty=&q=%C3%BC%26x"
    )


def test_macros_imported_without_context_know_the_request(probe: Start) -> None:
    files = {"templates/probe/macros.html": "{% macro m() %}{{ here(a=1) }} {{ _('Home') }} {{ lang }}{% endmacro %}"}
    assert page(probe, "{% import 'probe/macros.html' as m %}{{ m.m() }}", files=files) == "/probe?a=1 Home en"


def test_languages_and_navigation(probe: Start) -> None:
    more = """
        @hookimpl
        def register_navigation(context):
            return [
                NavigationLink(label=N_("Probe"), route="probe:page", order=5),
                NavigationLink(label="Broken", route="probe:none"),
                NavigationLink(label="Foot", route="probe:page", slot="check"),
            ]
    """
    template = (
        "{% for code, name, href, current in languages %}{{ code }} {{ name }} {{ href }} {{ current }};{% endfor %}"
        "{% for link in navigation('main') if link.label in ('Probe', 'Broken') %}"
        "{{ link.label }} {{ link.href }} {{ link.current }}{% endfor %}"
    )
    assert page(probe, template, more=more) == (
        "en English /probe?lang=en True;fr Français /probe?lang=fr False;Probe /probe True"
    )


def test_a_name_that_was_not_given_may_be_asked_for_but_not_used(probe: Start) -> None:
    assert page(probe, "{% if nothing %}no{% endif %}{{ nothing or 'default' }}") == "default"
    environment = Environment(undefined=Missing, autoescape=True)
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nothing }}").render()
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nothing.more }}").render()


def test_the_site_comes_first_then_the_plugin_then_the_host(tmp_path: Path) -> None:
    site, plugin, host = tmp_path / "site", tmp_path / "plugin", tmp_path / "host"
    lookup = Lookup(site, {"budget": plugin}, host)
    environment = Environment(loader=lookup, autoescape=True)

    def put(folder: Path, name: str, text: str) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    put(host, "base.html", "host")
    put(plugin, "base.html", "a plugin's frame")
    put(plugin, "budget/year.html", "plugin")
    put(plugin, "home/index.html", "another's page")

    def text(name: str) -> str:
        environment.cache.clear()  # type: ignore[union-attr]
        return environment.get_template(name).render()

    assert text("base.html") == "host"
    assert text("budget/year.html") == "plugin"
    put(site, "budget/year.html", "site")
    assert text("budget/year.html") == "site"
    for name in ("home/index.html", "../site/toolbox.toml", "none.html"):
        with pytest.raises(TemplateNotFound):
            environment.get_template(name)


def test_a_plugin_may_add_only_names_of_its_own(probe: Start) -> None:
    more = """
        @hookimpl
        def prepare_templates(environment):
            environment.filters["probe_loud"] = lambda text: text.upper()
            environment.filters["upper"] = lambda text: "stolen"
            environment.globals["site"] = "stolen"
            environment.globals["handy"] = "not ours"
    """
    assert page(probe, "{{ 'a' | probe_loud }}{{ 'b' | upper }}{{ site.name }}{{ handy or '' }}", more=more) == (
        "ABTest City"
    )


def test_text_made_in_python_is_translated_too(probe: Start) -> None:
    code = """
        async def page(request):
            return PlainTextResponse(f"{translate(request, 'Hello %(who)s', who='Ann')} {locale_for(request)}")
    """
    assert probe(code, ROUTE).client.get("/probe").text == "Hello Ann en_001"
