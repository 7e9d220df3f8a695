"""What can go wrong with a budget, below the host's tree.

::

    ToolboxError
    ├── DescriptorError
    │   ├── UnknownColumnType      a columnType that no taxonomy knows
    │   └── IncompleteDescriptor   it lacks something without which amounts have no meaning
    ├── InputError
    │   ├── NothingToStore         the files hold no usable row
    │   └── Refused                what was handed in breaks rules; every fault with its field
    └── NotFound
        └── UnknownVersion
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from toolbox_core import DescriptorError, InputError, NotFound


class UnknownColumnType(DescriptorError):
    """A ``columnType`` that neither the fiscal taxonomies nor the descriptor's own ``columnTypes`` define."""


class IncompleteDescriptor(DescriptorError):
    """The descriptor is well formed but does not say which phase, direction, year or currency an amount has."""


class NothingToStore(InputError):
    """No row of the files could be stored, so there is nothing to keep."""


class UnknownVersion(NotFound):
    """No version of that number belongs to a budget."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to change: the field it belongs to and an English message id with its values.

    Values stay values (``Decimal`` for money in the currency of what was asked, ``int`` for counts), so that pages
    write them as the reader's language does.
    """

    field: str
    message: str
    values: Mapping[str, Any] = dataclass_field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class Refused(InputError):
    """What was handed in breaks one or more rules; nothing was stored. ``faults`` are all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)
