"""The Excel workbook of a plan: its sheets, their columns, and what stands in a cell.

The template that contact points fill in and the file that a plan is exported to are the same workbook. Texts have one
column for each language (``Title (en)``); what has no column of its own stands as JSON under ``Other``. A date beside
a deadline's text is there only when the text does not say it by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolbox_nap_monitor import rows

MARK = "opengov-toolbox-nap/1"
"""Stands in the first cell of the sheet ``Lists``: whose workbook this is, and the version of its sheets."""

TEXT_HEADS = {
    "description": "Description",
    "problem": "Problem",
    "causes": "Causes",
    "solution": "Solution",
    "result": "Expected result",
    "baseline": "Baseline",
    "target": "Target",
    "transparency": "How it promotes transparency",
    "participation": "How it improves participation",
    "accountability": "How it fosters accountability",
    "inclusion": "Inclusion",
    "budget": "Budget",
    "output": "Expected output",
    "indicator": "Indicator",
    "unit": "Unit",
}
TAG_HEADS = {
    "value": "OGP values",
    "policy-area": "Policy areas",
    "challenge-area": "Open Gov Challenge areas",
    "sdg": "SDGs",
    "theme": "Theme",
}
_DATES = ("Start", "Start: day", "Deadline", "Deadline: day", "Deadline: precision", "Weight")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``heads`` are its columns; a head that ends with ``(*)`` is repeated for each language.

    ``lists`` names the list that a column's cells are chosen from.
    """

    name: str
    heads: tuple[str, ...]
    lists: Mapping[str, str]

    def columns(self, languages: Sequence[str]) -> list[str]:
        """The heads with their languages."""
        found: list[str] = []
        for head in self.heads:
            if head.endswith(" (*)"):
                found += [f"{head[:-4]} ({language})" for language in languages]
            else:
                found.append(head)
        return found


def _texts(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{TEXT_HEADS[name]} (*)" for name in names)


SHEETS = (
    Sheet(
        "Plan",
        (
            *("Member", "Country (*)", "Level", "ISO 3166", "Region", "Member status", "Plan", "Title (*)"),
            *("OGP identifier", "Start", "End", "Phase", "Submitted", "Licence", "Languages", "Other"),
        ),
        {"Level": "levels", "Member status": "member statuses", "Phase": "phases"},
    ),
    Sheet(
        "Commitments",
        (
            *("Number", "Title (*)", "Short title (*)", *_texts(rows.COMMITMENT_TEXTS), *TAG_HEADS.values()),
            *("Other tags", *_DATES, "Cluster", "Carried from plan", "Carried from commitment", "OGP identifier"),
            *("Address", "Other"),
        ),
        {},
    ),
    Sheet(
        "Milestones",
        ("Commitment", "Code", "Parent", "Title (*)", *_texts(rows.MILESTONE_TEXTS), *_DATES, "Other"),
        {"Commitment": "commitments"},
    ),
    Sheet(
        "Institutions",
        ("Commitment", "Milestone", "Name", "Role", "Kind", "Part of", "Mailbox", "Identifiers"),
        {"Commitment": "commitments", "Milestone": "milestones", "Role": "roles", "Kind": "actor kinds"},
    ),
    Sheet(
        "Updates",
        (
            *("Commitment", "Milestone", "Period", "As of", "Status", "Percent", "Progress (*)", "Challenges (*)"),
            *("Next steps (*)", "Reported by", "Word of the source", "State", "Published", "Evidence", "Other"),
        ),
        {"Commitment": "commitments", "Milestone": "milestones", "Status": "statuses", "State": "states"},
    ),
    Sheet(
        "Verdicts",
        (
            *("Commitment", "Assessor", "Indicator", "Report kind", "Body", "Report", "Year", "Day", "Scale"),
            *("Word", "Value", "Level", "Text (*)", "Address"),
        ),
        {"Commitment": "commitments", "Assessor": "assessors"},
    ),
    Sheet("Process", ("Requirement", "Value", "Note", "Address", "Day"), {}),
)
LISTS: Mapping[str, tuple[str, ...]] = {
    "levels": ("national", "local", "other"),
    "member statuses": rows.MEMBER_STATUSES,
    "phases": rows.PHASES,
    "roles": rows.ROLES,
    "actor kinds": rows.ACTOR_KINDS,
    "statuses": rows.STATUSES,
    "states": rows.UPDATE_STATES,
    "assessors": rows.ASSESSORS,
}


def languages_of(bundle: rows.Bundle) -> list[str]:
    """Every language that a text of the bundle is in, English first."""
    found = {language for texts in _all_texts(bundle) for language in texts}
    return sorted(found, key=lambda language: (language != "en", language))


def _all_texts(bundle: rows.Bundle) -> Iterator[Mapping[str, str]]:
    for member in bundle.members:
        yield member.names
    for plan in bundle.plans:
        yield plan.titles
        yield dict.fromkeys(plan.languages, "")
    for commitment in bundle.commitments:
        yield from (commitment.titles, commitment.short_titles, *commitment.texts.values())
    for milestone in bundle.milestones:
        yield from (milestone.titles, *milestone.texts.values())
    for update in bundle.updates:
        yield from (update.progress, update.challenges, update.next_steps)
    for verdict in bundle.assessments:
        yield verdict.text
