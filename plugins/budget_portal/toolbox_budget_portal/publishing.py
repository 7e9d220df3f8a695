"""The publisher's path in the browser: budget files proposed, corrected, stored as drafts, published.

The same services as ``toolbox budget``; what a person answers on the page changes the proposed descriptor.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolbox_budget_portal import differences, inspection, services
from toolbox_budget_portal.descriptor import parse_package
from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.receipt.services import is_rules
from toolbox_budget_portal.yardsticks import importer as yardsticks
from toolbox_budget_portal.yardsticks.services import is_yardstick
from toolbox_core import (
    N_,
    ImportAnswers,
    ImportColumn,
    Importer,
    ImportField,
    ImportFile,
    ImportProposal,
    ImportRow,
    InputError,
    LimitSettings,
    current_versions,
    find_version,
)

AMOUNT = "amount:"
CHOICES = {
    "": N_("not used"),
    "amount:approved": N_("amount: approved"),
    "amount:adjusted": N_("amount: adjusted"),
    "amount:executed": N_("amount: executed"),
    "date:fiscal-year": N_("fiscal year"),
    "direction": N_("expenditure or revenue"),
    "functional-classification:generic:code": N_("purpose: code"),
    "functional-classification:generic:label": N_("purpose: name"),
    "economic-classification:generic:code": N_("kind of expense or income: code"),
    "economic-classification:generic:label": N_("kind of expense or income: name"),
    "administrative-classification:generic:code": N_("office: code"),
    "administrative-classification:generic:label": N_("office: name"),
}
"""What a column can be said to mean; what is proposed beyond these is offered under its own name."""


def inspect(paths: Sequence[Path], limits: LimitSettings) -> ImportProposal:
    """What the files seem to hold. Raises ``UnreadableFile`` or ``InputError``."""
    proposal = propose(list(paths), limits=limits)
    found = inspection.inspect(proposal, paths[0].parent)
    files = [_file(at, entry) for at, entry in enumerate(found)]
    choices = dict(CHOICES)
    for file in files:
        for column in file.columns:
            choices.setdefault(column.choice, column.choice)
    years = {column["fiscal_year"] for entry in found for column in entry["columns"] if column["fiscal_year"]}
    fields = [
        ImportField(
            key="entity",
            label=N_("Whose budget is it? A short name for the address"),
            hint=N_("Small letters, digits and hyphens, such as port-sennen"),
            required=True,
        ),
        ImportField(key="name", label=N_("Its full name"), hint=N_("Needed when it is new or has changed")),
        ImportField(key="year", label=N_("Fiscal year"), hint=N_("Needed unless the files say it"), value=_only(years)),
        ImportField(key="currency", label=N_("Currency"), hint=N_("Three letters, such as EUR")),
        *(
            ImportField(
                key=f"direction-{at}",
                label=N_("Is it expenditure or revenue?"),
                hint=N_("Write expenditure or revenue; leave it empty when a column says it"),
                value=entry["direction"],
            )
            for at, entry in enumerate(found[:1])
        ),
        ImportField(
            key="controls",
            label=N_("What the files must sum to"),
            hint=N_("One on each line, such as approved=1234.50. If the sum differs, nothing is stored."),
            rows=3,
        ),
    ]
    return ImportProposal(
        files=files,
        choices=choices,
        fields=fields,
        questions=proposal.questions,
        state={"descriptor": proposal.descriptor},
    )


def _only(years: set[int]) -> str:
    return str(next(iter(years))) if len(years) == 1 else ""


def _file(at: int, entry: dict[str, Any]) -> ImportFile:
    facts = [f"Encoding {entry['encoding']}: {entry['encoding_evidence']}"] if entry["encoding"] else ["A workbook."]
    facts += [f"Delimiter {entry['delimiter']!r}: {entry['delimiter_evidence']}"] if entry["encoding"] else []
    columns = [
        ImportColumn(key=f"{at}.{place}", name=column["name"], choice=_choice(column), evidence=column["evidence"])
        for place, column in enumerate(entry["columns"])
    ]
    rows = [
        ImportRow(
            number=row["row"],
            raw=[str(cell) for cell in row["raw"]],
            read=[inspection.line_text(line) for line in row["lines"]],
            problems=[str(problem) for problem in row["problems"]],
        )
        for row in entry["sample"][:10]
    ]
    return ImportFile(
        name=Path(entry["file"]).name,
        facts=[*facts, entry["direction_evidence"]],
        columns=columns,
        rows=rows,
        problem=entry["sample_problem"],
    )


def _choice(column: Mapping[str, Any]) -> str:
    return f"{AMOUNT}{column['phase']}" if column["phase"] else str(column["column_type"] or "")


def draft(session: Any, answers: ImportAnswers) -> list[int]:
    """Store the files as drafts, one for each fiscal year. Raises as ``services.import_parsed`` says."""
    fields = answers.fields
    if fields["year"] and not fields["year"].isdigit():
        raise InputError(f"{fields['year']!r} is not a fiscal year.", fix="Give four digits, such as 2024.")
    descriptor = corrected(answers.state["descriptor"], answers.columns, fields.get("direction-0", ""))
    outcome = services.import_parsed(
        session,
        answers.files,
        parse_package(descriptor, answers.folder),
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


def corrected(descriptor: Mapping[str, Any], columns: Mapping[str, str], direction: str) -> dict[str, Any]:
    """The proposed descriptor with the meanings and the direction that a person chose."""
    changed = copy.deepcopy(dict(descriptor))
    for at, resource in enumerate(changed["resources"]):
        schema = resource["schema"]
        for place, entry in enumerate(schema["fields"]):
            choice = columns.get(f"{at}.{place}", _present(entry))
            if choice != _present(entry):
                _mean(entry, choice)
        if at == 0 and direction:
            _set_direction(schema["extraFields"], direction)
    return changed


def _present(entry: Mapping[str, Any]) -> str:
    normalize = entry.get("normalize")
    return f"{AMOUNT}{normalize['phase']}" if normalize else str(entry.get("columnType", ""))


def _mean(entry: dict[str, Any], choice: str) -> None:
    for key in ("columnType", "normalize"):
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


def _set_direction(extra: list[dict[str, Any]], direction: str) -> None:
    extra[:] = [entry for entry in extra if entry.get("columnType") != "direction"]
    extra.append({"name": "direction", "type": "string", "columnType": "direction", "constant": direction})


def publish(session: Any, version: int, by: str, accepted: int) -> None:
    """Make a draft public."""
    services.publish_version(session, version, by=by, accept_rejected=accepted)


def changes(session: Any, version: int) -> list[str]:
    """What a draft changes against the version that is public now, in sentences; nothing when none is."""
    if is_yardstick(session, version) or is_rules(session, version):
        return []
    public = [one for one in current_versions(session, find_version(session, version).dataset) if one.id != version]
    return differences.compare(session, public[-1].id, version).as_text().splitlines() if public else []


IMPORTER = Importer(
    id="budgets",
    label=N_("Budget files"),
    hint=N_("CSV or workbook, one row for each budget line"),
    permission="budget_portal.import",
    publish_permission="budget_portal.publish",
    inspect=inspect,
    draft=draft,
    publish=publish,
    discard=services.discard_version,
    differences=changes,
)

YARDSTICKS = Importer(
    id="yardsticks",
    label=N_("Population, prices, gross domestic product"),
    hint=N_("CSV or workbook, one row for each year"),
    permission="budget_portal.import",
    publish_permission="budget_portal.publish",
    inspect=yardsticks.inspect,
    draft=yardsticks.draft,
    publish=publish,
    discard=services.discard_version,
    differences=changes,
)
