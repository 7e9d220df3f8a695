"""What can go wrong with an action plan, below the host's tree.

::

    ToolboxError
    ├── InputError
    │   └── Refused          one or more rules are not kept; nothing was stored
    └── NotFound
        └── UnknownPlan      no such member, plan, commitment or milestone
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolbox_core import InputError, NotFound


class Sentence(str):
    """A sentence in English that knows its message and what stands in it, so that a page can say it otherwise.

    >>> Sentence("Plan %(plan)s is closed.", plan="4")
    'Plan 4 is closed.'
    """

    message: str
    values: dict[str, Any]

    def __new__(cls, message: str, **values: Any) -> Sentence:
        """Fill ``values`` into the message, which is marked with ``N_`` where it is written."""
        made = super().__new__(cls, message % values if values else message)
        made.message, made.values = message, values
        return made


class Refused(InputError):
    """What was handed in breaks rules; ``faults`` are ``(field, sentence)``, all of them, in the order of the form."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in faults))
        self.faults = list(faults)


class UnknownPlan(NotFound):
    """No member, plan, commitment or milestone of that name."""
