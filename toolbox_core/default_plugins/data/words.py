"""Codes of the catalogue in words: column types, frequencies, states of versions, formats."""

from __future__ import annotations

from toolbox_core import N_

TYPES = {
    "string": N_("text"),
    "integer": N_("whole number"),
    "number": N_("exact number"),
    "boolean": N_("yes or no"),
    "date": N_("day"),
    "datetime": N_("moment"),
    "year": N_("year"),
}
# The frequencies of the European Union's vocabulary that public figures use.
FREQUENCIES = {
    "ANNUAL": N_("once a year"),
    "ANNUAL_2": N_("twice a year"),
    "QUARTERLY": N_("four times a year"),
    "MONTHLY": N_("every month"),
    "WEEKLY": N_("every week"),
    "DAILY": N_("every day"),
    "CONT": N_("continuously"),
    "IRREG": N_("at no fixed times"),
    "NEVER": N_("once, never again"),
}
STATES = {
    "published": (N_("in force"), "ok"),
    "superseded": (N_("replaced"), "idle"),
    "withdrawn": (N_("withdrawn"), "bad"),
}
ACTIONS = {"publish": N_("published"), "withdraw": N_("withdrawn")}
# Labels and purposes of the formats come from the exporting room, which knows no languages.
FORMAT_PURPOSES = (
    N_("For any program that reads tables"),
    N_("For spreadsheets"),
    N_("For programs, with the description of the columns"),
    N_("For programs that read row by row"),
    N_("For data analysis"),
    N_("CSV with its description, for archives"),
)
