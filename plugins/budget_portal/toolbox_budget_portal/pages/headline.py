"""The answer in words and in large figures: planned, spent, taken in, what is left, and what to know about them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Sums, minus, ratio
from toolbox_budget_portal.yardsticks.records import NOMINAL, REAL


def sentence(view: View, totals: Mapping[str, Sums]) -> str:
    """The answer in one to three plain sentences: planned, spent, taken in, what is left."""
    words, year, parts = view.words, view.year, []
    spent, plan, limit = (headline(view, totals, EXPENDITURE, stage) for stage in ("done", "plan", "limit"))
    name = year.entity.name
    if plan is not None and spent is not None:
        changed = limit is not None and limit != plan
        parts.append(
            words._(
                "%(name)s planned to spend %(plan)s, changed that to %(limit)s during the year, and spent %(spent)s.",
                name=name,
                plan=words.words(plan),
                limit=words.words(limit),
                spent=words.words(spent),
            )
            if changed
            else words._(
                "%(name)s planned to spend %(plan)s and spent %(spent)s.",
                name=name,
                plan=words.words(plan),
                spent=words.words(spent),
            )
        )
    elif spent is not None:
        parts.append(words._("%(name)s spent %(spent)s.", name=name, spent=words.words(spent)))
    elif plan is not None:
        parts.append(words._("%(name)s plans to spend %(plan)s.", name=name, plan=words.words(plan)))
    income = headline(view, totals, REVENUE, "done")
    expected = headline(view, totals, REVENUE, "plan")
    if income is not None and spent is not None:
        left = minus(income, spent)
        parts.append(
            words._(
                "It took in %(income)s, %(left)s more than it spent.",
                income=words.words(income),
                left=words.words(left),
            )
            if left > 0
            else words._(
                "It took in %(income)s, %(left)s less than it spent.",
                income=words.words(income),
                left=words.words(-left),
            )
            if left < 0
            else words._("It took in exactly as much.")
        )
    elif income is not None:
        parts.append(words._("It took in %(income)s.", income=words.words(income)))
    elif expected is not None:
        parts.append(words._("It expects to take in %(plan)s.", plan=words.words(expected)))
    return " ".join(parts)


def headline(view: View, totals: Mapping[str, Sums], direction: str, stage: str) -> Decimal | None:
    """The amount of a stage (``done``, ``plan``, ``limit``), net or gross as chosen; ``None`` when it is not known."""
    phase = getattr(view.year, stage)(direction) if direction in totals else None
    amount = view.of(totals[direction], phase) if phase else None
    # A year that has not begun has an empty or all-zero column of what was done.
    return None if stage == "done" and not amount else amount


def key_figures(view: View, totals: Mapping[str, Sums]) -> list[dict[str, Any]]:
    """Spent, taken in, balance and approved: in large print, exact, with one note and the way to the rows."""
    words, year, found = view.words, view.year, []
    for direction in year.directions:
        done, plan = (
            headline(view, totals, direction, "done"),
            headline(view, totals, direction, "plan"),
        )
        limit = headline(view, totals, direction, "limit")
        phase = (year.done(direction) if done is not None else None) or year.plan(direction)
        if phase is None:
            continue
        note = ""
        if done is not None and limit is not None and (rate := ratio(done, limit)) is not None:
            note = (
                words._("%(rate)s of what was approved in the end", rate=words.percent(rate))
                if direction == EXPENDITURE
                else words._("%(rate)s of what was expected in the end", rate=words.percent(rate))
            )
        count = totals[direction].lines if view.net else year.line_count(direction)
        found.append(
            figure(
                view,
                words.phase(phase, direction),
                done if done is not None else plan,
                note,
                words._("%(count)s rows add up to it", count=words.number(count)),
                view.link("lines", {"direction": direction, "phase": phase.code}),
            )
        )
    spent, income = (headline(view, totals, side, "done") for side in (EXPENDITURE, REVENUE))
    label = words._("Balance")
    if spent is None or income is None:
        spent, income = (headline(view, totals, side, "plan") for side in (EXPENDITURE, REVENUE))
        label = words._("Planned balance")
    if spent is not None and income is not None:
        found.append(
            figure(
                view, label, minus(income, spent), words._("revenue less spending"), words._("every phase"), "#phases"
            )
        )
    plan = headline(view, totals, EXPENDITURE, "plan")
    if plan is not None and headline(view, totals, EXPENDITURE, "done") is not None:
        stage = year.plan(EXPENDITURE)
        assert stage is not None  # There is an amount of it.
        planned_income = headline(view, totals, REVENUE, "plan")
        note = ""
        if planned_income is not None and planned_income != plan:
            note = words._("expected revenue was %(amount)s", amount=words.words(planned_income))
        found.append(figure(view, words.phase(stage), plan, note, words._("every phase"), "#phases"))
    return found


def figure(view: View, label: str, amount: Decimal | None, note: str, trace: str, href: str) -> dict[str, Any]:
    """One amount in large print, with its exact form, a note and the way to where it comes from."""
    value, unit = view.words.large(amount)
    # Large print rounds money; what was divided stands there in full already.
    exact = view.words.with_currency(amount) if view.measure in (NOMINAL, REAL) else ""
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "note": view.words._("%(amount)s; %(note)s", amount=exact, note=note) if note and exact else note or exact,
        "trace": trace,
        "href": href,
    }


def unbalanced(view: View, totals: Mapping[str, Sums]) -> str:
    """One sentence when the plan of the files does not balance; it is shown as it is."""
    plans = {side: view.year.plan(side) for side in (EXPENDITURE, REVENUE) if side in totals}
    amounts = [view.of(totals[side], phase) for side, phase in plans.items() if phase]
    if len(amounts) < 2 or amounts[0] is None or amounts[1] is None or amounts[0] == amounts[1]:
        return ""
    return view.words._(
        "The plan in the files does not balance: %(spending)s of spending, %(revenue)s of revenue. "
        "The figures are shown as they were handed over.",
        spending=view.words.with_currency(amounts[0]),
        revenue=view.words.with_currency(amounts[1]),
    )


def net_reason(view: View, totals: Mapping[str, Sums]) -> str:
    """One sentence on why net differs from the files; empty where nothing was consolidated."""
    if not view.year.has_eliminations() or view.phase is None:
        return ""
    sums = totals[view.direction]
    gross, twice = view.scale(sums.of(view.phase.code)), view.scale(sums.eliminated.get(view.phase.code))
    if gross is None or not twice:
        return ""
    return view.words._(
        "The files hold %(gross)s; %(twice)s of it are transfers between parts of the same government, "
        "which would count twice. Net is without them: %(net)s.",
        gross=view.words.with_currency(gross),
        twice=view.words.with_currency(twice),
        net=view.words.with_currency(minus(gross, twice)),
    )
