"""What changed between releases, and which changes nobody announced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolbox_procurement.differences import changes, silent
from toolbox_procurement.schema import merge_rules

RULES = merge_rules()


def test_a_price_that_rises_without_a_word_is_silent(processes: Callable[[int], list[dict[str, Any]]]) -> None:
    releases = processes(1)
    found = [change for change in changes(releases, RULES) if change.silent]
    assert [(one.path, one.before, one.after, one.release_id) for one in found] == [
        ("/contracts/c/value/amount", 900.05, 999, "1-4")
    ]
    assert silent(releases, RULES) == 1
    assert found[0].part == "contracts"


def test_a_tag_or_an_amendment_announces_it(processes: Callable[[int], list[dict[str, Any]]]) -> None:
    for change in ({"tag": ["contractAmendment"]}, {"amendments": [{"id": "1", "date": "2025-03-01T00:00:00Z"}]}):
        releases = processes(1)
        if "tag" in change:
            releases[3].update(change)
        else:
            releases[3]["contracts"][0].update(change)
        assert silent(releases, RULES) == 0


def test_an_old_amendment_announces_nothing_new(processes: Callable[[int], list[dict[str, Any]]]) -> None:
    releases = processes(1)
    amendments = [{"id": "1", "date": "2025-02-10T00:00:00Z"}]
    for number in (2, 3):
        releases[number]["contracts"][0]["amendments"] = amendments
    assert silent(releases, RULES) == 1


def test_what_is_new_is_an_addition(processes: Callable[[int], list[dict[str, Any]]]) -> None:
    found = changes(processes(1), RULES)
    award = next(one for one in found if one.path == "/awards/a/status")
    assert award.added
    assert award.before is None
    assert award.after == "active"
    assert not award.silent
    assert changes(processes(1)[:1], RULES) == []


def test_releases_of_one_id_and_date_do_not_confuse() -> None:
    same = {"id": "1", "ocid": "o", "date": "2025-01-01T00:00:00Z", "tag": ["tender"]}
    releases = [{**same, "tender": {"id": "t", "title": title}} for title in ("a", "b")]
    assert [(one.before, one.after) for one in changes(releases, RULES)] == [("a", "b")]
