"""Phases find their column, codes their category."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import content
from toolbox_budget_portal.importers import batches
from toolbox_budget_portal.models import SLOTS, BudgetVersion, Category, Entity, Phase
from toolbox_budget_portal.storing import Classifier, LooseIndexes, PhaseBook
from toolbox_core.db import Database


def test_phases_take_the_slot_of_their_role_then_a_spare_one(database: Database) -> None:
    with database.write() as session:
        entity = Entity(slug="a", name="A")
        session.add(entity)
        session.flush()
        book = PhaseBook(session, entity)
        slots = [SLOTS[book.slot_of(name)] for name in ("Approved", "approved ", "initial", "Mystery", "paid")]
        assert slots == ["approved", "approved", "extra1", "extra2", "paid"]
        assert book.code_at(SLOTS.index("extra1")) == "initial"
        for name in ("x1", "x2"):
            book.slot_of(name)
        with pytest.raises(ValueError, match="a phase too many"):
            book.slot_of("x3")
        with pytest.raises(ValueError, match="blank"):
            book.slot_of(" ")
        assert SLOTS[PhaseBook(session, entity).slot_of("mystery")] == "extra2"
        initial = session.scalars(select(Phase).where(Phase.code == "initial")).one()
        assert (initial.role, initial.position) == ("approved", SLOTS.index("approved"))


def test_categories_are_found_by_path_and_made_once(database: Database) -> None:
    with database.write() as session:
        entity = Entity(slug="a", name="A")
        session.add(entity)
        session.flush()
        classifier = Classifier(session, entity)
        labels: dict[int, str] = {}
        leaf = classifier.node("economic", "revenue", ("1", "Taxes", "11", "On land"), labels)
        again = classifier.node("economic", "revenue", (" 1 ", "", "11", "On  land"), labels)
        other = classifier.node("economic", "expenditure", ("1", "Staff", "11", "Pay"), labels)
        assert leaf is not None
        assert leaf is again
        assert other is not None
        assert leaf.id != other.id
        assert (leaf.path, leaf.level, leaf.ancestors[-1]) == ("1/11", 2, leaf.id)
        assert classifier.node("economic", "revenue", ("", "", " ", ""), labels) is None
        assert labels[leaf.id] == "On land"
        classifier.flush()
        assert Classifier(session, entity).node("economic", "revenue", ("1", "", "11", ""), {}) == leaf
        stored = session.get_one(Category, leaf.id)
        assert (stored.l1, stored.l2, stored.l3, stored.parent_id) == (*leaf.ancestors, None, leaf.ancestors[0])


def test_a_missing_level_is_left_out_and_a_long_text_is_shortened(database: Database) -> None:
    with database.write() as session:
        entity = Entity(slug="a", name="A")
        session.add(entity)
        session.flush()
        classifier = Classifier(session, entity)
        labels: dict[int, str] = {}
        orphan = classifier.node("economic", "", ("", "", "11", "Pay"), labels)
        assert orphan is not None
        assert (orphan.path, orphan.level) == ("11", 1)
        text = "Outcome: " + "very " * 80 + "long"
        node = classifier.node("programme", "", (text, ""), labels)
        assert node is not None
        assert len(node.path) < 80
        assert labels[node.id] == text
        with pytest.raises(ValueError, match="more than 8 levels"):
            classifier.node("economic", "", tuple("1x" * 9), labels)
        with pytest.raises(ValueError, match="too long"):
            classifier.node("economic", "", ("c" * 250, "") * 5, labels)


def test_a_large_import_builds_its_indexes_at_the_end(database: Database) -> None:
    def indexes(session: Session) -> int:
        return len(inspect(session.connection()).get_indexes("budget_portal_line"))

    with database.write() as session:
        loose = LooseIndexes(session)
        before = indexes(session)
        loose.consider(LooseIndexes.FIRST - 1)
        assert indexes(session) == before
        loose.consider(LooseIndexes.FIRST)
        assert indexes(session) == 0
        loose.finish()
        assert indexes(session) == before
        loose.finish()


def test_many_rows_at_once_are_stored_as_one_after_the_other(
    write_package: Callable[..., Path], load: Callable[..., Any], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
    body = [f"{n % 3:03};City;{n % 2 or ''};;1;Staff;{n},00;{'nfp' if n % 7 == 0 else n}" for n in range(200)]
    path = write_package({"spending.csv": head + "\n".join([*body, "x" * 70 + "/" * 1200 + ";;1;;1;;1;1"]) + "\n"})
    stored = []
    for size in (50, 1):
        monkeypatch.setattr(batches, "SIZE", size)
        outcome = load(path)
        with database.read() as session:
            budget = session.get_one(BudgetVersion, outcome.version_id)
            told = {**outcome.report.to_dict(), "version": 0, "seconds": 0}
            stored.append((list(content.line_rows(session, budget)), budget.shape, told))
    assert len(stored[0][0]) == 201
    assert stored[0] == stored[1]
