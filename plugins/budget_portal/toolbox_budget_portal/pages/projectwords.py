"""Stages of capital projects and what stands out about them, in plain words."""

from __future__ import annotations

from toolbox_budget_portal.pages.wording import Wording
from toolbox_budget_portal.projects import stages
from toolbox_budget_portal.projects.stages import Finding
from toolbox_core import N_

STAGE_WORDS = {
    stages.PLANNED: N_("planned"),
    stages.DESIGN: N_("being designed"),
    stages.PROCUREMENT: N_("looking for a builder"),
    stages.CONSTRUCTION: N_("being built"),
    stages.FINISHED: N_("finished"),
    stages.STOPPED: N_("stopped"),
    stages.OTHER: N_("another stage"),
}


def sentence(words: Wording, finding: Finding) -> str:
    """A finding with its figures."""
    amount, share = words.with_currency(finding.amount), words.percent(finding.share)
    if finding.kind == stages.LATE:
        return words._("%(days)s days later than planned", days=words.number(finding.days))
    if finding.kind == stages.OVER:
        return words._("%(amount)s (%(share)s) dearer than estimated", amount=amount, share=share)
    if finding.kind == stages.BEYOND:
        return words._("%(amount)s more was spent than it is to cost", amount=amount)
    return words._("%(amount)s more was spent in the year than was budgeted", amount=amount)
