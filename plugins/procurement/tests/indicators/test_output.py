"""Results for programs and for people."""

from __future__ import annotations

from pathlib import Path

from toolbox_procurement.indicators import output
from toolbox_procurement.indicators.run import Run
from toolbox_procurement.indicators.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples" / "indicators"


def _lines(code: str) -> list[bytes]:
    return (EXAMPLES / f"{code}.jsonl").read_bytes().splitlines()


def test_cardinals_shape_with_meta_and_maps() -> None:
    results = Run(Settings(), compat=True, maps=True).over_lines(_lines("R038"))
    found = output.cardinal(results, maps=True)
    assert found["Buyer"] == {"Water": {"R038": 0.3}}
    assert found["Meta"]["R038"]["Buyer_upper_fence"] == 0.2458
    assert found["Maps"]["ocid_buyer_r038"]["Water-0"] == "Water"
    assert "Meta" not in output.cardinal(results, meta=False)


def test_maps_of_tenderers_are_lists() -> None:
    results = Run(Settings(), compat=True, maps=True).over_lines(_lines("R024"))
    assert output.cardinal(results, maps=True)["Maps"]["ocid_tenderer_r024"] == {"close": ["L-close", "W-close"]}


def test_the_document_holds_sentences_and_shares() -> None:
    found = output.document(Run(Settings(), codes=["R003"]).over_lines(_lines("R003")))
    assert found["indicators"][0]["share"] == 0.5
    assert found["flags"][0]["sentence"].startswith("Bidders had 1 day;")


def test_the_report_says_what_could_not_be_computed_and_warns_of_many_flags() -> None:
    text = "\n".join(output.report(Run(Settings()).over_lines(_lines("R003"))))
    assert "Could not be computed" in text
    assert "expect many" not in text, "three cases are too few to say so"
    assert "question, not a verdict" in text


def test_a_flag_that_is_raised_often_is_warned_of() -> None:
    line = _lines("R018")[0]
    many = [line.replace(b"stated", str(number).encode()) for number in range(30)]
    text = "\n".join(output.report(Run(Settings(), codes=["R018"]).over_lines(many)))
    assert "30 contracting processes looked at." in text
    assert "expect many that are harmless" in text
