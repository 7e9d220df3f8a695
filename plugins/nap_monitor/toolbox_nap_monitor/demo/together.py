"""What citizens of Aldora proposed for its fourth plan, in which phase, what was answered; meetings and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolbox_nap_monitor.demo.promises import Day
from toolbox_nap_monitor.rows import Proposal, Response


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting: day relative to the year of the demo, kind, title, minutes, attendance, decisions."""

    day: Day
    kind: str
    title: str
    minutes: str
    attendance: Mapping[str, int] = field(default_factory=dict)
    decisions: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A phase: days relative to the year of the demo, titles, and codes of contributions with their supports."""

    opens: Day
    closes: Day
    published: Day
    titles: Mapping[str, str]
    supports: Mapping[str, int]


CONTRIBUTIONS = (
    Proposal(
        member="ALD",
        plan="4",
        code="P1",
        titles={
            "en": "Let everybody search who owns companies",
            "fr": "Que chacun puisse chercher à qui sont les entreprises",
        },
        text={
            "en": "Journalists ask for it every year. A name and a year of birth would be enough.",
            "fr": "Les journalistes le demandent chaque année. Un nom et une année de naissance suffiraient.",
        },
        author_kind="civil-society",
        author="Aldora Transparency Forum",
        responses=(
            Response(
                text={
                    "en": "We agree. It became the first commitment of this plan.",
                    "fr": "Nous sommes d’accord. C’est devenu le premier engagement de ce plan.",
                },
                stage="in-progress",
                opportunities=("session",),
                commitment="1",
                actor="Ministry of Justice",
            ),
        ),
    ),
    Proposal(
        member="ALD",
        plan="4",
        code="P2",
        titles={
            "en": "Pay the fares of those who attend hearings",
            "fr": "Payer le trajet de ceux qui viennent aux auditions",
        },
        text={
            "en": "Whoever lives in the hills cannot come otherwise.",
            "fr": "Ceux des collines ne peuvent venir autrement.",
        },
        author_kind="citizen",
        responses=(
            Response(
                text={
                    "en": "The budget of this year has no room for it. Hearings are shown online instead.",
                    "fr": "Le budget de cette année ne le permet pas. Les auditions sont montrées en ligne.",
                },
                stage="could-be",
                obstacles=("funding",),
                actor="Ministry of Finance",
            ),
        ),
    ),
    Proposal(
        member="ALD",
        plan="4",
        code="P3",
        titles={
            "en": "Publish the minutes of school councils",
            "fr": "Publier les comptes rendus des conseils d’école",
        },
        text={
            "en": "Parents hear of decisions when they are made.",
            "fr": "Les parents apprennent les décisions une fois prises.",
        },
        author_kind="citizen",
    ),
)
MEETINGS = (
    Held(
        (-1, 3, 12),
        "outreach",
        "Open evening in Port Sennen",
        "Forty people named what they want from the plan.",
        {"government": 4, "civil-society": 21, "other": 15},
    ),
    Held(
        (-1, 9, 18),
        "forum",
        "First meeting of the forum",
        "The forum chose its two chairs and looked at the first reports.",
        {"government": 6, "civil-society": 7, "academia": 2},
        (("1", "Show the draft law before it goes to parliament"),),
    ),
    Held(
        (0, 2, 26),
        "results",
        "What was done in half a year",
        "Ministries presented their reports; civil society disagreed on two of them.",
        {"government": 8, "civil-society": 11, "private": 1},
        (("1", "Report again by the end of June"), ("", "Meet in the hills next time")),
    ),
)
PHASES = (
    Opened(
        (-2, 9, 1),
        (-2, 11, 15),
        (-2, 8, 10),
        {"en": "Ideas for the plan", "fr": "Idées pour le plan"},
        {"P1": 23, "P2": 9},
    ),
    Opened(
        (-1, 1, 12),
        (-1, 2, 28),
        (-2, 12, 15),
        {"en": "The draft commitments", "fr": "Les projets d’engagements"},
        {"P3": 4},
    ),
)
DOCUMENTS = (
    ("plan", {"en": "The fourth action plan", "fr": "Le quatrième plan d’action"}, (-1, 6, 20), "plan-4"),
    (
        "reasoned-response",
        {"en": "What became of the ideas", "fr": "La suite donnée aux idées"},
        (-1, 5, 30),
        "answers",
    ),
    (
        "evidence",
        {"en": "Photographs of the open evening", "fr": "Photos de la soirée ouverte"},
        (-1, 3, 20),
        "evening",
    ),
)
"""Kind, titles, day of publication, last part of the address."""
