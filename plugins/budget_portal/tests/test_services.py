"""Importing, publishing, withdrawing, discarding: whole or not at all, and nothing dropped silently."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from toolbox_budget_portal import services
from toolbox_budget_portal.exceptions import IncompleteDescriptor, NothingToStore, UnknownVersion
from toolbox_budget_portal.models import (
    BudgetVersion,
    Category,
    CategoryLabel,
    Entity,
    Line,
    Phase,
    RejectedRow,
    Rollup,
)
from toolbox_budget_portal.services import ControlTotal
from toolbox_core import (
    ControlTotalMismatch,
    DatasetVersion,
    InputError,
    PublicationError,
    UnreadableFile,
    current_versions,
)
from toolbox_core.db import Database
from toolbox_core.services.provenance import verify_log

HEADER = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
Load = Callable[..., services.ImportOutcome]
Write = Callable[..., Path]
Publish = Callable[..., None]


def count(database: Database, table: type[Any]) -> int:
    """How many rows a table has."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_package_becomes_a_draft_with_its_report(write_package: Write, load: Load, database: Database) -> None:
    outcome = load(write_package(), name="Town of Test")
    report = outcome.to_dict()
    assert (report["rows_read"], report["rows_stored"], report["rows_rejected"]) == (4, 4, 0)
    assert report["totals"] == {
        "approved": {"expenditure": "1480.40"},
        "paid": {"expenditure": "1463.00"},
    }
    assert report["eliminations"] == {}
    assert report["version"] == outcome.version_id
    with database.read() as session:
        version = session.get_one(DatasetVersion, outcome.version_id)
        budget = session.get_one(BudgetVersion, outcome.version_id)
        assert (version.dataset, version.status, version.slices) == (
            "budget_portal/testville-2024",
            "draft",
            ["expenditure"],
        )
        assert version.mapping["resources"][0]["path"] == "spending.csv"
        assert [source.resource for source in version.sources] == ["spending"]
        assert (budget.currency, budget.digits) == ("EUR", 2)
        assert budget.shape == {
            "expenditure": {
                "kinds": {"administrative": 1, "functional": 1, "economic": 1},
                "phases": ["approved", "paid"],
                "lines": 4,
                "resources": [0],
                "slots": ["approved", "paid"],
            }
        }
        third = session.scalars(select(Line).where(Line.number == 3)).one()
        assert (third.approved, third.paid, third.presence, third.source_row) == (-2010, None, "paid:blank", 4)
        entity = session.scalars(select(Entity)).one()
        assert (entity.slug, entity.name, entity.currency) == ("testville", "Town of Test", "EUR")


def test_publishing_builds_sums_labels_and_log(
    write_package: Write, load: Load, publish: Publish, database: Database
) -> None:
    outcome = load(write_package())
    publish(outcome.version_id)
    with database.read() as session:
        (current,) = current_versions(session, "budget_portal/testville-2024")
        assert (current.id, len(current.content_sha256)) == (outcome.version_id, 64)
        assert verify_log(session) == []
        total = session.scalars(select(Rollup).where(Rollup.dims == "")).one()
        assert (total.n, total.approved, total.paid, total.executed) == (4, 148040, 146300, None)
        culture = session.scalars(
            select(Rollup)
            .join(Category, Category.id == Rollup.a_id)
            .where(Rollup.dims == "functional", Category.code == "2")
        ).one()
        assert (culture.n, culture.approved, culture.paid) == (2, 47990, 51075 - 1000)


def test_the_content_hash_does_not_depend_on_database_ids(
    write_package: Write, load: Load, publish: Publish, database: Database
) -> None:
    path = write_package()
    load(path, entity="other", year=2020)
    first = load(path)
    second = load(path, entity="elsewhere")
    hashes = set()
    for outcome in (first, second):
        publish(outcome.version_id)
        with database.read() as session:
            hashes.add(session.get_one(DatasetVersion, outcome.version_id).content_sha256)
            uids = set(session.scalars(select(Line.uid).where(Line.version_id == outcome.version_id)))
            assert len(uids) == 4
    assert len(hashes) == 2  # The lines' identities name the entity.


def test_the_next_version_supersedes_and_the_old_one_stays(
    write_package: Write, load: Load, publish: Publish, database: Database
) -> None:
    first = load(write_package())
    publish(first.version_id)
    text = HEADER + "001;City Hall;1;Services and help;1;Staff;1;2\n"
    second = load(write_package({"spending.csv": text}, folder="second"))
    publish(second.version_id)
    with database.read() as session:
        assert session.get_one(DatasetVersion, first.version_id).status == "superseded"
        assert [version.id for version in current_versions(session, "budget_portal/testville-2024")] == [
            second.version_id
        ]
        assert session.scalar(select(func.count()).where(Line.version_id == first.version_id)) == 4
        services_code = session.scalars(
            select(Category).where(Category.kind == "functional", Category.code == "1")
        ).one()
        assert services_code.label == "Services and help"
        labels = session.scalars(
            select(CategoryLabel.label)
            .where(CategoryLabel.category_id == services_code.id)
            .order_by(CategoryLabel.version_id)
        ).all()
        assert labels == ["Services", "Services and help"]


def test_an_older_year_does_not_rename_what_a_newer_one_calls(
    write_package: Write, load: Load, publish: Publish, database: Database
) -> None:
    publish(load(write_package(), year=2024).version_id)
    text = HEADER + "001;Old Hall;1;Old services;1;Staff;1;2\n"
    publish(load(write_package({"spending.csv": text}, folder="old"), year=2020).version_id)
    with database.read() as session:
        assert session.scalars(select(Category.label).where(Category.path == "001")).one() == "City Hall"


def test_spending_and_revenue_live_side_by_side(
    write_package: Write, load: Load, publish: Publish, database: Database, resource: Callable[..., Any]
) -> None:
    revenue = resource(name="revenue")
    revenue["schema"]["extraFields"][2]["constant"] = "revenue"
    publish(load(write_package()).version_id)
    publish(load(write_package(resources=[revenue], folder="revenue")).version_id)
    with database.read() as session:
        current = current_versions(session, "budget_portal/testville-2024")
        assert [version.slices for version in current] == [["expenditure"], ["revenue"]]
        schemes = session.scalars(select(Category.scheme).where(Category.kind == "economic").distinct()).all()
        assert sorted(schemes) == ["expenditure", "revenue"]


def test_eliminations_are_reported_apart(write_package: Write, load: Load, resource: Callable[..., Any]) -> None:
    path = write_package(
        {"spending.csv": HEADER + "1;;1;;1;;5;5\n", "out.csv": HEADER + "1;;1;;1;;2;1\n"},
        [resource(), resource(name="out", path="out.csv", elimination=True)],
    )
    report = load(path).to_dict()
    assert report["totals"] == {"approved": {"expenditure": "5.00"}, "paid": {"expenditure": "5.00"}}
    assert report["eliminations"] == {"approved": {"expenditure": "2.00"}, "paid": {"expenditure": "1.00"}}


def test_rejected_rows_are_kept_listed_and_must_be_accepted(
    write_package: Write, load: Load, publish: Publish, database: Database
) -> None:
    text = HEADER + "1;;1;;1;;1;2\n1;;1;;1;;oops;2\n1;;1\n"
    outcome = load(write_package({"spending.csv": text}))
    report = outcome.to_dict()
    assert (report["rows_read"], report["rows_stored"], report["rows_rejected"]) == (3, 1, 2)
    assert [(problem["row"], problem["rule"]) for problem in report["problems"]] == [
        (3, "not-readable"),
        (4, "too-few-cells"),
    ]
    with database.read() as session:
        rejected = session.scalars(select(RejectedRow).order_by(RejectedRow.source_row)).all()
        assert [(row.source_row, row.value) for row in rejected] == [(3, "oops"), (4, "1 |  | 1")]
    with pytest.raises(PublicationError, match="lacks 2 rows"):
        publish(outcome.version_id)
    with pytest.raises(PublicationError, match="--accept-rejected 2"):
        publish(outcome.version_id, accept_rejected=1)
    publish(outcome.version_id, accept_rejected=2)


def test_accepting_rows_that_were_not_rejected_is_refused(write_package: Write, load: Load, publish: Publish) -> None:
    outcome = load(write_package())
    with pytest.raises(PublicationError, match="no rejected rows"):
        publish(outcome.version_id, accept_rejected=1)


@pytest.mark.parametrize(
    ("text", "error", "sentence"),
    [
        (HEADER, NothingToStore, "a header but no rows"),
        (HEADER + ";;;;;;;\n", NothingToStore, "a header but no rows"),
        (HEADER + "1;;1;;1;;oops;2\n", NothingToStore, "None of the 1 rows could be stored. The first: row 2"),
        ("", UnreadableFile, "empty"),
        (b"\x00\x01\x02\x03" * 100, UnreadableFile, "."),
        ((HEADER + "1;é;1;;1;;1;2\n").encode("latin-1"), UnreadableFile, "not UTF-8"),
    ],
)
def test_unusable_files_store_nothing(
    write_package: Write, load: Load, database: Database, text: str | bytes, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        load(write_package({"spending.csv": text}))
    assert count(database, DatasetVersion) == count(database, Entity) == count(database, Phase) == 0


def test_a_missing_file_is_named(write_package: Write, load: Load) -> None:
    with pytest.raises(UnreadableFile, match=r"spending\.csv"):
        load(write_package({}))


@pytest.mark.parametrize(
    ("control", "sentence"),
    [
        (ControlTotal("approved", Decimal("1480.41")), "it is 0.01 too low"),
        (ControlTotal("paid", Decimal(1000), "expenditure"), "it is 463.00 too high"),
    ],
)
def test_a_wrong_control_total_stores_nothing_and_says_by_how_much(
    write_package: Write, load: Load, database: Database, control: ControlTotal, sentence: str
) -> None:
    with pytest.raises(ControlTotalMismatch, match=sentence):
        load(write_package(), control_totals=[control])
    assert count(database, DatasetVersion) == count(database, Line) == count(database, Category) == 0


@pytest.mark.parametrize(
    ("control", "sentence"),
    [
        (ControlTotal("aproved", Decimal(1)), "Did you mean 'approved'"),
        (ControlTotal("approved", Decimal(1), "revenue"), "no revenue in the phase"),
        (ControlTotal("approved", Decimal(1), "expenditure-elimination"), "no amounts in the phase"),
    ],
)
def test_a_control_total_of_nothing_is_refused(
    write_package: Write, load: Load, control: ControlTotal, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        load(write_package(), control_totals=[control])


def test_right_control_totals_pass(write_package: Write, load: Load) -> None:
    totals = [ControlTotal("approved", Decimal("1480.4")), ControlTotal("Paid", Decimal(1463), "expenditure")]
    assert load(write_package(), control_totals=totals).report.rows_stored == 4


@pytest.mark.parametrize("slug", ["Madrid", "a b", "", "-a", "a--b", "ä", "a" * 65, "../x"])
def test_a_slug_must_fit_an_address(write_package: Write, load: Load, slug: str) -> None:
    with pytest.raises(InputError, match="cannot be part of an address"):
        load(write_package(), entity=slug)


@pytest.mark.parametrize("year", [0, 24, 20244, -2024])
def test_a_year_must_be_one(write_package: Write, load: Load, year: int) -> None:
    with pytest.raises(InputError, match="not a fiscal year"):
        load(write_package(), year=year)


def test_the_currency_must_be_told_and_be_one(write_package: Write, load: Load, resource: Callable[..., Any]) -> None:
    raw = resource()
    del raw["schema"]["extraFields"][3]
    path = write_package(resources=[raw])
    with pytest.raises(IncompleteDescriptor, match="which currency"):
        load(path)
    with pytest.raises(InputError, match="not a currency code"):
        load(path, currency="euro")
    assert load(path, currency="chf").to_dict()["currency"] == "CHF"


def test_amounts_finer_than_cents_stay_exact(write_package: Write, load: Load, database: Database) -> None:
    text = HEADER + "1;;1;;1;;450521878,687746;2,5\n1;;1;;1;;0,1234;1\n"
    outcome = load(write_package({"spending.csv": text}))
    assert outcome.to_dict()["totals"]["approved"]["expenditure"] == "450521878.811146"
    with database.read() as session:
        assert session.get_one(BudgetVersion, outcome.version_id).digits == 6
        assert session.scalars(select(Line.paid).order_by(Line.number)).all() == [2500000, 1000000]


def test_sums_that_a_database_could_not_hold_are_refused(write_package: Write, load: Load, database: Database) -> None:
    text = HEADER + "1;;1;;1;;90000000000000000;1\n" * 2
    with pytest.raises(InputError, match="too large to be summed exactly"):
        load(write_package({"spending.csv": text}))
    assert count(database, DatasetVersion) == 0


def test_a_file_of_several_years_becomes_one_draft_per_year(
    write_package: Write, load: Load, database: Database, resource: Callable[..., Any]
) -> None:
    raw = resource()
    raw["schema"]["fields"].insert(0, {"name": "year", "type": "integer", "columnType": "date:fiscal-year"})
    text = "year;" + HEADER + "2022;1;;1;;1;;1;1\n2023;1;;1;;1;;2;2\n2023;2;;1;;1;;3;3\n"
    path = write_package({"spending.csv": text}, [raw])
    outcome = load(path, year=None)
    assert [(draft.fiscal_year, draft.totals["approved"]["expenditure"]) for draft in outcome.drafts] == [
        (2022, "1.00"),
        (2023, "5.00"),
    ]
    assert len(outcome.to_dict()["versions"]) == 2
    one = load(path, year=2023).to_dict()
    assert (one["rows_read"], one["rows_stored"], one["rows_of_other_years"]) == (3, 2, 1)
    with pytest.raises(NothingToStore, match="All 3 rows are of other fiscal years"):
        load(path, year=2030)


def test_codes_that_are_unique_only_under_their_parent_stay_apart(
    write_package: Write, load: Load, database: Database
) -> None:
    stem = "economic-classification:generic:level"
    resource = {
        "name": "a",
        "path": "a.csv",
        "schema": {
            "fields": [
                {"name": "chapter", "columnType": f"{stem}1:code"},
                {"name": "item", "columnType": f"{stem}2:code"},
                {"name": "label", "columnType": f"{stem}2:label"},
                {"name": "amount", "type": "number", "columnType": "value"},
            ],
            "extraFields": [
                {"name": "phase", "columnType": "phase:id", "constant": "approved"},
                {"name": "direction", "columnType": "direction", "constant": "expenditure"},
            ],
        },
    }
    text = "chapter,item,label,amount\n1,00,Staff,1\n2,00,Goods,2\n,00,Orphan,3\n1,,,4\n"
    load(write_package({"a.csv": text}, [resource]), currency="EUR")
    with database.read() as session:
        found = session.execute(select(Category.path, Category.label, Category.level).order_by(Category.path)).all()
    assert [tuple(row) for row in found] == [
        ("00", "Orphan", 1),
        ("1", "", 1),
        ("1/00", "Staff", 2),
        ("2", "", 1),
        ("2/00", "Goods", 2),
    ]


def test_a_discarded_draft_leaves_nothing_behind(write_package: Write, load: Load, database: Database) -> None:
    outcome = load(write_package())
    with database.write() as session:
        services.discard_version(session, outcome.version_id)
    for table in (DatasetVersion, BudgetVersion, Line, Category, CategoryLabel, Phase, Entity, RejectedRow):
        assert count(database, table) == 0, table


def test_discarding_keeps_what_other_versions_use(
    write_package: Write, load: Load, publish: Publish, database: Database
) -> None:
    publish(load(write_package()).version_id)
    before = count(database, Category), count(database, Phase)
    text = HEADER + "009;New;9;New;9;New;1;2\n"
    draft = load(write_package({"spending.csv": text}, folder="new"))
    with database.write() as session:
        services.discard_version(session, draft.version_id)
    assert (count(database, Category), count(database, Phase)) == before
    with pytest.raises(PublicationError, match="only a draft can be discarded"), database.write() as session:
        services.discard_version(session, 1)


def test_withdrawing_needs_a_published_version_and_a_reason(
    write_package: Write, load: Load, publish: Publish, database: Database
) -> None:
    outcome = load(write_package())
    with pytest.raises(PublicationError), database.write() as session:
        services.withdraw_version(session, outcome.version_id, by="tests", reason="wrong")
    publish(outcome.version_id)
    with pytest.raises(PublicationError), database.write() as session:
        services.withdraw_version(session, outcome.version_id, by="tests", reason=" ")
    with database.write() as session:
        services.withdraw_version(session, outcome.version_id, by="tests", reason="Chapter 4 was wrong.")
    with database.read() as session:
        assert current_versions(session, "budget_portal/testville-2024") == []


def test_a_version_that_is_no_budget_is_unknown(database: Database) -> None:
    with pytest.raises(UnknownVersion, match="no budget version 7"), database.write() as session:
        services.publish_version(session, 7, by="tests")


def test_publishing_twice_is_refused(write_package: Write, load: Load, publish: Publish) -> None:
    outcome = load(write_package())
    publish(outcome.version_id)
    with pytest.raises(PublicationError, match="only a draft"):
        publish(outcome.version_id)


def test_an_entity_keeps_its_name_unless_a_new_one_is_given(
    write_package: Write, load: Load, database: Database
) -> None:
    path = write_package()
    for name in ("Town", "", "City"):
        load(path, name=name)
    with database.read() as session:
        assert session.scalars(select(Entity.name)).all() == ["City"]
