"""Every hook, called on a real throw-away plugin: what it may leave out, what it gives, where that ends up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from toolbox_core.contracts import NavigationLink, Route
from toolbox_core.exceptions import PluginFailed
from toolbox_core.plugins.lifecycle import enable
from toolbox_core.plugins.work import work_of
from toolbox_core.services import search

Make = Callable[..., Path]
HEAD = """\
from toolbox_core import (ApiRoute, Column, DatasetDescription, DatasetProvider, DemoSet, HealthCheck, HealthResult,
                          HomeCard, Job, Metric, NavigationLink, Route, hookimpl)
async def page(request): ...
"""
MANIFEST = {"provides": {"addresses": ["/alpha"], "api": "/alpha"}}


def registry_with(world: Any, make: Make, code: str) -> Any:
    """The registry of a site on which one plugin with this code is enabled."""
    make("alpha", HEAD + code, MANIFEST)
    enable(world.settings, world.database, "alpha", by="Ada")
    return world.build()


def test_register_routes(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_routes(context):\n"
        "    assert context.plugin == 'alpha' and context.settings.folder and context.config is None\n"
        "    return [Route(path='/alpha', endpoint=page, name='alpha:home', public=True)]\n",
    )
    ((plugin, route),) = registry.routes
    assert isinstance(route, Route)
    assert (plugin, route.path, route.name, route.cacheable) == ("alpha", "/alpha", "alpha:home", True)


def test_register_api(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_api():\n"
        "    yield ApiRoute(path='/alpha/totals', endpoint=page, name='totals', summary='Totals.', public=True)\n",
    )
    assert [(plugin, route.path) for plugin, route in registry.api_routes] == [("alpha", "/alpha/totals")]


def test_register_navigation(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_navigation(context):\n"
        "    return [NavigationLink(label='Late', route='alpha:home', order=9),\n"
        "            NavigationLink(label='Early', route='alpha:home', order=1, slot='check')]\n",
    )
    assert [link.label for _, link in registry.navigation] == ["Early", "Late"]
    assert isinstance(registry.navigation[0][1], NavigationLink)


def test_register_datasets(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_datasets():\n"
        "    return [DatasetProvider(id='alpha', describe=lambda session: [], rows=lambda session, slug: iter(()))]\n",
    )
    ((plugin, provider),) = registry.datasets
    assert (plugin, provider.id, list(provider.rows(None, "x"))) == ("alpha", "alpha", [])


def test_register_home_cards(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_home_cards():\n"
        "    return [HomeCard(id='b', template='alpha/b.html', answer=lambda session: {'n': 2}, order=2),\n"
        "            HomeCard(id='a', template='alpha/a.html', answer=lambda session: None, place='lead', order=1)]\n",
    )
    assert [card.id for _, card in registry.home_cards] == ["a", "b"]
    assert registry.home_cards[1][1].answer(None) == {"n": 2}


def test_register_health_checks(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_health_checks():\n"
        "    fine = HealthResult(level='ok', message='Fine.')\n"
        "    return [HealthCheck(id='x', label='X', check=lambda session: fine)]\n",
    )
    ((plugin, check),) = registry.health_checks
    assert (plugin, check.check(None).message) == ("alpha", "Fine.")


def test_register_metrics(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_metrics():\n"
        "    return [Metric(id='years', label='Years', unit='years', value=lambda session: 7)]\n",
    )
    ((plugin, metric),) = registry.metrics
    assert (plugin, metric.unit, metric.value(None)) == ("alpha", "years", 7)
    work = work_of(registry)
    assert "core:metrics" in work.functions
    assert work.schedules["core:metrics"] == "41 * * * *"


def test_register_metrics_with_an_id_that_is_none(world: Any, make: Make) -> None:
    code = "@hookimpl\ndef register_metrics():\n    return [Metric(id='All years', label='X', value=int)]\n"
    with pytest.raises(PluginFailed, match="must have a short id"):
        registry_with(world, make, code)


def test_register_jobs(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_jobs():\n"
        "    return [Job(id='x', label='X', run=lambda job: {'ok': True}, schedule='0 6 * * *')]\n",
    )
    work = work_of(registry)
    assert (set(work.functions), dict(work.schedules)) == ({"alpha:x"}, {"alpha:x": "0 6 * * *"})


def test_register_jobs_with_a_schedule_that_is_none(world: Any, make: Make) -> None:
    code = (
        "@hookimpl\ndef register_jobs():\n"
        "    return [Job(id='x', label='X', run=lambda job: None, schedule='every day')]\n"
    )
    with pytest.raises(PluginFailed, match="'every day' is not a schedule"):
        registry_with(world, make, code)


def test_register_search(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "from toolbox_core import SearchDocument, SearchSource\n"
        "def documents(session, dataset):\n"
        "    yield SearchDocument(key='1', kind='Page', title=dataset, address='/alpha')\n"
        "@hookimpl\ndef register_search():\n"
        "    return [SearchSource(id='x', label='Alpha', datasets=lambda session: ['alpha/a'], documents=documents)]\n",
    )
    assert [(plugin, source.label) for plugin, source in registry.search_sources] == [("alpha", "Alpha")]
    outcome = search.rebuild(world.database, registry.search_sources)
    assert outcome.documents == {"alpha": 1}
    with world.database.read() as session:
        assert [result.address for result in search.find(session, "alpha").results] == ["/alpha"]


def test_register_search_with_one_id_twice(world: Any, make: Make) -> None:
    code = (
        "from toolbox_core import SearchSource\n"
        "@hookimpl\ndef register_search():\n"
        "    return [SearchSource(id='x', label='A', datasets=list, documents=list)] * 2\n"
    )
    with pytest.raises(PluginFailed, match="SearchSource 'x' is there twice"):
        registry_with(world, make, code)


def test_register_organisation_panels(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "from toolbox_core import Panel\n"
        "def answer(session, card, references):\n"
        "    return {'n': len(references)}\n"
        "@hookimpl\ndef register_organisation_panels():\n"
        "    return [Panel(id='b', title='B', template='alpha/b.html', answer=answer, order=9),\n"
        "            Panel(id='a', title='A', template='alpha/a.html', answer=answer, order=1)]\n",
    )
    assert [panel.id for _, panel in registry.organisation_panels] == ["a", "b"]
    assert registry.organisation_panels[0][1].answer(None, None, ["x"]) == {"n": 1}


def test_register_demo(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef register_demo():\n"
        "    return [DemoSet(id='x', load=lambda session, files, workdir: None, order=3)]\n",
    )
    assert [(plugin, demo.id, demo.order) for plugin, demo in registry.demo_sets] == [("alpha", "x", 3)]


def test_prepare_templates(world: Any, make: Make) -> None:
    registry = registry_with(
        world,
        make,
        "@hookimpl\ndef prepare_templates(environment):\n"
        "    environment.filters['alpha_shout'] = lambda text: text.upper() + '!'\n",
    )
    environment = Environment(autoescape=True)
    registry.hooks.call("prepare_templates", environment=environment)
    assert environment.from_string("{{ 'hear' | alpha_shout }}").render() == "HEAR!"


def test_prepare_templates_that_raises_stops_no_other_plugin(world: Any, make: Make) -> None:
    make("beta", HEAD + "@hookimpl\ndef prepare_templates(environment): 1 / 0\n")
    enable(world.settings, world.database, "beta", by="Ada")
    registry = registry_with(
        world, make, "@hookimpl\ndef prepare_templates(environment): environment.globals['alpha_x'] = 1\n"
    )
    environment = Environment(autoescape=True)
    registry.hooks.call("prepare_templates", environment=environment)
    assert environment.globals["alpha_x"] == 1


def test_register_policy_checks(world: Any, make: Make) -> None:
    code = (
        "from toolbox_core import PolicyRule\n"
        "@hookimpl\ndef register_policy_checks():\n"
        "    return [PolicyRule(id='{id}', level='gold', title='T', reason='', source='', fix='',\n"
        "            check=lambda target: [])]\n"
    )
    registry = registry_with(world, make, code.replace("{id}", "alpha-rule"))
    assert [(plugin, rule.id) for plugin, rule in registry.policy_rules] == [("alpha", "alpha-rule")]
    make("beta", HEAD + code.replace("{id}", "rule"))
    with pytest.raises(PluginFailed, match="must begin with 'beta-'"):
        enable(world.settings, world.database, "beta", by="Ada")
