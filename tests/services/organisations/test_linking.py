"""Linking: by identifier, then by name in a place, else a person is asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError
from toolbox_core.services import organisations
from toolbox_core.services.organisations import Mention, link_organisation


def mention(reference: str, name: str, *identifiers: tuple[str, str], jurisdiction: str = "AL") -> Mention:
    return Mention(reference=reference, name=name, identifiers=identifiers, jurisdiction=jurisdiction)


def test_an_identifier_decides_whatever_the_name_says(session: Session) -> None:
    first = link_organisation(session, "procurement", mention("a", "Brightwater Paving Ltd", ("GB-COH", "0123")))
    second = link_organisation(session, "procurement", mention("b", "BRIGHTWATER (paving)", ("gb-coh", " 0123 ")))

    assert second.organisation_id == first.organisation_id
    assert (first.certainty, second.certainty) == ("new", "identifier")


def test_the_same_name_in_the_same_place_is_the_same(session: Session) -> None:
    first = link_organisation(session, "budget_portal", mention("x", "Ministerio de Economía"))
    second = link_organisation(session, "procurement", mention("y", "MINISTERIO DE ECONOMIA"))

    assert second.organisation_id == first.organisation_id
    assert second.certainty == "name"


def test_the_same_name_elsewhere_is_another(session: Session) -> None:
    first = link_organisation(session, "p", mention("x", "Ministry of Finance", jurisdiction="AL"))
    second = link_organisation(session, "p", mention("y", "Ministry of Finance", jurisdiction="BE"))

    assert second.organisation_id != first.organisation_id
    assert second.questions == 0


def test_the_same_name_with_another_identifier_is_another(session: Session) -> None:
    first = link_organisation(session, "p", mention("x", "Smith Ltd", ("GB-COH", "1")))
    second = link_organisation(session, "p", mention("y", "Smith Ltd", ("GB-COH", "2")))

    assert second.organisation_id != first.organisation_id
    assert organisations.questions_waiting(session) == 0


def test_a_similar_name_is_a_question_and_nothing_is_lost(session: Session) -> None:
    first = link_organisation(session, "p", mention("x", "Dupont SA"))
    second = link_organisation(session, "p", mention("y", "Dupont SARL"))

    assert second.certainty == "question"
    assert second.organisation_id != first.organisation_id
    [question] = organisations.open_questions(session)
    assert (question.subject_id, question.candidate_id) == (second.organisation_id, first.organisation_id)


def test_several_equal_names_are_a_question(session: Session) -> None:
    for number in ("1", "2"):
        link_organisation(session, "p", mention(number, "Smith Ltd", ("GB-COH", number)))

    linked = link_organisation(session, "p", mention("3", "Smith Ltd"))

    assert linked.certainty == "question"
    assert linked.questions == 2


def test_identifiers_that_disagree_are_a_question(session: Session) -> None:
    first = link_organisation(session, "p", mention("1", "North Ltd", ("GB-COH", "1")))
    link_organisation(session, "p", mention("2", "South Ltd", ("XI-LEI", "2")))

    linked = link_organisation(session, "p", mention("3", "North Ltd", ("GB-COH", "1"), ("XI-LEI", "2")))

    assert linked.organisation_id == first.organisation_id
    assert linked.questions == 1


def test_the_same_reference_leads_to_the_same_organisation(session: Session) -> None:
    first = link_organisation(session, "p", mention("x", "Dupont SA"))
    again = link_organisation(session, "p", mention("x", "Dupont SA", ("FR-SIREN", "552100554")))

    assert again.organisation_id == first.organisation_id
    found = link_organisation(session, "q", mention("z", "Anything", ("FR-SIREN", "552100554")))
    assert found.organisation_id == first.organisation_id


def test_many_mentions_are_linked_at_once(session: Session) -> None:
    mentions = [mention("a", "North"), mention("b", "South"), mention("a", "North")]

    linked = organisations.link_organisations(session, "p", mentions)

    assert set(linked) == {"a", "b"}
    assert organisations.total(session) == 2


def test_a_mention_of_nothing_is_refused(session: Session) -> None:
    with pytest.raises(InputError, match="without a name"):
        link_organisation(session, "p", mention("x", " - "))


def test_a_question_is_asked_once(session: Session) -> None:
    link_organisation(session, "p", mention("x", "Dupont SA"))
    link_organisation(session, "p", mention("y", "Dupont SARL"))
    link_organisation(session, "q", mention("z", "Dupont SARL"))

    assert organisations.questions_waiting(session) == 1


def test_a_parent_is_taken_over_where_none_is_known(session: Session) -> None:
    top = link_organisation(session, "p", mention("top", "Ministry"))
    first = Mention(reference="x", name="Office", jurisdiction="AL", parent=top.organisation_id)
    linked = link_organisation(session, "p", first)
    assert session.get_one(organisations.Organisation, linked.organisation_id).parent_id == top.organisation_id
    assert link_organisation(session, "p", Mention(reference="x", name="Office", parent=99)).slug == "office"
    assert session.get_one(organisations.Organisation, linked.organisation_id).parent_id == top.organisation_id


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reference": ""}, "1 to 255 characters"),
        ({"reference": "r" * 256}, "1 to 255 characters"),
        ({"jurisdiction": "J" * 17}, "too long to be the code"),
        ({"identifiers": (("GB-COH", "1" * 129),)}, "too long to be an identifier"),
        ({"kind": "ministry"}, "not a kind"),
    ],
)
def test_mentions_that_cannot_be_kept_are_refused(session: Session, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        link_organisation(session, "p", Mention(**{"reference": "x", "name": "North", **changes}))


_NAMES = st.sampled_from(["North", "NORTH", "North Ltd", "Ltd North", "South SA", "South", "Éast", "East", "--"])
_IDS = st.lists(st.tuples(st.sampled_from(["GB-COH", "XI-LEI"]), st.sampled_from("123")), max_size=2)
_MENTIONS = st.lists(st.tuples(_NAMES, _IDS, st.sampled_from(["", "AL"])), min_size=1, max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(listed=_MENTIONS)
def test_many_at_once_are_linked_as_one_by_one(session: Session, listed: list[Any]) -> None:
    mentions = [
        Mention(reference=str(number), name=name, identifiers=tuple(identifiers), jurisdiction=place)
        for number, (name, identifiers, place) in enumerate(listed)
        if name != "--" or identifiers
    ]

    def shape(linked: dict[str, organisations.Linked]) -> list[tuple[int, str, int]]:
        seen: dict[int, int] = {}
        return [
            (seen.setdefault(one.organisation_id, len(seen)), one.certainty, one.questions) for one in linked.values()
        ]

    with session.begin_nested() as together:
        at_once = shape(organisations.link_organisations(session, "p", mentions))
        again = shape(organisations.link_organisations(session, "p", mentions))
        together.rollback()
    with session.begin_nested() as apart:
        one_by_one = shape({one.reference: link_organisation(session, "p", one) for one in mentions})
        apart.rollback()
    assert at_once == one_by_one
    assert [place for place, _, _ in again] == [place for place, _, _ in at_once]


def test_the_organisations_of_many_references_are_found_at_once_merged_ones_too(session: Session) -> None:
    first = link_organisation(session, "p", mention("x", "Ministry of Finance", ("AL-1", "1")))
    second = link_organisation(session, "p", mention("y", "Treasury", ("AL-1", "2")))
    link_organisation(session, "q", mention("z", "Ministry of Roads"))
    organisations.merge(session, second.organisation_id, first.organisation_id, by="test")
    session.flush()

    found = organisations.organisations_of(session, "p", ["x", "y", "z", "nothing", "x"])

    assert {reference: one.id for reference, one in found.items()} == {
        "x": first.organisation_id,
        "y": first.organisation_id,
    }
