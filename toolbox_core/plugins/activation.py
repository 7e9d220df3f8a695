"""Bringing one plugin to life: check its configuration, import it, check its hooks, collect what it contributes."""

from __future__ import annotations

import difflib
import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from toolbox_core import hookspecs
from toolbox_core.config import Settings
from toolbox_core.contracts import (
    ApiRoute,
    DatasetProvider,
    DemoSet,
    FeedbackObject,
    HealthCheck,
    HomeCard,
    Job,
    Metric,
    NavigationLink,
    Panel,
    Permission,
    PersonalData,
    PluginContext,
    Route,
    SearchSource,
)
from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError, PluginFailed, SettingsError
from toolbox_core.importing.importers import Importer
from toolbox_core.offering import Collected, PluginHook
from toolbox_core.plugins.states import State
from toolbox_core.policy.rules import TIERS, PolicyRule
from toolbox_core.services.jobs.schedule import next_time

if TYPE_CHECKING:
    from toolbox_core.plugins.registry import PluginRecord
    from toolbox_core.plugins.runner import Runner

COLLECTED: Mapping[str, tuple[str, type[Any]]] = {
    "register_routes": ("routes", Route),
    "register_api": ("api_routes", ApiRoute),
    "register_permissions": ("permissions", Permission),
    "register_navigation": ("navigation", NavigationLink),
    "register_datasets": ("datasets", DatasetProvider),
    "register_home_cards": ("home_cards", HomeCard),
    "register_health_checks": ("health_checks", HealthCheck),
    "register_metrics": ("metrics", Metric),
    "register_jobs": ("jobs", Job),
    "register_importers": ("importers", Importer),
    "register_demo": ("demo_sets", DemoSet),
    "register_search": ("search_sources", SearchSource),
    "register_feedback": ("feedback_objects", FeedbackObject),
    "register_personal_data": ("personal_data", PersonalData),
    "register_organisation_panels": ("organisation_panels", Panel),
    "register_policy_checks": ("policy_rules", PolicyRule),
    "register_hooks": ("offered_hooks", PluginHook),
}
"""Each collecting hook: the registry's field and the type of the objects."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a plugin could not be brought to life."""

    state: State
    phase: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """A plugin brought to life: its module, and its contributions by the registry's field names."""

    plugin: str
    module: ModuleType
    contributions: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    handed_over: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """What it gave to the hooks of other plugins, by the hook's name."""


def new_manager(offers: Iterable[PluginHook] = ()) -> pluggy.PluginManager:
    """A plugin manager that knows every hook, and those that plugins offer. There is one for each registry."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for offer in offers:
        namespace = ModuleType(offer.name)
        setattr(namespace, offer.name, hookspecs.hookspec(_offered))
        manager.add_hookspecs(namespace)
    return manager


def _offered(context: PluginContext) -> Iterable[Any]:  # type: ignore[empty-body]
    """The signature of every hook that a plugin offers."""


def offers_of(activated: Iterable[Activated]) -> tuple[PluginHook, ...]:
    """The hooks that these plugins offer to others."""
    return tuple(offer for living in activated for offer in living.contributions.get("offered_hooks", ()))


def activate(
    record: PluginRecord,
    settings: Settings,
    runner: Runner,
    *,
    offers: Sequence[PluginHook] = (),
    collected: Collected | None = None,
) -> Activated | Fault:
    """Configuration, import, hooks, contributions: each step isolated and timed.

    ``offers`` are the hooks of plugins that were brought to life before; ``collected`` is where the plugin will find
    what others hand to its own. Returns what came to life, or the fault that stopped it; registers nothing.
    """
    from toolbox_core.plugins.configuration import check_configuration

    patience = settings.plugins
    assert record.manifest is not None
    config = None
    if record.manifest.config.schema:
        checked = runner.call(
            record.id, "import", check_configuration, record, record.config, timeout=patience.import_timeout
        )
        if checked.error is not None:
            state = State.NEEDS_CONFIG if checked.error.phase == "config" else State.FAILED
            return Fault(state, checked.error.phase, str(checked.error))
        config = checked.value
    imported = runner.call(record.id, "import", importlib.import_module, record.module, timeout=patience.import_timeout)
    if imported.error is not None or imported.value is None:
        return Fault(State.FAILED, "import", str(imported.error))
    sentence = hook_fault(record.id, imported.value, offers, absent_hosts(record, offers))
    if sentence:
        return Fault(State.INVALID, "hook", sentence)
    context = PluginContext(
        plugin=record.id, settings=settings, config=config, collected=Collected() if collected is None else collected
    )
    found = runner.call(
        record.id, "setup", collect, record, imported.value, context, offers, timeout=patience.setup_timeout
    )
    if found.error is not None or found.value is None:
        return Fault(State.FAILED, "setup", str(found.error))
    handed_over = {offer.name: found.value.pop(offer.name) for offer in offers if offer.name in found.value}
    return Activated(plugin=record.id, module=imported.value, contributions=found.value, handed_over=handed_over)


def absent_hosts(record: PluginRecord, offers: Iterable[PluginHook]) -> tuple[str, ...]:
    """The plugins that this one names in its manifest and that offer nothing now: their hooks cannot be judged."""
    if record.manifest is None:
        return ()
    named = {*record.manifest.requires.plugins, *record.manifest.requires.after}
    return tuple(sorted(one for one in named if not any(offer.name.startswith(f"{one}_") for offer in offers)))


def hook_fault(plugin: str, module: ModuleType, offers: Iterable[PluginHook] = (), absent: Sequence[str] = ()) -> str:
    """What is wrong with the hook implementations of a module, in one sentence; empty when nothing is.

    pluggy itself keeps quiet about an implementation of a hook that does not exist. Implementations of hooks of
    ``absent`` plugins are left alone: they wait for the day when that plugin is switched on.
    """
    manager = new_manager(offers)
    try:
        manager.register(module, name=plugin)
        waiting = [caller.name for caller in manager.get_hookcallers(module) or () if not caller.has_spec()]
        if not waiting or not all(name.startswith(tuple(f"{one}_" for one in absent)) for name in waiting):
            manager.check_pending()
    except pluggy.PluginValidationError as error:
        unknown = [caller.name for caller in manager.get_hookcallers(module) or () if not caller.has_spec()]
        if unknown:
            known = [name for name in vars(manager.hook) if not name.startswith("_") and name not in unknown]
            near = difflib.get_close_matches(unknown[0], known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"The hooks are {', '.join(sorted(known))}."
            return f"It implements a hook {unknown[0]!r} that does not exist. {hint}"
        reason = " ".join(str(error).splitlines()[-1].split())
        return f"A hook implementation does not fit its specification: {reason}."
    for caller in manager.get_hookcallers(module) or ():
        impls = caller.get_hookimpls()
        if any(impl.wrapper or impl.hookwrapper for impl in impls):
            return f"It wraps the hook {caller.name!r}; wrappers would reach into other plugins and are refused."
        if any(inspect.iscoroutinefunction(impl.function) for impl in impls):
            return f"Its {caller.name!r} is asynchronous; hooks are plain functions."
        if len(impls) > 1:
            return f"It implements the hook {caller.name!r} twice."
    return ""


def collect(
    record: PluginRecord, module: ModuleType, context: PluginContext, offers: Sequence[PluginHook] = ()
) -> dict[str, tuple[Any, ...]]:
    """Call the plugin's collecting hooks and check every object they give. Raises ``PluginFailed`` with a sentence.

    What it gives to the hooks of other plugins is under the names of these hooks, as they took it.
    """
    manager = new_manager(offers)
    manager.register(module, name=record.id)
    contributions: dict[str, tuple[Any, ...]] = {}
    for hook, (name, kind) in COLLECTED.items():
        gathered: list[Any] = []
        for answer in getattr(manager.hook, hook)(context=context):
            if not isinstance(answer, Iterable):
                raise _failed(record, f"{hook} must return a list of {kind.__name__}, not {type(answer).__name__}.")
            gathered += answer
        for item in gathered:
            if not isinstance(item, kind):
                raise _failed(record, f"{hook} must return {kind.__name__} objects, not {type(item).__name__}.")
        _CHECKS.get(name, _check_nothing)(record, gathered)
        contributions[name] = tuple(gathered)
    _check_own_permissions(record, contributions)
    for offer in offers:
        answers = getattr(manager.hook, offer.name)(context=context)
        taken = [_taken(record, offer, item) for answer in answers for item in _listed(record, offer, answer)]
        if answers:
            contributions[offer.name] = tuple(taken)
    return contributions


def _listed(record: PluginRecord, offer: PluginHook, answer: Any) -> Iterable[Any]:
    if isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        raise _failed(record, f"{offer.name} must return a list, not {type(answer).__name__}.")
    return answer


def _taken(record: PluginRecord, offer: PluginHook, item: Any) -> Any:
    try:
        return offer.take(record.id, item)
    except InputError as error:
        raise _failed(record, f"{offer.name}: {error}") from error


def _failed(record: PluginRecord, sentence: str) -> PluginFailed:
    return PluginFailed(record.id, f"Plugin {record.id}: {sentence}", phase="setup")


def _check_nothing(record: PluginRecord, items: list[Any]) -> None:
    del record, items


def _check_routes(record: PluginRecord, routes: list[Any]) -> None:
    assert record.manifest is not None
    addresses = record.manifest.provides.addresses
    _refuse_twice(record, "route", [route.name for route in routes])
    for route in routes:
        _check_access(record, route)
        if not any(lies_under(route.path, address) for address in addresses):
            named = " or ".join(addresses) if addresses else "none, for its manifest has no provides.addresses"
            raise _failed(record, f"route {route.path!r} lies outside the manifest's addresses ({named}).")
        if not route.name.startswith(f"{record.id}:"):
            raise _failed(
                record, f"route {route.path!r} is named {route.name!r}; names must begin with '{record.id}:'."
            )


def _check_api(record: PluginRecord, routes: list[Any]) -> None:
    assert record.manifest is not None
    prefix = record.manifest.provides.api
    _refuse_twice(record, "API route", [route.name for route in routes])
    for route in routes:
        _check_access(record, route)
        if not prefix or not lies_under(route.path, prefix):
            raise _failed(record, f"API route {route.path!r} lies outside the manifest's provides.api {prefix!r}.")


def _check_access(record: PluginRecord, route: Any) -> None:
    """Deny by default: a route that says nothing about who may see it is a mistake, never an open door."""
    if route.public == bool(route.permission):
        raise _failed(record, f"route {route.path!r} must say either public=True or permission=…, and not both.")
    if inspect.isclass(route.endpoint) or not inspect.iscoroutinefunction(_function(route.endpoint)):
        raise _failed(record, f"the endpoint of route {route.path!r} must be an async function.")


def _function(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    while hasattr(endpoint, "func"):  # functools.partial
        endpoint = endpoint.func
    return endpoint


def _check_ids(record: PluginRecord, items: list[Any]) -> None:
    _refuse_twice(record, type(items[0]).__name__ if items else "", [item.id for item in items])


def _check_permissions(record: PluginRecord, permissions: list[Any]) -> None:
    _check_ids(record, permissions)
    for permission in permissions:
        if not re.fullmatch(rf"{record.id}\.[a-z][a-z0-9_]*", permission.id):
            raise _failed(
                record, f"permission {permission.id!r} must be '{record.id}.' and a verb in small letters after it."
            )
        if not permission.label.strip():
            raise _failed(record, f"permission {permission.id!r} has no label.")


def _check_own_permissions(record: PluginRecord, contributions: Mapping[str, tuple[Any, ...]]) -> None:
    """Permissions of other plugins are looked for when all are there (``permissions.py``); its own can be now."""
    declared = {permission.id for permission in contributions["permissions"]}
    for route in (*contributions["routes"], *contributions["api_routes"]):
        if route.permission and route.permission.startswith(f"{record.id}.") and route.permission not in declared:
            raise _failed(record, undeclared_sentence(route.path, route.permission, declared))
    for importer in contributions["importers"]:
        for permission in (importer.permission, importer.publish_permission):
            if permission not in declared:
                raise _failed(record, f"importer {importer.id!r} names {permission!r}, which it does not declare.")


def undeclared_sentence(path: str, permission: str, declared: Iterable[str]) -> str:
    """What is wrong with a route whose permission nobody declares."""
    near = difflib.get_close_matches(permission, sorted(declared), n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Declare it with register_permissions."
    return f"route {path!r} names the permission {permission!r}, which no active plugin declares. {hint}"


def _check_metrics(record: PluginRecord, metrics: list[Any]) -> None:
    _check_ids(record, metrics)
    for metric in metrics:
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", metric.id):
            raise _failed(record, f"metric {metric.id!r} must have a short id of small letters, like 'years'.")


def _check_jobs(record: PluginRecord, jobs: list[Any]) -> None:
    _check_ids(record, jobs)
    for job in jobs:
        if job.schedule:
            try:
                next_time(job.schedule, utcnow(), "UTC")
            except SettingsError as error:
                raise _failed(record, f"job {job.id!r}: {error}") from error


def _check_importers(record: PluginRecord, importers: list[Any]) -> None:
    _check_ids(record, importers)
    for importer in importers:
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", importer.id):
            raise _failed(record, f"importer {importer.id!r} must have a short id of small letters, like 'files'.")
        for permission in (importer.permission, importer.publish_permission):
            if not permission.startswith(f"{record.id}."):
                raise _failed(record, f"importer {importer.id!r} names {permission!r}, which is not its own.")


def _check_feedback(record: PluginRecord, objects: list[Any]) -> None:
    _refuse_twice(record, "FeedbackObject", [item.kind for item in objects])
    for item in objects:
        names = [item.kind, *(concern.id for concern in item.concerns)]
        _refuse_twice(record, f"concern of {item.kind!r}", names[1:])
        if wrong := [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", name)]:
            raise _failed(record, f"feedback kind or concern {wrong[0]!r} must be a short id of small letters.")


def _check_hooks(record: PluginRecord, hooks: list[Any]) -> None:
    _refuse_twice(record, "hook", [hook.name for hook in hooks])
    for hook in hooks:
        if not re.fullmatch(rf"{record.id}_register_[a-z][a-z0-9_]*", hook.name):
            raise _failed(record, f"hook {hook.name!r} must be '{record.id}_register_' and what is registered.")


def _check_policy_rules(record: PluginRecord, rules: list[Any]) -> None:
    _check_ids(record, rules)
    for rule in rules:
        if not rule.id.startswith(f"{record.id}-") or rule.level not in TIERS[1:]:
            raise _failed(
                record,
                f"policy rule {rule.id!r} must begin with '{record.id}-' and have a level from bronze to platinum.",
            )


def _refuse_twice(record: PluginRecord, what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _failed(record, f"{what} {twice[0]!r} is there twice.")


def lies_under(path: str, address: str) -> bool:
    """Whether ``path`` is ``address`` or lies below it. The address ``/`` holds the home page and nothing else."""
    if address == "/":
        return path == "/"
    return path == address or path.startswith((f"{address}/", f"{address}."))


_CHECKS: Mapping[str, Callable[[PluginRecord, list[Any]], None]] = {
    "routes": _check_routes,
    "api_routes": _check_api,
    "permissions": _check_permissions,
    "datasets": _check_ids,
    "home_cards": _check_ids,
    "health_checks": _check_ids,
    "metrics": _check_metrics,
    "jobs": _check_jobs,
    "importers": _check_importers,
    "demo_sets": _check_ids,
    "search_sources": _check_ids,
    "feedback_objects": _check_feedback,
    "personal_data": _check_ids,
    "organisation_panels": _check_ids,
    "policy_rules": _check_policy_rules,
    "offered_hooks": _check_hooks,
}
