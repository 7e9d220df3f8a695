"""What can go wrong here, as children of the host's errors.

::

    ToolboxError
    └── InputError
        └── EntriesError     what was given cannot become entries
"""

from __future__ import annotations

from toolbox_core import InputError


class EntriesError(InputError):
    """What was given cannot become entries: no codes, a code that is there twice, nothing to publish."""
