"""Releases of OCDS 1.0 get the form of 1.1."""

from __future__ import annotations

import copy
from typing import Any

from toolbox_procurement.reading.upgrade import is_old_form, upgraded

OLD: dict[str, Any] = {
    "ocid": "ocds-213czf-1",
    "buyer": {"name": "City", "identifier": {"scheme": "GB-LAC", "id": "E09"}, "address": {"locality": "Port"}},
    "tender": {
        "id": "t",
        "procuringEntity": {"name": "City", "identifier": {"scheme": "GB-LAC", "id": "E09"}},
        "tenderers": [{"name": "Acme", "contactPoint": {"name": "A"}}, {"name": "Bolt"}],
        "amendment": {"date": "2020"},
    },
    "awards": [{"id": "a", "suppliers": [{"name": "Acme", "address": {}}], "amendment": {"date": "2021"}}],
    "contracts": [
        {
            "id": "c",
            "implementation": {
                "transactions": [
                    {
                        "id": "1",
                        "amount": {"amount": 5},
                        "providerOrganization": {"scheme": "GB-LAC", "id": "E09", "legalName": "City"},
                        "receiverOrganization": {"id": 7},
                    }
                ]
            },
        }
    ],
}


def test_organizations_become_parties_with_roles() -> None:
    found = upgraded(copy.deepcopy(OLD))
    parties = {party["id"]: party for party in found["parties"]}
    assert parties["GB-LAC-E09"]["roles"] == ["buyer", "procuringEntity"]
    assert parties["GB-LAC-E09"]["address"] == {"locality": "Port"}
    assert parties["Acme"]["roles"] == ["tenderer", "supplier"]
    assert found["buyer"] == {"id": "GB-LAC-E09", "name": "City"}
    assert found["awards"][0]["suppliers"] == [{"id": "Acme", "name": "Acme"}]
    assert found["tender"]["tenderers"][1] == {"name": "Bolt"}, "without details there is nothing to move"


def test_amendments_and_transactions_get_their_new_names() -> None:
    found = upgraded(copy.deepcopy(OLD))
    assert found["tender"]["amendments"] == [{"date": "2020"}]
    assert found["awards"][0]["amendments"] == [{"date": "2021"}]
    assert found["contracts"][0]["implementation"]["transactions"] == [
        {
            "id": "1",
            "value": {"amount": 5},
            "payer": {"id": "GB-LAC-E09", "name": "City"},
            "payee": {"id": "7"},
        }
    ]


def test_the_form_is_recognised_and_1_1_stays_as_it_is() -> None:
    assert is_old_form(OLD)
    new = {"ocid": "o", "parties": [{"id": "1", "address": {}}], "buyer": {"id": "1", "name": "City"}}
    assert not is_old_form(new)
    assert upgraded(copy.deepcopy(new)) == new


def test_odd_shapes_do_not_stop_it() -> None:
    odd: dict[str, Any] = {
        "buyer": "City",
        "tender": [],
        "awards": {"id": 1},
        "contracts": [None, {"implementation": 5}],
    }
    assert upgraded(copy.deepcopy(odd)) == odd
