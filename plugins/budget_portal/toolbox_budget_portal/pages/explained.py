"""What a line is, for whom, and against last year: sentences made from the data, each of which stands alone.

Nothing is said that the files do not say. Every figure is exact or a share of exact figures, by the measure that the
reader chose.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.pages.life import compared
from toolbox_budget_portal.queries import LineWithRow
from toolbox_budget_portal.queries.naming import line_name
from toolbox_budget_portal.queries.records import EXPENDITURE, SameLine, Sums, minus, ratio
from toolbox_budget_portal.yardsticks.records import NOMINAL, PER_HEAD

_LEAST = Decimal("0.0001")


def explanation(view: View, answer: LineWithRow) -> tuple[str, ...]:
    """The sentences about a line of a published year, in the order in which people ask."""
    return (*_what(view, answer), *_how_much(view, answer), *_against(view, answer))


def _what(view: View, answer: LineWithRow) -> Iterator[str]:
    """What for, by whom, of what kind: the name of the deepest category of each classification."""
    words, line = view.words, answer.line
    names = {kind: chain[-1].label for kind, chain in line.chains.items() if chain}
    spent = line.direction == EXPENDITURE
    purpose = names.get("functional") or names.get("cofog")
    if purpose:
        yield (
            words._("It is spending on: %(purpose)s.", purpose=purpose)
            if spent
            else words._("It is revenue for: %(purpose)s.", purpose=purpose)
        )
    if "administrative" in names:
        yield words._("Responsible: %(body)s.", body=names["administrative"])
    kind = names.get("economic") or names.get("gfsm") or names.get("object")
    if kind and kind != line_name(line.row):
        yield (
            words._("The money goes to: %(kind)s.", kind=kind)
            if spent
            else words._("The money comes from: %(kind)s.", kind=kind)
        )
    if "programme" in names:
        yield words._("It belongs to the programme: %(programme)s.", programme=names["programme"])
    if "geographic" in names:
        yield words._("Place: %(place)s.", place=names["geographic"])
    if "fund" in names:
        yield words._("It is paid from: %(fund)s.", fund=names["fund"])
    if line.row.eliminated:
        yield words._("This money only changes hands within the government, so it is left out of net figures.")


def _how_much(view: View, answer: LineWithRow) -> Iterator[str]:
    words, year, direction = view.words, view.year.fiscal_year, answer.line.direction
    own = _own(view, answer)
    if own is None:
        return
    if own.lines > 1:
        yield words._(
            "The file has %(count)s lines with these codes; they are counted together here.",
            count=words.number(own.lines),
        )
    plan, done = view.scale(own.plan), view.scale(own.done)
    spent = direction == EXPENDITURE
    if plan is not None and done is not None:
        share = words.percent(ratio(own.done, own.plan)) if own.plan and own.plan > 0 else ""
        values = {"year": year, "plan": words.with_currency(plan), "done": words.with_currency(done), "share": share}
        if share:
            yield (
                words._("In %(year)s %(plan)s was approved and %(done)s was spent: %(share)s.", **values)
                if spent
                else words._("In %(year)s %(plan)s was expected and %(done)s came in: %(share)s.", **values)
            )
        else:
            yield (
                words._("In %(year)s %(plan)s was approved and %(done)s was spent.", **values)
                if spent
                else words._("In %(year)s %(plan)s was expected and %(done)s came in.", **values)
            )
    elif plan is not None:
        amount = words.with_currency(plan)
        yield (
            words._("For %(year)s %(plan)s is approved; what was spent is not published yet.", year=year, plan=amount)
            if spent
            else words._(
                "For %(year)s %(plan)s is expected; what came in is not published yet.", year=year, plan=amount
            )
        )
    elif done is not None:
        amount = words.with_currency(done)
        yield (
            words._("In %(year)s %(done)s was spent.", year=year, done=amount)
            if spent
            else words._("In %(year)s %(done)s came in.", year=year, done=amount)
        )
    else:
        yield words._("The file gives no amount for %(year)s.", year=year)
    yield from _share(view, answer, own)


def _share(view: View, answer: LineWithRow, own: SameLine) -> Iterator[str]:
    """Its part of the whole, and per inhabitant, of what happened, else of the plan."""
    words, year, direction = view.words, answer.year, answer.line.direction
    phase = year.done(direction) if own.done is not None else year.plan(direction)
    amount = own.done if own.done is not None else own.plan
    if phase is None or amount is None or answer.line.row.eliminated:
        return
    whole = answer.totals.get(direction, Sums()).of(phase.code, net=year.has_eliminations(direction))
    share = ratio(amount, whole) if whole and whole > 0 and amount > 0 else None
    if share is not None:
        shown = words.percent(share) if share >= Decimal("0.001") else words.percent(share, digits=3)
        if share < _LEAST:
            shown = words._("less than %(share)s", share=words.percent(_LEAST, digits=2))
        yield (
            words._("Its part of all spending: %(share)s.", share=shown)
            if direction == EXPENDITURE
            else words._("Its part of all revenue: %(share)s.", share=shown)
        )
    factor = view.factor(PER_HEAD, year.fiscal_year) if view.measure == NOMINAL else None
    if factor is not None:
        each = view.plain.with_currency(round(amount * factor, view.plain.digits))
        yield words._("Per inhabitant: %(amount)s.", amount=each)


def _against(view: View, answer: LineWithRow) -> Iterator[str]:
    """Since when, and what changed on the year before."""
    words, year = view.words, view.year.fiscal_year
    known = {one.fiscal_year: one for one in answer.line.life}
    own = _own(view, answer)
    if own is None:
        return
    before = known.get(year - 1)
    pair = compared(own, before)
    if year - 1 not in view.year.others:
        if view.year.others and min(view.year.others) < year:
            yield words._("No budget of %(year)s is published here to compare with.", year=year - 1)
    elif before is None:
        yield words._("In %(year)s there was no line with these codes.", year=year - 1)
    elif pair is None:
        yield words._("The figures of %(year)s mean something else, so they are not compared.", year=year - 1)
    else:
        yield from _difference(view, year - 1, *pair)
    first = min(known)
    if first < year and first < year - 1:
        yield words._("This line is published here since %(year)s.", year=first)


def _difference(view: View, before: int, stage: str, now: Decimal, then: Decimal) -> Iterator[str]:
    """More, less or as much; by the measure chosen, when both years have its yardstick."""
    words = view.words
    scaled, earlier = view.scale(now), view.scale(then, before)
    if scaled is None or earlier is None:
        words, scaled, earlier = view.plain, now, then
    change = minus(scaled, earlier)
    share = words.percent(ratio(abs(change), earlier)) if earlier > 0 else ""
    values = {"amount": words.with_currency(abs(change)), "share": share, "year": before}
    if not change:
        yield words._("Against %(year)s: exactly as much.", year=before)
    elif change > 0:
        yield (
            words._("Against %(year)s: %(amount)s more (%(share)s).", **values)
            if share
            else words._("Against %(year)s: %(amount)s more.", **values)
        )
    else:
        yield (
            words._("Against %(year)s: %(amount)s less (%(share)s).", **values)
            if share
            else words._("Against %(year)s: %(amount)s less.", **values)
        )
    if stage == "plan":
        yield words._("Compared is what was planned in both years.")


def _own(view: View, answer: LineWithRow) -> SameLine | None:
    return next((one for one in answer.line.life if one.fiscal_year == view.year.fiscal_year), None)
