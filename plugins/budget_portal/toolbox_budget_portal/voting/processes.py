"""Making, changing, opening and closing participatory budgets."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.exceptions import Fault, Refused
from toolbox_budget_portal.models import Entity
from toolbox_budget_portal.participation import RULES
from toolbox_budget_portal.voting import ballots
from toolbox_budget_portal.voting.phases import read_calendar
from toolbox_budget_portal.voting.records import ACCEPTED, Process
from toolbox_core import N_, decimal_places, to_minor, utcnow

TAKEN = ("desk", "new", "load")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_DIGITS = 4
_SETTLED = ("ballot", "least", "most", "points", "most_points", "voting", "budget", "digits", "currency")
"""What must not change once somebody has voted."""


def amount(text: str) -> Decimal | None:
    """A sum of money as people type it (``1 250,50``); ``None`` when it is none."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    try:
        found = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None
    if not found.is_finite() or decimal_places(found) > _MOST_DIGITS or abs(found) >= Decimal(10) ** 14:
        return None
    return found


def read_process(typed: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """What a form says of a process, as values of its row, and everything that is wrong with it."""
    faults: list[Fault] = []
    text = {name: value.strip() for name, value in typed.items()}
    calendar, wrong = read_calendar(text)
    if not 3 <= len(text.get("name", "")) <= 200:
        faults.append(Fault("name", N_("Give it a name of 3 to 200 characters.")))
    if not re.fullmatch("[A-Z]{3}", text.get("currency", "")):
        faults.append(Fault("currency", N_("Write the three letters of the currency, such as EUR.")))
    budget = amount(text.get("budget", ""))
    if budget is None or budget <= 0:
        faults.append(Fault("budget", N_("Write a sum above zero, such as 400000 or 1250.50.")))
        budget = Decimal(1)
    kind = text.get("ballot", "")
    if kind not in ballots.KINDS:
        faults.append(Fault("ballot", N_("Choose a kind of ballot.")))
    if text.get("voting") not in ("email", "code"):
        faults.append(Fault("voting", N_("Choose how people vote.")))
    if text.get("rule") not in RULES:
        faults.append(Fault("rule", N_("Choose the rule that decides.")))
    numbers = {name: _whole(text.get(name, ""), name, faults) for name in ("least", "most", "points", "most_points")}
    least = numbers["least"] or 1
    if numbers["most"] is not None and numbers["most"] < least:
        faults.append(Fault("most", N_("The most is less than the least.")))
    if kind == ballots.CUMULATIVE and not numbers["points"]:
        faults.append(Fault("points", N_("Say how many points there are to give.")))
    digits = max(2, decimal_places(budget))
    values: dict[str, Any] = {
        **{name: text.get(name, "") for name in ("name", "text", "currency", "ballot", "voting", "rule")},
        "area": text.get("area", "")[:200],
        "digits": digits,
        "budget": to_minor(budget, digits),
        **numbers,
        "least": least,
        "phases": calendar.as_json(),
    }
    if kind != ballots.CUMULATIVE:
        values["points"] = values["most_points"] = None
    return values, [*faults, *wrong]


def _whole(text: str, field: str, faults: list[Fault]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 7):
        faults.append(Fault(field, N_("Write a whole number above zero, or leave it empty.")))
        return None
    return int(text)


def _entity(session: Session, slug: str, faults: list[Fault]) -> int | None:
    if not slug:
        return None
    found = session.scalar(select(Entity.id).where(Entity.slug == slug))
    if found is None:
        faults.append(Fault("entity", N_("There are no budgets of %(slug)s here."), {"slug": slug[:64]}))
    return found


def create(session: Session, typed: Mapping[str, str], *, by: str) -> str:
    """Make a process as a draft; returns its slug. Raises ``Refused`` with every fault."""
    values, faults = read_process(typed)
    slug = typed.get("slug", "").strip()
    if not _SLUG.fullmatch(slug) or len(slug) > 64 or slug in TAKEN:
        faults.append(Fault("slug", N_("Use small letters, digits and single hyphens, such as green-city-2026.")))
    elif session.scalar(select(exists().where(t.Process.slug == slug))):
        faults.append(Fault("slug", N_("There is already a participatory budget of that address.")))
    entity = _entity(session, typed.get("entity", "").strip(), faults)
    if faults:
        raise Refused(faults)
    session.add(
        t.Process(
            slug=slug, entity_id=entity, secret=secrets.token_hex(32), meta={}, state="draft", created_by=by, **values
        )
    )
    session.flush()
    return slug


def change(session: Session, of: Process, typed: Mapping[str, str]) -> None:
    """Change a process. Once somebody has voted, what ballots must keep to stays as it is. Raises ``Refused``."""
    row = session.get_one(t.Process, of.id)
    if row.results_at is not None:
        raise Refused([Fault("name", N_("The results are public; nothing can be changed any more."))])
    values, faults = read_process(typed)
    entity = _entity(session, typed.get("entity", "").strip(), faults)
    if has_votes(session, of):
        for name in _SETTLED:
            if values[name] != getattr(row, name):
                faults.append(
                    Fault(
                        "budget" if name == "digits" else name,
                        N_("People have voted already: the budget, the currency and the rules of ballots stay."),
                    )
                )
    elif values["digits"] < row.digits:
        values["budget"] *= 10 ** (row.digits - values["digits"])
        values["digits"] = row.digits
    elif values["digits"] > row.digits and session.scalar(
        select(exists().where(t.Project.process_id == of.id, t.Project.cost.is_not(None)))
    ):
        faults.append(Fault("budget", N_("The costs of projects have fewer decimal places; round the budget.")))
    if faults:
        raise Refused(faults)
    row.entity_id = entity
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def has_votes(session: Session, of: Process) -> bool:
    """Whether anybody has voted."""
    return bool(session.scalar(select(exists().where(t.Ballot.process_id == of.id))))


def has_choices(session: Session, of: Process) -> bool:
    """Whether there is anything to vote for."""
    return bool(session.scalar(select(exists().where(t.Project.process_id == of.id, t.Project.state == ACCEPTED))))


def publish(session: Session, of: Process) -> None:
    """Show a draft to everybody."""
    session.get_one(t.Process, of.id).state = "public"
    session.flush()


def close(session: Session, of: Process) -> None:
    """End the vote now, before its last day; no vote is taken any more. Raises ``Refused`` for one that has ended."""
    row = session.get_one(t.Process, of.id)
    if row.closed_at is not None:
        raise Refused([Fault("act", N_("The vote is closed already."))])
    row.closed_at = utcnow()
    session.flush()
