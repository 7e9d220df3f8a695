"""The directory: linking by identifier and name, questions for the uncertain, merges that can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from toolbox_core.db import Base, Database
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import organisations
from toolbox_core.services.organisations import Mention, link_organisation
from toolbox_core.services.organisations.names import core, normalise, slug


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    tables = [table for name, table in Base.metadata.tables.items() if name.startswith("core_organisation")]
    Base.metadata.create_all(database.writer, tables=tables)
    with database.write() as writing:
        yield writing
    database.close()


def mention(reference: str, name: str, *identifiers: tuple[str, str], jurisdiction: str = "AL") -> Mention:
    return Mention(reference=reference, name=name, identifiers=identifiers, jurisdiction=jurisdiction)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Éts. DUPONT & Cie", "ets dupont cie"),
        ("Brightwater  Paving, S.A.", "brightwater paving sa"),
        ("MINISTERIO DE ECONOMÍA", "ministerio de economia"),
        ("وزارة المالية", "وزارة المالية"),
        ("Straße", "strasse"),
        ("—", ""),
    ],
)
def test_names_are_made_comparable(name: str, expected: str) -> None:
    assert normalise(name) == expected


def test_the_core_sets_legal_forms_and_order_aside() -> None:
    assert core("Dupont, S.A.") == core("SA DUPONT") == "dupont"
    assert core("S.A.") == "sa"


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalise(name)

    assert normalise(once) == once
    assert len(once) <= 255


@given(st.text(max_size=300))
def test_a_slug_is_always_an_address(name: str) -> None:
    assert slug(name).replace("-", "").isalnum()
    assert slug(name).isascii()
    assert len(slug(name)) <= 80


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
    assert organisations.count(session) == 2


def test_a_mention_of_nothing_is_refused(session: Session) -> None:
    with pytest.raises(InputError, match="without a name"):
        link_organisation(session, "p", mention("x", " - "))


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


def test_a_question_is_asked_once(session: Session) -> None:
    link_organisation(session, "p", mention("x", "Dupont SA"))
    link_organisation(session, "p", mention("y", "Dupont SARL"))
    link_organisation(session, "q", mention("z", "Dupont SARL"))

    assert organisations.questions_waiting(session) == 1


def test_merging_twice_or_undoing_nothing_is_refused(session: Session) -> None:
    one = organisations.add_organisation(session, name="One")
    two = organisations.add_organisation(session, name="Two")
    organisations.merge(session, two.id, one.id, by="ana")

    with pytest.raises(InputError, match="one organisation already"):
        organisations.merge(session, one.id, two.id, by="ana")
    with pytest.raises(InputError, match="was not merged"):
        organisations.unmerge(session, one.id, by="ana")


def test_addresses_are_unique_and_outlive_a_new_name(session: Session) -> None:
    one = organisations.add_organisation(session, name="Port Authority")
    two = organisations.add_organisation(session, name="Port authority")
    organisations.rename(session, one, "Harbour Authority", by="ana")

    assert (one.slug, two.slug) == ("port-authority", "port-authority-2")
    assert organisations.by_slug(session, "port-authority").name == "Harbour Authority"
    assert ("Port Authority", "", "former") in organisations.card(session, one).names


def test_the_directory_is_read_a_page_at_a_time(session: Session) -> None:
    for name in ("Águilas", "Aguado", "Benito"):
        organisations.add_organisation(session, name=name, jurisdiction="ES")

    first = organisations.find(session, starts_with="agu", limit=1)
    second = organisations.find(session, starts_with="agu", after=first[-1].id, limit=5)

    assert [row.name for row in [*first, *second]] == ["Águilas", "Aguado"]
    assert organisations.find(session, jurisdiction="FR") == []


@pytest.mark.parametrize("name", ["", "  ", "--"])
def test_an_organisation_needs_a_name(session: Session, name: str) -> None:
    with pytest.raises(InputError, match="needs a name"):
        organisations.add_organisation(session, name=name)


def test_an_unknown_kind_and_a_taken_identifier_are_refused(session: Session) -> None:
    with pytest.raises(InputError, match="not a kind"):
        organisations.add_organisation(session, name="X", kind="ministry")
    organisations.add_organisation(session, name="X", identifiers=[("GB-COH", "1")])
    with pytest.raises(InputError, match="belongs to 'X'"):
        organisations.add_organisation(session, name="Y", identifiers=[("GB-COH", "1")])


def test_what_is_not_there_is_not_found(session: Session) -> None:
    for call in (
        lambda: organisations.by_slug(session, "none"),
        lambda: organisations.resolve(session, 99),
        lambda: organisations.unmerge(session, 99, by="x"),
        lambda: organisations.answer_question(session, 99, "same", by="x"),
    ):
        with pytest.raises(NotFound):
            call()
