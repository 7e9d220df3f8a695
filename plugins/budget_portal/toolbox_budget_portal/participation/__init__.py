"""Participatory budgeting: elections as Pabulib files, two ways to count them, and the proof of each count. Pure."""

from toolbox_budget_portal.participation.audit import AUDIT_COLUMNS as AUDIT_COLUMNS
from toolbox_budget_portal.participation.audit import audit_rows as audit_rows
from toolbox_budget_portal.participation.audit import rounded as rounded
from toolbox_budget_portal.participation.counting import RULES as RULES
from toolbox_budget_portal.participation.counting import count as count
from toolbox_budget_portal.participation.election import Ballot as Ballot
from toolbox_budget_portal.participation.election import Count as Count
from toolbox_budget_portal.participation.election import Election as Election
from toolbox_budget_portal.participation.election import Project as Project
from toolbox_budget_portal.participation.pabulib import read_pb as read_pb
from toolbox_budget_portal.participation.pabulib import selected as selected
from toolbox_budget_portal.participation.pabulib import write_pb as write_pb

__all__ = [
    "AUDIT_COLUMNS",
    "RULES",
    "Ballot",
    "Count",
    "Election",
    "Project",
    "audit_rows",
    "count",
    "read_pb",
    "rounded",
    "selected",
    "write_pb",
]
