"""What was typed becomes typed values, parties, tags and faults."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from toolbox_procurement.desk import building
from toolbox_procurement.desk.building import Around, build, number_of, party_id, tags

State = dict[str, Any]
AROUND = Around(
    ocid="ocds-t3st00-town-2026-00001",
    buyer={"id": "XX-BODY-1", "name": "Town"},
    releases=0,
    now=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    zone=ZoneInfo("Europe/Madrid"),
)


def test_values_are_typed_exactly(contract: State) -> None:
    release = build(contract, {}, AROUND).release
    assert release["tender"]["value"] == {"amount": Decimal("50000.50"), "currency": "EUR"}
    assert release["tender"]["items"][0]["quantity"] == Decimal(200)
    assert release["tender"]["tenderPeriod"] == {
        "startDate": "2026-03-01T00:00:00+01:00",
        "endDate": "2026-03-31T12:00:00+02:00",
    }
    assert release["contracts"][0]["period"]["endDate"] == "2026-08-31T23:59:59+02:00"
    assert release["awards"][0]["relatedLots"] == ["1"]
    assert release["date"] == "2026-03-01T09:30:00Z"


def test_parties_are_named_once_with_their_roles(contract: State) -> None:
    release = build(contract, {}, AROUND).release
    assert [(one["id"], one["roles"]) for one in release["parties"]] == [
        ("XX-BODY-1", ["buyer", "procuringEntity"]),
        ("XX-FIRM-77", ["supplier"]),
    ]
    assert release["awards"][0]["suppliers"] == [{"id": "XX-FIRM-77", "name": "Joiners & Co"}]
    payment = release["contracts"][0]["implementation"]["transactions"][0]
    assert (payment["payer"]["id"], payment["payee"]["id"]) == ("XX-BODY-1", "XX-FIRM-77")


def test_a_supplier_keeps_its_id_when_its_name_is_corrected(award: State) -> None:
    supplier = award["awards"][0]["suppliers"][0]
    supplier |= {"party": party_id(supplier), "name": "Joiners and Company", "identifier": {"scheme": "", "id": ""}}
    release = build(award, award, AROUND).release
    assert release["awards"][0]["suppliers"] == [{"id": "XX-FIRM-77", "name": "Joiners and Company"}]


def test_the_same_firm_without_a_number_has_the_same_id_everywhere() -> None:
    assert party_id({"name": "Café  Söhne"}) == party_id({"name": "cafe söhne"}) == "supplier-cafe-sohne"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1234.5", "1234.5"),
        ("1 234,50", "1234.50"),
        ("0,005", "0.005"),
        ("1\u202f234", "1234"),
        ("12345,678", "12345.678"),
    ],
)
def test_numbers_as_people_type_them(typed: str, meant: str) -> None:
    assert number_of(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["1,234", "1.234.567", "1e5", "many", "--3", "NaN"])
def test_numbers_that_could_mean_two_things_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        number_of(typed)


@pytest.mark.parametrize(
    ("path", "typed", "field", "sentence"),
    [
        ("value.amount", "a lot", "tender.value.amount", building.AMOUNT),
        ("value.currency", "", "tender.value.currency", building.CURRENCY),
        ("value.currency", "euro", "tender.value.currency", building.CURRENCY_FORM),
        ("tenderPeriod.startDate", "tomorrow", "tender.tenderPeriod.startDate", building.DAY),
        ("tenderPeriod.endDate", "noon", "tender.tenderPeriod.endDate", building.MOMENT),
        ("numberOfTenderers", "3.5", "tender.numberOfTenderers", building.COUNT),
        ("procurementMethod", "lottery", "tender.procurementMethod", building.CHOICE),
        ("title", "", "tender.title", building.TITLE),
    ],
)
def test_faults_are_named_at_their_field(tender: State, path: str, typed: str, field: str, sentence: str) -> None:
    holder = tender["tender"]
    *way, last = path.split(".")
    for part in way:
        holder = holder[part]
    holder[last] = typed
    assert building.Fault(field, sentence) in build(tender, {}, AROUND).faults


def test_what_belongs_together_is_asked_for(contract: State) -> None:
    contract["awards"][0]["suppliers"] = []
    contract["contracts"][0]["awardID"] = ""
    told = {(fault.field, fault.sentence) for fault in build(contract, {}, AROUND).faults}
    assert ("awards.0.status", building.NO_SUPPLIER) in told
    assert ("contracts.0.awardID", building.AWARD) in told


def test_what_is_taken_back_becomes_null(tender: State) -> None:
    now = deepcopy(tender)
    now["tender"]["procurementMethod"] = ""
    now["planning"] = {"rationale": "", "budget": {"amount": {"amount": "", "currency": ""}}}
    release = build(now, tender, AROUND).release
    assert release["tender"]["procurementMethod"] is None
    assert release["planning"] == {"rationale": None, "budget": {"amount": {"amount": None, "currency": None}}}


def test_an_amendment_is_dated_and_placed_between_releases(tender: State) -> None:
    now = deepcopy(tender)
    now["tender"]["amendments"] = [{"id": "1", "description": "Two weeks more", "rationale": "A holiday"}]
    built = build(
        now, tender, Around(ocid=AROUND.ocid, buyer=AROUND.buyer, releases=1, now=AROUND.now, zone=AROUND.zone)
    )
    assert built.tags == ["tenderAmendment"]
    assert built.release["tender"]["amendments"] == [
        {
            "id": "1",
            "description": "Two weeks more",
            "rationale": "A holiday",
            "date": "2026-03-01T09:30:00Z",
            "amendsReleaseID": f"{AROUND.ocid}-1",
            "releaseID": f"{AROUND.ocid}-2",
        }
    ]


def test_tags_follow_what_changed(plan: State, tender: State, award: State, contract: State) -> None:
    assert tags({}, plan) == ["planning"]
    assert tags(plan, plan) == []
    assert tags(plan, tender) == ["tender"]
    assert tags({}, tender) == ["planning", "tender"]
    assert tags(tender, award) == ["award"]
    assert tags(award, contract) == ["contract", "implementation"]


@pytest.mark.parametrize(
    ("place", "status", "tag"),
    [
        ("tender", "cancelled", "tenderCancellation"),
        ("tender", "complete", "tenderUpdate"),
        ("awards", "cancelled", "awardCancellation"),
        ("awards", "pending", "awardUpdate"),
        ("contracts", "terminated", "contractTermination"),
        ("contracts", "pending", "contractUpdate"),
    ],
)
def test_a_status_makes_the_tag(contract: State, place: str, status: str, tag: str) -> None:
    now = deepcopy(contract)
    holder = now[place] if place == "tender" else now[place][0]
    holder["status"] = status
    assert tags(contract, now) == [tag]


def test_a_payment_is_implementation(contract: State) -> None:
    now = deepcopy(contract)
    now["contracts"][0]["implementation"]["transactions"].append({"id": "2", "date": "2026-07-01"})
    assert tags(contract, now) == ["implementationUpdate"]
