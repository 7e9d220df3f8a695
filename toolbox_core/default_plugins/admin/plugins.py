"""Plugins in the browser: what is installed and how it stands, enable, disable, configure. The same life as on the
command line, by the same functions; what they refuse is a sentence on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolbox_core import N_, ToolboxError, actor_of, redirect, render, translate, url
from toolbox_core.default_plugins.admin import schema_forms
from toolbox_core.default_plugins.admin.desk import blocking, form_of, sentence, text, texts
from toolbox_core.exceptions import PluginBlocked
from toolbox_core.plugins import lifecycle
from toolbox_core.plugins.changes import dependents, schema_of
from toolbox_core.plugins.overview import known_plugin
from toolbox_core.plugins.states import State
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    import msgspec
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.plugins.registry import PluginRecord

STATES: Mapping[str, tuple[str, str]] = {
    State.ACTIVE: (N_("runs"), "ok"),
    State.DEGRADED: (N_("runs, with trouble"), "warn"),
    State.DISCOVERED: (N_("not switched on"), "idle"),
    State.DISABLED: (N_("switched off"), "idle"),
    State.NEEDS_MIGRATION: (N_("waits for a database change"), "warn"),
    State.NEEDS_CONFIG: (N_("waits for its settings"), "warn"),
    State.BLOCKED: (N_("held back"), "bad"),
    State.INVALID: (N_("cannot be read"), "bad"),
    State.INCOMPATIBLE: (N_("does not fit this version"), "bad"),
    State.FAILED: (N_("has failed"), "bad"),
    State.MISSING: (N_("its package is gone"), "bad"),
}
DONE: Mapping[str, str] = {
    "enable": N_("%(plugin)s is switched on."),
    "disable": N_("%(plugin)s is switched off. Its data is kept."),
    "configure": N_("The settings of %(plugin)s are saved."),
    "nothing": N_("There was nothing to change at %(plugin)s."),
}


async def index(request: Request) -> Response:
    """Every plugin with its state in words; posting enables or disables one."""
    if request.method == "GET":
        return await _list(request)
    form = await form_of(request)
    act, plugin = text(form, "act"), text(form, "plugin")
    host, by = host_of(request), actor_of(request).label
    works: Mapping[str, Callable[[], Sequence[Any]]] = {
        "enable": lambda: lifecycle.enable(host.settings, host.database, plugin, by=by, with_requirements=True),
        "migrate": lambda: lifecycle.enable(host.settings, host.database, plugin, by=by, run_migrations=True),
        "disable": lambda: lifecycle.disable(host.settings, host.database, plugin, by=by),
    }
    if act not in works:
        return await _list(request, error=translate(request, N_("The form was not sent whole. Try again.")))
    if act == "disable" and plugin == "admin":
        why = N_("The administration cannot switch itself off here. Use the command line.")
        return await _list(request, error=translate(request, why))
    try:
        changes = await blocking(request, works[act])
    except ToolboxError as error:
        return await _list(request, error=sentence(request, error))
    done = ("disable" if act == "disable" else "enable") if changes else "nothing"
    return redirect(url(request, "admin:plugins", {"done": done, "plugin": plugin}))


async def _list(request: Request, *, error: str = "") -> Response:
    records = await _survey(request)
    return render(
        request,
        "admin/plugins.html",
        status=422 if error else 200,
        records=records,
        states=STATES,
        dependents={record.id: dependents(records, record.id) for record in records},
        done=_done(request, records),
        error=error,
    )


async def _survey(request: Request) -> list[PluginRecord]:
    host = host_of(request)
    return await blocking(request, lambda: lifecycle.survey_plugins(host.settings, host.database))


def _done(request: Request, records: Sequence[PluginRecord]) -> str:
    """What the last form did, in words; the address can say nothing else."""
    message = DONE.get(request.query_params.get("done", ""), "")
    names = {record.id: record.name or record.id for record in records}
    name = names.get(request.query_params.get("plugin", ""), "")
    return translate(request, message, plugin=translate(request, name)) if message and name else ""


async def plugin(request: Request) -> Response:
    """One plugin: what it is and brings, and the form of its settings."""
    name: str = request.path_params["plugin"]
    records = await _survey(request)
    record = known_plugin(records, name)
    schema, fault = await _schema(request, name)
    if request.method == "GET" or schema is None:
        return _page(request, records, record, schema, error=fault)
    form = await form_of(request)
    posted = {key: texts(form, key) for key in form}
    values, faults = schema_forms.answers(schema, posted)
    errors = [(one.key, translate(request, one.message, reason=one.reason)) for one in faults]
    if errors:
        return _page(request, records, record, schema, posted=posted, errors=errors)
    host, by = host_of(request), actor_of(request).label
    try:
        changes = await blocking(
            request, lambda: lifecycle.configure(host.settings, host.database, name, values, by=by)
        )
    except ToolboxError as error:
        return _page(request, records, record, schema, posted=posted, error=sentence(request, error))
    done = "configure" if changes else "nothing"
    return redirect(url(request, "admin:plugins", {"done": done, "plugin": name}))


async def _schema(request: Request, plugin: str) -> tuple[type[msgspec.Struct] | None, str]:
    """The schema of its configuration; or nothing, and why when that is a fault."""
    host = host_of(request)
    try:
        _, schema = await blocking(request, lambda: schema_of(host.settings, host.database, plugin))
    except PluginBlocked:
        return None, ""
    except ToolboxError as error:
        return None, sentence(request, error)
    return schema, ""


def _page(
    request: Request,
    records: Sequence[PluginRecord],
    record: PluginRecord,
    schema: type[msgspec.Struct] | None,
    *,
    posted: Mapping[str, Sequence[str]] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    error: str = "",
) -> Response:
    return render(
        request,
        "admin/plugin.html",
        status=422 if errors or error else 200,
        record=record,
        state=STATES[record.state],
        questions=schema_forms.questions(schema, record.config) if schema is not None else [],
        posted=posted,
        errors=list(errors),
        error=error,
        requires=[one for one in records if record.manifest and one.id in record.manifest.requires.plugins],
    )
