"""Where releases come from: sources by their short names."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import InputError, NotFound
from toolbox_procurement.models import Source
from toolbox_procurement.repairs import REPAIRS

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 64


def find_source(session: Session, slug: str) -> Source:
    """The source of that short name. Raises ``NotFound``."""
    found = session.scalar(select(Source).where(Source.slug == slug))
    if found is None:
        raise NotFound(f"There is no source {slug!r}.", fix="`toolbox procurement sources` lists them.")
    return found


def take_source(
    session: Session,
    slug: str,
    *,
    name: str = "",
    country: str = "",
    licence: str = "",
    jurisdiction: str | None = None,
) -> Source:
    """The source of that short name, made when it is new; what is given replaces what was known.

    Raises ``InputError`` for a name that cannot stand in an address, or a country that is no ISO 3166 code.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST:
        raise InputError(
            f"{slug!r} cannot be the short name of a source.", fix="Use small letters, digits and hyphens: port-sennen."
        )
    if country and not re.fullmatch(r"[A-Za-z]{2}", country):
        raise InputError(f"{country!r} is no country.", fix="Give two letters of ISO 3166, such as ES.")
    found = session.scalar(select(Source).where(Source.slug == slug))
    if found is None:
        found = Source(slug=slug, name=name or slug, repairs_off=[])
        session.add(found)
    found.name = name or found.name
    found.country = country.upper() or found.country or ""
    found.jurisdiction = jurisdiction if jurisdiction is not None else found.jurisdiction or found.country
    found.licence = licence or found.licence or ""
    session.flush()
    return found


def set_repair(session: Session, slug: str, rule: str, *, on: bool) -> Source:
    """Switch a repair of a source on or off; compiling again makes it hold. Raises ``NotFound`` or ``InputError``."""
    if rule not in REPAIRS:
        raise InputError(f"There is no repair {rule!r}.", fix=f"There are {', '.join(REPAIRS)}.")
    source = find_source(session, slug)
    source.repairs_off = sorted({*source.repairs_off, rule} - ({rule} if on else set()))
    session.flush()
    return source
