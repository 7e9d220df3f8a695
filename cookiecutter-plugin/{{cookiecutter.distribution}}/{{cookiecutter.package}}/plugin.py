"""The table of contents: what this module hands to the host, and from which room."""

from __future__ import annotations
{% set hooks = cookiecutter.tables or cookiecutter.pages %}
{% if cookiecutter.tables -%}
from collections.abc import Sequence

{% endif -%}
from toolbox_core import (
{%- if cookiecutter.tables or cookiecutter.pages %}
    N_,
{%- endif %}
{%- if cookiecutter.api %}
    ApiRoute,
{%- endif %}
{%- if cookiecutter.tables %}
    DatasetProvider,
{%- endif %}
{%- if cookiecutter.tables and cookiecutter.pages %}
    FeedbackObject,
{%- endif %}
{%- if cookiecutter.importer %}
    Importer,
{%- endif %}
{%- if cookiecutter.job %}
    Job,
{%- endif %}
{%- if cookiecutter.tables %}
    Metric,
{%- endif %}
{%- if cookiecutter.pages %}
    NavigationLink,
{%- endif %}
{%- if cookiecutter.tables %}
    Permission,
{%- endif %}
{%- if not cookiecutter.tables and not cookiecutter.pages %}
    HealthCheck,
    HealthResult,
{%- endif %}
{%- if cookiecutter.pages %}
    Route,
{%- endif %}
{%- if cookiecutter.tables %}
    SearchSource,
{%- endif %}
    hookimpl,
)
{%- if cookiecutter.tables or cookiecutter.pages %}

{% set rooms = [] -%}
{%- if cookiecutter.api %}{% set _ = rooms.append("api") %}{% endif -%}
{%- if cookiecutter.importer %}{% set _ = rooms.append("importers") %}{% endif -%}
{%- if cookiecutter.job %}{% set _ = rooms.append("jobs") %}{% endif -%}
{%- if cookiecutter.pages %}{% set _ = rooms.append("pages") %}{% endif -%}
{%- if cookiecutter.tables %}{% set _ = rooms.append("queries") %}{% set _ = rooms.append("sharing") %}{% endif -%}
from {{ cookiecutter.package }} import {{ rooms | join(", ") }}
{%- endif %}
{%- if cookiecutter.pages %}


@hookimpl
def register_routes() -> list[Route]:
    """The pages."""
    return pages.ROUTES


@hookimpl
def register_navigation() -> list[NavigationLink]:
    """One link in the main navigation."""
    return [
        NavigationLink(
            label=N_({{ cookiecutter.__name_py }}),
            route="{{ cookiecutter.id }}:index",
            order=60,
        ),
    ]
{%- endif %}
{%- if cookiecutter.api %}


@hookimpl
def register_api() -> list[ApiRoute]:
    """The entries, for programs."""
    return api.ROUTES
{%- endif %}
{%- if cookiecutter.tables %}


@hookimpl
def register_permissions() -> list[Permission]:
    """Loading entries, and showing them to everybody: two acts, and often two people."""
    return [
        Permission(
            id="{{ cookiecutter.id }}.import",
            label=N_("Load entries"),
            description=N_("Load files and discard drafts. Nothing becomes public by this."),
            default_roles=("editor", "publisher"),
        ),
        Permission(
            id="{{ cookiecutter.id }}.publish",
            label=N_("Publish entries"),
            description=N_("Make a checked draft public."),
            default_roles=("publisher",),
        ),
    ]


@hookimpl
def register_datasets() -> list[DatasetProvider]:
    """The entries, as one open dataset."""
    return [
        DatasetProvider(
            id="{{ cookiecutter.id }}",
            describe=queries.describe,
            rows=queries.dataset_rows,
            version_tables=queries.version_tables,
        )
    ]


@hookimpl
def register_search() -> Sequence[SearchSource]:
    """Entries, as they are published."""
    return [
        SearchSource(
            id="entries",
            label=N_({{ cookiecutter.__name_py }}),
            datasets=sharing.datasets,
            documents=sharing.documents,
        )
    ]


@hookimpl
def register_metrics() -> list[Metric]:
    """How many entries are public: a figure that other modules may point at."""
    return [Metric(id="entries", label=N_("Entries published"), unit=N_("entries"), value=queries.count_entries)]
{%- endif %}
{%- if cookiecutter.tables and cookiecutter.pages %}


@hookimpl
def register_feedback() -> list[FeedbackObject]:
    """What people may ask about and follow."""
    return [FeedbackObject(kind="entry", label=N_("Entry"), find=pages.find_entry)]
{%- endif %}
{%- if cookiecutter.importer %}


@hookimpl
def register_importers() -> list[Importer]:
    """Files, from the upload to the published entries."""
    return [importers.IMPORTER]
{%- endif %}
{%- if cookiecutter.job %}


@hookimpl
def register_jobs() -> list[Job]:
    """Every night, what can be found is brought up to what is public."""
    return [Job(id="refresh", label=N_("Renew what can be found"), run=jobs.refresh, schedule="30 2 * * *")]
{%- endif %}
{%- if not cookiecutter.tables and not cookiecutter.pages %}


@hookimpl
def register_health_checks() -> list[HealthCheck]:
    """Whether the module runs."""
    return [
        HealthCheck(
            id="{{ cookiecutter.id }}",
            label="{{ cookiecutter.id }}",
            check=lambda session: HealthResult(level="ok", message="The module runs."),
        )
    ]
{%- endif %}
