"""The front door: every name a plugin may use. Names are looked up when first asked for, so the door itself is free.

A plugin writes ``from toolbox_core import hookimpl, Route, render`` and never imports another module of the host.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
API_VERSION = "1.0"
"""Version of what this door offers to plugins; manifests name the range they work with."""

if TYPE_CHECKING:
    from toolbox_core.charts import BarItem as BarItem
    from toolbox_core.charts import Cluster as Cluster
    from toolbox_core.charts import Map as Map
    from toolbox_core.charts import Place as Place
    from toolbox_core.charts import Series as Series
    from toolbox_core.charts import bars as bars
    from toolbox_core.charts import change_tone as change_tone
    from toolbox_core.charts import columns as columns
    from toolbox_core.charts import lines as lines
    from toolbox_core.charts import point_map as point_map
    from toolbox_core.charts import region_map as region_map
    from toolbox_core.charts import sankey as sankey
    from toolbox_core.charts import shares_of_hundred as shares_of_hundred
    from toolbox_core.charts import strips as strips
    from toolbox_core.charts import treemap as treemap
    from toolbox_core.cli.context import CliContext as CliContext
    from toolbox_core.cli.context import json_option as json_option
    from toolbox_core.config import FileStore as FileStore
    from toolbox_core.config import LimitSettings as LimitSettings
    from toolbox_core.config import Settings as Settings
    from toolbox_core.config import site_address as site_address
    from toolbox_core.config import site_today as site_today
    from toolbox_core.contracts import ApiRoute as ApiRoute
    from toolbox_core.contracts import ChartItem as ChartItem
    from toolbox_core.contracts import Column as Column
    from toolbox_core.contracts import ContentTable as ContentTable
    from toolbox_core.contracts import DatasetDescription as DatasetDescription
    from toolbox_core.contracts import DatasetForm as DatasetForm
    from toolbox_core.contracts import DatasetProvider as DatasetProvider
    from toolbox_core.contracts import DemoSet as DemoSet
    from toolbox_core.contracts import FeedbackObject as FeedbackObject
    from toolbox_core.contracts import HealthCheck as HealthCheck
    from toolbox_core.contracts import HealthResult as HealthResult
    from toolbox_core.contracts import HomeCard as HomeCard
    from toolbox_core.contracts import Job as Job
    from toolbox_core.contracts import Metric as Metric
    from toolbox_core.contracts import NavigationLink as NavigationLink
    from toolbox_core.contracts import Panel as Panel
    from toolbox_core.contracts import Permission as Permission
    from toolbox_core.contracts import PersonalData as PersonalData
    from toolbox_core.contracts import PluginContext as PluginContext
    from toolbox_core.contracts import Problem as Problem
    from toolbox_core.contracts import Route as Route
    from toolbox_core.contracts import SearchDocument as SearchDocument
    from toolbox_core.contracts import SearchSource as SearchSource
    from toolbox_core.contracts import Secret as Secret
    from toolbox_core.db.base import Base as Base
    from toolbox_core.db.base import UtcDateTime as UtcDateTime
    from toolbox_core.db.base import utcnow as utcnow
    from toolbox_core.db.bulk import bulk_insert as bulk_insert
    from toolbox_core.db.bulk import drop_indexes as drop_indexes
    from toolbox_core.db.bulk import reserve_ids as reserve_ids
    from toolbox_core.db.generation import renew_pages as renew_pages
    from toolbox_core.db.models import DatasetVersion as DatasetVersion
    from toolbox_core.db.models import PublicationEntry as PublicationEntry
    from toolbox_core.db.models import SourceFile as SourceFile
    from toolbox_core.db.models import VersionSource as VersionSource
    from toolbox_core.exceptions import ControlTotalMismatch as ControlTotalMismatch
    from toolbox_core.exceptions import DescriptorError as DescriptorError
    from toolbox_core.exceptions import Forbidden as Forbidden
    from toolbox_core.exceptions import InputError as InputError
    from toolbox_core.exceptions import NotFound as NotFound
    from toolbox_core.exceptions import ParameterError as ParameterError
    from toolbox_core.exceptions import PublicationError as PublicationError
    from toolbox_core.exceptions import ToolboxError as ToolboxError
    from toolbox_core.exceptions import UnreadableFile as UnreadableFile
    from toolbox_core.exporting.describe import licence_page as licence_page
    from toolbox_core.exporting.formats import ExportFormat as ExportFormat
    from toolbox_core.exporting.formats import export_file_name as export_file_name
    from toolbox_core.exporting.formats import export_formats as export_formats
    from toolbox_core.exporting.formats import stream_rows as stream_rows
    from toolbox_core.exporting.icalendar import CalendarEvent as CalendarEvent
    from toolbox_core.exporting.icalendar import write_calendar as write_calendar
    from toolbox_core.exporting.package import stream_zip as stream_zip
    from toolbox_core.exporting.text import content_hash as content_hash
    from toolbox_core.exporting.text import stream_csv as stream_csv
    from toolbox_core.exporting.text import version_hash as version_hash
    from toolbox_core.geography.matching import Matching as Matching
    from toolbox_core.geography.matching import match_regions as match_regions
    from toolbox_core.geography.reading import read_geojson as read_geojson
    from toolbox_core.geography.shapes import Region as Region
    from toolbox_core.geography.shapes import Shape as Shape
    from toolbox_core.hookspecs import hookimpl as hookimpl
    from toolbox_core.i18n import N_ as N_
    from toolbox_core.i18n import format_amount as format_amount
    from toolbox_core.i18n import format_bytes as format_bytes
    from toolbox_core.i18n import format_compact as format_compact
    from toolbox_core.i18n import format_day as format_day
    from toolbox_core.i18n import format_moment as format_moment
    from toolbox_core.i18n import format_number as format_number
    from toolbox_core.i18n import format_percent as format_percent
    from toolbox_core.importing.columns import CodeDamage as CodeDamage
    from toolbox_core.importing.columns import damaged_codes as damaged_codes
    from toolbox_core.importing.delimiters import DelimiterGuess as DelimiterGuess
    from toolbox_core.importing.delimiters import sniff_delimiter as sniff_delimiter
    from toolbox_core.importing.importers import ImportAnswers as ImportAnswers
    from toolbox_core.importing.importers import ImportChanges as ImportChanges
    from toolbox_core.importing.importers import ImportColumn as ImportColumn
    from toolbox_core.importing.importers import Importer as Importer
    from toolbox_core.importing.importers import ImportField as ImportField
    from toolbox_core.importing.importers import ImportFile as ImportFile
    from toolbox_core.importing.importers import ImportProposal as ImportProposal
    from toolbox_core.importing.importers import ImportRow as ImportRow
    from toolbox_core.importing.importers import ImportTable as ImportTable
    from toolbox_core.importing.numbers import NumberFormat as NumberFormat
    from toolbox_core.importing.numbers import Presence as Presence
    from toolbox_core.importing.numbers import decimal_places as decimal_places
    from toolbox_core.importing.numbers import from_minor as from_minor
    from toolbox_core.importing.numbers import presence as presence
    from toolbox_core.importing.numbers import sniff_number_format as sniff_number_format
    from toolbox_core.importing.numbers import to_minor as to_minor
    from toolbox_core.importing.report import ImportReport as ImportReport
    from toolbox_core.importing.run import collector_off as collector_off
    from toolbox_core.importing.run import import_rows as import_rows
    from toolbox_core.importing.sniff import EncodingGuess as EncodingGuess
    from toolbox_core.importing.sniff import sniff_encoding as sniff_encoding
    from toolbox_core.importing.tables import Table as Table
    from toolbox_core.importing.tables import open_table as open_table
    from toolbox_core.importing.tables import read_row as read_row
    from toolbox_core.importing.tables import sheet_names as sheet_names
    from toolbox_core.importing.tables import unique_names as unique_names
    from toolbox_core.offering import PluginHook as PluginHook
    from toolbox_core.outbound import check_public as check_public
    from toolbox_core.outbound import fetch as fetch
    from toolbox_core.outbound import probe as probe
    from toolbox_core.policy.rules import PolicyRule as PolicyRule
    from toolbox_core.policy.rules import PolicyTarget as PolicyTarget
    from toolbox_core.policy.rules import RuleDoesNotApply as RuleDoesNotApply
    from toolbox_core.services.accounts.actors import Actor as Actor
    from toolbox_core.services.accounts.actors import may as may
    from toolbox_core.services.accounts.actors import scopes_of as scopes_of
    from toolbox_core.services.audit import record_act as record_act
    from toolbox_core.services.boundaries import Boundaries as Boundaries
    from toolbox_core.services.boundaries import add_boundaries as add_boundaries
    from toolbox_core.services.boundaries import best_boundaries as best_boundaries
    from toolbox_core.services.boundaries import find_boundaries as find_boundaries
    from toolbox_core.services.feedback.asking import About as About
    from toolbox_core.services.feedback.asking import Concern as Concern
    from toolbox_core.services.file_types import checked_type as checked_type
    from toolbox_core.services.jobs.queue import enqueue_job as enqueue_job
    from toolbox_core.services.jobs.worker import JobRun as JobRun
    from toolbox_core.services.metrics import KnownMetric as KnownMetric
    from toolbox_core.services.metrics import MetricValue as MetricValue
    from toolbox_core.services.metrics import find_metric as find_metric
    from toolbox_core.services.metrics import known_metrics as known_metrics
    from toolbox_core.services.metrics import metric_history as metric_history
    from toolbox_core.services.notifications.events import announce as announce
    from toolbox_core.services.notifications.events import object_topic as object_topic
    from toolbox_core.services.notifications.following import followed_topics as followed_topics
    from toolbox_core.services.notifications.letters import write_letter as write_letter
    from toolbox_core.services.organisations import Linked as Linked
    from toolbox_core.services.organisations import Mention as Mention
    from toolbox_core.services.organisations import OrganisationCard as OrganisationCard
    from toolbox_core.services.organisations import forget_mentions as forget_mentions
    from toolbox_core.services.organisations import link_organisation as link_organisation
    from toolbox_core.services.organisations import link_organisations as link_organisations
    from toolbox_core.services.organisations import linked_references as linked_references
    from toolbox_core.services.organisations import organisation_card as organisation_card
    from toolbox_core.services.organisations import organisation_of as organisation_of
    from toolbox_core.services.organisations import organisations_of as organisations_of
    from toolbox_core.services.provenance import all_versions as all_versions
    from toolbox_core.services.provenance import create_draft as create_draft
    from toolbox_core.services.provenance import current_versions as current_versions
    from toolbox_core.services.provenance import discard_draft as discard_draft
    from toolbox_core.services.provenance import find_version as find_version
    from toolbox_core.services.provenance import finish_draft as finish_draft
    from toolbox_core.services.provenance import publication_log as publication_log
    from toolbox_core.services.provenance import publish as publish
    from toolbox_core.services.provenance import source_path as source_path
    from toolbox_core.services.provenance import store_source as store_source
    from toolbox_core.services.provenance import withdraw as withdraw
    from toolbox_core.services.redaction import redacted_copy as redacted_copy
    from toolbox_core.services.search import add_search as add_search
    from toolbox_core.services.search import put_search as put_search
    from toolbox_core.services.search import remove_search as remove_search
    from toolbox_core.services.search import search_keys as search_keys
    from toolbox_core.text import fold as fold
    from toolbox_core.web.atom import FeedEntry as FeedEntry
    from toolbox_core.web.atom import event_feed as event_feed
    from toolbox_core.web.atom import feed_response as feed_response
    from toolbox_core.web.errors import wants_json as wants_json
    from toolbox_core.web.filters import Filter as Filter
    from toolbox_core.web.filters import Filters as Filters
    from toolbox_core.web.filters import read_filters as read_filters
    from toolbox_core.web.host import collected as collected
    from toolbox_core.web.host import settings_of as settings_of
    from toolbox_core.web.originals import OfferedFile as OfferedFile
    from toolbox_core.web.originals import offer_original as offer_original
    from toolbox_core.web.paging import CursorPage as CursorPage
    from toolbox_core.web.paging import PageParameters as PageParameters
    from toolbox_core.web.paging import cursor_page as cursor_page
    from toolbox_core.web.paging import read_cursor as read_cursor
    from toolbox_core.web.paging import write_cursor as write_cursor
    from toolbox_core.web.parameters import parameters as parameters
    from toolbox_core.web.questions import questions_about as questions_about
    from toolbox_core.web.rendering import locale_for as locale_for
    from toolbox_core.web.rendering import render as render
    from toolbox_core.web.rendering import render_text as render_text
    from toolbox_core.web.rendering import translate as translate
    from toolbox_core.web.responses import download as download
    from toolbox_core.web.responses import json_response as json_response
    from toolbox_core.web.responses import read as read
    from toolbox_core.web.responses import redirect as redirect
    from toolbox_core.web.responses import write as write
    from toolbox_core.web.sessions import actor_of as actor_of
    from toolbox_core.web.sessions import require as require
    from toolbox_core.web.sessions import signed_in as signed_in
    from toolbox_core.web.urls import url as url

_ROOMS = {
    "charts": "BarItem Cluster Map Place Series bars change_tone columns lines point_map region_map "
    "sankey shares_of_hundred strips treemap",
    "exceptions": "ToolboxError InputError UnreadableFile DescriptorError ControlTotalMismatch NotFound Forbidden "
    "ParameterError PublicationError",
    "config": "FileStore LimitSettings Settings site_address site_today",
    "contracts": "ApiRoute ChartItem Column ContentTable DatasetDescription DatasetForm DatasetProvider DemoSet "
    "FeedbackObject "
    "HealthCheck HealthResult HomeCard Job "
    "Metric NavigationLink Panel Permission PersonalData PluginContext Problem Route "
    "SearchDocument SearchSource Secret",
    "cli.context": "CliContext json_option",
    "geography.matching": "Matching match_regions",
    "geography.reading": "read_geojson",
    "geography.shapes": "Region Shape",
    "hookspecs": "hookimpl",
    "i18n": "N_ format_amount format_bytes format_compact format_day format_moment format_number format_percent",
    "offering": "PluginHook",
    "outbound": "check_public fetch probe",
    "text": "fold",
    "web.host": "collected settings_of",
    "web.filters": "Filter Filters read_filters",
    "web.originals": "OfferedFile offer_original",
    "web.paging": "CursorPage PageParameters cursor_page read_cursor write_cursor",
    "web.parameters": "parameters",
    "web.rendering": "locale_for render render_text translate",
    "web.responses": "download json_response read redirect write",
    "web.sessions": "actor_of require signed_in",
    "web.urls": "url",
    "web.atom": "FeedEntry event_feed feed_response",
    "web.errors": "wants_json",
    "web.questions": "questions_about",
    "db.base": "Base UtcDateTime utcnow",
    "db.bulk": "bulk_insert drop_indexes reserve_ids",
    "db.generation": "renew_pages",
    "db.models": "DatasetVersion PublicationEntry SourceFile VersionSource",
    "importing.columns": "CodeDamage damaged_codes",
    "importing.importers": (
        "ImportAnswers ImportChanges ImportColumn ImportField ImportFile ImportProposal ImportRow ImportTable Importer"
    ),
    "importing.numbers": "NumberFormat Presence presence sniff_number_format to_minor from_minor decimal_places",
    "importing.report": "ImportReport",
    "importing.run": "collector_off import_rows",
    "importing.delimiters": "DelimiterGuess sniff_delimiter",
    "importing.sniff": "EncodingGuess sniff_encoding",
    "importing.tables": "Table open_table read_row sheet_names unique_names",
    "policy.rules": "PolicyRule PolicyTarget RuleDoesNotApply",
    "services.audit": "record_act",
    "services.boundaries": "Boundaries add_boundaries best_boundaries find_boundaries",
    "services.feedback.asking": "About Concern",
    "services.jobs.queue": "enqueue_job",
    "services.jobs.worker": "JobRun",
    "services.metrics": "KnownMetric MetricValue find_metric known_metrics metric_history",
    "services.accounts.actors": "Actor may scopes_of",
    "services.notifications.letters": "write_letter",
    "services.notifications.events": "announce object_topic",
    "services.notifications.following": "followed_topics",
    "services.organisations": "Linked Mention OrganisationCard forget_mentions "
    "link_organisation link_organisations linked_references organisation_card organisation_of organisations_of",
    "services.search": "add_search put_search remove_search search_keys",
    "services.file_types": "checked_type",
    "services.redaction": "redacted_copy",
    "services.provenance": "all_versions create_draft current_versions discard_draft find_version finish_draft "
    "publication_log publish source_path store_source withdraw",
    "exporting.describe": "licence_page",
    "exporting.formats": "ExportFormat export_file_name export_formats stream_rows",
    "exporting.icalendar": "CalendarEvent write_calendar",
    "exporting.package": "stream_zip",
    "exporting.text": "content_hash stream_csv version_hash",
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names.split()}
__all__ = ["API_VERSION", "__version__", *_WHERE]  # noqa: PLE0604 - the names are strings, computed once


def __getattr__(name: str) -> Any:
    room = _WHERE.get(name)
    if room is None:
        raise AttributeError(f"module 'toolbox_core' has no attribute {name!r}")
    value = getattr(import_module(f"toolbox_core.{room}"), name)
    globals()[name] = value
    return value
