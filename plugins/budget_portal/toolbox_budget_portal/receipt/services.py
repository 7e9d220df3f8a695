"""Tax rules of an entity's year: a draft from a file whose own tests pass, and the rules that are published."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.receipt.dataset import TAX_RULES
from toolbox_budget_portal.receipt.rules import Rules, from_mapping, parse, to_mapping
from toolbox_budget_portal.side_tables.services import close_draft, open_draft, owner_of
from toolbox_core import DatasetVersion, FileStore, InputError


def import_rules(
    session: Session, files: FileStore, path: Path, *, entity: str, licence: str = "", by: str = ""
) -> int:
    """Store a rules file whose own tests pass as a draft; returns the version's id. Raises ``InputError``."""
    owner = owner_of(session, entity)
    try:
        rules = parse(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    version = open_draft(
        session,
        TAX_RULES,
        entity=entity,
        part=rules.year,
        title=f"{rules.title}, {owner.name} {rules.year}",
        mapping={"tax_rules": to_mapping(rules)},
        licence=licence,
        by=by,
    )
    count = len(rules.taxes)
    notes = [f"Source: {rules.source}"]
    return close_draft(session, files, TAX_RULES, version, path, rows_read=count, rows_stored=count, notes=notes)


def rules_of(session: Session, entity: str, year: int) -> tuple[Rules, DatasetVersion] | None:
    """The published rules of a year with their version; ``None``: no estimate can be made for it."""
    version = TAX_RULES.current(session, entity, year)
    return None if version is None else (from_mapping(version.mapping["tax_rules"]), version)
