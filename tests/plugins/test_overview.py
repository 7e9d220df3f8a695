"""Looking at all plugins without importing any."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.exceptions import UnknownPlugin
from toolbox_core.plugins.changes import enable
from toolbox_core.plugins.overview import as_observed, known_plugin, look
from toolbox_core.testing.plugins import forget

Make = Callable[..., Path]


def test_a_look_imports_nothing(world: Any, make: Make) -> None:
    make("alpha", "raise RuntimeError('imported')")
    generation, rows, records = look(world.database)
    assert (generation > 0, rows, [record.id for record in records]) == (True, {}, ["alpha"])
    assert "tried_alpha" not in sys.modules


def test_a_change_can_be_judged_before_it_is_made(world: Any, make: Make) -> None:
    make("alpha", manifest={"requires": {"plugins": {"beta": ""}}})
    make("beta")
    _, _, records = look(world.database, desired={"alpha": "enabled"})
    assert known_plugin(records, "alpha").state == "BLOCKED"
    _, _, records = look(world.database, desired={"alpha": "enabled", "beta": "enabled"})
    assert known_plugin(records, "alpha").state == "DISCOVERED"


def test_what_was_observed_of_other_code_counts_no_more(world: Any, make: Make) -> None:
    make("alpha")
    enable(world.settings, world.database, "alpha", by="Ada")
    _, rows, (record,) = look(world.database)
    observed = as_observed(record, rows["alpha"], {})
    assert observed is not None
    assert observed.state == "ACTIVE"
    forget(world.packages)
    make("alpha", "# changed\n")
    _, rows, (record,) = look(world.database)
    assert as_observed(record, rows["alpha"], {}) is None


def test_an_id_that_nobody_knows(world: Any, make: Make) -> None:
    make("alpha")
    _, _, records = look(world.database)
    with pytest.raises(UnknownPlugin) as caught:
        known_plugin(records, "alhpa")
    assert caught.value.near == ("alpha",)
    assert "Did you mean alpha?" in str(caught.value)
    with pytest.raises(UnknownPlugin, match="plugins list"):
        known_plugin(records, "zzzzzz")
