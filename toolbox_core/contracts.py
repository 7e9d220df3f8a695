"""The typed objects that plugins hand to the host, and that the host hands to plugins.

Plain frozen dataclasses: no behaviour, nothing to inherit. A plugin builds them in its ``plugin.py``; the host
validates and freezes them once, when the plugin is activated.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from toolbox_core.offering import Collected

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.config import FileStore, Settings
    from toolbox_core.services.feedback import About, Concern
    from toolbox_core.services.jobs.worker import JobRun
    from toolbox_core.services.organisations import Card

Endpoint = Callable[["Request"], Awaitable["Response"]]
Secret = Annotated[str, msgspec.Meta(extra={"secret": True})]
"""The type of a configuration value that is never shown, logged or written to the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginContext:
    """What the host tells a plugin about itself when it collects contributions.

    ``config`` is the plugin's own configuration, validated against the schema its manifest names
    (``None`` when it has none). ``collected`` gives what other plugins handed to the hooks that it offers.
    """

    plugin: str
    settings: Settings
    config: Any = None
    collected: Collected = field(default_factory=Collected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Something that not everybody may do. ``id`` is ``<plugin>.<verb>`` (``budget_portal.publish``).

    ``label`` and ``description`` are English message ids for whoever composes roles. ``default_roles`` names the
    roles that have it unless the site decides otherwise (``publisher``); administrators have every permission.
    """

    id: str
    label: str
    description: str = ""
    default_roles: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One page. ``path`` must lie under one of the manifest's ``addresses``.

    Deny by default: exactly one of ``public=True`` and ``permission="…"`` must be given. The permission is one that an
    active plugin declares; ``scoped=True`` also lets in people who have it for one organisation only: the page then
    asks ``require(request, permission, scope)`` itself.
    ``cacheable``: the answer depends only on the address, the language and the published data, so the host may keep
    its bytes until the data generation changes.
    ``charts``: every chart of the page can be taken along, as a frame (``…/embed``) and as a picture (``…/chart.svg``).
    """

    path: str
    endpoint: Endpoint
    name: str
    methods: Sequence[str] = ("GET",)
    public: bool = False
    permission: str | None = None
    scoped: bool = False
    cacheable: bool = True
    charts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRoute:
    """One operation of the programming interface, mounted under ``/api/v1``.

    ``path`` starts with the plugin's API prefix (``/budget/aggregate`` → ``/api/v1/budget/aggregate``).
    ``parameters`` and ``result`` are msgspec Structs from which the OpenAPI document and the pages under ``/api/`` are
    made; a field of ``parameters`` that is named like a place in ``path`` describes that place. ``media_types`` are
    the kinds of answer there are, the usual one first. ``example`` is an address below ``/api/v1`` that answers on this
    site (``/budget/cubes/port-sennen/model``), or a function that finds one in the published data.
    """

    path: str
    endpoint: Endpoint
    name: str
    summary: str
    parameters: type[Any] | None = None
    result: type[Any] | None = None
    methods: Sequence[str] = ("GET",)
    public: bool = False
    permission: str | None = None
    scoped: bool = False
    cacheable: bool = True
    media_types: Sequence[str] = ("application/json",)
    example: str | Callable[[Session], str] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationLink:
    """A link in the main navigation or in one of the footer's columns.

    ``label`` is an English message id that the plugin's catalogue translates; ``route`` a route name
    (``budget_portal:home``). ``slot`` is ``main``, ``check`` (check us), ``ask`` (ask us) or ``site`` (this site).
    """

    label: str
    route: str
    slot: Literal["main", "check", "ask", "site"] = "main"
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCard:
    """A piece of the home page. ``template`` is rendered with ``answer(session)`` as its context.

    ``answer`` runs with a read session in the host's executor and returns a dictionary, or ``None`` when there is
    nothing to show. ``place`` is ``lead`` (wide, above), ``card`` (one of the ruled cards) or ``ask`` (a question this
    site answers, one link, for "What you can find out here").
    """

    id: str
    template: str
    answer: Callable[[Session], dict[str, Any] | None]
    place: Literal["lead", "card", "ask"] = "card"
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthResult:
    """The outcome of one health check: a level, one sentence, and the next step when it is not ``ok``."""

    level: Literal["ok", "warn", "bad"]
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """A question about the plugin's own data, asked by ``/health/ready`` and ``toolbox doctor``."""

    id: str
    label: str
    check: Callable[[Session], HealthResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure that a module knows about this site and that others may point at: budgets published, answers in time.

    ``id`` is a short id within the plugin; ``label`` and ``unit`` (``budget years``) are English message ids;
    ``address`` is the page that shows the same figure. ``value(session)`` is asked every hour with a read session and
    returns a whole number, an exact ``Decimal``, or ``None`` when there is nothing to tell; the last one of a day is
    kept as that day's.
    """

    id: str
    label: str
    value: Callable[[Session], Decimal | int | None]
    unit: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that is done in the background: on request, or by itself at the times of ``schedule``.

    ``run`` receives a ``JobRun`` (payload, database, settings, progress, log) in a worker's thread and returns a
    dictionary of plain JSON values or ``None``. It must be able to run again: a worker can die at any moment.
    ``schedule`` is a cron expression of five fields on the site's own clock, or empty. ``label`` is an English message
    id.
    """

    id: str
    label: str
    run: Callable[[JobRun], dict[str, Any] | None]
    schedule: str = ""
    most_attempts: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a dataset. ``type`` is a Table Schema type; amounts are exact decimals (``number``).

    ``title`` and ``description`` are English message ids; pages show them in the reader's language.
    """

    name: str
    type: Literal["string", "integer", "number", "boolean", "date", "datetime", "year"] = "string"
    title: str = ""
    description: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetForm:
    """A form of a dataset that its plugin makes itself, beside those that the host makes of every dataset.

    ``label`` names it, ``purpose`` says in an English message id what it is for, ``address`` is its path on this site.
    """

    label: str
    purpose: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetDescription:
    """What the catalogue says of one dataset. ``id`` is ``<plugin>/<slug>``; ``version`` the current number.

    ``licence`` is an SPDX id; ``temporal`` the first and last day covered; ``frequency`` an EU frequency code
    (``ANNUAL``, ``MONTHLY`` …); ``landing`` the address of the page that shows it; ``themes`` EU data theme codes
    (``ECON``, ``GOVE`` …).
    """

    id: str
    title: str
    description: str
    columns: Sequence[Column]
    version: int
    version_ids: Sequence[int]
    publisher: str
    licence: str
    modified: datetime
    row_count: int
    temporal: tuple[date, date] | None = None
    spatial: str = ""
    frequency: str = ""
    landing: str = ""
    keywords: Sequence[str] = ()
    language: str = ""
    themes: Sequence[str] = ()
    forms: Sequence[DatasetForm] = ()


ContentTable = tuple[str, Sequence[Column], Iterable[Sequence[Any]]]
"""``(name, columns, rows)``: one table of a version's content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetProvider:
    """A family of datasets that a plugin publishes.

    ``describe(session)`` lists them; ``rows(session, slug)`` yields tuples in the order of the columns
    (text, int, ``Decimal``, ``date``, ``bool`` or ``None``), lazily, from a server-side cursor.
    ``version_tables(session, version_id)`` returns the content of one version alone, current or not, the same for
    ever, as ``(name, columns, rows)`` of each table: its hash (``version_hash(tables)``) is what ``publish`` writes
    into the log and what ``toolbox data verify`` recomputes. It raises ``NotFound`` for a version whose rows are gone.
    """

    id: str
    describe: Callable[[Session], Sequence[DatasetDescription]]
    rows: Callable[[Session, str], Iterator[tuple[Any, ...]]]
    version_tables: Callable[[Session, int], Sequence[ContentTable]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """Something that can be found.

    ``key`` is the module's own, at most 255 characters, and unique within it; ``address`` the page to open; ``text``
    what is searched besides the title. ``kind`` is an English message id that the module's catalogue translates
    (``Budget line``). ``shown`` is a figure or a day to show beside the result, in plain form: ``18400000.00 EUR``,
    ``41200 pupils``, ``2025-08-19``; pages write it in the reader's language. ``organisation`` is a slug of the
    directory, ``permission`` what one needs to see it (empty: everybody), ``weight`` 0 … 100 lifts important things.
    """

    key: str
    kind: str
    title: str
    address: str
    text: str = ""
    shown: str = ""
    language: str = ""
    organisation: str = ""
    year: int | None = None
    permission: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSource:
    """Documents that a module lets people find.

    ``label`` is an English message id: the module's name among the results. ``datasets(session)`` names the parts that
    are renewed one at a time (dataset ids, for instance); ``documents(session, dataset)`` yields the documents of one
    of them, lazily. A module writes the same documents when it publishes (``put_search``); the source is asked when
    the whole index is built anew.
    """

    id: str
    label: str
    datasets: Callable[[Session], Iterable[str]]
    documents: Callable[[Session, str], Iterator[SearchDocument]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A piece of an organisation's page.

    ``answer(session, card, references)`` is asked with a read session when the page is shown: ``card`` is the
    organisation, ``references`` are the module's own keys that are linked to it. It returns the context of
    ``template``, or ``None`` when it has nothing to show. ``title`` is an English message id.
    """

    id: str
    title: str
    template: str
    answer: Callable[[Session, Card, Sequence[str]], dict[str, Any] | None]
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackObject:
    """A kind of thing that people may ask about and follow: a budget line, a contract, a commitment.

    ``kind`` is a short id, ``label`` an English message id. ``find(session, key)`` says what it is called, where
    it is shown and who answers for it, or ``None`` when the public may see none. ``concerns``: what forms offer.
    """

    kind: str
    label: str
    find: Callable[[Session, str], About | None]
    concerns: Sequence[Concern] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What a module keeps of persons. ``export`` returns plain JSON values, nothing (falsy) when it keeps none;
    ``erase`` forgets the person behind an e-mail address and returns how many rows it touched. ``by`` is who asked.
    """

    id: str
    label: str
    export: Callable[[Session, str], Any]
    erase: Callable[[Session, str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSet:
    """Something for the demo site. ``load(session, files, workdir)`` writes through the plugin's own services.

    ``files`` is the site's store of originals, ``workdir`` an empty folder for files made on the way.
    """

    id: str
    load: Callable[[Session, FileStore, Path], None]
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with an incoming file, in words a clerk can act on.

    ``row`` counts the file's records from 1, the header included (as a spreadsheet shows them); 0 means the whole
    file. ``rule`` is a short stable id; ``message`` a whole sentence. ``severity`` ``error`` means that the row was not
    stored, ``warning`` that it was.
    """

    row: int
    column: str
    value: str
    rule: str
    message: str
    severity: Literal["error", "warning"] = "error"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartItem:
    """One mark of a chart and one row of its equal table. ``value`` is in the unit the chart names.

    ``shown`` is the value in the reader's language, short enough to stand on the mark; ``exact`` the same in full for
    the table (``shown`` again when empty). ``detail`` is one more short fact, such as the change since last year.
    ``tone`` is ``d1``…``d5`` (change scale), ``k1``…``k6`` or empty; ``missing`` items are drawn hatched, never as 0.
    """

    label: str
    value: Any
    shown: str
    href: str = ""
    detail: str = ""
    tone: str = ""
    missing: bool = False
    children: Iterable[ChartItem] = field(default_factory=tuple)
    exact: str = ""
