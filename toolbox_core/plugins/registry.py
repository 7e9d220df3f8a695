"""What is running: the state of each plugin and everything the active ones contribute, collected once and frozen.

A registry is never changed. When plugins change, a new one is built and takes the old one's place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolbox_core.plugins.states import ENABLED, RUNNING

if TYPE_CHECKING:
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
        Route,
        SearchSource,
    )
    from toolbox_core.importing.importers import Importer
    from toolbox_core.offering import PluginHook
    from toolbox_core.plugins.manifest import Manifest
    from toolbox_core.plugins.runner import Hooks
    from toolbox_core.policy.rules import PolicyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginRecord:
    """One plugin: what the package says, what is desired, what was observed.

    ``phase`` names where it stands still (``manifest``, ``requirements``, ``migrations``, ``config``, ``import``,
    ``setup``, ``hook``, ``request`` …), ``error`` is a sentence for the administrator with the next step.
    ``fingerprint`` changes whenever a file of the plugin's code does;
    ``restart_required`` means that this process still runs the code from before such a change.
    """

    id: str
    name: str = ""
    version: str = ""
    distribution: str = ""
    desired: str = "disabled"
    state: str = "DISCOVERED"
    phase: str = ""
    error: str = ""
    manifest: Manifest | None = None
    folder: Path | None = None
    module: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    table_prefix: str = ""
    fingerprint: str = ""
    restart_required: bool = False

    @property
    def kind(self) -> str:
        """``default`` for the host's own plugins, else ``module``."""
        return self.manifest.plugin.kind if self.manifest is not None else "module"

    @property
    def is_enabled(self) -> bool:
        """Whether somebody wants it to run."""
        return self.desired == ENABLED

    @property
    def is_running(self) -> bool:
        """Whether it was observed running."""
        return self.state in RUNNING

    @property
    def is_in_trouble(self) -> bool:
        """Whether it should run and does not."""
        return self.is_enabled and not self.is_running

    def to_dict(self) -> dict[str, Any]:
        """For ``--json``: plain values, no configuration."""
        return {
            "id": self.id,
            "name": self.name,
            "version": self.version,
            "distribution": self.distribution,
            "kind": self.kind,
            "desired": self.desired,
            "state": str(self.state),
            "phase": self.phase or None,
            "error": self.error or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Everything that runs under one plugin generation.

    ``active`` is the one order used everywhere (templates, static files, translations, contributions): the host's own
    plugins first, then by requirements, then by id. Each contribution is a pair ``(plugin id, object)``.
    """

    generation: int
    plugins: Mapping[str, PluginRecord]
    active: tuple[str, ...]
    hooks: Hooks
    routes: tuple[tuple[str, Route], ...] = ()
    api_routes: tuple[tuple[str, ApiRoute], ...] = ()
    permissions: tuple[tuple[str, Permission], ...] = ()
    navigation: tuple[tuple[str, NavigationLink], ...] = ()
    datasets: tuple[tuple[str, DatasetProvider], ...] = ()
    home_cards: tuple[tuple[str, HomeCard], ...] = ()
    health_checks: tuple[tuple[str, HealthCheck], ...] = ()
    metrics: tuple[tuple[str, Metric], ...] = ()
    jobs: tuple[tuple[str, Job], ...] = ()
    importers: tuple[tuple[str, Importer], ...] = ()
    demo_sets: tuple[tuple[str, DemoSet], ...] = ()
    search_sources: tuple[tuple[str, SearchSource], ...] = ()
    feedback_objects: tuple[tuple[str, FeedbackObject], ...] = ()
    personal_data: tuple[tuple[str, PersonalData], ...] = ()
    organisation_panels: tuple[tuple[str, Panel], ...] = ()
    policy_rules: tuple[tuple[str, PolicyRule], ...] = ()
    offered_hooks: tuple[tuple[str, PluginHook], ...] = ()
    collected: Mapping[str, tuple[tuple[str, Any], ...]] = field(default_factory=dict)
    """What plugins handed to the hooks of others, by the hook's name."""
    template_folders: tuple[tuple[str, Path], ...] = ()
    static_folders: tuple[tuple[str, Path], ...] = ()
    translation_folders: tuple[tuple[str, Path], ...] = ()
    safe_mode: bool = False
