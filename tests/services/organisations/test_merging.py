"""Answers to the queue's questions: merged, undone, never forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError
from toolbox_core.services import organisations
from toolbox_core.services.organisations import Mention, link_organisation


def mention(reference: str, name: str, *identifiers: tuple[str, str], jurisdiction: str = "AL") -> Mention:
    return Mention(reference=reference, name=name, identifiers=identifiers, jurisdiction=jurisdiction)


def test_saying_same_merges_and_saying_different_later_undoes_it(session: Session) -> None:
    first = link_organisation(session, "p", mention("x", "Dupont SA", ("FR-SIREN", "1")))
    second = link_organisation(session, "q", mention("y", "Dupont SARL", ("XI-LEI", "2")))
    [question] = organisations.open_questions(session)

    organisations.answer_question(session, question.id, "same", by="ana")

    whole = organisations.card(session, organisations.resolve(session, second.organisation_id))
    assert whole.id == first.organisation_id
    assert set(whole.ids) == {first.organisation_id, second.organisation_id}
    assert whole.identifiers == (("FR-SIREN", "1"), ("XI-LEI", "2"))
    assert organisations.linked_references(session, "q", whole.ids) == ["y"]

    organisations.answer_question(session, question.id, "different", by="ben")

    assert organisations.resolve(session, second.organisation_id).id == second.organisation_id
    actions = [event.action for event in organisations.history(session, [second.organisation_id])]
    assert actions == ["answered-different", "unmerged", "answered-same", "merged-into"]


def test_merging_twice_or_undoing_nothing_is_refused(session: Session) -> None:
    one = organisations.add_organisation(session, name="One")
    two = organisations.add_organisation(session, name="Two")
    organisations.merge(session, two.id, one.id, by="ana")

    with pytest.raises(InputError, match="one organisation already"):
        organisations.merge(session, one.id, two.id, by="ana")
    with pytest.raises(InputError, match="was not merged"):
        organisations.unmerge(session, one.id, by="ana")
