"""Templates: where they are found, what every template can use, and how a page is made.

Lookup is site → plugin → host. A plugin's templates are named ``<plugin id>/…`` and only such names are looked for in
its folder, so that no plugin can replace another's page or the frame. There is one environment for each language; what
depends on the request (``here``, ``languages``, which link is current) comes from a context variable, so that it also
works inside imported macros.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, nodes
from jinja2.compiler import CodeGenerator
from jinja2.loaders import split_template_path
from markupsafe import escape
from starlette.responses import HTMLResponse, Response

from toolbox_core import __version__, i18n
from toolbox_core.exceptions import SettingsError
from toolbox_core.web.host import host_of, visit_of

if TYPE_CHECKING:
    from gettext import NullTranslations

    from babel import Locale
    from jinja2.compiler import Frame
    from starlette.requests import Request

    from toolbox_core.config import Settings
    from toolbox_core.contracts import NavigationLink
    from toolbox_core.i18n import Catalogues
    from toolbox_core.plugins.runner import Hooks
    from toolbox_core.web.static import StaticFiles
    from toolbox_core.web.urls import Addresses

logger = logging.getLogger("toolbox.web")
LANGUAGE_PARAMETER = "lang"
# Where the charts of the page at hand can be taken from, as a function of kind and name.
CHARTS_KEY = "toolbox.charts"
TRANSLATORS = ("_", "gettext", "ngettext")
_current: ContextVar[Request] = ContextVar("toolbox_request")


class Missing(StrictUndefined):
    """A name the page did not give: asking whether it is there is allowed, using it is an error."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


class Lookup(BaseLoader):
    """Finds templates in the site's folder, then the plugin's own, then the host's."""

    def __init__(self, site: Path, plugins: Mapping[str, Path], host: Path) -> None:
        self._site, self._plugins, self._host = site, dict(plugins), host

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The source, its file, and whether it is unchanged: it is, until the host is rebuilt."""
        del environment
        parts = split_template_path(template)
        folders = [self._site]
        if len(parts) > 1 and parts[0] in self._plugins:
            folders.append(self._plugins[parts[0]])
        for folder in (*folders, self._host):
            file = folder.joinpath(*parts)
            if file.is_file():
                return file.read_text(encoding="utf-8"), str(file), lambda: True
        raise TemplateNotFound(template)


class OwnWords(CodeGenerator):
    """Compiles a template so that its words come from the catalogue of the plugin whose template it is.

    A page is made of several templates: the plugin's own, the host's frame around it, macros of either. Each of them
    keeps its words, whatever page it is part of.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Rename the functions that translate to those of the template's owner."""
        owner = (self.name or "").partition("/")[0]
        if _owned("_", owner) in self.environment.globals:
            for name in node.find_all(nodes.Name):
                if name.name in TRANSLATORS and name.ctx == "load":
                    name.name = _owned(name.name, owner)
        super().visit_Template(node, frame)


def _owned(function: str, owner: str) -> str:
    return f"{function}__{owner}" if owner else function


def make_environments(
    settings: Settings,
    catalogues: Catalogues,
    lookup: Lookup,
    *,
    addresses: Addresses,
    static: StaticFiles,
    navigation: Iterable[tuple[str, NavigationLink]],
) -> dict[str, Environment]:
    """One template environment for each of the site's languages; ``navigation`` are pairs of plugin and link."""
    links = sorted(navigation, key=lambda pair: (pair[1].order, pair[1].label))
    return {
        language: _environment(settings, language, catalogues, lookup, addresses=addresses, static=static, links=links)
        for language in settings.site.languages
    }


def _environment(
    settings: Settings,
    language: str,
    catalogues: Catalogues,
    lookup: Lookup,
    *,
    addresses: Addresses,
    static: StaticFiles,
    links: list[tuple[str, NavigationLink]],
) -> Environment:
    environment = Environment(
        loader=lookup,
        autoescape=True,
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.code_generator_class = OwnWords
    locale = i18n.locale_of(language)
    environment.globals.update(
        lang=language.replace("_", "-"),
        locale=locale,
        direction=i18n.direction(locale),
        site=settings.site,
        toolbox_version=__version__,
        static=static.address,
        has_static=lambda name: static.find(name) is not None,
        url=addresses.of,
        has_route=addresses.has,
        here=_here,
        navigation=partial(_navigation, addresses, [(catalogues.get(language, owner), link) for owner, link in links]),
    )
    for owner in ("", *catalogues.owners):
        functions = _language_functions(catalogues.get(language, owner), locale)
        environment.globals.update({_owned(name, owner): function for name, function in functions.items()})
    writers = _writers(locale, zone_of(settings))
    environment.globals.update(writers)
    environment.filters.update(writers)
    return environment


def zone_of(settings: Settings) -> tzinfo:
    """The site's time zone. Raises ``SettingsError`` when ``[site] timezone`` names none."""
    if settings.site.timezone == "UTC":
        return UTC  # known also where the system has no table of time zones
    try:
        return ZoneInfo(settings.site.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"[site] timezone {settings.site.timezone!r} is not a time zone.", fix="Use a name such as Europe/Madrid."
        ) from error


def _language_functions(catalogue: NullTranslations, locale: Locale) -> dict[str, Any]:
    """``_`` and ``ngettext`` give plain text, which the page escapes; ``{% trans %}`` blocks may hold markup.

    ``_`` never vouches for its message: it is also called with labels that come from data.
    """

    def translate(message: str, **variables: Any) -> str:
        return _filled(catalogue.gettext(message) if message else "", message, variables)

    def translate_count(singular: str, plural: str, count: int, **variables: Any) -> str:
        # `{% trans %}` with `{% pluralize %}` compiles to this call too, without variables: it fills them in itself.
        # The count is always known, so `%(num)s` is written here, the way the language writes numbers.
        shown = i18n.format_number(count, locale)
        if not variables:
            return catalogue.ngettext(singular, plural, count).replace("%(num)s", shown)
        source = singular if count == 1 else plural
        return _filled(catalogue.ngettext(singular, plural, count), source, {"num": shown, **variables})

    return {"_": translate, "gettext": catalogue.gettext, "ngettext": translate_count}


def _filled(text: str, message: str, variables: Mapping[str, Any]) -> str:
    if any(hasattr(value, "__html__") for value in variables.values()):
        return i18n.interpolate(escape(text), escape(message), variables)
    return i18n.interpolate(text, message, variables)


def _writers(locale: Locale, zone: tzinfo) -> dict[str, Callable[..., str]]:
    """The functions that write values in the page's language; each is a global and a filter."""

    def number(value: Decimal | int, digits: int | None = None) -> str:
        return i18n.format_number(value, locale, digits)

    def percent(ratio: Decimal | int | float, digits: int = 1, *, signed: bool = False) -> str:
        return i18n.format_percent(ratio, locale, digits, signed=signed)

    def amount(value: Decimal | int, currency: str, unit: str = "", digits: int | None = None) -> str:
        return i18n.format_amount(value, locale, currency, unit, digits)

    def compact(value: Decimal | int, digits: int = 2) -> str:
        return i18n.format_compact(value, locale, digits)

    def day(value: date | datetime) -> str:
        return i18n.format_day(value, locale, zone)

    def moment(value: datetime) -> str:
        return i18n.format_moment(value, locale, zone)

    def bytes_(size: int) -> str:
        return i18n.format_bytes(size, locale)

    functions: list[Callable[..., str]] = [number, percent, amount, compact, day, moment, bytes_]
    return {function.__name__: function for function in functions}


# --- what depends on the request -----------------------------------------------------------------------------------


def _here(**changes: Any) -> str:
    """This address with changed query parameters: a value replaces, a list repeats, ``None`` takes away."""
    request = _current.get()
    changes.setdefault(LANGUAGE_PARAMETER, None)
    pairs = [
        (name, value)
        for name, value in parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if name not in changes
    ]
    for name, value in changes.items():
        if isinstance(value, (list, tuple)):
            pairs.extend((name, str(each)) for each in value)
        elif value is not None:
            pairs.append((name, str(value)))
    path = quote(request.scope["path"], safe="/:@!$&'()*+,;=~-._")
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _languages(request: Request) -> list[tuple[str, str, str, bool]]:
    chosen = visit_of(request).language
    return [
        (code.replace("_", "-"), i18n.language_name(code), _here(lang=code), code == chosen)
        for code in host_of(request).settings.site.languages
    ]


def _navigation(
    addresses: Addresses, links: list[tuple[NullTranslations, NavigationLink]], slot: str = "main"
) -> list[dict[str, Any]]:
    path: str = _current.get().scope["path"]
    shown = []
    for words, link in links:
        if link.slot == slot and addresses.has(link.route):
            href = addresses.of(link.route)
            inside = href != "/" and path.startswith(href.rstrip("/") + "/")
            shown.append({"label": words.gettext(link.label), "href": href, "current": path == href or inside})
    return shown


def render_text(request: Request, template: str, /, **context: Any) -> str:
    """The text of ``template`` in the visitor's language, with ``context`` and the names every template has."""
    host, visit = host_of(request), visit_of(request)
    token = _current.set(request)
    try:
        page = host.environments[visit.language].get_template(template)
        names = {
            "request": request,
            "theme": visit.theme,
            "actor": visit.actor,
            "languages": _languages(request),
            "crumbs": (),
            "chart_address": request.scope.get(CHARTS_KEY),
            **context,
        }
        return page.render(names)
    finally:
        _current.reset(token)


def render(request: Request, template: str, /, *, status: int = 200, **context: Any) -> Response:
    """A page: ``template`` rendered with ``context``. Raises what the template raises; nothing is half sent."""
    return HTMLResponse(
        render_text(request, template, **{"status": status, **context}),
        status_code=status,
        headers={"content-language": visit_of(request).language.replace("_", "-")},
    )


def translate(request: Request, message: str, /, **variables: Any) -> str:
    """``message`` in the visitor's language, with ``%(name)s`` places filled in; for text made in Python.

    The words are those of the plugin whose page it is, where it has any for the message.
    """
    visit = visit_of(request)
    catalogue = host_of(request).catalogues.get(visit.language, visit.plugin)
    return _filled(catalogue.gettext(message) if message else "", message, variables)


def locale_for(request: Request) -> Locale:
    """The Babel locale in which ``request`` is answered, for the ``format_…`` functions."""
    return i18n.locale_of(visit_of(request).language)


# --- what plugins add ----------------------------------------------------------------------------------------------


def prepare_templates(environments: Iterable[Environment], hooks: Hooks, active: Iterable[str]) -> None:
    """Let each active plugin add filters and globals named ``<plugin id>_…``; anything else it touched is undone."""
    prefixes = tuple(f"{plugin}_" for plugin in active)
    for environment in environments:
        spaces: tuple[dict[str, Any], ...] = (environment.globals, environment.filters, environment.tests)
        before = [dict(space) for space in spaces]
        hooks.call("prepare_templates", environment=environment)
        for space, kept in zip(spaces, before, strict=True):
            for name in list(space):
                if name not in kept and not name.startswith(prefixes):
                    logger.error("A plugin added %r to the templates; names must begin with its id.", name)
                    del space[name]
            space.update(kept)
