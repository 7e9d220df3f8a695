"""The words of a reasoned response: how far the idea is, what stands in its way, what opportunities there are.

After the taxonomy of the United States' Feedback Pilot (public domain), which asked agencies the same of each comment.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolbox_core import N_

STAGES: Mapping[str, str] = {
    "implemented": N_("Already implemented"),
    "in-progress": N_("Already in progress"),
    "considered": N_("Currently being considered"),
    "could-be": N_("Not currently being considered, but could be"),
    "cannot": N_("Cannot be considered at this time"),
    "interagency": N_("An idea for several institutions together"),
    "not-relevant": N_("Not relevant to this institution"),
    "other": N_("Something else: see the answer"),
}
OBSTACLES: Mapping[str, str] = {
    "out-of-scope": N_("Out of scope of the institution's powers"),
    "other-institution": N_("Applies to another institution"),
    "coordination": N_("Requires coordination"),
    "legislation": N_("Requires new legislation or a change of it"),
    "regulation": N_("Requires new regulation or a change of it"),
    "funding": N_("Requires funding"),
    "staffing": N_("Requires staff"),
    "resources": N_("Requires other resources"),
    "priorities": N_("Not aligned with current priorities"),
    "other": N_("Another obstacle: see the answer"),
}
OPPORTUNITIES: Mapping[str, str] = {
    "announcement": N_("A public announcement"),
    "session": N_("An engagement session"),
    "request-for-information": N_("A public request for information"),
    "outreach": N_("Outreach to groups concerned"),
    "other": N_("Another opportunity: see the answer"),
}
POSITIVE = ("implemented", "in-progress", "considered")
"""Stages that need no obstacle; every other one says what stands in the way."""
