"""Pabulib files (``.pb``): read them strictly, write them back.

The format is the one of pabulib.org ("Stolicki, Szufa, Talmon: Pabulib, a participatory budgeting library"): three
sections ``META``, ``PROJECTS`` and ``VOTES``, each a line with its name, a line of column names and rows of values
separated by semicolons, in UTF-8. ``vote`` lists project ids with commas, and ``points`` their points in that order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from toolbox_budget_portal.participation.election import VOTE_TYPES, WITH_POINTS, Ballot, Election, Project
from toolbox_core import InputError

SECTIONS = ("META", "PROJECTS", "VOTES")
_NEEDED = {"PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
Rows = list[tuple[int, dict[str, str]]]


def read_pb(data: bytes) -> Election:
    """The election of a file. Raises ``InputError`` with the line number when the file contradicts itself.

    What merely looks odd (a count in the header that differs, a ballot beyond the header's own limits) is kept and
    told in ``notes``: which ballots are valid was decided by those who held the vote.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"The file is not UTF-8 (byte {error.start:,}).", fix="Save it as UTF-8; Pabulib files always are."
        ) from None
    sections = _sections(text)
    meta = {row["key"]: row["value"] for _, row in sections["META"]}
    vote_type = meta.get("vote_type", "")
    if vote_type not in VOTE_TYPES:
        raise InputError(f"There is no vote type {vote_type[:40]!r}.", fix=f"Known are {', '.join(VOTE_TYPES)}.")
    budget = _amount(meta.get("budget", ""), "The budget in META")
    projects = tuple(_projects(sections["PROJECTS"]))
    ballots = tuple(_ballots(sections["VOTES"], {project.id for project in projects}, vote_type))
    election = Election(budget, vote_type, projects, ballots, meta)
    return replace(election, notes=tuple(_notes(election)))


def _sections(text: str) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    name, header = "", None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        for row in reader:
            line, cells = reader.line_num, [cell.strip() for cell in row]
            if not any(cells):
                continue
            if len(cells) == 1 and cells[0].upper() in SECTIONS:
                name, header = cells[0].upper(), None
                if name in found:
                    raise InputError(f"Line {line}: the section {name} stands there twice.")
                found[name] = []
            elif not name:
                raise InputError(f"Line {line}: expected META, found {cells[0][:40]!r}.", fix="Is it a Pabulib file?")
            elif header is None:
                header = ["key", "value"] if name == "META" else cells
                _check_header(name, header, line)
            elif len(cells) != len(header):
                raise InputError(
                    f"Line {line}: {len(cells)} values for the {len(header)} columns of {name}.",
                    fix="Put values that contain a semicolon into double quotes.",
                )
            else:
                found[name].append((line, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise InputError(f"Line {reader.line_num}: {error}.") from None
    missing = [section for section in SECTIONS if section not in found]
    if missing:
        raise InputError(f"The file has no section {missing[0]}.", fix="Is it a Pabulib file?")
    return found


def _check_header(name: str, header: Sequence[str], line: int) -> None:
    for column in _NEEDED.get(name, ()):
        if column not in header:
            raise InputError(f"Line {line}: {name} has no column {column!r}.")
    if len(set(header)) != len(header):
        raise InputError(f"Line {line}: two columns of {name} have the same name.")


def _amount(text: str, what: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise InputError(f"{what} is {text[:40]!r}.", fix="Write a number above zero, with a point for decimals.")
    return amount


def _projects(rows: Rows) -> Iterator[Project]:
    seen: set[str] = set()
    for line, row in rows:
        identifier = row.pop("project_id")
        if not identifier or identifier in seen:
            raise InputError(f"Line {line}: the project id {identifier[:40]!r} is empty or stands there twice.")
        seen.add(identifier)
        cost = _amount(row.pop("cost"), f"Line {line}: the cost of project {identifier}")
        yield Project(identifier, cost, row.pop("name", ""), row)


def _ballots(rows: Rows, known: set[str], vote_type: str) -> Iterator[Ballot]:
    voters: set[str] = set()
    for line, row in rows:
        voter, chosen = row.pop("voter_id"), [part.strip() for part in row.pop("vote").split(",") if part.strip()]
        if not voter or voter in voters:
            raise InputError(f"Line {line}: the voter {voter[:40]!r} is empty or has voted already.")
        voters.add(voter)
        unknown = next((project for project in chosen if project not in known), "")
        if unknown:
            raise InputError(f"Line {line}: there is no project {unknown[:40]!r}.")
        if len(set(chosen)) != len(chosen):
            raise InputError(f"Line {line}: the ballot names a project twice.")
        points = [Decimal(1)] * len(chosen)
        if vote_type in WITH_POINTS:
            points = _points(row.pop("points", ""), len(chosen), line)
        yield Ballot(voter, dict(zip(chosen, points, strict=True)), row)


def _points(text: str, wanted: int, line: int) -> list[Decimal]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) != wanted:
        raise InputError(f"Line {line}: {len(parts)} points for {wanted} projects.")
    try:
        points = [Decimal(part) for part in parts]
    except InvalidOperation:
        raise InputError(f"Line {line}: {text[:40]!r} are not points.") from None
    if any(not point.is_finite() or point < 0 for point in points):
        raise InputError(f"Line {line}: points cannot be below zero.")
    return points


def _notes(election: Election) -> Iterator[str]:
    meta, support = election.meta, election.support()
    for key, counted in (("num_projects", len(election.projects)), ("num_votes", len(election.ballots))):
        if meta.get(key, "") not in ("", str(counted)):
            yield f"The header says {key} {meta[key]}, the file has {counted:,}."
    for project in election.projects:
        said = project.more.get("votes", "")
        if said and _number(said) != support[project.id] and election.vote_type not in WITH_POINTS:
            yield f"The file says {said} votes for project {project.id}, its ballots give {support[project.id]:f}."
    costs = {project.id: project.cost for project in election.projects}
    limits = {key: _number(meta.get(key, "")) for key in ("min_length", "max_length", "max_sum_cost")}
    least, most, cost = limits["min_length"], limits["max_length"], limits["max_sum_cost"]
    broken = 0
    for ballot in election.ballots:
        length, total = len(ballot.points), sum((costs[project] for project in ballot.points), Decimal(0))
        too_short, too_long = least is not None and length < least, most is not None and length > most
        broken += too_short or too_long or (cost is not None and total > cost)
    if broken:
        yield f"{broken:,} ballots are shorter, longer or dearer than the header allows; they are counted as they are."


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def selected(election: Election, winners: Sequence[Project]) -> Election:
    """The same election with the column ``selected`` (1: funded, 0: not) and the votes as they were counted."""
    chosen, support = {project.id for project in winners}, election.support()
    projects = tuple(
        replace(
            project,
            more={**project.more, "votes": f"{support[project.id]:f}", "selected": str(int(project.id in chosen))},
        )
        for project in election.projects
    )
    return replace(election, projects=projects)


def write_pb(election: Election) -> bytes:
    """The file of an election: its header as it is, with the counts, the budget and the vote type that hold."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    meta = {
        **election.meta,
        "num_projects": str(len(election.projects)),
        "num_votes": str(len(election.ballots)),
        "budget": str(election.budget),
        "vote_type": election.vote_type,
    }
    writer.writerows([["META"], ["key", "value"], *meta.items(), ["PROJECTS"]])
    more = _columns([project.more for project in election.projects])
    writer.writerow(["project_id", "cost", "name", *more])
    for project in election.projects:
        writer.writerow(
            [project.id, str(project.cost), project.name, *(project.more.get(column, "") for column in more)]
        )
    more, points = _columns([ballot.more for ballot in election.ballots]), election.vote_type in WITH_POINTS
    writer.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if points else []), *more]])
    for ballot in election.ballots:
        given = [",".join(str(value) for value in ballot.points.values())] if points else []
        rest = [ballot.more.get(column, "") for column in more]
        writer.writerow([ballot.voter, ",".join(ballot.points), *given, *rest])
    return out.getvalue().encode()


def _columns(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))
