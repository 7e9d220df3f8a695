"""Reading and writing Pabulib files: strict about contradictions, frank about oddities."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolbox_budget_portal.participation import Ballot, Election, Project, count, read_pb, selected, write_pb
from toolbox_core import InputError

FILE = """\
META
key;value
description;A vote
num_projects;2
num_votes;2
budget;100.50
vote_type;approval
PROJECTS
project_id;cost;votes;name
1;60;2;"Trees; and shade"
2;50.25;1;Bench
VOTES
voter_id;vote;age
a;1,2;33
b;1;
"""


def test_read() -> None:
    votes = read_pb(FILE.encode())
    assert (votes.budget, votes.vote_type, votes.notes) == (Decimal("100.50"), "approval", ())
    assert [(p.id, p.cost, p.name) for p in votes.projects] == [
        ("1", Decimal(60), "Trees; and shade"),
        ("2", Decimal("50.25"), "Bench"),
    ]
    assert votes.ballots[0].more == {"age": "33"}
    assert votes.support() == {"1": Decimal(2), "2": Decimal(1)}


def test_a_byte_order_mark_and_empty_lines_do_no_harm() -> None:
    assert read_pb(b"\xef\xbb\xbf" + FILE.replace("PROJECTS\n", "\nPROJECTS\r\n").encode()) == read_pb(FILE.encode())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("META\n", "", "expected META"),
        ("VOTES\n", "PROJECTS\n", "PROJECTS stands there twice"),
        ("budget;100.50", "budget;a lot", "The budget in META is 'a lot'"),
        ("vote_type;approval", "vote_type;shouting", "no vote type 'shouting'"),
        ("2;50.25;1;Bench", "1;50.25;1;Bench", "Line 11: the project id '1'"),
        ("2;50.25;1;Bench", "2;-3;1;Bench", "Line 11: the cost of project 2 is '-3'"),
        ("2;50.25;1;Bench", "2;50.25;Bench", "Line 11: 3 values for the 4 columns"),
        ("b;1;", "a;1;", "Line 15: the voter 'a'"),
        ("b;1;", "b;9;", "Line 15: there is no project '9'"),
        ("b;1;", "b;1,1;", "names a project twice"),
        ("voter_id;vote", "voter_id;voice", "has no column 'vote'"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(InputError, match=said):
        read_pb(FILE.replace(old, new).encode())


def test_other_encodings_are_refused() -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        read_pb(FILE.replace("Bench", "Bänke").encode("latin-1"))


def test_oddities_are_told_and_kept() -> None:
    odd = FILE.replace("num_votes;2", "num_votes;3").replace("1;60;2", "1;60;7")
    odd = odd.replace("vote_type;approval", "vote_type;approval\nmax_length;1\nmax_sum_cost;70")
    votes = read_pb(odd.encode())
    assert [note.split(",")[0] for note in votes.notes] == [
        "The header says num_votes 3",
        "The file says 7 votes for project 1",
        "1 ballots are shorter",
    ]
    assert len(votes.ballots) == 2


def test_points_belong_to_their_projects() -> None:
    text = FILE.replace("approval", "cumulative").replace("voter_id;vote;age", "voter_id;vote;points")
    text = text.replace("a;1,2;33", "a;1,2;3,4.5").replace("b;1;", "b;1;2")
    assert read_pb(text.encode()).support() == {"1": Decimal(5), "2": Decimal("4.5")}
    with pytest.raises(InputError, match="1 points for 2 projects"):
        read_pb(text.replace("3,4.5", "3").encode())
    with pytest.raises(InputError, match="below zero"):
        read_pb(text.replace("3,4.5", "3,-1").encode())


def test_the_winners_are_written_into_the_file() -> None:
    votes = read_pb(FILE.encode())
    again = read_pb(write_pb(selected(votes, count(votes, "greedy").winners)))
    assert [project.more["selected"] for project in again.projects] == ["1", "0"]
    assert again.notes == ()


_words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12).map(str.strip)
_ids = st.from_regex(r"[A-Za-z0-9-]{1,6}", fullmatch=True)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(_ids, st.tuples(st.decimals(1, 999, places=2), _words), min_size=1, max_size=4), st.data())
def test_what_is_written_reads_back_the_same(projects: dict[str, tuple[Decimal, str]], data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["approval", "cumulative"]))
    points = st.decimals(0, 9, places=1) if kind == "cumulative" else st.just(Decimal(1))
    chosen = data.draw(st.lists(st.dictionaries(st.sampled_from(sorted(projects)), points), max_size=4))
    votes = Election(
        Decimal("50.5"),
        kind,
        tuple(Project(name, cost, words) for name, (cost, words) in projects.items()),
        tuple(Ballot(f"v{number}", ballot) for number, ballot in enumerate(chosen)),
    )
    again = read_pb(write_pb(votes))
    assert (again.projects, again.ballots, again.budget) == (votes.projects, votes.ballots, votes.budget)


@pytest.mark.shared_data
def test_saint_cyprien_survives_a_round_trip(shared_data: Path) -> None:
    votes = read_pb((shared_data / "other/participation/toulouse_2022_saint_cyprien.pb").read_bytes())
    assert (len(votes.projects), len(votes.ballots), votes.notes) == (10, 436, ())
    again = read_pb(write_pb(votes))
    assert (again.projects, again.ballots) == (votes.projects, votes.ballots)
