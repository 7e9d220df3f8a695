"""The form of yardsticks in the browser: what the figures are is guessed from the names of the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from toolbox_budget_portal.side_tables.importer import ENTITY, Form, Upload
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_budget_portal.yardsticks import reading, services
from toolbox_budget_portal.yardsticks.records import GDP, INFLATION, KINDS, POPULATION, PRICES
from toolbox_core import N_, ImportField, InputError


def _guess(columns: Sequence[str]) -> tuple[Columns, Mapping[str, str]]:
    guesses = {kind: reading.guess_columns(columns, kind) for kind in KINDS}
    kind = next((kind for kind, (_, value) in guesses.items() if value), "")
    year, value = guesses[kind or KINDS[0]]
    named = {key: name for key, name in (("year", year), ("value", value)) if name}
    return named, {"kind": kind} if kind else {}


def _load(session: Session, upload: Upload) -> int:
    version, _ = services.import_yardstick(
        session,
        upload.files,
        upload.path,
        entity=upload.entity,
        kind=upload.answers["kind"],
        year_column=upload.columns.get("year", ""),
        value_column=upload.columns.get("value", ""),
        only=read_conditions(upload.answers["only"].splitlines()),
        licence=upload.licence,
        by=upload.by,
        limits=upload.limits,
    )
    return version


def read_conditions(lines: Sequence[str]) -> dict[str, str]:
    """``Id=1`` → ``{"Id": "1"}``. Raises ``InputError``."""
    found = {}
    for line in lines:
        if not line.strip():
            continue
        name, sign, value = line.partition("=")
        if not (sign and name.strip()):
            raise InputError(f"{line!r} does not say which rows are meant.", fix="Write COLUMN=VALUE, such as Id=1.")
        found[name.strip()] = value.strip()
    return found


FORM = Form(
    id="yardsticks",
    label=N_("Population, prices, gross domestic product"),
    hint=N_("CSV or workbook, one row for each year"),
    fields=reading.FIELDS,
    words={"year": N_("year"), "value": N_("figure")},
    asks=(
        ENTITY,
        ImportField(
            key="kind",
            label=N_("What are the figures?"),
            value=POPULATION,
            choices={
                POPULATION: N_("inhabitants"),
                INFLATION: N_("change of prices on the year before, in per cent"),
                PRICES: N_("an index of prices"),
                GDP: N_("gross domestic product"),
            },
        ),
        ImportField(
            key="only",
            label=N_("Which rows are meant?"),
            hint=N_("One on each line, such as Id=1; leave it empty for all"),
            rows=2,
        ),
    ),
    guess=_guess,
    load=_load,
)
