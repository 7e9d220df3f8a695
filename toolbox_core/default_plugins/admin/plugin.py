"""What the administration contributes: its pages, the permissions that guard them, and a job that tidies up."""

from __future__ import annotations

from toolbox_core import N_, Job, Permission, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.admin import (
    audit,
    imports,
    jobs,
    maps,
    organisations,
    originals,
    overview,
    people,
    plugins,
    roles,
    tokens,
    versions,
)
from toolbox_core.plugins.uploads import sweep_uploads

PAGES = (
    ("/admin/plugins", plugins.index, "plugins", ("GET", "POST"), "admin.plugins"),
    ("/admin/plugins/{plugin}", plugins.plugin, "plugin", ("GET", "POST"), "admin.plugins"),
    ("/admin/jobs", jobs.index, "jobs", ("GET",), "admin.jobs"),
    ("/admin/jobs/{number:int}", jobs.job, "job", ("GET", "POST"), "admin.jobs"),
    ("/admin/organisations", organisations.index, "organisations", ("GET", "POST"), "admin.organisations"),
    ("/admin/organisations/{slug}", organisations.organisation, "organisation", ("GET", "POST"), "admin.organisations"),
    ("/admin/originals", originals.index, "originals", ("GET",), "admin.originals"),
    ("/admin/originals/{sha256}", originals.original, "original", ("GET", "POST"), "admin.originals"),
    ("/admin/originals/{sha256}/file", originals.file, "original_file", ("GET",), "admin.originals"),
    ("/admin/maps", maps.index, "maps", ("GET", "POST"), "admin.maps"),
    ("/admin/people", people.index, "users", ("GET",), "admin.users"),
    ("/admin/people/add", people.add, "user_add", ("GET", "POST"), "admin.users"),
    ("/admin/people/{number:int}", people.person, "user", ("GET", "POST"), "admin.users"),
    ("/admin/roles", roles.index, "roles", ("GET",), "admin.users"),
    ("/admin/roles/add", roles.add, "role_add", ("GET", "POST"), "admin.users"),
    ("/admin/roles/{role}", roles.role, "role", ("GET", "POST"), "admin.users"),
    ("/admin/tokens", tokens.index, "tokens", ("GET", "POST"), "admin.users"),
    ("/admin/audit", audit.audit, "audit", ("GET",), "admin.audit"),
    ("/admin/audit.csv", audit.audit_csv, "audit_csv", ("GET",), "admin.audit"),
    ("/admin/audit.json", audit.audit_json, "audit_json", ("GET",), "admin.audit"),
)
OPEN_PAGES = (
    ("/admin/", overview.overview, "overview", ("GET",)),
    ("/admin/imports", imports.index, "imports", ("GET", "POST")),
    ("/admin/imports/jobs/{number:int}", imports.step, "import_step", ("GET", "POST")),
    ("/admin/imports/versions/{number:int}", versions.version, "import_version", ("GET", "POST")),
)
"""Pages that ask themselves who may see them: what they need depends on the plugins."""


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """One page for each kind of work."""
    del context
    return [
        *(
            Route(path=path, endpoint=page, name=f"admin:{name}", methods=methods, public=True, cacheable=False)
            for path, page, name, methods in OPEN_PAGES
        ),
        *(
            Route(path=path, endpoint=page, name=f"admin:{name}", methods=methods, permission=need, cacheable=False)
            for path, page, name, methods, need in PAGES
        ),
    ]


@hookimpl
def register_permissions(context: PluginContext) -> list[Permission]:
    """One permission for each kind of work; only administrators have them from the start."""
    del context
    return [
        Permission(
            id="admin.plugins",
            label=N_("Look after plugins"),
            description=N_("Switch plugins on and off and change their settings."),
        ),
        Permission(
            id="admin.users",
            label=N_("Look after people and roles"),
            description=N_("Add people, grant and compose roles, lock accounts."),
        ),
        Permission(
            id="admin.jobs",
            label=N_("Look after background jobs"),
            description=N_("See what runs in the background, cancel it, run it again."),
        ),
        Permission(
            id="admin.audit",
            label=N_("Read the audit log"),
            description=N_("See and take along who did what."),
        ),
        Permission(
            id="admin.organisations",
            label=N_("Decide on organisations"),
            description=N_("Say whether two organisations are the same."),
            default_roles=("editor", "publisher"),
        ),
        Permission(
            id="admin.originals",
            label=N_("Look after originals"),
            description=N_("See every file that was handed in, and give the public a redacted copy instead."),
            default_roles=("publisher",),
        ),
        Permission(
            id="admin.maps",
            label=N_("Look after the boundaries of maps"),
            description=N_("Load regions that maps are drawn from, and take them away."),
            default_roles=("publisher",),
        ),
    ]


@hookimpl
def register_jobs(context: PluginContext) -> list[Job]:
    """Uploaded files that became no draft do not stay."""
    del context
    return [
        Job(
            id="sweep-uploads",
            label=N_("Delete uploads that became no draft"),
            run=lambda job: {"deleted": sweep_uploads(job.settings)},
            schedule="40 3 * * *",
        )
    ]
