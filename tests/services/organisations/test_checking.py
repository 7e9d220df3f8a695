"""Whether the directory holds together."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core.services import organisations
from toolbox_core.services.organisations import Mention


def test_a_sound_directory(session: Session) -> None:
    organisations.link_organisation(session, "p", Mention(reference="1", name="Harbour Board"))
    checked = organisations.check(session)
    assert (checked.links, checked.questions, checked.faults) == ({"p": {"new": 1}}, 0, [])


def test_a_circle_of_merges_is_named(session: Session) -> None:
    one, two = (organisations.add_organisation(session, name=name) for name in ("One", "Two"))
    one.merged_into, two.merged_into = two.id, one.id
    session.flush()
    assert "in a circle" in organisations.check(session).faults[0]


def test_outdated_keys_are_counted_and_mended(session: Session) -> None:
    one = organisations.add_organisation(session, name="Harbour Board")
    one.sorting = "old"
    session.flush()
    assert "outdated" in organisations.check(session).faults[0]
    assert organisations.check(session, mend=True).mended == 1
    session.expire_all()
    assert organisations.check(session).faults == []
    assert one.sorting == "harbour board"
