"""Phases and their columns, categories and their paths."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from toolbox_budget_portal.classifying import Classifier, PhaseBook
from toolbox_budget_portal.models import SLOTS, Category, Entity, Phase
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
