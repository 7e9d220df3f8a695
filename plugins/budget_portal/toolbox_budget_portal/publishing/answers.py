"""What a person answered: the proposed descriptor corrected, and the files stored as drafts."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal import replay, services
from toolbox_budget_portal.descriptor import parse_package
from toolbox_budget_portal.publishing.choices import AMOUNT, ELIMINATION
from toolbox_core import ImportAnswers, InputError


def draft(session: Session, answers: ImportAnswers) -> list[int]:
    """Store the files as drafts, one for each fiscal year. Raises as ``services.import_parsed`` says."""
    fields = answers.fields
    if fields["year"] and not fields["year"].isdigit():
        raise InputError(f"{fields['year']!r} is not a fiscal year.", fix="Give four digits, such as 2024.")
    directions = {
        int(key.removeprefix("direction-")): value for key, value in fields.items() if key.startswith("direction-")
    }
    package = parse_package(corrected(answers.state["descriptor"], answers.columns, directions), answers.folder)
    if answers.state.get("like"):
        again = replay.kept_lists(session, answers.files, answers.state["like"])
        package = replace(package, kept={name: again[name] for name in answers.state["kept"]})
    outcome = services.import_parsed(
        session,
        answers.files,
        package,
        entity=fields["entity"],
        year=int(fields["year"]) if fields["year"] else None,
        name=fields["name"],
        currency=fields["currency"],
        control_totals=[services.read_control_total(line) for line in fields["controls"].splitlines() if line.strip()],
        by=answers.by,
        limits=answers.limits,
        progress=answers.progress,
    )
    return [loaded.version_id for loaded in outcome.drafts]


def corrected(
    descriptor: Mapping[str, Any], columns: Mapping[str, str], directions: Mapping[int, str]
) -> dict[str, Any]:
    """The proposed descriptor with the meanings of columns and the directions of files that a person chose."""
    changed = copy.deepcopy(dict(descriptor))
    for at, resource in enumerate(changed["resources"]):
        schema = resource["schema"]
        for place, entry in enumerate(schema["fields"]):
            choice = columns.get(f"{at}.{place}", present(entry))
            if choice != present(entry):
                _mean(entry, choice)
        if directions.get(at):
            _set_direction(resource, directions[at])
    return changed


def present(entry: Mapping[str, Any]) -> str:
    """What a field of a descriptor means, as one of the choices."""
    normalize = entry.get("normalize")
    return f"{AMOUNT}{normalize['phase']}" if normalize else str(entry.get("columnType", ""))


def _mean(entry: dict[str, Any], choice: str) -> None:
    for key in ("columnType", "normalize", "phases", "inTotals"):
        entry.pop(key, None)
    if choice.startswith(AMOUNT):
        entry |= {"type": "number", "normalize": {"phase": choice.removeprefix(AMOUNT)}}
        entry.setdefault("decimalChar", ".")
        return
    for key in ("decimalChar", "groupChar", "bareNumber"):
        entry.pop(key, None)
    entry["type"] = "integer" if choice == "date:fiscal-year" else "string"
    if choice:
        entry["columnType"] = choice


def _set_direction(resource: dict[str, Any], answer: str) -> None:
    """Say in the descriptor what a file holds: a direction, with or without ``-elimination``."""
    direction, mark, _ = answer.partition(ELIMINATION)
    told = {"direction": direction, **({"budgetary-transfers": "elimination"} if mark else {})}
    extra = resource["schema"].setdefault("extraFields", [])
    extra[:] = [entry for entry in extra if entry.get("columnType") not in ("direction", "budgetary-transfers")]
    resource.pop("elimination", None)
    for kind, constant in told.items():
        name = "elimination" if kind == "budgetary-transfers" else kind
        extra.append({"name": name, "type": "string", "columnType": kind, "constant": constant})
