"""The form of tax rules in the browser: no table, but a file whose own tests are run at once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.receipt import services
from toolbox_budget_portal.receipt.rules import parse
from toolbox_budget_portal.side_tables.importer import ENTITY, Form, Upload
from toolbox_core import N_, ImportFile, InputError, LimitSettings


def _look(path: Path, limits: LimitSettings) -> ImportFile:
    """What the rules say, or what is wrong with them."""
    if path.stat().st_size > limits.upload_bytes:
        raise InputError(f"{path.name} is too large for a file of rules.")
    try:
        rules = parse(path.read_bytes())
    except InputError as error:
        return ImportFile(name=path.name, problem=str(error))
    facts = [f"{rules.title}, {rules.year}. Source: {rules.source}", "The rules pass their own tests."]
    return ImportFile(name=path.name, facts=[*facts, *(f"{tax.name}: {tax.kind}" for tax in rules.taxes)])


def _load(session: Session, upload: Upload) -> int:
    return services.import_rules(
        session, upload.files, upload.path, entity=upload.entity, licence=upload.licence, by=upload.by
    )


FORM = Form(
    id="tax-rules",
    label=N_("Tax rules of a year"),
    hint=N_("A TOML file with dated rules and their tests, for estimated tax receipts"),
    asks=(ENTITY,),
    look=_look,
    load=_load,
)
