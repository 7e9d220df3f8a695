"""What states, phases and kinds are called: message ids, and letters in the language of whom they are written to."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from pathlib import Path

from toolbox_core import N_

PHASE_WORDS: Mapping[str, str] = {
    "ideas": N_("Ideas"),
    "review": N_("Review"),
    "vote": N_("Vote"),
    "results": N_("Results"),
    "delivery": N_("Delivery"),
}
PHASE_MEANINGS: Mapping[str, str] = {
    "ideas": N_("Everybody can propose a project."),
    "review": N_(
        "The administration looks at what was proposed: what it costs, whether it can be done. It gives reasons."
    ),
    "vote": N_("People choose among the accepted projects."),
    "results": N_("The votes are counted, and the count is published so that anybody can repeat it."),
    "delivery": N_("What won is built. Every step has its day."),
}
STATE_WORDS: Mapping[str, tuple[str, str]] = {
    "waiting": (N_("waits to be looked at"), "warn"),
    "proposed": (N_("proposed"), "info"),
    "accepted": (N_("accepted"), "ok"),
    "refused": (N_("not accepted"), "bad"),
}
BALLOT_WORDS: Mapping[str, str] = {
    "approval": N_("Approval: choose projects, each counts as one vote"),
    "knapsack": N_("Knapsack: spend the budget on the projects you want"),
    "cumulative": N_("Cumulative: share points out among projects"),
}
VOTING_WORDS: Mapping[str, str] = {
    "email": N_("One vote for each e-mail address, by a link in a letter"),
    "code": N_("One vote for each code that the administration hands out"),
    "file": N_("The vote was held elsewhere and read from a file"),
}
RULE_WORDS: Mapping[str, str] = {
    "greedy": N_("Most votes first (greedy)"),
    "equal-shares": N_("Method of Equal Shares"),
}
RULE_MEANINGS: Mapping[str, str] = {
    "greedy": N_("From most votes to fewest, each project that still fits is funded. A majority can win everything."),
    "equal-shares": N_(
        "Each voter has the same part of the budget; a project is funded when those who chose it can pay for it "
        "together. A minority gets its part."
    ),
}
STEP_WORDS: Mapping[str, tuple[str, str]] = {
    "planned": (N_("planned"), "idle"),
    "started": (N_("begun"), "info"),
    "done": (N_("done"), "ok"),
    "dropped": (N_("given up"), "bad"),
}
DECISION_WORDS: Mapping[str, str] = {
    "funded": N_("funded"),
    "too-expensive": N_("costs more than what is left"),
    "unsupported": N_("its supporters cannot pay for it"),
}


def translator(language: str) -> Callable[..., str]:
    """Messages of this plugin in a language, with their places filled in: for letters."""
    folder = Path(__file__).parents[1] / "translations"
    catalogue = gettext.translation("messages", folder, [language.replace("-", "_"), language[:2]], fallback=True)

    def say(message: str, /, **values: object) -> str:
        text = catalogue.gettext(message)
        return text % values if values else text

    return say
