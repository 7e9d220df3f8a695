"""Words for codes: statuses, verdicts, roles, kinds. Each status has a tone and a shape beside its word."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from toolbox_core import N_

STATUS_WORDS: Mapping[str, str] = {
    "not-started": N_("Not started"),
    "limited": N_("Limited"),
    "in-progress": N_("In progress"),
    "substantial": N_("Substantial"),
    "complete": N_("Complete"),
    "withdrawn": N_("Withdrawn"),
    "unclear": N_("Unclear"),
    "not-reviewed": N_("Not reviewed"),
    "no-data": N_("No data"),
    "not-applicable": N_("Not applicable"),
    "no-evidence": N_("No evidence available"),
    "": N_("Nothing reported"),
}
TONES: Mapping[str, str] = {"complete": "ok", "substantial": "info", "in-progress": "info", "limited": "warn"}
SHAPES: Mapping[str, str] = {"limited": "change", "in-progress": "change"}
MARKS: Mapping[str, str] = {
    "complete": "k1",
    "substantial": "k4",
    "in-progress": "k6",
    "limited": "k2",
    "not-started": "kq",
    "unclear": "gap",
    "withdrawn": "gap",
    "": "gap",
}
"""The classes of the style sheet that tell statuses apart in drawings; words stand beside them always."""
ORDER = ("complete", "substantial", "in-progress", "limited", "not-started", "unclear", "withdrawn", "")
ASSESSOR_WORDS: Mapping[str, str] = {
    "government": N_("The government says"),
    "civil-society": N_("Civil society says"),
    "irm": N_("The independent review says"),
}
ASSESSOR_NAMES: Mapping[str, str] = {
    "government": N_("Government"),
    "civil-society": N_("Civil society"),
    "irm": N_("Independent review"),
}
ROLE_WORDS: Mapping[str, str] = {
    "lead": N_("Leads"),
    "co-lead": N_("Leads together"),
    "support": N_("Supports"),
    "consulted": N_("Is consulted"),
    "monitor": N_("Monitors"),
}
PHASE_WORDS: Mapping[str, str] = {
    "preparing": N_("Being prepared"),
    "co-creation": N_("Co-creation"),
    "submitted": N_("Submitted"),
    "implementation": N_("Being carried out"),
    "evaluation": N_("Being evaluated"),
    "closed": N_("Closed"),
}
EVIDENCE_WORDS: Mapping[str, str] = {
    "law": N_("Law"),
    "dataset": N_("Dataset"),
    "web-page": N_("Web page"),
    "report": N_("Report"),
    "meeting": N_("Meeting"),
    "photo": N_("Photograph"),
    "code": N_("Source code"),
}
TEXT_WORDS: Mapping[str, str] = {
    "description": N_("What is promised"),
    "problem": N_("Which problem it is about"),
    "causes": N_("What causes the problem"),
    "solution": N_("What will be done"),
    "result": N_("What will be different"),
    "baseline": N_("Where it starts from"),
    "target": N_("What it aims at"),
    "transparency": N_("How it promotes transparency"),
    "participation": N_("How it promotes participation"),
    "accountability": N_("How it fosters accountability"),
    "inclusion": N_("Who is included by it"),
    "budget": N_("What it costs"),
}
TAG_WORDS: Mapping[str, str] = {
    "theme": N_("Theme"),
    "value": N_("Open government values"),
    "policy-area": N_("Policy areas"),
    "challenge-area": N_("Open Gov Challenge"),
    "sdg": N_("Sustainable Development Goals"),
    "working-group": N_("Working groups"),
}
GOAL_WORDS: Mapping[int, str] = {
    1: N_("No poverty"),
    2: N_("Zero hunger"),
    3: N_("Good health and well-being"),
    4: N_("Quality education"),
    5: N_("Gender equality"),
    6: N_("Clean water and sanitation"),
    7: N_("Affordable and clean energy"),
    8: N_("Decent work and economic growth"),
    9: N_("Industry, innovation and infrastructure"),
    10: N_("Reduced inequalities"),
    11: N_("Sustainable cities and communities"),
    12: N_("Responsible consumption and production"),
    13: N_("Climate action"),
    14: N_("Life below water"),
    15: N_("Life on land"),
    16: N_("Peace, justice and strong institutions"),
    17: N_("Partnerships for the goals"),
}
"""The Sustainable Development Goals by their short titles (United Nations, A/RES/70/1)."""
VALUE_WORDS: Mapping[str, str] = {
    "transparency": N_("Transparency"),
    "participation": N_("Participation"),
    "accountability": N_("Accountability"),
    "technology": N_("Technology"),
}
INDICATOR_WORDS: Mapping[str, str] = {
    "completion": N_("Completion"),
    "specificity": N_("Specificity"),
    "verifiable": N_("Verifiable"),
    "relevance": N_("Relevant to open government"),
    "potential-impact": N_("Potential impact"),
    "potential-for-results": N_("Potential for results"),
    "early-results": N_("Early results"),
    "diog": N_("Did it open government?"),
    "starred": N_("Starred"),
}
RULE_WORDS: Mapping[str, str] = {
    "latest-published": N_("the newest published report"),
    "all-complete": N_("the steps taken together: complete only when all of them are"),
    "own-word": N_("the newest report on the commitment as a whole"),
}


def translator(language: str) -> Callable[..., str]:
    """Messages of this plugin in a language, with their places filled in: for files and letters."""
    folder = Path(__file__).parent / "translations"
    catalogue = gettext.translation("messages", folder, [language.replace("-", "_"), language[:2]], fallback=True)

    def say(message: str, /, **values: Any) -> str:
        text = catalogue.gettext(message) if message else ""
        return text % values if values else text

    return say
