"""What only many releases show."""

from __future__ import annotations

from typing import Any

from toolbox_procurement.checking.dataset import Dataset
from toolbox_procurement.issues import Issues


def _told(releases: list[dict[str, Any]]) -> dict[str, int]:
    dataset, issues = Dataset(), Issues()
    for number, release in enumerate(releases):
        dataset.add(release, issues, f"/releases/{number}", number + 1)
    dataset.tell(issues)
    return {f"{issue.rule} {issue.path}": issue.count for issue in issues.sorted()}


def _release(number: int, **fields: Any) -> dict[str, Any]:
    return {"ocid": f"o{number}", "id": "1", "buyer": {"id": f"b{number % 20}"}, **fields}


def test_varied_data_is_fine() -> None:
    releases = [
        _release(n, tender={"id": str(n), "status": ["active", "complete"][n % 2], "value": {"amount": n}})
        for n in range(1, 200)
    ]
    assert _told(releases) == {}


def test_a_release_id_used_twice_in_a_process() -> None:
    assert _told([_release(1), _release(1), _release(2)]) == {"duplicate-release-id /id": 1}


def test_default_values() -> None:
    releases = [_release(n, tender={"id": str(n), "status": "active", "value": {"amount": 7}}) for n in range(150)]
    assert _told(releases) == {"one-code-dominates /tender/status": 1, "one-value-dominates /tender/value/amount": 1}


def test_a_few_amounts_that_outweigh_all_others() -> None:
    releases = [_release(n, tender={"id": str(n), "value": {"amount": n + 1 if n else 1e9}}) for n in range(150)]
    assert _told(releases) == {"few-amounts-outweigh /tender/value/amount": 1}


def test_buyers() -> None:
    one = [_release(n, buyer={"id": "same"}) for n in range(150)]
    assert _told(one) == {"one-buyer-dominates /buyer/id": 1}
    each = [_release(n, buyer={"id": str(n)}) for n in range(150)]
    assert _told(each) == {"buyers-mostly-once /buyer/id": 1}


def test_a_tender_id_of_several_processes() -> None:
    assert _told([_release(1, tender={"id": "t"}), _release(2, tender={"id": "t"})]) == {
        "tender-id-repeated /tender/id": 1
    }
