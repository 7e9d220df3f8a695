"""What did not stay the same between the releases of a process, or since an earlier file."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from toolbox_procurement.checking.run import check_file
from toolbox_procurement.checking.stability import Stability
from toolbox_procurement.issues import Issues

RULES = {"title-changes", "stage-goes-back", "related-process-absent"}
AGAINST = {"process-vanished", "title-changed-since", "stage-went-back-since"}


def release(day: int, status: str = "active", title: str = "Bridge", **more: Any) -> dict[str, Any]:
    return {"date": f"2026-01-{day:02}T00:00:00Z", "tender": {"title": title, "status": status}, **more}


def found(*releases: dict[str, Any], ocid: str = "o1") -> Stability:
    stability = Stability()
    for one in releases:
        stability.add(ocid, one)
    return stability


def told(stability: Stability) -> list[str]:
    issues = Issues()
    stability.tell(issues)
    return sorted(issue.rule for issue in issues.sorted())


def test_a_usual_course_is_not_told() -> None:
    assert told(found(release(1, "planned"), release(2), release(3, "complete"), release(4, "complete"))) == []
    assert told(found(release(1), release(2, title=" BRIDGE "))) == [], "capitals and blanks are no other title"


def test_another_title_is_told_once() -> None:
    assert told(found(release(1), release(2, title="Road"), release(3, title="Rail"))) == ["title-changes"]


@pytest.mark.parametrize("ended", ["complete", "cancelled", "unsuccessful", "withdrawn"])
def test_a_tender_that_opens_again_is_told_in_whatever_order_releases_come(ended: str) -> None:
    course = (release(1, "active"), release(2, ended), release(3, "active"))
    for order in permutations(course):
        assert told(found(*order)) == ["stage-goes-back"]


def test_a_related_process_that_is_not_there() -> None:
    related: dict[str, Any] = {
        "relatedProcesses": [{"scheme": "ocid", "identifier": "o2"}, {"scheme": "other", "identifier": "x"}]
    }
    stability = found(release(1, **related))
    assert told(stability) == ["related-process-absent"]
    stability.add("o2", release(1))
    assert told(stability) == []


@pytest.mark.parametrize("odd", [None, 5, [], "x", {"title": 5, "status": [], "date": {}}])
def test_odd_shapes_do_not_stop_it(odd: Any) -> None:
    assert told(found({"date": odd, "tender": odd, "relatedProcesses": odd})) == []


def test_what_an_earlier_file_had() -> None:
    earlier, now = found(release(1, "complete")), found(release(2, "active", title="Road"))
    earlier.add("gone", release(1))
    issues = Issues()
    now.tell_against(earlier, issues)
    assert {issue.rule for issue in issues.sorted()} == AGAINST
    unchanged = Issues()
    now.tell_against(now, unchanged)
    assert unchanged.sorted() == []


def test_two_files_are_held_against_each_other(write: Callable[..., Path], good: dict[str, Any]) -> None:
    older = write("older.jsonl", [good, {**good, "ocid": "ocds-213czf-gone"}], lines=True)
    path = write("newer.jsonl", [good], lines=True)
    report = check_file(path, earlier=older)
    assert report.issues.count("process-vanished") == 1
    assert AGAINST & {issue["rule"] for issue in check_file(path).to_dict()["issues"]} == set()


def test_real_releases_whose_titles_changed(official: Path) -> None:
    rules = {issue.rule for issue in check_file(official / "paraguay_dncp" / "releases.jsonl").issues.sorted()}
    assert rules & RULES == {"title-changes"}
