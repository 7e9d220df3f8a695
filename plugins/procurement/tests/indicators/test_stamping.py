"""A stamped indicator works at once, and pages follow the code."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from toolbox_procurement.exceptions import ProcurementSettingsError
from toolbox_procurement.indicators.base import Indicator
from toolbox_procurement.indicators.stamping import refresh, stamp

PLUGIN = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """An empty checkout."""
    (tmp_path / "plugins/procurement/toolbox_procurement/indicators").mkdir(parents=True)
    return tmp_path


def test_the_stamped_module_is_an_indicator(checkout: Path) -> None:
    module, test, example = stamp(checkout, "R074", "Nobody bid")
    assert module.name == "r074_nobody_bid.py"
    assert test.name == "test_r074_nobody_bid.py"
    assert example.read_text().count("\n") == 2
    spec = importlib.util.spec_from_file_location("stamped", module)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    assert issubclass(loaded.R074, Indicator)
    assert loaded.R074.code == "R074"


@pytest.mark.parametrize(("code", "name"), [("X1", "Name"), ("R74", "Name"), ("R074", ""), ("R074", "!!")])
def test_codes_and_names_that_cannot_be_used(checkout: Path, code: str, name: str) -> None:
    with pytest.raises(ProcurementSettingsError, match="cannot be used"):
        stamp(checkout, code, name)


def test_a_taken_code_and_a_folder_that_is_no_checkout(checkout: Path, tmp_path: Path) -> None:
    stamp(checkout, "R074", "One")
    with pytest.raises(ProcurementSettingsError, match="taken"):
        stamp(checkout, "R074", "Two")
    with pytest.raises(ProcurementSettingsError, match="no checkout"):
        stamp(tmp_path / "elsewhere", "R075", "Three")


def test_refreshing_writes_what_is_there(checkout: Path) -> None:
    folder = checkout / "plugins/procurement/examples/indicators"
    folder.mkdir(parents=True)
    for path in (PLUGIN / "examples/indicators").iterdir():
        shutil.copy(path, folder)
    expected, page, listing = refresh(checkout, "R018")
    assert expected.read_text() == (PLUGIN / "examples/indicators/R018.expected.json").read_text()
    assert page.read_text().startswith("# R018: Single bid received")
    assert "[R018](R018.md)" in listing.read_text()
