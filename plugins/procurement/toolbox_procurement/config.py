"""The settings of this module on a site."""

from __future__ import annotations

import msgspec


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``watch``: a folder whose subfolders are named for sources; files that are put there are loaded by themselves.

    ``watch_publish``: publish them at once when everything could be stored (else they wait as drafts).
    """

    watch: str = ""
    watch_publish: bool = False
