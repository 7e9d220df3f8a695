"""What is proposed for uploaded budget files: by their content alone, or as an earlier version was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import inspection, replay
from toolbox_budget_portal.descriptor.proposal import Proposal
from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.descriptor.resuming import AS_IT_WAS
from toolbox_budget_portal.models import BudgetVersion, Entity
from toolbox_budget_portal.publishing.choices import AMOUNT, CHOICES, DIRECTIONS, ELIMINATION, LEVELS
from toolbox_core import (
    N_,
    DatasetVersion,
    FileStore,
    ImportColumn,
    ImportField,
    ImportFile,
    ImportProposal,
    ImportRow,
    LimitSettings,
)


def inspect(paths: Sequence[Path], limits: LimitSettings) -> ImportProposal:
    """What the files seem to hold. Raises ``UnreadableFile`` or ``InputError``."""
    proposal = propose(list(paths), limits=limits)
    return _shown(proposal, inspection.inspect(proposal, paths[0].parent), {}, {})


def like(
    session: Session, paths: Sequence[Path], version: int, originals: FileStore, limits: LimitSettings
) -> ImportProposal:
    """The files as an earlier version was read, and what is different. Raises as ``inspect``, or ``UnknownVersion``."""
    proposal, kept = replay.propose_like(session, originals, version, paths, limits)
    budget = session.get_one(BudgetVersion, version)
    entity = session.get_one(Entity, budget.entity_id)
    before = {
        "entity": entity.slug,
        "name": entity.name,
        "year": str(budget.fiscal_year + 1),
        "currency": budget.currency,
    }
    state = {"like": version, "kept": sorted(kept)}
    return _shown(proposal, inspection.inspect(proposal, paths[0].parent, kept), before, state)


def earlier(session: Session) -> list[tuple[int, str]]:
    """Versions that are public now, the newest year of each entity first: whose answers can be used again."""
    query = (
        select(DatasetVersion.id, BudgetVersion.fiscal_year, Entity.name)
        .join(BudgetVersion, BudgetVersion.version_id == DatasetVersion.id)
        .join(Entity, Entity.id == BudgetVersion.entity_id)
        .where(DatasetVersion.status == "published")
        .order_by(Entity.name, BudgetVersion.fiscal_year.desc(), DatasetVersion.id.desc())
    )
    return [(row.id, f"{row.name} {row.fiscal_year}") for row in session.execute(query)]


def _shown(
    proposal: Proposal, found: Sequence[dict[str, Any]], before: Mapping[str, str], state: Mapping[str, Any]
) -> ImportProposal:
    files = [_file(at, entry, settled="like" in state) for at, entry in enumerate(found)]
    choices = dict(CHOICES)
    for file in files:
        for column in file.columns:
            choices.setdefault(column.choice, LEVELS.get(column.choice, column.choice))
    years = {column["fiscal_year"] for entry in found for column in entry["columns"] if column["fiscal_year"]}
    fields = [
        ImportField(
            key="entity",
            label=N_("Whose budget is it? A short name for the address"),
            hint=N_("Small letters, digits and hyphens, such as port-sennen"),
            value=before.get("entity", ""),
            required=True,
        ),
        ImportField(
            key="name",
            label=N_("Its full name"),
            hint=N_("Needed when it is new or has changed"),
            value=before.get("name", ""),
        ),
        ImportField(
            key="year",
            label=N_("Fiscal year"),
            hint=N_("Needed unless the files say it"),
            value=_only(years) if years else before.get("year", ""),
        ),
        ImportField(
            key="currency",
            label=N_("Currency"),
            hint=N_("Three letters, such as EUR"),
            value=before.get("currency", ""),
        ),
        *(
            ImportField(
                key=f"direction-{at}",
                label=N_("What does it hold?"),
                value=entry["direction"] + (ELIMINATION if entry["elimination"] and entry["direction"] else ""),
                choices=DIRECTIONS,
                about=Path(entry["file"]).name,
            )
            for at, entry in enumerate(found)
        ),
        ImportField(
            key="controls",
            label=N_("What the files must sum to"),
            hint=N_(
                "One on each line, such as approved=1234.50 or approved:revenue=1234.50. "
                "If a sum differs, nothing is stored."
            ),
            rows=3,
        ),
    ]
    return ImportProposal(
        files=files,
        choices=choices,
        fields=fields,
        questions=proposal.questions,
        state={"descriptor": proposal.descriptor, **state},
    )


def _only(years: set[int]) -> str:
    return str(next(iter(years))) if len(years) == 1 else ""


def _file(at: int, entry: dict[str, Any], *, settled: bool) -> ImportFile:
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
        settled=settled and not entry["sample_problem"] and all(AS_IT_WAS in one.evidence for one in columns),
    )


def _choice(column: Mapping[str, Any]) -> str:
    by_column = column["phase"] and column["column_type"] != "value"
    return f"{AMOUNT}{column['phase']}" if by_column else str(column["column_type"] or "")
