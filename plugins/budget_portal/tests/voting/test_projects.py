"""Ideas are confirmed, decided with reasons, told to those who had them, linked to a line, and delivered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from toolbox_budget_portal import queries as budgets
from toolbox_budget_portal.exceptions import Refused
from toolbox_budget_portal.voting import casting, processes, projects, queries
from toolbox_core import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_budget_portal.queries.records import Version
    from toolbox_budget_portal.voting.records import Process
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
IDEAS = date(2026, 3, 10)
IDEA = {"title": "A fountain", "text": "One that sings in the evening.", "email": "Ana@example.org", "cost": "99,5"}
ALL = ("waiting", "proposed", "accepted", "refused")


def _propose(database: Database, of: Process, today: date = IDEAS, **changes: str) -> str:
    with database.write() as session:
        projects.propose(
            session, of, {**IDEA, **changes}, sender="192.0.2.1", language="fr", base="https://x.example", today=today
        )
        letter = str(session.execute(text("SELECT text FROM core_letter ORDER BY id DESC")).scalars().first())
    return str(re.findall(r"/confirm/(\S+)", letter)[0])


def test_an_idea_from_the_letter_to_the_decision(database: Database, held: Callable[..., Process]) -> None:
    of = held()
    token = _propose(database, of)
    with database.write() as session:
        with pytest.raises(NotFound):
            projects.confirm(session, of, "guess")
        code = projects.confirm(session, of, token)
        with pytest.raises(NotFound):
            projects.confirm(session, of, token)
        with pytest.raises(NotFound):
            queries.project(session, of, code)
        with pytest.raises(Refused, match="ten characters"):
            projects.decide(session, of, code, "refused", reason="No.", base="", by="tests")
        projects.decide(session, of, code, "refused", reason="The pipes are too old for it.", base="", by="tests")
        found = queries.project(session, of, code)
        subjects = list(session.execute(text("SELECT subject FROM core_letter ORDER BY id")).scalars())
    assert (found.state, found.reason, str(found.cost)) == ("refused", "The pipes are too old for it.", "99.50")
    assert len(subjects) == 2
    assert "A fountain" in subjects[1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "x"}, "title of 3"),
        ({"text": "short"}, "ten characters"),
        ({"email": "nobody"}, "e-mail address"),
        ({"cost": "-5"}, "sum above zero"),
        ({"cost": "lots"}, "sum above zero"),
        ({"cost": "1000.01"}, "more than the whole budget"),
        ({"cost": "1.005"}, "more decimal places"),
    ],
)
def test_what_is_wrong_with_an_idea_is_said_and_nothing_kept(
    database: Database, held: Callable[..., Process], changes: dict[str, str], sentence: str
) -> None:
    of = held()
    with pytest.raises(Refused, match=sentence):
        _propose(database, of, IDEAS, **changes)
    with database.read() as session:
        assert len(queries.projects(session, of, (*ALL, "unconfirmed"))) == 3


def test_ideas_are_taken_in_their_phase_only_and_not_too_many(database: Database, held: Callable[..., Process]) -> None:
    of = held()
    with pytest.raises(Refused, match="not taken now"):
        _propose(database, of, date(2026, 4, 1))
    for _ in range(projects.AN_HOUR):
        _propose(database, of)
    with pytest.raises(Refused, match="come back later"):
        _propose(database, of)


def test_after_the_first_vote_the_list_stays(database: Database, held: Callable[..., Process], today: date) -> None:
    of = held(voting="code")
    with database.write() as session:
        [code] = casting.make_codes(session, of, 1)
        casting.cast(session, of, code, {"1": "1"}, today=today)
        reason = "Somebody changed their mind."
        with pytest.raises(Refused, match="voted already"):
            projects.decide(session, of, "1", "refused", reason=reason, base="", by="tests")
        with pytest.raises(Refused, match="voted already"):
            projects.add(session, of, {"title": "Late", "cost": "5"}, by="tests")
        with pytest.raises(Refused, match="cost stays"):
            projects.change(session, of, "1", {"title": "Trees", "cost": "700"})
        projects.change(session, of, "1", {"title": "More trees", "cost": "600"})
        assert queries.project(session, of, "1").title == "More trees"


def test_a_winner_leads_to_its_line_and_is_delivered(
    town: str, database: Database, held: Callable[..., Process]
) -> None:
    of = held()
    with database.write() as session:
        with pytest.raises(Refused, match="Paste the address"):
            projects.link(session, of, "1", "https://x.example/budget/")
        with pytest.raises(Refused, match="no such line"):
            projects.link(session, of, "1", f"/budget/{town}/2024/lines/1-9999")
        [version] = {one.number for one in _versions(session, town)}
        projects.link(session, of, "1", f"https://x.example/budget/{town}/2024/lines/{version}-1?in=person")
        found = queries.project(session, of, "1")
        assert found.line is not None
        assert found.line[:2] == (town, 2024)
        line = projects.paying_line(session, found)
        assert line is not None
        assert line["fiscal_year"] == 2024
        [(process, paid)] = queries.paid_by(session, town, found.line[2])
        assert (process.slug, paid.code) == (of.slug, "1")

        step = {"step-title": "Dig the pits", "step-due": "2026-09-01", "step-state": "planned"}
        with pytest.raises(Refused, match="due"):
            projects.save_step(session, of, "1", {**step, "step-due": ""})
        with pytest.raises(Refused, match="year-month-day"):
            projects.save_step(session, of, "1", {**step, "step-due": "soon"})
        projects.save_step(session, of, "1", step)
        [kept] = queries.project(session, of, "1").steps
        assert kept.is_late(date(2026, 9, 2))
        assert not kept.is_late(date(2026, 9, 1))
        done = {**step, "step": str(kept.id), "step-state": "done"}
        with pytest.raises(Refused, match="on which day"):
            projects.save_step(session, of, "1", done)
        projects.save_step(session, of, "1", {**done, "step-done": "2026-08-30"})
        [kept] = queries.project(session, of, "1").steps
        assert (kept.state, kept.done_on, kept.is_late(date(2027, 1, 1))) == ("done", date(2026, 8, 30), False)
        with pytest.raises(NotFound):
            projects.save_step(session, of, "2", done)
        projects.link(session, of, "1", "")
        assert queries.project(session, of, "1").line is None


def _versions(session: Session, slug: str) -> list[Version]:
    return [version for version in budgets.year(session, slug, 2024).versions if "expenditure" in version.slices]


def test_a_process_that_has_votes_keeps_its_rules(
    database: Database, held: Callable[..., Process], form: dict[str, str], today: date
) -> None:
    of = held(voting="code")
    with database.write() as session:
        processes.change(session, of, {**form, "voting": "code", "budget": "1200"})
        [code] = casting.make_codes(session, of, 1)
        casting.cast(session, of, code, {"1": "1"}, today=today)
        changed = {**form, "voting": "code", "budget": "1200", "name": "Our squares"}
        processes.change(session, of, changed)
        for name, value in (("budget", "1300"), ("most", "3"), ("ballot", "knapsack"), ("voting", "email")):
            with pytest.raises(Refused, match="voted already"):
                processes.change(session, of, {**changed, name: value})
        assert queries.process(session, of.slug).name == "Our squares"
