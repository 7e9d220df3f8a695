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

from toolbox_core import InputError, NotFound


class Refused(InputError):
    """What was handed in breaks rules; ``faults`` are ``(field, sentence)``, all of them, in the order of the form."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in faults))
        self.faults = list(faults)


class UnknownPlan(NotFound):
    """No member, plan, commitment or milestone of that name."""
