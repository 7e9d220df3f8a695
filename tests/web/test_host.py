"""What a page can reach: the host, and what is known about its request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_page_reaches_the_host_and_its_visit(probe: Callable[..., Any]) -> None:
    code = """
        from toolbox_core.web.host import host_of, visit_in, visit_of
        async def page(request):
            host, visit = host_of(request), visit_of(request)
            assert visit is visit_in(request.scope)
            return json_response([host.settings.site.name, "probe" in host.registry.active, visit.language,
                                  visit.plugin, visit.plugin_generation == host.registry.generation])
    """
    client = probe(code, "path='/probe', endpoint=page, name='probe:page', public=True").client
    assert client.get("/probe").json() == ["Test City", True, "en", "probe", True]
