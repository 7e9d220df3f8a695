"""Settings are read by Cardinal's names and ours; what nothing reads is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_procurement.exceptions import ProcurementSettingsError
from toolbox_procurement.indicators.base import Process
from toolbox_procurement.indicators.run import Run, registered
from toolbox_procurement.indicators.settings import Settings, check_names, chosen, read_settings, shared_options
from toolbox_procurement.indicators.shapes import Release, Tender

TEXT = b"""\
; a comment
currency = USD
no_price_comparison_procurement_methods = Lottery|Draw

[exclusions]
procurement_method_details = Loan   ; not a purchase

[codelists.bid_status]
Qualified = valid

[R003]
threshold = 10
procurement_methods = open

[R003.procurement_method_details]
Emergency buying = 2

[R003.category]
works = 30
"""


def test_a_file_is_read(write: Callable[..., Path]) -> None:
    found = read_settings(write("s.ini", TEXT))
    check_names(found, registered())
    assert found.section("codelists.bid_status") == {"Qualified": "valid"}
    shared = shared_options(found, compat=True)
    assert (shared.currency, sorted(shared.no_price_comparison)) == ("USD", ["Draw", "Lottery"])
    assert shared.exclude_details == {"Loan"}


def test_thresholds_by_method_details_then_method_then_category(write: Callable[..., Path]) -> None:
    (indicator,) = Run(read_settings(write("s.ini", TEXT)), codes=["R003"]).indicators
    shared = indicator.options.shared

    def threshold(category: str | None = None, details: str | None = None) -> float:
        tender = Tender(mainProcurementCategory=category, procurementMethodDetails=details)
        return float(indicator.options.threshold(Process(Release(tender=tender), 0, shared)))

    assert threshold() == 10
    assert threshold("works") == 30
    assert threshold("works", "Emergency buying") == 2


def test_cardinals_way_computes_only_named_sections() -> None:
    settings = Settings(sections={"R018": {}})
    shared = shared_options(settings, compat=True)
    assert [one.code for one in chosen(settings, registered(), shared)] == ["R018"]
    assert len(chosen(Settings(), registered(), shared)) == 11


def test_the_default_way_computes_all_but_those_switched_off() -> None:
    settings = Settings(sections={"R018": {"enabled": "false"}, "R003": {"threshold": "9"}})
    codes = [one.code for one in chosen(settings, registered(), shared_options(settings, compat=False))]
    assert "R018" not in codes
    assert len(codes) == len(registered()) - 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"curency = USD\n", "Did you mean currency"),
        (b"[R003]\ntreshold = 5\n", "Did you mean threshold"),
        (b"[R999]\n", "no section"),
        (b"[R003.weather]\n", "no section"),
        (b"[exclusions]\nx = 1\n", "in .exclusions."),
        (b"[defaults]\nx = 1\n", "in .defaults."),
    ],
)
def test_unknown_names_are_refused(write: Callable[..., Path], text: bytes, sentence: str) -> None:
    with pytest.raises(ProcurementSettingsError, match=sentence):
        check_names(read_settings(write("s.ini", text)), registered())


def test_files_and_values_that_cannot_be_read(write: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(ProcurementSettingsError, match="cannot be read"):
        read_settings(tmp_path / "nowhere.ini")
    with pytest.raises(ProcurementSettingsError, match="not an INI file"):
        read_settings(write("s.ini", b"[R003\nx"))
    with pytest.raises(ProcurementSettingsError, match="no number"):
        Run(read_settings(write("s.ini", b"[R003]\nthreshold = many\n")))
    with pytest.raises(ProcurementSettingsError, match="true or false"):
        Run(read_settings(write("s.ini", b"[R003]\nenabled = perhaps\n")))


def test_no_file_means_no_settings() -> None:
    assert read_settings(None) == Settings()
