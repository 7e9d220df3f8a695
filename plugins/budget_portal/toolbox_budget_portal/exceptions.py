"""What can go wrong with a budget, below the host's tree.

::

    ToolboxError
    ├── DescriptorError
    │   ├── UnknownColumnType      a columnType that no taxonomy knows
    │   └── IncompleteDescriptor   it lacks something without which amounts have no meaning
    ├── InputError
    │   └── NothingToStore         the files hold no usable row
    └── NotFound
        └── UnknownVersion
"""

from __future__ import annotations

from toolbox_core import DescriptorError, InputError, NotFound


class UnknownColumnType(DescriptorError):
    """A ``columnType`` that neither the fiscal taxonomies nor the descriptor's own ``columnTypes`` define."""


class IncompleteDescriptor(DescriptorError):
    """The descriptor is well formed but does not say which phase, direction, year or currency an amount has."""


class NothingToStore(InputError):
    """No row of the files could be stored, so there is nothing to keep."""


class UnknownVersion(NotFound):
    """No version of that number belongs to a budget."""
