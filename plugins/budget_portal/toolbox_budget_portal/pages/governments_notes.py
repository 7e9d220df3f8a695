"""What of several governments cannot be compared, and why, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from toolbox_budget_portal.pages.yardstick_views import Looking
from toolbox_budget_portal.queries.governments import Government
from toolbox_budget_portal.yardsticks.records import OF_GDP, PER_HEAD, REAL


def _names(ones: Sequence[Government]) -> str:
    return ", ".join(one.entity.name for one in ones)


def what_differs(look: Looking) -> list[str]:
    """What is not comparable, in sentences."""
    found, words = look.found, look.words()
    notes = []
    absent = [one for one in found.governments if one.year is None]
    if absent:
        notes.append(
            words._("Nothing is published for %(year)s by: %(names)s.", year=found.fiscal_year, names=_names(absent))
        )
    silent = [one for one in found.there if one.phase(found.direction, look.role) is None]
    if silent:
        notes.append(words._("This phase is not published by: %(names)s.", names=_names(silent)))
    if look.without_yardstick():
        missing = _names(look.without_yardstick())
        reasons = {
            PER_HEAD: words._(
                "The number of inhabitants in %(year)s is not known for: %(names)s.",
                year=found.fiscal_year,
                names=missing,
            ),
            REAL: words._("Prices are not known for: %(names)s.", names=missing),
            OF_GDP: words._(
                "The gross domestic product of %(year)s is not known for: %(names)s.",
                year=found.fiscal_year,
                names=missing,
            ),
        }
        notes.append(
            reasons.get(look.measure, words._("There is no total to take a share of for: %(names)s.", names=missing))
        )
    if not look.one_scale:
        notes.append(
            words._(
                "The budgets are in different currencies (%(currencies)s), and no exchange rates are loaded: "
                "only shares can be laid side by side.",
                currencies=", ".join(look.currencies),
            )
        )
    gross = [one for one in found.there if one.year is not None and not one.year.has_eliminations(found.direction)]
    if look.net and gross:
        notes.append(
            words._(
                "Money that moves inside the government is counted twice here, because no entries to take it out "
                "are published: %(names)s.",
                names=_names(gross),
            )
        )
    undivided = [one for one in found.there if found.kind and not one.divided]
    if undivided:
        notes.append(words._("Not divided this way: %(names)s.", names=_names(undivided)))
    levels = {one.entity.level for one in found.there if one.entity.level}
    if len(levels) > 1:
        notes.append(
            words._(
                "These are governments of different levels (%(levels)s), with different duties: "
                "what one pays for may be another's task.",
                levels=", ".join(sorted(levels)),
            )
        )
    for clash in found.clashes:
        said = "; ".join(f"{name}: “{label}”" for name, label in clash.names)
        notes.append(
            words._("Code %(code)s means different things, so it is not compared. %(said)s", code=clash.code, said=said)
        )
    return notes
