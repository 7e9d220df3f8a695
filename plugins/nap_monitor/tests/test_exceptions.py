"""What can go wrong with an action plan."""

from __future__ import annotations

from toolbox_core import InputError, NotFound
from toolbox_nap_monitor.exceptions import Refused, Sentence, UnknownPlan


def test_refused_carries_every_fault() -> None:
    refused = Refused([("a", "One is wrong."), ("b", "Two is wrong.")])
    assert isinstance(refused, InputError)
    assert str(refused).startswith("One is wrong. Two is wrong.")
    assert [name for name, _ in refused.faults] == ["a", "b"]


def test_an_unknown_plan_is_not_found() -> None:
    assert issubclass(UnknownPlan, NotFound)


def test_a_sentence_is_english_and_knows_its_message() -> None:
    said = Sentence("Plan %(plan)s has no commitment %(number)s.", plan="4", number="100 %")
    assert said == "Plan 4 has no commitment 100 %."
    assert (said.message, said.values) == (
        "Plan %(plan)s has no commitment %(number)s.",
        {"plan": "4", "number": "100 %"},
    )
    assert Sentence("Choose from the lists.").values == {}
