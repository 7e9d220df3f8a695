"""The settings of this module on a site."""

from __future__ import annotations

from typing import Annotated

import msgspec


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``watch``: a folder whose subfolders are named for sources; files that are put there are loaded by themselves.

    ``watch_publish``: publish them at once when everything could be stored (else they wait as drafts).
    ``ocid_prefix``: the prefix that the Open Contracting Partnership gave this publisher (``ocds-a1b2c3``); with it,
    buyers can publish from forms.
    """

    watch: str = ""
    watch_publish: bool = False
    ocid_prefix: Annotated[str, msgspec.Meta(pattern="^(ocds-[a-z0-9]{6})?$")] = ""
