"""What a site decides about its action plans: ``toolbox plugins configure nap_monitor KEY=VALUE``."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Months = Annotated[int, msgspec.Meta(ge=1, le=60)]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of a site.

    ``moderation``: ``before``, an update becomes public when a publisher says so; ``after``, it is public when its
    author submits it and a publisher may return it. ``stale_months``: without news for so long, a commitment is called
    stale (six: OGP asks for a repository that is renewed twice a year). ``languages``: the languages a text must have,
    separated by commas; a text has all of them or none (empty: any). ``escalate_to``: the mailbox that hears of what is
    late, beside those who answer for it. ``archive``: keep a copy of what stands at an address of evidence, as it was
    when it was first looked at, up to ``archive_megabytes``; a site decides that where the law lets it keep copies.
    """

    moderation: Literal["before", "after"] = "before"
    stale_months: Months = 6
    languages: str = ""
    escalate_to: str = ""
    archive: bool = False
    archive_megabytes: Annotated[int, msgspec.Meta(ge=1, le=500)] = 20

    def wanted_languages(self) -> tuple[str, ...]:
        """The languages of which a text must have all or none."""
        return tuple(word.strip() for word in self.languages.split(",") if word.strip())
