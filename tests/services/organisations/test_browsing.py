"""The directory as lists: in order, in pages, narrowed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError
from toolbox_core.services import organisations


@pytest.fixture
def three(session: Session) -> list[organisations.Organisation]:
    return [
        organisations.add_organisation(session, name=name, kind=kind, jurisdiction=place)
        for name, kind, place in (
            ("Benito", "company", "ES"),
            ("Águilas", "public-body", "ES"),
            ("Aguado", "company", "FR"),
        )
    ]


def names(listing: organisations.Listing) -> list[str]:
    return [entry.name for entry in listing.entries]


def test_lists_are_in_the_order_of_names_and_come_in_pages(
    session: Session, three: list[organisations.Organisation]
) -> None:
    first = organisations.browse(session, limit=2)
    second = organisations.browse(session, limit=2, after=first.next)

    assert names(first) == ["Aguado", "Águilas"]
    assert names(second) == ["Benito"]
    assert (bool(first.next), second.next) == (True, "")


def test_lists_are_narrowed(session: Session, three: list[organisations.Organisation]) -> None:
    assert names(organisations.browse(session, kind="company")) == ["Aguado", "Benito"]
    assert names(organisations.browse(session, jurisdiction="ES")) == ["Águilas", "Benito"]
    assert names(organisations.browse(session, starts_with="AGU", jurisdiction="FR")) == ["Aguado"]
    assert names(organisations.browse(session, starts_with="---")) == []
    assert organisations.count(session) == (3, False)
    assert organisations.count(session, starts_with="agu") == (2, False)
    assert organisations.count(session, starts_with="agu", kind="company") == (1, False)
    assert organisations.jurisdictions(session) == ["ES", "FR"]


def test_a_name_that_begins_so_leads_to_the_organisation_whatever_it_is_called_today(
    session: Session, three: list[organisations.Organisation]
) -> None:
    organisations.rename(session, three[0], "Zamora", by="x")
    organisations.merge(session, three[2].id, three[1].id, by="x")

    [renamed] = organisations.browse(session, starts_with="benito").entries
    assert (renamed.name, renamed.also) == ("Zamora", "Benito")
    merged = organisations.browse(session, starts_with="agu")
    assert names(merged) == ["Águilas"]
    assert names(organisations.browse(session)) == ["Águilas", "Zamora"]


def test_pages_of_a_search_by_beginning(session: Session, three: list[organisations.Organisation]) -> None:
    first = organisations.browse(session, starts_with="agu", limit=1)
    second = organisations.browse(session, starts_with="agu", limit=1, after=first.next)
    assert [*names(first), *names(second)] == ["Aguado", "Águilas"]
    assert second.next == ""


@pytest.mark.parametrize("after", ["x", "1", "x~a", "99999999999999999~a", "1~\0"])
def test_a_place_that_is_none_is_refused(session: Session, after: str) -> None:
    with pytest.raises(InputError, match="not a place in the list"):
        organisations.browse(session, after=after)


def test_what_lies_below_an_organisation(session: Session, three: list[organisations.Organisation]) -> None:
    top = three[0]
    below = organisations.add_organisation(session, name="Below", parent=top.id)
    assert [entry.slug for entry in organisations.children(session, [top.id])] == [below.slug]
    assert organisations.card(session, below).parent == (top.slug, "Benito")
    top.parent_id = top.id
    session.flush()
    assert organisations.card(session, top).parent is None
    assert [entry.slug for entry in organisations.children(session, [top.id])] == [below.slug]


def test_names_by_address_follow_merges(session: Session, three: list[organisations.Organisation]) -> None:
    organisations.merge(session, three[2].id, three[1].id, by="x")
    assert organisations.names_of(session, ["aguado", "benito", "nobody"]) == {
        "aguado": ("aguilas", "Águilas"),
        "benito": ("benito", "Benito"),
    }
    assert set(organisations.slugs_of(session, [one.id for one in three])) == {"aguado", "aguilas", "benito"}


def test_everything_is_listed_once_however_small_the_pieces(
    session: Session, three: list[organisations.Organisation]
) -> None:
    organisations.add_identifier(session, three[0], "ES-DIR3", "L1")
    session.flush()
    organisations.add_organisation(session, name="Casa", parent=three[0].id)
    listed = [(row.name, held, parent) for row, held, parent in organisations.every(session, chunk=1)]
    assert listed == [
        ("Aguado", [], ""),
        ("Águilas", [], ""),
        ("Benito", [("ES-DIR3", "L1")], ""),
        ("Casa", [], "benito"),
    ]
    assert organisations.newest(session) is not None


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=40), after=st.text(max_size=20))
def test_whatever_is_typed_is_answered_or_refused(session: Session, typed: str, after: str) -> None:
    organisations.count(session, starts_with=typed)
    with suppress(InputError):
        organisations.browse(session, starts_with=typed, kind=typed.replace("\0", ""), after=after)
