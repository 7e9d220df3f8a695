"""Whether the directory holds together: merges end somewhere, and the keys that matching looks up are up to date."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from toolbox_core.exceptions import NotFound
from toolbox_core.services.organisations.directory import resolve
from toolbox_core.services.organisations.linking import link_counts
from toolbox_core.services.organisations.merging import questions_waiting
from toolbox_core.services.organisations.models import Organisation, OrganisationName
from toolbox_core.services.organisations.names import core, normalise

CHUNK = 1000
LISTED = 20


@dataclass(slots=True)
class Checked:
    """Links by plugin and certainty, open questions, a sentence for each fault, how many keys were written anew."""

    links: dict[str, dict[str, int]]
    questions: int
    faults: list[str] = field(default_factory=list)
    mended: int = 0


def check(session: Session, *, mend: bool = False) -> Checked:
    """Look at every merge and every name; with ``mend`` write outdated keys anew, in the caller's transaction.

    Keys are outdated after a new version of the software compares names in another way.
    """
    checked = Checked(links=link_counts(session), questions=questions_waiting(session))
    for gone in session.scalars(select(Organisation.id).where(Organisation.merged_into.is_not(None))):
        try:
            resolve(session, gone)
        except NotFound:
            checked.faults.append(f"Organisation {gone} was merged into others in a circle; unmerge one of them.")
    outdated = _names(session, checked, mend) + _orders(session, checked, mend)
    if outdated and not mend:
        checked.faults.append(
            f"{outdated:,} names are compared by an outdated rule. Run `toolbox organisations link-check --mend`."
        )
    del checked.faults[LISTED:]
    return checked


def _names(session: Session, checked: Checked, mend: bool) -> int:
    found, last = 0, 0
    while True:
        columns = (OrganisationName.id, OrganisationName.name, OrganisationName.normalised, OrganisationName.core)
        query = select(*columns).where(OrganisationName.id > last).order_by(OrganisationName.id).limit(CHUNK)
        rows = session.execute(query).all()
        if not rows:
            return found
        wrong = [
            {"id": row.id, "normalised": normalise(row.name), "core": core(row.name)}
            for row in rows
            if (row.normalised, row.core) != (normalise(row.name), core(row.name))
        ]
        found += len(wrong)
        if wrong and mend:
            session.execute(update(OrganisationName), wrong)
            checked.mended += len(wrong)
        last = rows[-1].id


def _orders(session: Session, checked: Checked, mend: bool) -> int:
    found, last = 0, 0
    while True:
        columns = (Organisation.id, Organisation.name, Organisation.sorting)
        query = select(*columns).where(Organisation.id > last).order_by(Organisation.id).limit(CHUNK)
        rows = session.execute(query).all()
        if not rows:
            return found
        wrong = [{"id": row.id, "sorting": normalise(row.name)} for row in rows if row.sorting != normalise(row.name)]
        found += len(wrong)
        if wrong and mend:
            session.execute(update(Organisation), wrong)
            checked.mended += len(wrong)
        last = rows[-1].id
