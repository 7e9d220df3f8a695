"""Every dataset that the active modules publish, described by the modules themselves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolbox_core import NotFound
from toolbox_core.web.asking import ask
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolbox_core.contracts import DatasetDescription, DatasetProvider

PHASE = "datasets"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Datasets, those of the newest period first.

    ``silent`` names the modules that could not describe theirs at the moment.
    """

    datasets: tuple[DatasetDescription, ...]
    silent: tuple[str, ...]


async def catalogue(request: Request) -> Catalogue:
    """Ask every module for its datasets. A module that fails is named and costs nobody else's."""
    host = host_of(request)
    asked = [(plugin, provider) for plugin, provider in host.registry.datasets if not host.runner.is_open(plugin)]
    outcomes = await asyncio.gather(*(ask(request, plugin, PHASE, provider.describe) for plugin, provider in asked))
    datasets: list[DatasetDescription] = []
    silent = [plugin for plugin, _ in host.registry.datasets if plugin not in {name for name, _ in asked}]
    for (plugin, _), outcome in zip(asked, outcomes, strict=True):
        if outcome.error is not None or outcome.value is None:
            silent.append(plugin)
        else:
            datasets.extend(outcome.value)
    datasets.sort(key=lambda dataset: (dataset.title.casefold(), dataset.id))
    datasets.sort(key=lambda dataset: dataset.temporal[1] if dataset.temporal else date.min, reverse=True)
    return Catalogue(tuple(datasets), tuple(host.registry.plugins[plugin].name or plugin for plugin in silent))


async def find(request: Request, plugin: str, slug: str) -> tuple[DatasetProvider, DatasetDescription]:
    """One dataset and who provides it. Raises ``NotFound``; a module's own failure is raised as it is."""
    wanted = f"{plugin}/{slug}"
    for owner, provider in host_of(request).registry.datasets:
        if owner != plugin:
            continue
        outcome = await ask(request, owner, PHASE, provider.describe)
        if outcome.error is not None:
            raise outcome.error
        for description in outcome.value or ():
            if description.id == wanted:
                return provider, description
    raise NotFound(f"There is no dataset {wanted!r} here.", fix="The catalogue at /data/ lists all of them.")
