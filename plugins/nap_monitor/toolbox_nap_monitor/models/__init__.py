"""The tables, all named ``nap_monitor_…``.

A member has plans, a plan has commitments, a commitment has milestones (a tree). What was done (``update``), who judges
it (``assessment``) and what was answered (``response``) is only ever added, never changed: a correction is a new row
that names the one it ``supersedes``.

Texts are JSON objects from a language tag to the text; ``extra`` keeps cells of a source file that have no column of
their own. Codes are text. ``origin`` says which row of which file a record came from (``file``, ``sheet``, ``row``).
"""

from toolbox_nap_monitor.models.answers import Decision, Endorsement, Meeting, Proposal, Response, SupportRequest
from toolbox_nap_monitor.models.plans import (
    Commitment,
    Institution,
    Involvement,
    Member,
    Milestone,
    PhaseEvent,
    Plan,
    Tag,
)
from toolbox_nap_monitor.models.progress import (
    Assessment,
    Change,
    Document,
    Evidence,
    ImportRun,
    MetricLink,
    MetricValue,
    ProcessFact,
    Reminder,
    Update,
)
from toolbox_nap_monitor.models.reporting import SelfAssessment

__all__ = [
    "Assessment",
    "Change",
    "Commitment",
    "Decision",
    "Document",
    "Endorsement",
    "Evidence",
    "ImportRun",
    "Institution",
    "Involvement",
    "Meeting",
    "Member",
    "MetricLink",
    "MetricValue",
    "Milestone",
    "PhaseEvent",
    "Plan",
    "ProcessFact",
    "Proposal",
    "Reminder",
    "Response",
    "SelfAssessment",
    "SupportRequest",
    "Tag",
    "Update",
]
