"""Reading the three tables of the United States' tracker: commitments, sub-commitments, reasoned responses.

A sub-commitment's one status is that of its newest update (February 2024). What was written in August 2023 is an
update, too; it had no status of its own, so it is "complete" where the next one says "previously completed", and
"in progress" or "not started" as far as the newest status allows, never more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from toolbox_nap_monitor.importers.reading import Reading, Source, Wish, own_plan, problem
from toolbox_nap_monitor.rows import (
    Bundle,
    Commitment,
    Evidence,
    Involvement,
    Milestone,
    Proposal,
    Response,
    SourceRow,
    Update,
)
from toolbox_nap_monitor.scales import read_status

_COMMITMENTS = {"commitment_id", "title", "theme", "sub_commitments_text"}
_SUBS = {"subcommitment_id", "subcommitment_text", "agency", "status"}
_RESPONSES = {"id", "what_we_heard", "our_response"}
_PERIOD = re.compile(r"(\d{4})-(\d{4})")
_PROGRESS = re.compile(r"progress_(\d{4})_(\d{2})")
_PENDING = ("", "progress update pending")
_DONE_BEFORE = "previously completed"

Cells = Mapping[str, str]


def recognises(names: tuple[str, ...]) -> str:
    """Which of the three tables these columns are; empty when they are none."""
    there = set(names)
    if there >= _SUBS:
        return "us-sub-commitments"
    return "us-commitments" if there >= _COMMITMENTS else "us-reasoned-responses" if there >= _RESPONSES else ""


def read_commitments(source: Source, wish: Wish) -> Reading:
    """Read the table of commitments."""
    reading = Reading("us-commitments")
    member, plan = own_plan(wish)
    commitments: dict[str, Commitment] = {}
    for number, cells in source.rows:
        row = dict(zip(source.columns, cells, strict=False))
        code, title = row["commitment_id"].strip(), row["title"].strip()
        if not code or not title or code in commitments:
            column = "title" if code and not title else "commitment_id"
            message = f"Commitment {code} is there twice." if code in commitments else f"The row has no {column}."
            rule = "unique" if code in commitments else "required"
            reading.reject(problem(source, number, column, row[column], rule, message))
            continue
        text, theme = row["sub_commitments_text"].strip(), row["theme"].strip()
        commitments[code] = Commitment(
            member=member.code,
            plan=plan.number,
            number=code,
            titles={"en": title},
            ogp_uid=code,
            texts={"description": {"en": text}} if text else {},
            tags={"theme": (theme,)} if theme else {},
            url=row.get("ogp_url", "").strip(),
            source=source.origin(number),
        )
        reading.take()
    return reading.finish(source, Bundle(members=(member,), plans=(plan,), commitments=tuple(commitments.values())))


def read_sub_commitments(source: Source, wish: Wish) -> Reading:
    """Read the table of sub-commitments: milestones, their updates and their evidence."""
    reading = Reading("us-sub-commitments")
    member, plan = own_plan(wish)
    commitments: dict[str, Commitment] = {}
    milestones: dict[str, Milestone] = {}
    updates: list[Update] = []
    facts: dict[str, Any] = {}
    periods = [name for name in source.columns if _PROGRESS.fullmatch(name)]
    for number, cells in source.rows:
        row = dict(zip(source.columns, cells, strict=False))
        fault = _sub_fault(row, milestones)
        if fault is not None:
            column, rule, message = fault
            reading.reject(problem(source, number, column, row[column], rule, message))
            continue
        facts = facts or _plan_facts(row, wish.today)
        top, code = row["commitment_id"].strip(), row["subcommitment_id"].strip()
        theme = row.get("theme", "").strip()
        here: dict[str, Any] = {"member": member.code, "plan": plan.number}
        commitments.setdefault(
            top,
            Commitment(
                **here,
                number=top,
                titles={"en": top},
                ogp_uid=top,
                tags={"theme": (theme,)} if theme else {},
                source=source.origin(number),
            ),
        )
        milestones[code] = Milestone(
            **here,
            commitment=top,
            code=code,
            titles={"en": row["subcommitment_text"].strip()},
            involved=_agency(row["agency"]),
            source=source.origin(number),
            extra={name: row[name] for name in ("evidence_2024_02", "source_file", *periods) if row.get(name)},
        )
        updates += _updates(row, periods, here | {"commitment": top, "milestone": code}, source.origin(number))
        reading.take()
    reading.placeholders = frozenset((member.code, plan.number, code) for code in commitments)
    _, plan = own_plan(wish, **facts)
    return reading.finish(
        source,
        Bundle(
            members=(member,),
            plans=(plan,),
            commitments=tuple(commitments.values()),
            milestones=tuple(milestones.values()),
            updates=tuple(updates),
        ),
    )


def _sub_fault(row: Cells, there: Mapping[str, Milestone]) -> tuple[str, str, str] | None:
    top, code = row["commitment_id"].strip(), row["subcommitment_id"].strip()
    if not top or not code:
        return ("commitment_id" if not top else "subcommitment_id"), "required", "The row lacks one of its codes."
    if not code.startswith(f"{top}."):
        return "subcommitment_id", "parent", f"Sub-commitment {code} does not begin with the code of {top}."
    if code in there:
        return "subcommitment_id", "unique", f"Sub-commitment {code} is there twice."
    if not row["subcommitment_text"].strip():
        return "subcommitment_text", "required", f"Sub-commitment {code} has no text."
    if not read_status(row["status"]):
        return "status", "scale", f"{row['status']!r} is no status: Complete, In Progress or Not Started."
    return None


def _plan_facts(row: Cells, today: date) -> dict[str, Any]:
    years = _PERIOD.search(row.get("plan_period", ""))
    if years is None:
        return {}
    ends = date(int(years[2]), 12, 31)
    return {
        "titles": {"en": row.get("plan", "").strip()} if row.get("plan", "").strip() else {},
        "starts": date(int(years[1]), 1, 1),
        "ends": ends,
        "phase": "closed" if ends < today else "implementation",
    }


def _agency(cell: str) -> tuple[Involvement, ...]:
    parent, _, child = (part.strip() for part in cell.rpartition(" > "))
    name = " ".join((child or cell).split())
    return (Involvement(name=name, parent=" ".join(parent.split())),) if name else ()


def _updates(row: Cells, periods: list[str], here: dict[str, Any], origin: SourceRow) -> list[Update]:
    found = []
    newest = read_status(row["status"])
    done_before = any(_DONE_BEFORE in row[name].casefold() for name in periods[1:])
    urls = [url for url in row.get("urls", "").split("|") if url]
    last = periods[-1] if periods else ""
    for name in periods:
        text = row[name].strip()
        if text.casefold() in _PENDING and name != last:
            continue
        match = _PROGRESS.fullmatch(name)
        status = newest if name == last or done_before or newest != "complete" else "in-progress"
        proof = row.get(name.replace("progress", "evidence"), "")
        own = [url for url in urls if (url in text or url in proof) or (name == last and not _cited(url, row, periods))]
        found.append(
            Update(
                **here,
                period=f"{match[1]}-{match[2]}" if match else name,
                status=status,
                raw_status=row["status"] if name == last else "",
                progress={"en": text} if text else {},
                evidence=tuple(Evidence(url=url) for url in dict.fromkeys(own)),
                source=origin,
            )
        )
    return found


def _cited(url: str, row: Cells, periods: list[str]) -> bool:
    return any(url in row[name] or url in row.get(name.replace("progress", "evidence"), "") for name in periods)


def read_responses(source: Source, wish: Wish) -> Reading:
    """Read the reasoned responses: what was heard, and what the government answered."""
    reading = Reading("us-reasoned-responses")
    member, plan = own_plan(wish)
    proposals: dict[str, Proposal] = {}
    for number, cells in source.rows:
        row = dict(zip(source.columns, cells, strict=False))
        code, heard = row["id"].strip(), row["what_we_heard"].strip()
        if not code or not heard or code in proposals:
            column = "id" if not code or code in proposals else "what_we_heard"
            rule = "unique" if code in proposals else "required"
            message = f"Item {code} is there twice." if code in proposals else f"The row has no {column}."
            reading.reject(problem(source, number, column, row[column], rule, message))
            continue
        answer, theme = row["our_response"].strip(), row.get("theme", "").strip()
        proposals[code] = Proposal(
            member=member.code,
            plan=plan.number,
            code=code,
            kind="comment",
            titles={"en": theme} if theme else {},
            text={"en": heard},
            responses=(Response(text={"en": answer}),) if answer else (),
            source=source.origin(number),
        )
        reading.take()
    return reading.finish(source, Bundle(members=(member,), plans=(plan,), proposals=tuple(proposals.values())))
