"""The cube's model, and the rules that keep a sum from meaning nothing."""

from __future__ import annotations

import pytest

from toolbox_budget_portal.babbage import BadQuery, Cut, Order, Range
from toolbox_budget_portal.cube import accepts, build_model, check_query, refuse_mixed

MODEL = build_model("town", "Port Town", "EUR", {"functional": 2, "economic": 1})
PHASES = {
    "approved": {"code": "approved", "label": "A", "role": "approved"},
    "spare": {"code": "spare", "label": "S", "role": "other"},
    "extra": {"code": "extra", "label": "E", "role": "other"},
}


def test_a_dimension_stands_for_all_its_attributes() -> None:
    query = check_query(MODEL, drilldown=["functional_2", "phase.role"])
    assert query.attributes == ("functional_2.code", "functional_2.label", "functional_2.path", "phase.role")
    assert query.aggregates == ("value.sum", "value.net", "_count")


def test_a_cut_by_dimension_is_a_cut_by_its_key() -> None:
    query = check_query(MODEL, cuts=[Cut("functional_2", ("1/12",)), Cut("phase", ("paid",))])
    assert [cut.ref for cut in query.cuts] == ["functional_2.path", "phase.code"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"drilldown": ["functinal_1"]}, "Did you mean functional_1"),
        ({"drilldown": ["functional_3"]}, "Did you mean functional"),
        ({"drilldown": ["phase.name"]}, "Did you mean"),
        ({"drilldown": ["zzz"]}, "The dimensions are entity, fiscal_year"),
        ({"cuts": [Cut("fiscal_year", ("soon",))]}, "is a whole number"),
        ({"cuts": [Cut("fiscal_year", (Range("2021", "x"),))]}, "is a whole number"),
        ({"cuts": [Cut("elimination", ("yes",))]}, "true or false"),
        ({"aggregates": ["value.avg"]}, "Did you mean value"),
        ({"aggregates": ["zzz"]}, "There are value.sum"),
        ({"order": [Order("phase.code")]}, "not part of the answer"),
    ],
)
def test_what_the_cube_does_not_have_is_refused(arguments: dict[str, list[object]], words: str) -> None:
    with pytest.raises(BadQuery, match=words):
        check_query(MODEL, **arguments)  # type: ignore[arg-type]


def test_a_cut_accepts_texts_and_ranges() -> None:
    assert accepts(Cut("fiscal_year.year", ("2021", Range("2023", None))), "2021")
    assert accepts(Cut("fiscal_year.year", (Range("2023", None),)), "2030")
    assert not accepts(Cut("fiscal_year.year", (Range("2023", "2024"), None)), "2021")
    assert accepts(Cut("fiscal_year.year", (Range(None, "1000"),)), "999"), "years are compared as numbers"
    assert accepts(Cut("phase.code", (Range("a", "c"),)), "approved")


def _refused(words: str, drilldown: list[str], cuts: list[Cut] | None = None, **left: object) -> None:
    query = check_query(MODEL, drilldown=drilldown, cuts=cuts or [])
    with pytest.raises(BadQuery, match=words):
        refuse_mixed(query, **left)  # type: ignore[arg-type]


def test_phases_are_never_added_up() -> None:
    _refused("different phases: approved, extra, spare", [], years={1}, directions={"revenue"}, phases=PHASES)
    _refused("different phases", ["phase.role"], years={1}, directions={"revenue"}, phases=PHASES)
    refuse_mixed(check_query(MODEL, drilldown=["phase.code"]), years={1}, directions={"revenue"}, phases=PHASES)


def test_directions_and_years_are_never_added_up_unasked() -> None:
    one = {"approved": PHASES["approved"]}
    _refused("expenditure and revenue", [], years={1}, directions={"revenue", "expenditure"}, phases=one)
    _refused("different fiscal years: 2023, 2024", [], years={2023, 2024}, directions={"revenue"}, phases=one)
    asked = check_query(MODEL, cuts=[Cut("fiscal_year", ("2023", "2024"))])
    refuse_mixed(asked, years={2023, 2024}, directions={"revenue"}, phases=one)


def test_counting_mixes_nothing() -> None:
    query = check_query(MODEL, aggregates=["_count"])
    refuse_mixed(query, years={1, 2}, directions={"revenue", "expenditure"}, phases=PHASES)
